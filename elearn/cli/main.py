"""``elearn``: one command, a sub-command for each job."""

from __future__ import annotations

from elearn.cli import certificates, content, database, demo, doctor, lrs, people, quiz, records, regrade, studio, xapi
from elearn.cli.base import group

group.add_command(demo.demo)
group.add_command(doctor.doctor)
group.add_command(certificates.certificates)
group.add_command(content.check)
group.add_command(content.publish)
group.add_command(content.list_courses)
group.add_command(database.upgrade)
group.add_command(database.show_settings)
group.add_command(people.import_roster)
group.add_command(people.set_password)
group.add_command(people.assign_course)
quiz.quiz.add_command(regrade.regrade)
quiz.quiz.add_command(regrade.figures)
quiz.quiz.add_command(regrade.settle)
quiz.quiz.add_command(regrade.password)
group.add_command(quiz.quiz)
group.add_command(records.rebuild)
group.add_command(records.verify_ledger)
group.add_command(records.relay)
group.add_command(records.make_lrs_key)
group.add_command(lrs.lrs)
group.add_command(studio.studio)
group.add_command(xapi.xapi)

__all__ = ["group", "main"]


def main() -> None:
    """Run the command line."""
    group(prog_name="elearn")
