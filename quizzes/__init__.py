"""The quiz engine: items, kinds, scoring, delivery and attempts, without framework, database, clock or chance."""

from quizzes.attempt import (
    Attempt,
    AttemptSummary,
    Refusal,
    apply,
    expire,
    fold_attempt,
    may_start,
    save,
    submit,
)
from quizzes.delivery import Form, assemble
from quizzes.events import Expired, Saved, Started, Submitted, Voided
from quizzes.feedback import POLICIES, Disclosure, Policy
from quizzes.folding import FOLDING_VERSION, fold
from quizzes.formats.contract import Format, Reading, Writing
from quizzes.formats.markdown import dump_bank, load_bank
from quizzes.formats.registry import FORMATS, extend_formats
from quizzes.kinds.contract import Kind, Line, Parsed
from quizzes.kinds.registry import KINDS, extend_kinds
from quizzes.load import check_bank, check_quiz, load_quiz
from quizzes.model import Bank, Header, Item, Problem, Quiz, QuizProblems, Section, SectionRule
from quizzes.response import parse_response
from quizzes.scoring import AttemptScore, ItemScore, SectionScore, score_attempt, score_item
from quizzes.statistics.model import Figures, ItemStatistics, Observation, PickRow, QuizStatistics
from quizzes.statistics.quiz import statistics
from quizzes.transfer import check, dump, load, observe, read_file, score, write_file
from quizzes.view import ItemView, ResultView, view_item, view_result

__all__ = [
    "FOLDING_VERSION",
    "FORMATS",
    "KINDS",
    "POLICIES",
    "Attempt",
    "AttemptScore",
    "AttemptSummary",
    "Bank",
    "Disclosure",
    "Expired",
    "Figures",
    "Form",
    "Format",
    "Header",
    "Item",
    "ItemScore",
    "ItemStatistics",
    "ItemView",
    "Kind",
    "Line",
    "Observation",
    "Parsed",
    "PickRow",
    "Policy",
    "Problem",
    "Quiz",
    "QuizProblems",
    "QuizStatistics",
    "Reading",
    "Refusal",
    "ResultView",
    "Saved",
    "Section",
    "SectionRule",
    "SectionScore",
    "Started",
    "Submitted",
    "Voided",
    "Writing",
    "apply",
    "assemble",
    "check",
    "check_bank",
    "check_quiz",
    "dump",
    "dump_bank",
    "expire",
    "extend_formats",
    "extend_kinds",
    "fold",
    "fold_attempt",
    "load",
    "load_bank",
    "load_quiz",
    "may_start",
    "observe",
    "parse_response",
    "read_file",
    "save",
    "score",
    "score_attempt",
    "score_item",
    "statistics",
    "submit",
    "view_item",
    "view_result",
    "write_file",
]
