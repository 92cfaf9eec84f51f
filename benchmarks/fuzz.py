"""Bent files of every format, as many as a few minutes allow: no reader may raise, hang or grow without bound.

Each reader gets files that our own writers made, bent at random: bits, pieces, lines, signs that mean something in the
format, and members of archives. A file that makes a reader say something new is kept and bent further.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import signal
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

import quizzes
from benchmarks.report import Figure, Report, run
from quizzes.formats.archive import read_archive, write_archive
from quizzes.formats.contract import Reading
from quizzes.report import Report as Problems

ROOT = Path(__file__).parents[1]
ARCHIVE = "archive"
READERS = (*quizzes.FORMATS, ARCHIVE)
MOST_KEPT, MOST_BYTES = 600, 400_000
SLOW_SECONDS, MEMORY_MB = 10, 1024
"""A file that takes longer counts as a crash, and so does one that needs more memory than this in all."""

SIGNS: dict[str, Sequence[bytes]] = {
    "markdown": (
        b"## ",
        b"### ",
        b"+++\n",
        b"- [x] ",
        b"- [ ] ",
        b"  > ",
        b" => ",
        b"kind: cloze\n",
        b"answer: ",
        b"{{",
    ),
    "workbook": (b'<c r="', b"<row", b"<si>", b"<t>", b't="s"', b't="inlineStr"', b"<v>999999999</v>", b"&#x", b"A1"),
    "gift": (
        b"{",
        b"}",
        b"=",
        b"~",
        b"#",
        b"::",
        b"->",
        b"%-50%",
        b"\\",
        b"####",
        b"=%50%",
        b"//",
        b"$CATEGORY:",
        b"1..5",
    ),
    "aiken": (b"ANSWER: ", b"A. ", b"B) ", b"\n\n", b"Z. ", "Ａ．".encode()),
    "moodle-xml": (
        b'<question type="',
        b"<text>",
        b"<![CDATA[",
        b"]]>",
        b'fraction="',
        b"<answer ",
        b"{1:MC:=",
        b"<!DOCTYPE x>",
    ),
}
XML_SIGNS = (
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"</",
    b"/>",
    b"<?xml?>",
    b"<!--",
    b'xmlns:a=""',
    b"<!ENTITY a 'b'>",
    b"1e999",
    b"nan",
)
ANY_SIGNS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b"-1", b"0", b"1e400", b"99999999999999999999", b"1,5",
    "\u3000".encode(), "\u202e".encode(), "\ufeff".encode(), "゛".encode(), "½".encode(), "١".encode(), b"*", b"(" * 40,
)  # fmt: skip


class TooSlow(Exception):
    """A reader took longer than anybody waits."""


@dataclass
class Hunt:
    """What the bending of files for one reader found."""

    reader: str
    executions: int = 0
    crashes: list[tuple[str, bytes]] = field(default_factory=list)
    slowest: float = 0.0
    said: set[frozenset[str]] = field(default_factory=set)


def find_seeds(reader: str) -> list[bytes]:
    """Sound files: every quiz of the shipped courses and one item of every kind, as our writers make them."""
    paths = [ROOT / "tests/quizzes/data/every-kind.md", *sorted(ROOT.glob("courses/catalog/*/*/quiz.md"))[:8]]
    banks = [quizzes.load_bank(str(path), path.read_text(encoding="utf-8")) for path in paths]
    names = ["qti", "workbook"] if reader == ARCHIVE else [reader]
    items = [item for bank in banks for item in bank.items]
    few = [items[at : at + 2] for at in range(0, len(items), 2)][:40]  # small files, for they are read quickly
    return [quizzes.write_file(quizzes.Bank(None, tuple(some)), "", name).data for some in few for name in names]


def bend(data: bytes, other: bytes, reader: str, rng: random.Random) -> bytes:
    """The file with one to six faults in it; archives in their members or in their bytes."""
    if data[:2] == b"PK" and rng.random() < 0.8:
        bent = _bend_members(data, other, reader, rng)
        if bent is not None and rng.random() < 0.9:
            return bent
        data = data if bent is None else bent
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = _bend_once(data, other, reader, rng)
    return data[:MOST_BYTES]


def _bend_members(data: bytes, other: bytes, reader: str, rng: random.Random) -> bytes | None:
    try:
        members = _unpack(data)
        strange = _unpack(other) if other[:2] == b"PK" else members
    except Exception:  # the library's own faults with a bent archive are many, and not what is hunted
        return None
    if not members:
        return None
    at = rng.randrange(len(members))
    name, content = members[at]
    match rng.randrange(12):
        case 0:
            del members[at]
        case 1:
            members[at] = (
                rng.choice(("../" + name, "/" + name, name + "/x", name.upper(), "é" + name, name[:-1])),
                content,
            )
        case 2 if strange:
            members.append(rng.choice(strange))
        case 3:
            members[at] = name, bytes(rng.choice((0, 1_000_000)))
        case _:
            for _ in range(rng.choice((1, 1, 2, 4))):
                content = _bend_once(content, rng.choice(strange)[1] if strange else content, reader, rng)
            members[at] = name, content[:MOST_BYTES]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are meant
        return write_archive(members)


def _unpack(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as held:
        infos = [info for info in held.infolist() if info.file_size <= MOST_BYTES]
        return [(info.filename, held.read(info)) for info in infos[:40]]


def _bend_once(data: bytes, other: bytes, reader: str, rng: random.Random) -> bytes:
    if data[:1] == b"<" and rng.random() < 0.6 and (bent := _bend_tree(data, rng)) is not None:
        return bent
    start = rng.randrange(len(data) + 1)
    length = min(int(rng.expovariate(0.05)) + 1, 4000)
    match rng.randrange(9):
        case 0:
            return data[:start] + data[start + length :]
        case 1:
            return data[:start] + data[start : start + length] * rng.choice((2, 3, 40)) + data[start + length :]
        case 2 if data:
            at = min(start, len(data) - 1)
            return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        case 3:
            begin = rng.randrange(len(other) + 1)
            return data[:start] + other[begin : begin + length] + data[start + rng.choice((0, length)) :]
        case 4:
            return data[:start] + rng.randbytes(min(length, 12)) + data[start:]
        case 5:
            return _bend_lines(data, rng)
        case 6:
            return data[:start] if rng.random() < 0.3 else data[:start] + rng.choice(ANY_SIGNS) + data[start:]
        case _:
            signs = SIGNS.get(reader, XML_SIGNS) if rng.random() < 0.7 else XML_SIGNS
            return data[:start] + rng.choice(signs) + data[start + rng.choice((0, 0, 1, 3)) :]


def _bend_tree(data: bytes, rng: random.Random) -> bytes | None:
    """A sound XML document with one fault in its elements; none when it was no sound one."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    nodes = list(root.iter())
    one, two = rng.choice(nodes), rng.choice(nodes)
    values = [*two.attrib.values(), two.text or "", rng.choice(ANY_SIGNS).decode("utf-8", "replace"), ""]
    match rng.randrange(7):
        case 0 if len(one):
            del one[rng.randrange(len(one))]
        case 1 if two not in one.iter() and one not in two.iter():
            one.insert(rng.randrange(len(one) + 1), two)
        case 2 if len(one):
            one.extend([one[0]] * rng.choice((1, 30)))
        case 3:
            one.tag = two.tag
        case 4:
            one.text = rng.choice(values)
        case 5 if one.attrib:
            del one.attrib[rng.choice(list(one.attrib))]
        case _:
            name = rng.choice([*one.attrib, *two.attrib, "identifier"])
            one.attrib[name] = rng.choice(values)
    bent: bytes = ElementTree.tostring(root, encoding="utf-8")
    return bent


