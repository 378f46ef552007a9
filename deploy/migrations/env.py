"""Runs migrations as the owner of the tables; `deploy.migrate` sets everything up."""

from alembic import context
from sqlalchemy import create_engine

import checklists.authoring.models
import checklists.models
import core.outbox
import findings.models
import planograms.models
import scorecards.models
import stores.models
import tickets.models
from core.db import metadata

TABLES = (
    checklists.authoring.models,
    checklists.models,
    core.outbox,
    findings.models,
    planograms.models,
    scorecards.models,
    stores.models,
    tickets.models,
)


def run() -> None:
    """Run the migrations that are asked for, in one transaction."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
