"""Commands for certificates: make and rotate the keys, check a PDF offline."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from certificates.backpack import NotABadge, open_badge, read_keys
from certificates.badge import NotAToken, make_did
from certificates.examination import examine
from certificates.lint import check_design
from certificates.timestamp import BadStamp
from elearn.awards.forms import FINDING_WORDS, REASON_WORDS
from elearn.awards.projector import AwardReaction
from elearn.awards.services.archives import write_archives
from elearn.awards.services.badges import FORMS, badge_file
from elearn.awards.services.batch import Issued, draw_all, issue_due, reissue_changed
from elearn.awards.services.decisions import Refused
from elearn.awards.services.files import NameErased, Press
from elearn.awards.services.keys import (
    FOLDER,
    Keys,
    KeyShelf,
    KeysPresent,
    KeysUnusable,
    load_roots,
    load_times,
    make_keys,
    rotate_keys,
)
from elearn.awards.services.register import find_by_serial
from elearn.awards.services.renewal import history_of, renew
from elearn.awards.services.timestamps import Service, ServiceAway, stamp_due
from elearn.cli.base import end, load_settings, open_house, print_problems
from elearn.cli.designs import preview_design
from elearn.events import SYSTEM
from elearn.web.dates import jst
from elearn.wiring.clock import utc_now
from elearn.wiring.house import House

KEY_WORDS = {
    "key-open-to-others": "鍵のファイルを、持ち主以外も読めます。権限を600にしてください。",
    "unreadable-key": "鍵のファイルを読めません。",
    "unusable-key": "鍵のファイルが壊れているか、使えない種類です。",
    "unusable-certificate": "証明書のファイルが壊れています。",
    "no-authority": "鍵がまだありません。init-keys で作ってください。",
    "authority-expired": "認証局の証明書の有効期間が終わっています。",
    "key-expired": "署名の鍵の有効期間の外です。rotate-keys で新しくするか、新しい鍵に替えてください。",
    "key-not-vouched": "信頼する認証局（authority-*.pem、root-*.pem）が、この鍵の証明書を保証していません。",
    "token-setting": "module、token、keyの3つを、文字列で書いてください。",
    "token-support": "トークンを使うための部品（python-pkcs11）か、メーカーのライブラリーが見つかりません。",
    "token-absent": "トークンが見つからないか、応答しません。",
    "token-pin": "トークンの暗証番号（PIN）が違うか、ロックされています。",
    "token-key": "トークンにその鍵がないか、鍵で署名できません。",
}
"""Why keys cannot be used -> words; every code of ``KeysUnusable``."""


@click.group("certificates")
def certificates() -> None:
    """認定証の鍵、検証、発行。"""


def end_for_keys(code: str, place: object) -> SystemExit:
    """Say why keys cannot be used; gives the exit to raise."""
    click.echo(f"{place}: {KEY_WORDS[code]} [{code}]", err=True)
    return SystemExit(1)


@certificates.command("init-keys")
def init_keys() -> None:
    """認定証に署名する鍵と、その認証局を、データフォルダーに作ります（1回だけ）。"""
    settings = load_settings()
    folder = settings.data_dir / FOLDER
    try:
        made = make_keys(folder, settings.organisation, utc_now())
    except KeysPresent as fault:
        click.echo(f"{folder}: 鍵はすでにあります。新しくするときは rotate-keys を使ってください。", err=True)
        raise SystemExit(1) from fault
    click.echo(f"{folder}: {' '.join(made)}")
    click.echo("authority-1.key は署名には要りません。別の安全な場所に移し、rotate-keys のときだけ戻してください。")


@certificates.command("rotate-keys")
def rotate() -> None:
    """署名の鍵を新しくします。これまでの認定証は有効なままです。"""
    settings = load_settings()
    folder = settings.data_dir / FOLDER
    try:
        click.echo(f"{folder}: {' '.join(rotate_keys(folder, settings.organisation, utc_now()))}")
    except (KeysUnusable, FileNotFoundError) as fault:
        code = fault.code if isinstance(fault, KeysUnusable) else "no-authority"
        raise end_for_keys(code, getattr(fault, "path", folder)) from fault


@certificates.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--root", "roots", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--time-root", "times", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
def verify(files: tuple[Path, ...], roots: tuple[Path, ...], times: tuple[Path, ...], as_json: bool) -> None:
    """PDFの署名を確かめます。データベースもネットワークも使いません（失効は調べません）。

    --root で認証局の証明書（authority-1.pem）を、--time-root で時刻認証局の証明書（time-*.pem）を指定しないときは、
    データフォルダーのものを使います。
    """
    trusted, trusted_times = _read_roots(roots, load_roots), _read_roots(times, load_times)
    rows = []
    for path in files:
        found = examine(path.read_bytes(), trusted, trusted_times)
        credential = found.credential or {}
        rows.append(
            {
                "file": str(path),
                "finding": str(found.finding),
                "serial": str(credential.get("id", "")).rpartition("/")[2],
                "title": found.title,
                "signed_at": found.signed_at.isoformat() if found.signed_at else "",
                "signer": found.signer,
                "stamped_at": found.stamped_at.isoformat() if found.stamped_at else "",
                "stamper": found.stamper,
                "sha256": found.sha256,
            }
        )
        if not as_json:
            words = "真正です" if found.genuine else "：".join(FINDING_WORDS[found.finding])
            click.echo("  ".join(part for part in (str(path), words, rows[-1]["serial"], found.title) if part))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    if any(row["finding"] != "genuine" for row in rows):
        raise SystemExit(1)


@certificates.command("verify-badge")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--did", "document", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_badge(file: Path, document: Path | None) -> None:
    """オープンバッジのファイル（JWT、JSON、PNG、SVG）の署名を確かめます。ネットワークは使いません（失効は調べません）。

    --did で発行者の文書（/.well-known/did.json）を指定しないときは、データフォルダーの鍵を使います。
    """
    try:
        keys = read_keys(document.read_bytes()) if document else _own_badge_keys()
        claims = open_badge(file.read_bytes(), keys)
    except NotABadge as fault:
        end(f"{file}: バッジがないか、発行者の文書ではありません（{fault}）。")
    except NotAToken as fault:
        end(f"{file}: この発行者のバッジではないか、内容が変わっています（{fault}）。")
    serial = str(claims["id"]).rpartition("/")[2]
    click.echo(f"{file}  真正です  {serial}  {claims['name']}  {claims['iss']}")


def _own_badge_keys() -> dict[str, Ed25519PublicKey]:
    settings = load_settings()
    folder = settings.data_dir / FOLDER
    try:
        keys = KeyShelf(folder).take()
    except KeysUnusable as fault:
        raise end_for_keys(fault.code, fault.path) from fault
    if keys is None:
        raise end_for_keys("no-authority", folder)
    return {f"{make_did(settings.base_url.rstrip('/'))}#{name}": key for name, key in keys.badge_keys.items()}


@certificates.command("check-design")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def lint(folder: Path) -> None:
    """認定証のデザインのフォルダーを検査し、すべての問題をファイルと行で示します。"""
    if print_problems(check_design(folder)):
        raise SystemExit(1)
    click.echo("問題はありません。")


certificates.add_command(preview_design)


@certificates.command("issue")
@click.option("--fiscal-year", type=click.IntRange(2019, 2117), required=True, help="会計年度（西暦）。")
@click.option("--reissue", is_flag=True, help="氏名やデザインが変わった認定証を、発行日を変えずに発行し直します。")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="所属ごとのZIPを書くフォルダー。")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def issue(fiscal_year: int, reissue: bool, out: Path | None, workers: int) -> None:
    """1つの年度の認定証を、まとめて発行、作成、署名します。途中で止めても、続きから始められます。"""
    with open_house() as (house, session):
        found = next(one for one in house.reactions if isinstance(one, AwardReaction))
        keys = KeyShelf(house.settings.data_dir / FOLDER)
        _open_keys(house)
        steps = [issue_due(lambda: house.recorder(session), found, SYSTEM)]
        if reissue:
            steps.append(reissue_changed(lambda: house.recorder(session), found, fiscal_year, SYSTEM))
        count = sum(_tell(one, session) for step in steps for one in step)
        click.echo(f"発行：{count}件")
        press = Press(found.shelf, keys, house.settings.base_url.rstrip("/"))
        fonts = tuple(Path(one) for one in house.settings.font_dirs)
        for stored, total in draw_all(session, press, fonts, fiscal_year, house.now(), workers):
            session.commit()
            click.echo(f"作成と署名：{stored}／{total}")
        if out is not None:
            for path, papers in write_archives(session, out, fiscal_year, jst(house.now()).date()):
                click.echo(f"{path}: {papers}件")


REFUSED_WORDS = {
    "revoked-already": "失効しています。",
    "unchanged": "氏名も、認定の内容も、デザインも変わっていません。",
    "name-cannot-be-drawn": "いまの氏名では認定証を作れません。",
    "level-not-standing": "もとになる認定がありません。",
}
"""Why a certificate is not issued anew -> words."""


@certificates.command("reissue")
@click.argument("serial")
def reissue(serial: str) -> None:
    """氏名などが変わった人の認定証を、発行日を変えずに発行し直します。これまでの経過も示します。"""
    with open_house() as (house, session):
        found = next(one for one in house.reactions if isinstance(one, AwardReaction))
        certificate = find_by_serial(session, serial)
        if certificate is None:
            end(f"{serial}: 認定証がありません。")
        try:
            renew(house.recorder(session), found, certificate.uuid, SYSTEM)
        except Refused as fault:
            print_problems(fault.problems)
            end(f"{certificate.serial}: {REFUSED_WORDS[fault.code]} [{fault.code}]")
        for one in history_of(session, certificate.uuid):
            reason = REASON_WORDS.get(one.revoked_reason, one.revoked_reason) if one.revoked_reason else "有効"
            click.echo(f"{one.serial}  {one.issued_on.isoformat()}  {reason}")


STAMP_WORDS = {
    "stamp-refused": "サービスが発行を断りました。",
    "stamp-unreadable": "応答を読めません。",
    "stamp-mismatch": "頼んだものと違う応答です。",
    "stamp-forged": "応答の署名が正しくありません。",
    "stamp-unknown": "信頼する時刻認証局（time-*.pem）のものではありません。",
    "no-room": "タイムスタンプの場所がありません（時刻認証局を決める前に署名したものです）。",
    "not-signed": "署名した認定証ではありません。",
}
"""Why a paper has no time stamp -> words; every code of ``BadStamp`` and of ``Stamped``."""


@certificates.command("add-time-stamps")
def add_time_stamps() -> None:
    """署名した認定証に、タイムスタンプ（RFC 3161）を付けます。途中で止めても、続きから始められます。

    設定の timestamp_url のサービスを使います。時刻認証局のルート証明書を、鍵のフォルダーに time-*.pem として置きます。
    """
    with open_house() as (house, session):
        keys = _open_keys(house)
        if not house.settings.timestamp_url:
            end("設定の timestamp_url に、タイムスタンプのサービスのアドレスを書いてください。")
        if not keys.times:
            end(f"{keys.source.parent}: 時刻認証局のルート証明書（time-*.pem）がありません。")
        became = Counter[str]()
        try:
            for one in stamp_due(session, Service(house.settings.timestamp_url).ask, keys):
                session.commit()
                became[one.code] += 1
        except ServiceAway as fault:
            end(f"タイムスタンプのサービスを使えません：{fault}")
        except BadStamp as fault:
            end(f"{STAMP_WORDS[fault.reason]} [{fault}]")
        finally:
            click.echo(f"タイムスタンプ：{became.pop('', 0)}件")
            for code, count in sorted(became.items()):
                click.echo(f"{count}件: {STAMP_WORDS[code]} [{code}]", err=True)


@certificates.command("export-badge")
@click.argument("serial")
@click.option("--form", type=click.Choice(FORMS), default="json", show_default=True, help="ファイルの形。")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="書くファイル。省くと認定番号の名前。")
def export_badge(serial: str, form: str, out: Path | None) -> None:
    """認定番号のオープンバッジ（Open Badges 3.0）を、本人が持ち帰るファイルに書きます。"""
    with open_house() as (house, session):
        certificate = find_by_serial(session, serial)
        keys = _open_keys(house)
        if certificate is None or not certificate.standing:
            end(f"{serial}: 有効な認定証がありません。")
        try:
            badge = badge_file(certificate, keys, house.settings.base_url.rstrip("/"), form)
        except NameErased:
            end(f"{certificate.serial}: 氏名が消去されているため、バッジを作れません。")
    path = out or Path(badge.filename)
    path.write_bytes(badge.data)
    click.echo(f"{path}: {len(badge.data)}バイト")


def _open_keys(house: House) -> Keys:
    """The keys of a house; ends the command where there are none that can be used."""
    shelf = KeyShelf(house.settings.data_dir / FOLDER)
    try:
        keys = shelf.take()
    except KeysUnusable as fault:
        raise end_for_keys(fault.code, fault.path) from fault
    if keys is None:
        raise end_for_keys("no-authority", shelf.folder)
    try:
        keys.check_time(house.now())
    except KeysUnusable as fault:
        raise end_for_keys(fault.code, fault.path) from fault
    return keys


def _tell(one: Issued, session: Session) -> int:
    session.commit()
    if one.code:
        click.echo(f"{one.person}: 発行できません [{one.code}]", err=True)
    return len(one.serials)


def _read_roots(
    paths: tuple[Path, ...], load: Callable[[Path], tuple[x509.Certificate, ...]]
) -> tuple[x509.Certificate, ...]:
    try:
        if not paths:
            return load(load_settings().data_dir / FOLDER)
        return tuple(x509.load_pem_x509_certificate(path.read_bytes()) for path in paths)
    except KeysUnusable as fault:
        raise end_for_keys(fault.code, fault.path) from fault
    except ValueError as fault:
        raise end_for_keys("unusable-certificate", paths[0]) from fault
