"""Photos without faces, sealed originals, bursts, rules per class, and what a place looks like.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Who looked at an original is history: the application may add to it, never edit it.
TABLES = {
    "privacy_policy": "select, insert, update, delete",
    "original_access": "select, insert",
    "class_rule": "select, insert, update, delete",
    "place_view": "select, insert, update, delete",
}


def fence() -> None:
    """Let the application role see only the rows of the tenant its transaction was opened for."""
    role = op.get_context().config.attributes["app_role"]
    for table, rights in TABLES.items():
        op.execute(f'grant {rights} on {table} to "{role}"')
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy one_tenant on {table} "
            "using (tenant_id = nullif(current_setting('rounds.tenant_id', true), '')::uuid) "
            "with check (tenant_id = nullif(current_setting('rounds.tenant_id', true), '')::uuid)"
        )


def identity() -> list[sa.Column]:
    """Return the columns that every table has."""
    return [
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def points_to(table: str, target: str, column: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key within the row's own tenant."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def upgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.add_column("photo", sa.Column("burst_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_photo_burst_id"), "photo", ["burst_id"], unique=False)
    op.add_column("photo", sa.Column("readable_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("photo", sa.Column("hidden_faces", sa.Integer(), nullable=True))
    op.add_column("photo", sa.Column("original_until", sa.DateTime(timezone=True), nullable=True))
    # Photos of before lie as they came under the key that now holds copies without faces: they are
    # not shown until the sweep has made those copies, a few every minute, the newest first.
    op.add_column(
        "finding", sa.Column("decision_note", sa.String(), nullable=False, server_default="")
    )
    op.alter_column("finding", "decision_note", server_default=None)
    op.add_column(
        "finding", sa.Column("is_shadow", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("finding", "is_shadow", server_default=None)
    op.add_column("finding", sa.Column("fix_result", sa.String(), nullable=True))
    op.create_index(
        "ix_finding_word",
        "finding",
        ["tenant_id", "kind", "created_at"],
        unique=False,
        postgresql_where=sa.text("human_result is not null or fix_result is not null"),
    )
    op.create_table(
        "privacy_policy",
        *identity(),
        sa.Column("keep_originals_days", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        points_to("privacy_policy", "staff", "changed_by_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_privacy_policy")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_privacy_policy_tenant_id")),
    )
    op.create_table(
        "original_access",
        *identity(),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        points_to("original_access", "photo", "photo_id"),
        points_to("original_access", "staff", "staff_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_original_access")),
    )
    op.create_index(
        op.f("ix_original_access_photo_id"), "original_access", ["photo_id"], unique=False
    )
    op.create_table(
        "class_rule",
        *identity(),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        points_to("class_rule", "staff", "changed_by_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_class_rule")),
        sa.UniqueConstraint(
            "tenant_id", "code", "zone", name=op.f("uq_class_rule_tenant_id_code_zone")
        ),
    )
    op.create_table(
        "place_view",
        *identity(),
        sa.Column("shelf_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("areas", postgresql.JSONB(), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        points_to("place_view", "shelf", "shelf_id"),
        points_to("place_view", "staff", "staff_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_place_view")),
    )
    op.create_index(
        "uq_place_view_living",
        "place_view",
        ["tenant_id", "shelf_id"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
    fence()


def downgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.drop_index("uq_place_view_living", table_name="place_view")
    op.drop_table("place_view")
    op.drop_table("class_rule")
    op.drop_index(op.f("ix_original_access_photo_id"), table_name="original_access")
    op.drop_table("original_access")
    op.drop_table("privacy_policy")
    op.drop_index("ix_finding_word", table_name="finding")
    op.drop_column("finding", "fix_result")
    op.drop_column("finding", "is_shadow")
    op.drop_column("finding", "decision_note")
    op.drop_column("photo", "original_until")
    op.drop_column("photo", "hidden_faces")
    op.drop_column("photo", "readable_at")
    op.drop_index(op.f("ix_photo_burst_id"), table_name="photo")
    op.drop_column("photo", "burst_id")
