"""`rounds checklist …` without a chain: a pack goes out, comes back, and faults are told."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from checklists.sheets.workbooks import Sheet, write_workbook
from deploy.cli import app


def run(*words: str):
    return CliRunner().invoke(app, ["checklist", *words])


@pytest.mark.parametrize("kind", ["list", "xlsform"])
def test_a_pack_goes_out_and_is_found_good(tmp_path: Path, kind: str):
    path = tmp_path / "pack.xlsx"
    written = run("export", "cold-chain-receiving", str(path), "--as", kind)
    assert written.exit_code == 0, written.output
    checked = run("check", str(path), "--locale", "en")
    assert checked.exit_code == 0, checked.output
    assert "can be imported: cold-chain-receiving" in checked.output


def test_faults_are_told_by_cell_in_the_language_asked_for(tmp_path: Path):
    path = tmp_path / "bad.xlsx"
    rows = [["检查内容", "分值", "天气"], ["地面干净", "多", "晴"]]
    path.write_bytes(write_workbook([Sheet("清单", rows)]))
    chinese, english = run("check", str(path)), run("check", str(path), "--locale", "en")
    assert chinese.exit_code == english.exit_code == 1
    assert "错误 清单!B2: 应为数字，不是“多”" in chinese.output
    assert "fault 清单!B2: must be a number" in english.output
    assert "note 清单!C1" in english.output


def test_what_is_not_there_is_said(tmp_path: Path):
    unknown = run("export", "no-such-pack", str(tmp_path / "x.xlsx"))
    assert unknown.exit_code == 1
    assert "no checklist 'no-such-pack'" in unknown.output
    assert run("export", "no-such-pack", str(tmp_path / "x.xlsx"), "--locale", "fr").exit_code == 1
    assert not (tmp_path / "x.xlsx").exists()
