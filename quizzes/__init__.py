"""The quiz engine: items, kinds, scoring, delivery and attempts, without framework, database, clock or chance."""

from quizzes.attempt import (
    Attempt,
    AttemptSummary,
    Refusal,
    apply,
    expire,
    fold_attempt,
    may_start,
    must_abandon,
    save,
    submit,
)
from quizzes.delivery import LAYER, Form, assemble, push_layer
from quizzes.digest import digest_item
from quizzes.entry import may_enter
from quizzes.events import Abandoned, Expired, Extended, Graded, Saved, Started, Submitted, Voided
from quizzes.feedback import POLICIES, Disclosure, Policy
from quizzes.folding import FOLDING_VERSION, fold
from quizzes.formats.contract import Format, Reading, Writing
from quizzes.formats.markdown import dump_bank, load_bank
from quizzes.formats.registry import FORMATS, extend_formats
from quizzes.grade import Grade, Outcome, grade_quiz
from quizzes.graders import Opinion, earn_points, is_deciding, may_grade, settle_points
from quizzes.kinds.contract import Kind, Line, Parsed
from quizzes.kinds.registry import KINDS, extend_kinds
from quizzes.load import check_bank, check_quiz, load_quiz
from quizzes.model import Bank, Grading, Header, Item, Problem, Quiz, QuizProblems, Scenario, Section, SectionRule
from quizzes.preview import Sample, preview_pattern
from quizzes.regrade import Mending, mend_quiz
from quizzes.rehearsal import Rehearsal, Step, rehearse
from quizzes.response import parse_response
from quizzes.review import disclose_again, disclose_at, moment_of
from quizzes.scenario import gather
from quizzes.scoring import AttemptScore, ItemScore, SectionScore, score_attempt, score_item
from quizzes.statistics.model import Figures, ItemStatistics, Observation, PickRow, QuizStatistics
from quizzes.statistics.quiz import statistics
from quizzes.terms import Extension, Review, Terms
from quizzes.transfer import check, dump, load, observe, read_file, score, write_file
from quizzes.tries import Tries, count_tries, settled_items
from quizzes.view import ItemView, ResultView, view_in, view_item, view_result

__all__ = [
    "FOLDING_VERSION",
    "FORMATS",
    "KINDS",
    "LAYER",
    "POLICIES",
    "Abandoned",
    "Attempt",
    "AttemptScore",
    "AttemptSummary",
    "Bank",
    "Disclosure",
    "Expired",
    "Extended",
    "Extension",
    "Figures",
    "Form",
    "Format",
    "Grade",
    "Graded",
    "Grading",
    "Header",
    "Item",
    "ItemScore",
    "ItemStatistics",
    "ItemView",
    "Kind",
    "Line",
    "Mending",
    "Observation",
    "Opinion",
    "Outcome",
    "Parsed",
    "PickRow",
    "Policy",
    "Problem",
    "Quiz",
    "QuizProblems",
    "QuizStatistics",
    "Reading",
    "Refusal",
    "Rehearsal",
    "ResultView",
    "Review",
    "Sample",
    "Saved",
    "Scenario",
    "Section",
    "SectionRule",
    "SectionScore",
    "Started",
    "Step",
    "Submitted",
    "Terms",
    "Tries",
    "Voided",
    "Writing",
    "apply",
    "assemble",
    "check",
    "check_bank",
    "check_quiz",
    "count_tries",
    "digest_item",
    "disclose_again",
    "disclose_at",
    "dump",
    "dump_bank",
    "earn_points",
    "expire",
    "extend_formats",
    "extend_kinds",
    "fold",
    "fold_attempt",
    "gather",
    "grade_quiz",
    "is_deciding",
    "load",
    "load_bank",
    "load_quiz",
    "may_enter",
    "may_grade",
    "may_start",
    "mend_quiz",
    "moment_of",
    "must_abandon",
    "observe",
    "parse_response",
    "preview_pattern",
    "push_layer",
    "read_file",
    "rehearse",
    "save",
    "score",
    "score_attempt",
    "score_item",
    "settle_points",
    "settled_items",
    "statistics",
    "submit",
    "view_in",
    "view_item",
    "view_result",
    "write_file",
]
