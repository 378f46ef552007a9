"""How it runs and ships: the `rounds` command, embedded servers, migrations, the demo chain."""
