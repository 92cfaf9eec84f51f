import csv
import datetime as dt
import io

from sqlalchemy.orm import Session

from elearn.people.services.cells import neutralise_cell
from elearn.people.services.roles import grant_role
from elearn.people.services.rosterexport import COLUMNS, roster_rows
from tests.elearn.people.samples import APRIL, HEADER, NOW, a_csv, a_row, a_town, take_in, the_fourteen, uuid_of

JULY = dt.date(2026, 7, 1)


def write(session: Session, on: dt.date) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in roster_rows(session, on):
        writer.writerow(
            [neutralise_cell(cell) if isinstance(cell, str) else cell.isoformat() if cell else "" for cell in row]
        )
    return text.getvalue().encode()


def test_the_roster_is_written_in_the_columns_it_is_read_from(session: Session) -> None:
    take_in(session, a_csv(a_row(役割="人事課;所属長", 退職日="2027/3/31")))
    assert COLUMNS == HEADER
    assert roster_rows(session, APRIL) == [
        (
            "0012345",
            "田中花子",
            "たなかはなこ",
            "0100",
            "総務部人事課",
            "",
            "係員",
            APRIL,
            dt.date(2027, 3, 31),
            "人事課;所属長",
        )
    ]


def test_taking_the_written_roster_in_again_changes_nothing(either: Session) -> None:
    take_in(either, a_town())
    assert take_in(either, write(either, APRIL)) == 0
    assert take_in(either, write(either, JULY), on=JULY) == 0


def test_the_fourteen_names_survive_table_and_file(session: Session) -> None:
    take_in(session, a_csv(*the_fourteen()))
    assert take_in(session, write(session, APRIL)) == 0


def test_the_roster_of_a_day_is_that_days(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    take_in(session, a_csv(a_row(所属コード="0200", 所属名="総務課", 役割="所属長@0100")), on=JULY)
    june, july = roster_rows(session, JULY - dt.timedelta(days=1)), roster_rows(session, JULY)
    assert (june[0][3:5], june[0][9]) == (("0100", "総務部人事課"), "")
    assert (july[0][3:5], july[0][9]) == (("0200", "総務課"), "所属長@0100")


def test_roles_by_hand_and_people_without_a_post_are_left_out(session: Session) -> None:
    take_in(session, a_csv(a_row(), a_row("0000002", 採用日="2026/12/1")))
    grant_role(session, uuid_of(session, "0012345"), "author", "admin", NOW)
    (row,) = roster_rows(session, dt.date(2026, 11, 22))
    assert (row[0], row[9]) == ("0012345", "")
