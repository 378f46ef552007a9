"""Pictures by which products are known, people's corrections of the eyes, and what stands instead.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A correction is history: the application may add to it, never edit it.
TABLES = {
    "product_picture": "select, insert, update, delete",
    "correction": "select, insert",
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


def upgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.add_column(
        "product",
        sa.Column("substitutes", postgresql.JSONB(), nullable=False, server_default="[]"),
    )
    op.alter_column("product", "substitutes", server_default=None)
    op.add_column("finding", sa.Column("seen_sku", sa.String(), nullable=True))
    op.create_table(
        "product_picture",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("box", postgresql.JSONB(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("model_version", sa.String(), nullable=True),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_product_picture_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_product_picture_tenant_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_product_picture")),
    )
    op.create_index(
        op.f("ix_product_picture_product_id"), "product_picture", ["product_id"], unique=False
    )
    op.create_index(
        "ix_product_picture_changed", "product_picture", ["tenant_id", "changed_at"], unique=False
    )
    op.create_index(
        "uq_product_picture_upload",
        "product_picture",
        ["tenant_id", "product_id", "sha256"],
        unique=True,
        postgresql_where=sa.text("source = 'upload' and retired_at is null"),
    )
    op.create_table(
        "correction",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("analysis_id", sa.Uuid(), nullable=True),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("box", postgresql.JSONB(), nullable=False),
        sa.Column("ai_sku", sa.String(), nullable=True),
        sa.Column("human_sku", sa.String(), nullable=True),
        sa.Column("final_sku", sa.String(), nullable=True),
        sa.Column("picture_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "photo_id"],
            ["photo.tenant_id", "photo.id"],
            name=op.f("fk_correction_tenant_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "analysis_id"],
            ["analysis.tenant_id", "analysis.id"],
            name=op.f("fk_correction_tenant_id_analysis_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "picture_id"],
            ["product_picture.tenant_id", "product_picture.id"],
            name=op.f("fk_correction_tenant_id_picture_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_correction_tenant_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_photo_id"), "correction", ["photo_id"], unique=False)
    fence()


def downgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.drop_index(op.f("ix_correction_photo_id"), table_name="correction")
    op.drop_table("correction")
    op.drop_index("uq_product_picture_upload", table_name="product_picture")
    op.drop_index("ix_product_picture_changed", table_name="product_picture")
    op.drop_index(op.f("ix_product_picture_product_id"), table_name="product_picture")
    op.drop_table("product_picture")
    op.drop_column("finding", "seen_sku")
    op.drop_column("product", "substitutes")
