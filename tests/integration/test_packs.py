"""A chain gets a shipped checklist by one command, as a draft or published."""

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from checklists import packs
from checklists.authoring.models import Draft
from checklists.forms.reading import read_form
from checklists.models import Checklist, ChecklistVersion, Question
from core.db import unit_of_work
from core.settings import get_settings
from deploy.cli import app

KITCHEN = "restaurant-kitchen"


@pytest.fixture
def command(settings, monkeypatch):
    monkeypatch.setenv("ROUNDS_DATABASE__URL", settings.database.url.get_secret_value())
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, ["pack", *words])
    get_settings.cache_clear()


@pytest.fixture
def give(command, chain):
    """Give the chain the kitchen pack in the name of somebody."""

    def run(*words, role="admin", tenant=None):
        login = chain.staff[role].login
        return command(
            "add", KITCHEN, "--tenant", tenant or chain.tenant_code, "--login", login, *words
        )

    return run


def test_the_list_names_every_pack_in_the_language_asked_for(command):
    chinese, english = command("list").output, command("list", "--locale", "en").output
    assert [line.split()[0] for line in chinese.splitlines()] == [f.code for f in packs.all_packs()]
    assert "餐饮后厨食品安全检查 (41)" in chinese
    assert "Restaurant kitchen food safety (41)" in english


def test_a_pack_becomes_a_draft_and_again_the_same_draft(give, engine, chain):
    assert [give().output, give().output] == [f"draft {KITCHEN}\n"] * 2
    with unit_of_work(engine, chain.tenant_id) as session:
        drafts = session.exec(select(Draft)).all()
        assert [(draft.code, draft.revision) for draft in drafts] == [(KITCHEN, 1)]
        assert read_form(drafts[0].form) == packs.pack(KITCHEN)


@pytest.mark.parametrize("code", [form.code for form in packs.all_packs()])
def test_every_pack_can_be_published_as_it_is(command, engine, chain, code):
    login = chain.staff["admin"].login
    said = command("add", code, "--tenant", chain.tenant_code, "--login", login, "--publish")
    assert said.output == f"version 1 of {code}\n"
    with unit_of_work(engine, chain.tenant_id) as session:
        version = session.exec(
            select(ChecklistVersion)
            .join(Checklist, Checklist.id == ChecklistVersion.checklist_id)
            .where(Checklist.code == code)
        ).one()
        rows = session.exec(select(Question).where(Question.version_id == version.id)).all()
    assert len(rows) == packs.question_count(packs.pack(code))


def test_who_may_not_write_checklists_is_refused(give):
    said = give(role="clerk")
    assert said.exit_code == 1
    assert "rounds pack: role-missing" in said.output


def test_what_is_not_there_is_named(command, give):
    assert "no chain 'nowhere'" in give(tenant="nowhere").output
    assert "no pack 'nothing'; there are cold-chain-receiving," in (
        command("add", "nothing", "--tenant", "x").output
    )
