"""`rounds checklist …`: checklists in and out of Excel lists and XLSForms."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

checklist = typer.Typer(no_args_is_help=True, help="Checklists as Excel lists and XLSForms.")


class Workbook(StrEnum):
    """Those of `authoring.sheet_drafts`, here as well so that `--help` loads no database."""

    LIST = "list"
    XLSFORM = "xlsform"


SheetFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An .xlsx file.")]
NewFile = Annotated[Path, typer.Argument(dir_okay=False, help="Where the .xlsx file goes.")]
Code = Annotated[str, typer.Argument(help="Of the checklist, or of a pack.")]
Tenant = Annotated[str, typer.Option(help="The code of the chain.")]
Chain = Annotated[str | None, typer.Option("--tenant", help="The chain; without it, a pack.")]
Login = Annotated[str, typer.Option(help="Whose draft it is: an administrator of the chain.")]
Locale = Annotated[str, typer.Option(help="zh-CN or en.")]
Kind = Annotated[Workbook, typer.Option("--as", help="A plain Excel list, or an XLSForm.")]


@checklist.command()
def check(path: SheetFile, locale: Locale = "zh-CN") -> None:
    """Say everything that is wrong with a workbook by sheet and cell; nothing is kept."""
    from deploy import sheets

    reading = sheets.read(path)
    for line in sheets.report(reading, _known(locale)):
        typer.echo(line)
    if reading.form is None:
        raise typer.Exit(1)


@checklist.command("import")
def take(path: SheetFile, tenant: Tenant, login: Login = "admin", locale: Locale = "zh-CN") -> None:
    """Make a draft of a workbook, or say everything that is wrong with it and keep nothing."""
    from core.errors import Problem
    from core.settings import get_settings
    from deploy import sheets
    from deploy.chains import NotThere

    reading = sheets.read(path)
    for line in sheets.report(reading, _known(locale)):
        typer.echo(line)
    if reading.form is None:
        raise typer.Exit(1)
    try:
        said = sheets.keep(get_settings().database, reading, tenant=tenant, login=login)
    except (NotThere, ValueError) as error:
        _stop(str(error), error)
    except Problem as problem:
        _stop(f"{problem.code}: {problem.detail}", problem)
    typer.echo(said)


@checklist.command("export")
def give(
    code: Code,
    path: NewFile,
    tenant: Chain = None,
    kind: Kind = Workbook.LIST,
    locale: Locale = "zh-CN",
) -> None:
    """Write the newest version of a checklist, or a pack, as a workbook."""
    from checklists.authoring.sheet_drafts import SheetKind
    from core.settings import get_settings
    from deploy import sheets
    from deploy.chains import NotThere

    try:
        content = sheets.write(
            get_settings().database,
            code,
            tenant=tenant,
            kind=SheetKind(kind),
            locale=_known(locale),
        )
    except (NotThere, ValueError) as error:
        _stop(str(error), error)
    path.write_bytes(content)
    typer.echo(f"{path}: {len(content):,} bytes")


def _known(locale: str) -> str:
    if locale not in {"zh-CN", "en"}:
        _stop(f"no language {locale!r}; there are zh-CN and en", None)
    return locale


def _stop(text: str, cause: Exception | None) -> NoReturn:
    typer.echo(f"rounds checklist: {text}", err=True)
    raise typer.Exit(1) from cause
