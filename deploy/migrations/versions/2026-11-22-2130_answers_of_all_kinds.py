"""Photos of repeated sections know which filling they belong to; answers, who was told of them.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.add_column(
        "photo", sa.Column("occurrence", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("photo", "occurrence", server_default=None)
    op.add_column(
        "answer",
        sa.Column("notify_roles", postgresql.JSONB(), nullable=False, server_default="[]"),
    )
    op.alter_column("answer", "notify_roles", server_default=None)


def downgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.drop_column("answer", "notify_roles")
    op.drop_column("photo", "occurrence")
