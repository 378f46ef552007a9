"""How it runs and ships: the `rounds` command, the embedded stack, migrations and the demo chain."""
