"""`rounds pack …`: the checklists that ship with the house, listed and given to a chain."""

from typing import Annotated

import typer

pack = typer.Typer(no_args_is_help=True, help="Checklists that ship with the house.")

Code = Annotated[str, typer.Argument(help="Which pack; `rounds pack list` names them.")]
Tenant = Annotated[str, typer.Option(help="The code of the chain.")]
Login = Annotated[str, typer.Option(help="Whose draft it is: an administrator of the chain.")]
Locale = Annotated[str, typer.Option(help="zh-CN or en.")]
Publish = Annotated[bool, typer.Option("--publish", help="Publish it at once, as it is.")]


@pack.command("list")
def show(locale: Locale = "zh-CN") -> None:
    """List the packs: code, name and number of questions."""
    from deploy.packs import lines

    for line in lines(locale):
        typer.echo(line)


@pack.command()
def add(
    code: Code,
    tenant: Tenant,
    login: Login = "admin",
    *,
    publish: Publish = False,
) -> None:
    """Give a chain a pack, as a draft to make its own or published as it is."""
    from core.errors import Problem
    from core.settings import get_settings
    from deploy import packs
    from deploy.chains import NotThere

    try:
        said = packs.add(get_settings().database, code, tenant=tenant, login=login, publish=publish)
    except (NotThere, ValueError) as error:
        typer.echo(f"rounds pack: {error}", err=True)
        raise typer.Exit(1) from error
    except Problem as problem:
        typer.echo(f"rounds pack: {problem.code}: {problem.detail}", err=True)
        for fault in problem.faults:
            typer.echo(f"  {fault.pointer}: {fault.detail}", err=True)
        raise typer.Exit(1) from problem
    typer.echo(said)