def _bend_lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            lines[one], lines[two] = lines[two], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines.insert(one, lines[two])
        case _:
            lines[one] += lines[two]
    return b"\n".join(lines)


def read_all(reader: str, data: bytes) -> frozenset[str]:
    """Everything that is done with a file that comes in: read, check, and write again what was read."""
    if reader == ARCHIVE:
        report = Problems("x.zip")
        archive = read_archive(data, report)
        sizes = [len(archive.read(name) or b"") for name in archive.names] if archive else []
        if sum(sizes) > 64 * 1024 * 1024:
            raise AssertionError("more was unpacked than is allowed")
        return frozenset(problem.code for problem in report.problems) | {f"members {len(sizes).bit_length()}"}
    quizzes.read_file(data, "bent")
    reading = quizzes.read_file(data, "bent", reader)
    quizzes.check(data, "bent", reader)
    _use_items(reading, reader)
    codes = {problem.code + problem.params.get("detail", "") for problem in (*reading.problems, *reading.losses)}
    return frozenset(codes) | {f"items {len(reading.items).bit_length()}", *{item.kind for item in reading.items}}


def _use_items(reading: Reading, reader: str) -> None:
    if not reading.items:
        return
    quizzes.score(reading.items, {})
    distinct = {item.id: item for item in reading.items}
    quizzes.write_file(quizzes.Bank(None, tuple(distinct.values())), "", reader)


