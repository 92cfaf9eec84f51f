"""The door of the engine: its names, and what it may and may not import."""

from __future__ import annotations

import subprocess
import sys

import quizzes

PROBE = """
import sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"flask", "sqlalchemy", "wtforms", "requests", "elearn", "courses", "certificates",
                                      "msgspec", "random", "socket", "sqlite3"}:
            raise ImportError(name)
sys.meta_path.insert(0, Wall())
for name in ("random", "socket"):
    sys.modules.pop(name, None)
import quizzes
print(len(quizzes.__all__))
"""


def test_the_public_names_are_exactly_those_listed():
    public = {name for name in vars(quizzes) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(quizzes, name)).__name__ == "module"}
    assert public - modules | {name for name in quizzes.__all__ if name in modules} == set(quizzes.__all__)
    assert len(quizzes.__all__) == len(set(quizzes.__all__))


def test_every_public_class_and_function_says_what_it_is():
    undocumented = [
        name for name in quizzes.__all__ if callable(getattr(quizzes, name)) and not getattr(quizzes, name).__doc__
    ]
    assert undocumented == []


def test_the_engine_needs_the_standard_library_and_nothing_that_reaches_outside():
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == len(quizzes.__all__)
