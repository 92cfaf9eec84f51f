"""Items of QTI for tests, built from small pieces."""

from __future__ import annotations

MATCH, MAP = "match_correct", "map_response"


def declaration(*correct, cardinality="single", base="identifier", mapping=""):
    values = "".join(f"<value>{value}</value>" for value in correct)
    key = f"<correctResponse>{values}</correctResponse>" if correct else ""
    head = f"<responseDeclaration identifier='RESPONSE' cardinality='{cardinality}' baseType='{base}'>"
    return f"{head}{key}{mapping}</responseDeclaration>"


def mapping(default="0", lower="", upper="", case="", **entries):
    bounds = "".join(f" {name}='{value}'" for name, value in (("lowerBound", lower), ("upperBound", upper)) if value)
    cased = f" caseSensitive='{case}'" if case else ""
    inner = "".join(
        f"<mapEntry mapKey='{key.replace('__', ' ')}' mappedValue='{value}'{cased}/>" for key, value in entries.items()
    )
    return f"<mapping defaultValue='{default}'{bounds}>{inner}</mapping>"


def choices(*texts, tag="simpleChoice"):
    return "".join(f"<{tag} identifier='{text[0]}'>{text[1:]}</{tag}>" for text in texts)


def choice_body(*texts, most="1", prompt="選んでください。", shuffle="true"):
    return (
        f"<choiceInteraction responseIdentifier='RESPONSE' shuffle='{shuffle}' maxChoices='{most}'>"
        f"<prompt>{prompt}</prompt>{choices(*texts)}</choiceInteraction>"
    )


def processing(template=MATCH, version="v2p2"):
    return f"<responseProcessing template='http://www.imsglobal.org/question/qti_{version}/rptemplates/{template}'/>"


def rules(inner):
    return f"<responseProcessing>{inner}</responseProcessing>"


def item(declared, body, rule, extra="", identifier="q-1", attributes=""):
    return (
        f"<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p2' identifier='{identifier}' {attributes}>"
        f"{declared}<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>"
        f"<itemBody>{body}</itemBody>{rule}{extra}</assessmentItem>"
    )
