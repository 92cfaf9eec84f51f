"""Finds every text that a page shows, and keeps the catalogues of other languages complete.

Run by ``scripts/translations [ROOM …]``: a file per room, ``elearn/translations/<language>/<room>.po``, with the
Japanese text as the key. New texts are added empty and texts that are gone are dropped; ``--check`` only reports.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from elearn.web.language import LANGUAGES, SOURCE

SINGLE, COUNTED = frozenset({"t", "lazy", "noted"}), frozenset({"tn"})
"""Functions whose first argument is a text."""

SHARED = "web"
"""The room of what belongs to none: parts, errors, menus."""

_ROOT = Path(__file__).parent.parent
_NAMES = re.compile(r"%\((\w+)\)[sd]")
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")


@dataclass(frozen=True)
class Text:
    """One text in one place: ``room`` decides the file, ``place`` is ``path:line`` below the package."""

    words: str
    counted: bool
    room: str
    place: str


def room_of(path: Path) -> str:
    """The room of a file, ``path`` below the package: its folder, or that of the page it is a template of."""
    steps = path.parts
    if steps[0] == "templates":
        steps = steps[1:]
    room = {"items": "learning"}.get(steps[0], steps[0])
    rooms = {"learning", "people", "skills", "awards", "hr", "lrs", "keeping", "studio"}
    return room if room in rooms else SHARED


def _python_texts(source: str) -> Iterator[tuple[str, bool, int]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        first = node.args[0]
        if name in SINGLE | COUNTED and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, name in COUNTED, node.lineno


def _template_texts(source: str) -> Iterator[tuple[str, bool, int]]:
    for node in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in SINGLE | COUNTED and node.args and isinstance(node.args[0], nodes.Const):
            yield str(node.args[0].value), name in COUNTED, node.lineno


def find_texts(root: Path = _ROOT) -> list[Text]:
    """Every marked text of the package's code and templates, in the order of paths and lines."""
    found = []
    for path in sorted(root.rglob("*")):
        reader = {".py": _python_texts, ".html": _template_texts}.get(path.suffix)
        if reader is None:
            continue
        inside = path.relative_to(root)
        for words, counted, line in reader(path.read_text(encoding="utf-8")):
            found.append(Text(words, counted, room_of(inside), f"{inside.as_posix()}:{line}"))
    return found


def read_catalogue(path: Path, language: str) -> Catalog:
    """A catalogue file; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _keys(texts: Iterable[Text]) -> dict[str, dict[str, Text]]:
    """Room -> words -> text. What several rooms say stands in the file of each; counted wins."""
    keys: dict[str, dict[str, Text]] = {}
    for text in texts:
        room = keys.setdefault(text.room, {})
        if text.words not in room or text.counted:
            room[text.words] = text
    return keys


def _words_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def _said(message: Message) -> list[str]:
    return [str(one) for one in (message.string if isinstance(message.string, (tuple, list)) else [message.string])]


def update_catalogues(language: str, folder: Path, texts: Iterable[Text], rooms: Collection[str] = ()) -> None:
    """Write the files of ``rooms`` (none: of all) anew, with the translations that are known from any of them."""
    files = sorted(folder.glob("*.po"))
    known: dict[str, Message] = {}
    for path in files:
        known |= {_words_of(one): one for one in read_catalogue(path, language) if one.id and any(_said(one))}
    keys = _keys(texts)
    for path in files:
        if path.stem not in keys and not rooms:
            path.unlink()
    for room, wanted in keys.items():
        if rooms and room not in rooms:
            continue
        catalogue = Catalog(locale=language)
        for words, text in sorted(wanted.items(), key=lambda pair: pair[1].place):
            before = _said(known[words]) if words in known else [""]
            identity = (words, words) if text.counted else words
            said = tuple((before * 2)[:2]) if text.counted else before[0]
            catalogue.add(identity, said, auto_comments=[text.place.rsplit(":", 1)[0]])
        with (folder / f"{room}.po").open("wb") as file:
            write_po(file, catalogue, width=0, omit_header=True)


def find_faults(language: str, folder: Path, texts: Iterable[Text], rooms: Collection[str] = ()) -> list[str]:
    """What is missing, left over, still Japanese, or names other values than the original; each with its place."""
    faults = []
    keys = _keys(texts)
    for room in sorted(keys.keys() | {path.stem for path in folder.glob("*.po")}):
        if rooms and room not in rooms:
            continue
        wanted = keys.get(room, {})
        known = {_words_of(one): one for one in read_catalogue(folder / f"{room}.po", language) if one.id}
        faults += [f"{text.place}: not in {room}.po: {words}" for words, text in wanted.items() if words not in known]
        faults += [f"{room}.po: no page says this any more: {words}" for words in known if words not in wanted]
        for words in wanted.keys() & known.keys():
            said = _said(known[words])
            faults += [f"{room}.po: {fault}: {words}" for fault in _judge(words, wanted[words].counted, said)]
    return faults


def _judge(words: str, counted: bool, said: list[str]) -> Iterator[str]:
    if counted != (len(said) == 2):
        yield "counted in one place and not in the other"
    for one in said:
        if not one.strip():
            yield "no translation"
        elif set(_NAMES.findall(one)) - {"num"} != set(_NAMES.findall(words)) - {"num"}:
            yield "other values than in the original"
        elif _JAPANESE.search(one):
            yield "Japanese in the translation"


def main(arguments: list[str]) -> int:
    """Update, or with ``--check`` only report; the exit status tells whether anything is missing."""
    texts = find_texts()
    rooms = [one for one in arguments if not one.startswith("-")]
    faults = []
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        folder = _ROOT / "translations" / language
        if "--check" not in arguments:
            folder.mkdir(parents=True, exist_ok=True)
            update_catalogues(language, folder, texts, rooms)
        faults += find_faults(language, folder, texts, rooms)
    for fault in faults:
        print(fault)
    print(f"{len({text.words for text in texts})} texts, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
