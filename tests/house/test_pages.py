"""Pages people read: in the site, of one shape, of the right length and version."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, headings, project, rooms

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "adr").glob("0*.md"))


def silent_targets(makefile: str) -> list[str]:
    """Return targets without a `## text`, unless a comment heads their paragraph."""
    return [
        target
        for paragraph in makefile.split("\n\n")
        for target, rest in re.findall(r"^([a-z][\w-]*):(?!=)(.*)$", paragraph, flags=re.MULTILINE)
        if not re.search(r"## \S", rest) and not paragraph.lstrip().startswith("# ")
    ]


def test_every_make_target_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"run", "test", "check"} <= set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    assert silent_targets(text) == []


def test_a_silent_target_is_caught():
    text = "run: x ## run it\n\tgo\n\n# Parts.\nlint: x\n\tgo\n\nmystery: x\n\tgo\n"
    assert silent_targets(text) == ["mystery"]


def test_every_page_is_in_the_site():
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert [page for page in pages if page not in listed] == []


def test_every_room_has_its_page_in_the_reference():
    # `deploy` is the command line, which explains itself.
    pages = {path.stem for path in (DOCS / "reference").glob("*.md")}
    assert set(rooms()) - {"deploy"} - pages == set()


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_is_one_page_of_the_same_shape(path: Path):
    text = path.read_text(encoding="utf-8")
    assert headings(text, 2) == ["Context", "Decision", "Consequences", "Alternatives"]
    assert len(text.split()) <= 500


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "adr").glob("0*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_changelog_starts_with_the_version_that_is_shipped():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [heading.strip("[]").split("]")[0] for heading in headings(text, 2)]
    newest = next(version for version in versions if version != "Unreleased")
    assert newest == project()["project"]["version"]


def test_the_readme_fits_on_a_page():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 0 < len(text.splitlines()) <= 80
    assert "make run" in text
    assert "make test" in text


def dead_links(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    return [
        f"{page.name}: {link}"
        for link in links
        if not link.startswith(("http", "mailto:")) and not (page.parent / link).exists()
    ]


def test_no_link_of_a_page_leads_nowhere():
    pages = [
        *ROOT.glob("*.md"),
        *DOCS.rglob("*.md"),
        *(ROOT / "mobile_contract").rglob("*.md"),
        *(ROOT / "deploy").rglob("*.md"),
        *(ROOT / "benchmarks").rglob("*.md"),
    ]
    assert [link for page in pages for link in dead_links(page)] == []


def test_a_dead_link_is_caught(tmp_path: Path):
    (tmp_path / "there.md").touch()
    page = tmp_path / "page.md"
    page.write_text("[a](there.md#part) [b](gone.md) [c](https://example.org)", encoding="utf-8")
    assert dead_links(page) == ["page.md: gone.md"]
