"""Forms that two people edited, and what to ask of the merged one."""

from tests.fixtures.forms import a_document, a_section

BASE = a_document(a_section("floor", "a", "b", "c"), a_section("kitchen", "d"))


def floor(*questions, **kw):
    return a_document(a_section("floor", *questions), a_section("kitchen", "d"), **kw)


def codes(form):
    """What stands where: the questions of each section, in order."""
    found = {}
    waiting = [*form["sections"]]
    for section in waiting:
        found[section["code"]] = [one["code"] for one in section.get("questions", ())]
        waiting += section.get("sections", ())
    return found


def question(form, code):
    (found,) = [
        one for section in form["sections"] for one in section["questions"] if one["code"] == code
    ]
    return found


def clashes(merged):
    return {one.key: (one.mine, one.theirs) for one in merged.clashes}
