"""`rounds vision …`: try, measure and train the eyes."""

import typer

vision = typer.Typer(no_args_is_help=True, help="Try, measure and train the eyes.")
