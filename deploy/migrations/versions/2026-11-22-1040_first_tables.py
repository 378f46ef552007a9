"""The first tables, each fenced so that a session sees one tenant's rows and a forgotten tenant none.

Revision: 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPENDED = ("ticket_event", "score_move")  # history: the application may add to it, never edit it


def fence() -> None:
    """Let the application role see only the rows of the tenant its transaction was opened for."""
    role = op.get_context().config.attributes["app_role"]
    bind = op.get_bind()
    op.execute(f'grant usage on schema public to "{role}"')
    op.execute(f'grant select, insert, update on tenant to "{role}"')
    tables = sa.inspect(bind).get_table_names()
    for table in sorted(set(tables) - {"alembic_version", "tenant"}):
        rights = "select, insert" if table in APPENDED else "select, insert, update, delete"
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
    op.create_table(
        "checklist",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_checklist_tenant_id_code")),
    )
    op.create_table(
        "outbox_event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ids", postgresql.JSONB(), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outbox_event")),
    )
    op.create_index(
        "ix_outbox_event_waiting",
        "outbox_event",
        ["id"],
        unique=False,
        postgresql_where=sa.text("relayed_at is null"),
    )
    op.create_table(
        "product",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("width_mm", sa.Float(), nullable=False),
        sa.Column("height_mm", sa.Float(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_product")),
        sa.UniqueConstraint("tenant_id", "sku", name=op.f("uq_product_tenant_id_sku")),
    )
    op.create_table(
        "region",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["region.tenant_id", "region.id"],
            name=op.f("fk_region_tenant_id_parent_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_region")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_region_tenant_id_code")),
    )
    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("tenant_id", "login", name=op.f("uq_staff_tenant_id_login")),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("code", name=op.f("uq_tenant_code")),
    )
    op.create_table(
        "checklist_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "checklist_id"],
            ["checklist.tenant_id", "checklist.id"],
            name=op.f("fk_checklist_version_tenant_id_checklist_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint(
            "tenant_id",
            "checklist_id",
            "number",
            name=op.f("uq_checklist_version_tenant_id_checklist_id_number"),
        ),
    )
    op.create_table(
        "outbox_delivery",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["outbox_event.tenant_id", "outbox_event.id"],
            name=op.f("fk_outbox_delivery_tenant_id_event_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outbox_delivery")),
        sa.UniqueConstraint(
            "tenant_id", "event_id", "task", name=op.f("uq_outbox_delivery_tenant_id_event_id_task")
        ),
    )
    op.create_index(
        "ix_outbox_delivery_waiting",
        "outbox_delivery",
        ["sent_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_table(
        "sign_in",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("refresh_digest", sa.String(), nullable=False),
        sa.Column("previous_digest", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_sign_in_tenant_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint(
            "tenant_id", "refresh_digest", name=op.f("uq_sign_in_tenant_id_refresh_digest")
        ),
    )
    op.create_table(
        "store",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "region_id"],
            ["region.tenant_id", "region.id"],
            name=op.f("fk_store_tenant_id_region_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_store")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_store_tenant_id_code")),
    )
    op.create_table(
        "inspection",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_inspection_tenant_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_inspection_tenant_id_store_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["checklist_version.tenant_id", "checklist_version.id"],
            name=op.f("fk_inspection_tenant_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inspection")),
    )
    op.create_index(
        "ix_inspection_store_finished",
        "inspection",
        ["tenant_id", "store_id", "finished_at"],
        unique=False,
    )
    op.create_table(
        "planogram",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shelf_code", sa.String(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("width_mm", sa.Float(), nullable=False),
        sa.Column("height_mm", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_planogram_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_planogram")),
        sa.UniqueConstraint(
            "tenant_id",
            "shelf_code",
            "store_id",
            "number",
            name=op.f("uq_planogram_tenant_id_shelf_code_store_id_number"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_planogram_shelf_code"), "planogram", ["shelf_code"], unique=False)
    op.create_table(
        "question",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", postgresql.JSONB(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("prompt", postgresql.JSONB(), nullable=False),
        sa.Column("next_step", postgresql.JSONB(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("minimum", sa.Float(), nullable=True),
        sa.Column("maximum", sa.Float(), nullable=True),
        sa.Column("min_photos", sa.Integer(), nullable=False),
        sa.Column("max_photos", sa.Integer(), nullable=False),
        sa.Column("shelf_code", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("due_hours", sa.Float(), nullable=False),
        sa.Column("owner_role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["checklist_version.tenant_id", "checklist_version.id"],
            name=op.f("fk_question_tenant_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_question")),
        sa.UniqueConstraint(
            "tenant_id", "version_id", "code", name=op.f("uq_question_tenant_id_version_id_code")
        ),
    )
    op.create_index(op.f("ix_question_version_id"), "question", ["version_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "region_id is null or store_id is null", name=op.f("ck_role_grant_one_scope")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "region_id"],
            ["region.tenant_id", "region.id"],
            name=op.f("fk_role_grant_tenant_id_region_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_role_grant_tenant_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_role_grant_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_staff_id"), "role_grant", ["staff_id"], unique=False)
    op.create_table(
        "score_move",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("from_pct", sa.Float(), nullable=True),
        sa.Column("to_pct", sa.Float(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cause_ids", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_score_move_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_score_move")),
    )
    op.create_index(op.f("ix_score_move_store_id"), "score_move", ["store_id"], unique=False)
    op.create_table(
        "shelf",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_shelf_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_shelf")),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "code", name=op.f("uq_shelf_tenant_id_store_id_code")
        ),
    )
    op.create_table(
        "store_period",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("score_pct", sa.Float(), nullable=True),
        sa.Column("inspection_pct", sa.Float(), nullable=True),
        sa.Column("inspections", sa.Integer(), nullable=False),
        sa.Column("open_tickets", sa.Integer(), nullable=False),
        sa.Column("overdue_tickets", sa.Integer(), nullable=False),
        sa.Column("closed_tickets", sa.Integer(), nullable=False),
        sa.Column("explanation", postgresql.JSONB(), nullable=False),
        sa.Column("rolled_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_store_period_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_store_period")),
        sa.UniqueConstraint(
            "tenant_id",
            "store_id",
            "starts_on",
            name=op.f("uq_store_period_tenant_id_store_id_starts_on"),
        ),
    )
    op.create_table(
        "answer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ai_outcome", sa.String(), nullable=True),
        sa.Column("human_outcome", sa.String(), nullable=True),
        sa.Column("final_outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inspection_id"],
            ["inspection.tenant_id", "inspection.id"],
            name=op.f("fk_answer_tenant_id_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["question.tenant_id", "question.id"],
            name=op.f("fk_answer_tenant_id_question_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "tenant_id",
            "inspection_id",
            "question_id",
            name=op.f("uq_answer_tenant_id_inspection_id_question_id"),
        ),
    )
    op.create_index(op.f("ix_answer_question_id"), "answer", ["question_id"], unique=False)
    op.create_table(
        "inspection_score",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("score_pct", sa.Float(), nullable=True),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("max_points", sa.Float(), nullable=False),
        sa.Column("explanation", postgresql.JSONB(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inspection_id"],
            ["inspection.tenant_id", "inspection.id"],
            name=op.f("fk_inspection_score_tenant_id_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_inspection_score_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inspection_score")),
        sa.UniqueConstraint(
            "tenant_id", "inspection_id", name=op.f("uq_inspection_score_tenant_id_inspection_id")
        ),
    )
    op.create_index(
        op.f("ix_inspection_score_store_id"), "inspection_score", ["store_id"], unique=False
    )
    op.create_table(
        "photo",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("shelf_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inspection_id"],
            ["inspection.tenant_id", "inspection.id"],
            name=op.f("fk_photo_tenant_id_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["question.tenant_id", "question.id"],
            name=op.f("fk_photo_tenant_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shelf_id"],
            ["shelf.tenant_id", "shelf.id"],
            name=op.f("fk_photo_tenant_id_shelf_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_photo_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_photo")),
    )
    op.create_index(
        "ix_photo_expected",
        "photo",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'expected'"),
    )
    op.create_index(op.f("ix_photo_inspection_id"), "photo", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_photo_ticket_id"), "photo", ["ticket_id"], unique=False)
    op.create_table(
        "planogram_slot",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planogram_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("left_mm", sa.Float(), nullable=False),
        sa.Column("width_mm", sa.Float(), nullable=False),
        sa.Column("facings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "planogram_id"],
            ["planogram.tenant_id", "planogram.id"],
            name=op.f("fk_planogram_slot_tenant_id_planogram_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_planogram_slot_tenant_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_planogram_slot")),
        sa.UniqueConstraint(
            "tenant_id",
            "planogram_id",
            "code",
            name=op.f("uq_planogram_slot_tenant_id_planogram_id_code"),
        ),
    )
    op.create_index(
        op.f("ix_planogram_slot_planogram_id"), "planogram_slot", ["planogram_id"], unique=False
    )
    op.create_table(
        "analysis",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("planogram_id", sa.Uuid(), nullable=True),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("report", postgresql.JSONB(), nullable=False),
        sa.Column("overlay_key", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "photo_id"],
            ["photo.tenant_id", "photo.id"],
            name=op.f("fk_analysis_tenant_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "planogram_id"],
            ["planogram.tenant_id", "planogram.id"],
            name=op.f("fk_analysis_tenant_id_planogram_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_analysis")),
        sa.UniqueConstraint(
            "tenant_id",
            "photo_id",
            "model_version",
            name=op.f("uq_analysis_tenant_id_photo_id_model_version"),
        ),
    )
    op.create_table(
        "finding",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("analysis_id", sa.Uuid(), nullable=True),
        sa.Column("shelf_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("box", postgresql.JSONB(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=True),
        sa.Column("ai_result", sa.String(), nullable=True),
        sa.Column("human_result", sa.String(), nullable=True),
        sa.Column("final_result", sa.String(), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "analysis_id"],
            ["analysis.tenant_id", "analysis.id"],
            name=op.f("fk_finding_tenant_id_analysis_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inspection_id"],
            ["inspection.tenant_id", "inspection.id"],
            name=op.f("fk_finding_tenant_id_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "photo_id"],
            ["photo.tenant_id", "photo.id"],
            name=op.f("fk_finding_tenant_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["question.tenant_id", "question.id"],
            name=op.f("fk_finding_tenant_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reviewed_by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_finding_tenant_id_reviewed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shelf_id"],
            ["shelf.tenant_id", "shelf.id"],
            name=op.f("fk_finding_tenant_id_shelf_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_finding_tenant_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_inspection_id"), "finding", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_finding_photo_id"), "finding", ["photo_id"], unique=False)
    op.create_index(
        "ix_finding_store_created", "finding", ["tenant_id", "store_id", "created_at"], unique=False
    )
    op.create_table(
        "ticket",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("shelf_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("first_finding_id", sa.Uuid(), nullable=False),
        sa.Column("fault_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("next_step", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_role", sa.String(), nullable=False),
        sa.Column("routing", postgresql.JSONB(), nullable=False),
        sa.Column("fixer_id", sa.Uuid(), nullable=True),
        sa.Column("verifier_id", sa.Uuid(), nullable=True),
        sa.Column("fix_photo_id", sa.Uuid(), nullable=True),
        sa.Column("recheck", sa.String(), nullable=True),
        sa.Column("sightings", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_by_id", sa.Uuid(), nullable=True),
        sa.Column("waived_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_from_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "first_finding_id"],
            ["finding.tenant_id", "finding.id"],
            name=op.f("fk_ticket_tenant_id_first_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "fixer_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_ticket_tenant_id_fixer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_ticket_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["question.tenant_id", "question.id"],
            name=op.f("fk_ticket_tenant_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shelf_id"],
            ["shelf.tenant_id", "shelf.id"],
            name=op.f("fk_ticket_tenant_id_shelf_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["store.tenant_id", "store.id"],
            name=op.f("fk_ticket_tenant_id_store_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "verifier_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_ticket_tenant_id_verifier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "waived_by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_ticket_tenant_id_waived_by_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_due_at"), "ticket", ["due_at"], unique=False)
    op.create_index("ix_ticket_owner", "ticket", ["tenant_id", "owner_id"], unique=False)
    op.create_index(
        "ix_ticket_store_state", "ticket", ["tenant_id", "store_id", "state"], unique=False
    )
    op.create_index(
        "uq_ticket_living_fault",
        "ticket",
        ["tenant_id", "fault_key"],
        unique=True,
        postgresql_where=sa.text("state not in ('closed', 'voided', 'waived')"),
    )
    op.create_table(
        "ticket_event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finding_id"],
            ["finding.tenant_id", "finding.id"],
            name=op.f("fk_ticket_event_tenant_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "photo_id"],
            ["photo.tenant_id", "photo.id"],
            name=op.f("fk_ticket_event_tenant_id_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_ticket_event_tenant_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_event_tenant_id_ticket_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket_event")),
        sa.UniqueConstraint(
            "tenant_id",
            "ticket_id",
            "finding_id",
            name=op.f("uq_ticket_event_tenant_id_ticket_id_finding_id"),
        ),
    )
    op.create_index(op.f("ix_ticket_event_ticket_id"), "ticket_event", ["ticket_id"], unique=False)
    fence()


def downgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.drop_index(op.f("ix_ticket_event_ticket_id"), table_name="ticket_event")
    op.drop_table("ticket_event")
    op.drop_index(
        "uq_ticket_living_fault",
        table_name="ticket",
        postgresql_where=sa.text("state not in ('closed', 'voided', 'waived')"),
    )
    op.drop_index("ix_ticket_store_state", table_name="ticket")
    op.drop_index("ix_ticket_owner", table_name="ticket")
    op.drop_index(op.f("ix_ticket_due_at"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index("ix_finding_store_created", table_name="finding")
    op.drop_index(op.f("ix_finding_photo_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_inspection_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_table("analysis")
    op.drop_index(op.f("ix_planogram_slot_planogram_id"), table_name="planogram_slot")
    op.drop_table("planogram_slot")
    op.drop_index(op.f("ix_photo_ticket_id"), table_name="photo")
    op.drop_index(op.f("ix_photo_inspection_id"), table_name="photo")
    op.drop_index(
        "ix_photo_expected", table_name="photo", postgresql_where=sa.text("state = 'expected'")
    )
    op.drop_table("photo")
    op.drop_index(op.f("ix_inspection_score_store_id"), table_name="inspection_score")
    op.drop_table("inspection_score")
    op.drop_index(op.f("ix_answer_question_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_table("store_period")
    op.drop_table("shelf")
    op.drop_index(op.f("ix_score_move_store_id"), table_name="score_move")
    op.drop_table("score_move")
    op.drop_index(op.f("ix_role_grant_staff_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_question_version_id"), table_name="question")
    op.drop_table("question")
    op.drop_index(op.f("ix_planogram_shelf_code"), table_name="planogram")
    op.drop_table("planogram")
    op.drop_index("ix_inspection_store_finished", table_name="inspection")
    op.drop_table("inspection")
    op.drop_table("store")
    op.drop_table("sign_in")
    op.drop_index(
        "ix_outbox_delivery_waiting",
        table_name="outbox_delivery",
        postgresql_where=sa.text("done_at is null"),
    )
    op.drop_table("outbox_delivery")
    op.drop_table("checklist_version")
    op.drop_table("tenant")
    op.drop_table("staff")
    op.drop_table("region")
    op.drop_table("product")
    op.drop_index(
        "ix_outbox_event_waiting",
        table_name="outbox_event",
        postgresql_where=sa.text("relayed_at is null"),
    )
    op.drop_table("outbox_event")
    op.drop_table("checklist")
