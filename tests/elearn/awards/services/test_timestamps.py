"""Time stamps are asked of a service after the fact: OpenSSL's program behind a small server on this computer."""

from __future__ import annotations

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import func, select, update

from certificates.examination import examine
from certificates.timestamp import QUERY, REPLY, BadStamp
from elearn.awards.services.files import certificate_file
from elearn.awards.services.keys import FOLDER, load_keys, load_times, make_keys
from elearn.awards.services.register import certificates_of, verify_paper
from elearn.awards.services.timestamps import Service, ServiceAway, ask_stamp, list_due, stamp_due
from elearn.awards.tables import FileRow, TimeRow
from tests.certificates.clocks import TODAY, a_time_service
from tests.certificates.keys import dump_pem
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred

SERVICE = a_time_service()
MOMENT = max(TODAY, NOON)


@pytest.fixture
def folder(desk):
    """Fresh keys, for the service stamps with this computer's time; its root is named."""
    made = desk.settings.data_dir / FOLDER
    for path in made.iterdir():
        path.unlink()
    make_keys(made, "枚方市", MOMENT)
    (made / "time-root.pem").write_bytes(dump_pem(SERVICE.root))
    return made


@pytest.fixture
def papers(desk, folder):
    """Two people's certificates, drawn and signed."""
    for name, person in (("枚方　花子", HANAKO), ("髙﨑　太郎", TARO)):
        desk.add_person(name, person)
        desk.record(conferred(person=person))
    return {person: draw(desk, person) for person in (HANAKO, TARO)}


def draw(desk, person):
    (certificate,) = certificates_of(desk.session, person)
    file = certificate_file(desk.session, desk.press, certificate, MOMENT)
    desk.session.commit()
    return file


def stamp(desk, folder, ask=SERVICE.answer):
    done = []
    for one in stamp_due(desk.session, ask, load_keys(folder)):
        desk.session.commit()
        done.append(one)
    return done


