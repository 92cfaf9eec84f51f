"""The course engine: reads, checks and renders course packages. Knows no framework, no database, no clock."""

from courses.check import check_course
from courses.digest import digest_folder
from courses.load import load_course, read_source
from courses.markdown import MediaUrl, Page, TocEntry, render_fragment, render_inline_text, render_page
from courses.model import Activity, Course, CourseProblems, Module, Objective, Problem, Source

__all__ = [
    "Activity",
    "Course",
    "CourseProblems",
    "MediaUrl",
    "Module",
    "Objective",
    "Page",
    "Problem",
    "Source",
    "TocEntry",
    "check_course",
    "digest_folder",
    "load_course",
    "read_source",
    "render_fragment",
    "render_inline_text",
    "render_page",
]