def hunt(reader: str, seconds: float, seed: int, watch: Callable[[float], object] = lambda _: None) -> Hunt:
    """Bend files for so long. ``watch`` is told before each file how many seconds it may take, and 0 after it."""
    rng, found = random.Random(seed), Hunt(reader)
    kept = [seed_file for seed_file in find_seeds(reader) if len(seed_file) <= MOST_BYTES]
    waiting = list(kept)
    end = time.monotonic() + seconds
    while waiting or time.monotonic() < end:
        data = waiting.pop() if waiting else bend(rng.choice(kept), rng.choice(kept), reader, rng)
        begin = time.process_time()
        watch(SLOW_SECONDS)
        try:
            said = read_all(reader, data)
        except Exception:  # whatever it is, a reader must not raise it
            found.crashes.append((traceback.format_exc(), data))
            said = frozenset()
        finally:
            watch(0)
        found.executions += 1
        found.slowest = max(found.slowest, time.process_time() - begin)
        if said and said not in found.said:
            found.said.add(said)
            kept.append(data) if len(kept) < MOST_KEPT else kept.__setitem__(rng.randrange(9, MOST_KEPT), data)
    return found


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow(f"longer than {SLOW_SECONDS} CPU-s")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that made a reader raise")


def measure(options: argparse.Namespace) -> Report:
    """Files that one reader was given, how often it raised, its slowest file, and the memory of the whole process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 2**20, MEMORY_MB * 2**20))
    signal.signal(signal.SIGPROF, _ring)
    found = hunt(
        options.reader, options.minutes * 60, options.seed, lambda wait: signal.setitimer(signal.ITIMER_PROF, wait)
    )
    crashes = {text.strip().splitlines()[-1]: (text, data) for text, data in found.crashes}
    if options.keep and crashes:
        options.keep.mkdir(parents=True, exist_ok=True)
        for text, data in crashes.values():
            name = f"{options.reader}-{hashlib.sha256(data).hexdigest()[:12]}"
            (options.keep / name).write_bytes(data)
            (options.keep / f"{name}.txt").write_text(text, encoding="utf-8")
    report = Report("fuzz")
    report.tables[options.reader] = (
        ("what was raised", "bytes"),
        [(said, len(one[1])) for said, one in crashes.items()],
    )
    report.figures += [
        Figure("files read", found.executions, ""),
        Figure("crashes", len(found.crashes), "", limit=0),
        Figure("different sets of problems told", len(found.said), ""),
        Figure(
            "slowest file",
            found.slowest,
            "s",
            found.slowest * found.executions / (options.minutes * 60 or 1),
            "mean",
            SLOW_SECONDS,
        ),
        Figure("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", limit=MEMORY_MB),
    ]
    return report


if __name__ == "__main__":
    run("fuzz", measure, add_options)