@pytest.fixture
def server():
    """The program behind HTTP; ``spoil`` changes what it sends, ``asked`` is what came."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.asked.append((self.path, dict(self.headers), body))
            status, answer = self.server.spoil(200, SERVICE.answer(body))
            self.send_response(status)
            self.send_header("Content-Type", REPLY)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.asked, made.spoil = [], lambda status, answer: (status, answer)
    made.place = f"127.0.0.1:{made.server_address[1]}"
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def test_a_real_service_stamps_what_is_due_once(desk, folder, papers, server):
    service = Service(f"http://city:p%40ss@{server.place}/tsa?x=1")
    assert [one.code for one in stamp(desk, folder, service.ask)] == ["", ""]
    assert stamp(desk, folder, service.ask) == []
    assert len(server.asked) == 2
    path, headers, _ = server.asked[0]
    assert (path, headers["Content-Type"]) == ("/tsa?x=1", QUERY)
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"city:p@ss").decode()


def test_before_and_after_the_paper_is_valid_and_what_was_handed_out_stays_so(desk, folder, papers):
    keys = load_keys(folder)
    stamp(desk, folder)
    for person, before in papers.items():
        after = draw(desk, person)
        assert after.sha256 != before.sha256
        assert len(after.data) == len(before.data)
        for file, stamped in ((before, False), (after, True)):
            paper = verify_paper(desk.session, file.data, keys.roots, keys.times)
            assert paper.valid
            assert (paper.examination.stamped_at is not None) is stamped
    rows = desk.session.scalars(select(TimeRow)).all()
    assert {row.authority for row in rows} == {"CN=Time Service"}
    assert len(rows) == 2


def test_a_stamped_paper_fits_in_the_size_of_a_paper(desk, folder, papers):
    assert max(len(file.data) for file in papers.values()) <= 75_000


def test_a_service_that_is_away_delays_stamps_and_nothing_else(desk, folder, papers, server):
    server.spoil = lambda *_: (503, b"busy")
    with pytest.raises(ServiceAway, match="503"):
        stamp(desk, folder, Service(f"http://{server.place}/").ask)
    assert len(list_due(desk.session)) == 2
    assert draw(desk, HANAKO) == papers[HANAKO]
    server.spoil = lambda status, answer: (status, answer)
    assert len(stamp(desk, folder, Service(f"http://{server.place}").ask)) == 2


def test_where_it_broke_off_it_goes_on(desk, folder, papers):
    answers = iter([SERVICE.answer])

    def ask(request):
        try:
            return next(answers)(request)
        except StopIteration:
            raise ServiceAway("gone") from None

    with pytest.raises(ServiceAway):
        stamp(desk, folder, ask)
    assert len(list_due(desk.session)) == 1
    assert [one.code for one in stamp(desk, folder)] == [""]
    assert list_due(desk.session) == []


@pytest.mark.parametrize(
    ("spoil", "match"),
    [
        (lambda status, answer: (status, answer * 100), "bytes"),
        (lambda status, answer: (302, b""), "302"),
    ],
    ids=["far too long", "sent elsewhere"],
)
def test_an_answer_that_is_none_is_no_answer(server, spoil, match):
    server.spoil = spoil
    with pytest.raises(ServiceAway, match=match):
        ask_stamp(Service(f"http://{server.place}").ask, b"d" * 32, (SERVICE.root,))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://127.0.0.1:1/x", "http://no-such-host.invalid/"])
def test_a_service_that_is_nowhere_is_told_as_away(url):
    with pytest.raises(ServiceAway):
        Service(url, seconds=0.5).ask(b"x")


def test_a_plain_server_is_not_taken_for_a_safe_one(server):
    with pytest.raises(ServiceAway):
        Service(f"https://{server.place}/", seconds=2).ask(b"x")
    assert server.asked == []


def test_a_stamp_that_proves_nothing_is_not_kept(desk, folder, papers):
    other = a_time_service("rsa")
    with pytest.raises(BadStamp, match="stamp-unreadable"):
        stamp(desk, folder, lambda request: b"<html>")
    assert load_times(folder) == (SERVICE.root,)
    (folder / "time-root.pem").write_bytes(dump_pem(other.certificate))
    assert [one.code for one in stamp(desk, folder, other.answer)] == ["", ""], "named itself"


def test_an_answer_to_another_request_is_not_kept(desk, folder, papers):
    kept = []

    def replay(request):
        kept.append(SERVICE.answer(request))
        return kept[0]

    with pytest.raises(BadStamp, match="stamp-mismatch"):
        stamp(desk, folder, replay)
    assert desk.session.scalar(select(func.count()).select_from(TimeRow)) == 1


def test_a_paper_signed_before_there_was_a_service_has_no_room_and_the_service_is_not_asked(desk, folder):
    (folder / "time-root.pem").rename(folder / "kept")
    desk.add_person("枚方　花子", HANAKO)
    desk.record(conferred())
    before = draw(desk, HANAKO)
    (folder / "kept").rename(folder / "time-root.pem")
    assert [one.code for one in stamp(desk, folder, None)] == ["no-room"]
    assert draw(desk, HANAKO) == before
    assert examine(before.data, load_keys(folder).roots).genuine


def test_what_is_no_paper_of_ours_is_not_sent_to_anybody(desk, folder, papers):
    desk.session.execute(update(FileRow).values(data=b"%PDF-1.7 nothing"))
    desk.session.commit()
    assert {one.code for one in stamp(desk, folder, None)} == {"not-signed"}


def test_a_paper_that_was_taken_away_meanwhile_stays_away(desk, folder, papers):
    def ask(request):
        desk.session.execute(FileRow.__table__.delete())
        desk.session.commit()
        return SERVICE.answer(request)

    stamp(desk, folder, ask)
    assert desk.session.scalar(select(func.count()).select_from(FileRow)) == 0
    assert desk.session.scalar(select(func.count()).select_from(TimeRow)) == 0


def test_a_root_for_time_vouches_for_no_signing_key(folder):
    keys = load_keys(folder)
    assert keys.times == (SERVICE.root,)
    assert SERVICE.root not in keys.roots
