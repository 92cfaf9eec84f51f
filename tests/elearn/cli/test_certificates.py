"""The keys are made and rotated by command, and a PDF is checked without a database."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import stat
from pathlib import Path

import pytest

from certificates.badge import describe_issuer, make_badge
from certificates.baking import envelop
from certificates.designs import TEMPLATES
from elearn.awards.forms import FAULT_WORDS
from elearn.awards.services.keys import FOLDER, make_keys
from elearn.cli.certificates import KEY_WORDS, REFUSED_WORDS, STAMP_WORDS
from tests.certificates.builders import a_certificate
from tests.certificates.clocks import TODAY, a_time_service
from tests.certificates.keys import BASE, a_signed_paper, an_office, dump_pem
from tests.certificates.test_signature import a_stamped_paper
from tests.elearn.cli.conftest import Line

ROOT = Path(__file__).parents[3]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(a_signed_paper())
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_bytes(dump_pem(an_office().root))
    return path


def keys_of(line: Line) -> Path:
    return line.folder / "data" / FOLDER


def test_keys_are_made_once_and_for_their_owner_only(line: Line) -> None:
    result = line("certificates", "init-keys")
    assert "authority-1 signing-1 badge-1" in result.stdout
    assert "authority-1.key" in result.stdout, "told that the root's key may leave"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in keys_of(line).glob("*.key")}
    assert modes == {0o600}
    again = line("certificates", "init-keys", status=1)
    assert "rotate-keys" in again.stderr
    assert len(list(keys_of(line).iterdir())) == 6


def test_keys_are_rotated(line: Line) -> None:
    line("certificates", "init-keys")
    assert "signing-2 badge-2" in line("certificates", "rotate-keys").stdout
    assert len(list(keys_of(line).iterdir())) == 10


def test_without_keys_there_is_nothing_to_rotate(line: Line) -> None:
    assert "init-keys" in line("certificates", "rotate-keys", status=1).stderr


def test_a_roots_key_that_is_elsewhere_is_named(line: Line) -> None:
    line("certificates", "init-keys")
    (keys_of(line) / "authority-1.key").unlink()
    told = line("certificates", "rotate-keys", status=1).stderr
    assert "authority-1.key" in told
    assert KEY_WORDS["unreadable-key"] in told


def test_a_genuine_paper_is_told_with_its_serial_and_title(line: Line, paper: Path, root: Path) -> None:
    told = line("certificates", "verify", paper, "--root", root).stdout
    assert "真正です" in told
    assert "R08-L1-000123-" in told
    assert "枚方　花子" in told


def test_no_database_is_needed(line: Line, paper: Path, root: Path) -> None:
    line("certificates", "verify", paper, "--root", root, database_url="postgresql://nobody@127.0.0.1:1/none")


def test_a_changed_paper_is_told_and_the_status_says_so(line: Line, paper: Path, root: Path) -> None:
    data = bytearray(paper.read_bytes())
    data[3000] ^= 1
    paper.write_bytes(data)
    assert "署名のあとに内容が変わっています" in line("certificates", "verify", paper, "--root", root, status=1).stdout


def test_of_several_files_each_is_told(line: Line, paper: Path, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"hello")
    told = line("certificates", "verify", paper, other, "--root", root, "--json", status=1).stdout
    rows = json.loads(told)
    assert [row["finding"] for row in rows] == ["genuine", "not-pdf"]
    assert rows[0]["signed_at"].startswith("2026-11-22")
    assert len(rows[1]["sha256"]) == 64


def test_the_installations_own_roots_are_trusted_when_none_is_named(line: Line, paper: Path) -> None:
    line("certificates", "init-keys")
    assert "この発行者の署名ではありません" in line("certificates", "verify", paper, status=1).stdout
    (keys_of(line) / "authority-2.pem").write_bytes(dump_pem(an_office().root))
    assert "真正です" in line("certificates", "verify", paper).stdout


def test_a_root_that_is_none_is_refused(line: Line, paper: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_bytes(b"nothing")
    told = line("certificates", "verify", paper, "--root", broken, status=1).stderr
    assert "[unusable-certificate]" in told
    (keys_of(line)).mkdir(parents=True)
    (keys_of(line) / "authority-1.pem").write_bytes(b"nothing")
    assert "[unusable-certificate]" in line("certificates", "verify", paper, status=1).stderr


def test_a_design_is_checked_by_file_and_line(line: Line, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(TEMPLATES / "formal-portrait", folder)
    assert line("certificates", "check-design", folder).stdout == "問題はありません。\n"
    with (folder / "page.css").open("a", encoding="utf-8") as file:
        file.write(".x { opacity: 0.5 }\n")
    told = line("certificates", "check-design", folder, status=1).stderr
    assert "page.css" in told
    assert "PDF/UA" in told
    assert "[design-harms-accessibility]" in told


def test_nothing_is_drawn_for_a_year_without_keys(any_line: Line) -> None:
    assert "[no-authority]" in any_line("certificates", "issue", "--fiscal-year", "2026", status=1).stderr


def test_a_year_without_certificates_is_no_fault(any_line: Line, tmp_path: Path) -> None:
    any_line("certificates", "init-keys")
    told = any_line("certificates", "issue", "--fiscal-year", "2026", "--reissue", "--out", tmp_path / "out").stdout
    assert told == "発行：0件\n"


def test_keys_that_others_may_read_stop_a_batch(line: Line) -> None:
    line("certificates", "init-keys")
    (keys_of(line) / "signing-1.key").chmod(0o644)
    assert "[key-open-to-others]" in line("certificates", "issue", "--fiscal-year", "2026", status=1).stderr


def test_a_key_that_has_run_out_stops_a_batch_before_anything_is_issued(line: Line) -> None:
    make_keys(keys_of(line), "枚方市", dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
    told = line("certificates", "issue", "--fiscal-year", "2026", status=1)
    assert "[key-expired]" in told.stderr
    assert "signing-1.pem" in told.stderr
    assert "発行" not in told.stdout


def test_a_key_that_no_trusted_root_vouches_for_stops_a_batch(line: Line) -> None:
    line("certificates", "init-keys")
    (keys_of(line) / "authority-1.pem").write_bytes(dump_pem(an_office().root))
    assert "[key-not-vouched]" in line("certificates", "issue", "--fiscal-year", "2026", status=1).stderr


def test_time_stamps_need_a_service_and_a_root_that_is_trusted_for_time(line: Line) -> None:
    line("certificates", "init-keys")
    assert "timestamp_url" in line("certificates", "add-time-stamps", status=1).stderr
    away = {"timestamp_url": "http://127.0.0.1:1/tsa"}
    assert "time-*.pem" in line("certificates", "add-time-stamps", status=1, **away).stderr
    (keys_of(line) / "time-root.pem").write_bytes(dump_pem(a_time_service().root))
    assert line("certificates", "add-time-stamps", **away).stdout == "タイムスタンプ：0件\n", "nothing is due"


def test_a_time_stamp_is_told_and_its_root_may_be_named(line: Line, root: Path, tmp_path: Path) -> None:
    path, time_root = tmp_path / "stamped.pdf", tmp_path / "time.pem"
    path.write_bytes(a_stamped_paper())
    time_root.write_bytes(dump_pem(a_time_service().root))
    told = line("certificates", "verify", path, "--root", root, "--time-root", time_root, "--json").stdout
    (row,) = json.loads(told)
    assert (row["finding"], row["stamper"]) == ("genuine", "CN=Time Service")
    assert dt.datetime.fromisoformat(row["stamped_at"]) >= TODAY
    assert "タイムスタンプ" in line("certificates", "verify", path, "--root", root, status=1).stdout


def test_every_reason_for_refusing_keys_or_stamps_has_words() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "elearn/awards/services").glob("*.py"))
    assert set(re.findall(r'(?:KeysUnusable|TokenUnusable)\("([a-z-]+)"', told)) <= set(KEY_WORDS)
    assert set(re.findall(r'Stamped\(facts_digest, "([a-z-]+)"', told)) <= set(STAMP_WORDS)
    engine = (ROOT / "certificates/timestamp.py").read_text(encoding="utf-8")
    assert set(re.findall(r'BadStamp\("([a-z-]+)"', engine)) <= set(STAMP_WORDS)
    assert all(words.endswith("。") for words in (*KEY_WORDS.values(), *STAMP_WORDS.values()))


def test_a_badge_is_checked_with_the_issuers_document_or_the_houses_own_keys(line: Line, tmp_path: Path) -> None:
    office, file, document = an_office(), tmp_path / "badge.json", tmp_path / "did.json"
    file.write_text(envelop(make_badge(a_certificate(), office.issuer)), encoding="utf-8")
    said = describe_issuer(BASE, {"badge-1": office.badge_key.public_key()})
    document.write_text(json.dumps(said), encoding="utf-8")
    told = line("certificates", "verify-badge", file, "--did", document).stdout
    assert "真正です" in told
    assert "R08-L1-000123-" in told
    assert "[no-authority]" in line("certificates", "verify-badge", file, status=1).stderr
    line("certificates", "init-keys")
    assert "この発行者のバッジではない" in line("certificates", "verify-badge", file, status=1).stderr
    file.write_text("hello", encoding="utf-8")
    assert "バッジがない" in line("certificates", "verify-badge", file, "--did", document, status=1).stderr


def test_a_badge_of_nobody_is_refused(any_line: Line, tmp_path: Path) -> None:
    assert "[no-authority]" in any_line("certificates", "export-badge", "R08-L1-000123-E", status=1).stderr
    any_line("certificates", "init-keys")
    told = any_line("certificates", "export-badge", "R08-L1-000123-E", "--out", tmp_path / "x.json", status=1).stderr
    assert "有効な認定証がありません" in told
    assert not (tmp_path / "x.json").exists()


def test_only_known_forms_of_a_badge_are_taken(any_line: Line) -> None:
    assert "gif" in any_line("certificates", "export-badge", "R08-L1-000123-E", "--form", "gif", status=2).stderr


def test_nothing_is_issued_anew_for_a_serial_that_nobody_has(any_line: Line) -> None:
    assert "認定証がありません" in any_line("certificates", "reissue", "R08-L1-000123-E", status=1).stderr
    assert "認定証がありません" in any_line("certificates", "reissue", "x", status=1).stderr


@pytest.mark.parametrize("code", REFUSED_WORDS)
def test_every_reason_for_not_issuing_anew_has_words(code: str) -> None:
    assert REFUSED_WORDS[code].endswith("。")


def test_pages_have_words_for_every_fault_of_the_keys() -> None:
    assert set(KEY_WORDS) <= set(FAULT_WORDS)
