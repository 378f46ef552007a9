"""Checklists as one document, visit kinds, who fills what; licences and accidents of stores.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What an editor saved is history, and so is an accident: the application may add to it, never edit it.
TABLES = {
    "draft": "select, insert, update, delete",
    "draft_revision": "select, insert",
    "form_picture": "select, insert, update, delete",
    "assignment": "select, insert, update, delete",
    "visit_kind": "select, insert, update, delete",
    "accident": "select, insert",
    "accident_withdrawal": "select, insert",
}
OLD_ANSWER = "uq_answer_tenant_id_inspection_id_question_id"
NEW_ANSWER = "uq_answer_tenant_id_inspection_id_question_id_occurrence"


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


def table(name: str, *parts: sa.Column | sa.Constraint) -> None:
    """Create a table with the columns that every table has."""
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )


def points_to(name: str, target: str, column: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key within the row's own tenant."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=op.f(f"fk_{name}_tenant_id_{column}"),
    )


def one_of(name: str, *columns: str) -> sa.UniqueConstraint:
    """Return a constraint that these columns differ between the rows of a tenant."""
    label = "_".join(("uq", name, "tenant_id", *columns))
    return sa.UniqueConstraint("tenant_id", *columns, name=op.f(label))


def upgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    _widen_what_was_there()
    table(
        "draft",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_version_id", sa.Uuid(), nullable=True),
        sa.Column("edited_by_id", sa.Uuid(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        points_to("draft", "checklist_version", "base_version_id"),
        points_to("draft", "staff", "edited_by_id"),
        one_of("draft", "code"),
    )
    table(
        "draft_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("edited_by_id", sa.Uuid(), nullable=False),
        points_to("draft_revision", "draft", "draft_id"),
        points_to("draft_revision", "staff", "edited_by_id"),
        one_of("draft_revision", "draft_id", "revision"),
    )
    table(
        "form_picture",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        points_to("form_picture", "staff", "staff_id"),
        one_of("form_picture", "sha256"),
    )
    table(
        "assignment",
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("visit_kind", sa.String(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        points_to("assignment", "checklist", "checklist_id"),
        points_to("assignment", "region", "region_id"),
        points_to("assignment", "store", "store_id"),
        points_to("assignment", "staff", "changed_by_id"),
    )
    op.create_index(
        op.f("ix_assignment_checklist_id"), "assignment", ["checklist_id"], unique=False
    )
    table(
        "visit_kind",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        points_to("visit_kind", "staff", "changed_by_id"),
        one_of("visit_kind", "code"),
    )
    _add_accidents()
    fence()


def _add_accidents() -> None:
    op.add_column("store", sa.Column("licensed_on", sa.Date(), nullable=True))
    table(
        "accident",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        points_to("accident", "store", "store_id"),
        points_to("accident", "staff", "staff_id"),
    )
    op.create_index(op.f("ix_accident_store_id"), "accident", ["store_id"], unique=False)
    table(
        "accident_withdrawal",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        points_to("accident_withdrawal", "accident", "accident_id"),
        points_to("accident_withdrawal", "staff", "staff_id"),
        one_of("accident_withdrawal", "accident_id"),
    )


def _widen_what_was_there() -> None:
    op.add_column("checklist_version", sa.Column("published_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_checklist_version_tenant_id_published_by_id"),
        "checklist_version",
        "staff",
        ["tenant_id", "published_by_id"],
        ["tenant_id", "id"],
    )
    _add_text("checklist_version", "note")
    op.add_column("checklist_version", sa.Column("form", postgresql.JSONB(), nullable=True))
    op.add_column(
        "answer", sa.Column("occurrence", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("answer", "occurrence", server_default=None)
    op.add_column("answer", sa.Column("root_cause", sa.String(), nullable=True))
    op.add_column(
        "answer",
        sa.Column("notify_roles", postgresql.JSONB(), nullable=False, server_default="[]"),
    )
    op.alter_column("answer", "notify_roles", server_default=None)
    _add_text("answer", "action")
    op.drop_constraint(op.f(OLD_ANSWER), "answer", type_="unique")
    op.create_unique_constraint(
        op.f(NEW_ANSWER), "answer", ["tenant_id", "inspection_id", "question_id", "occurrence"]
    )
    op.add_column(
        "photo", sa.Column("occurrence", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("photo", "occurrence", server_default=None)
    op.add_column("inspection_score", sa.Column("is_failed", sa.Boolean(), nullable=True))
    op.add_column("inspection_score", sa.Column("band", sa.String(), nullable=True))


def _add_text(name: str, column: str) -> None:
    op.add_column(name, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.alter_column(name, column, server_default=None)


def downgrade() -> None:
    op.execute("set local lock_timeout = '3s'")
    op.drop_table("accident_withdrawal")
    op.drop_index(op.f("ix_accident_store_id"), table_name="accident")
    op.drop_table("accident")
    op.drop_column("store", "licensed_on")
    op.drop_table("visit_kind")
    op.drop_index(op.f("ix_assignment_checklist_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("form_picture")
    op.drop_table("draft_revision")
    op.drop_table("draft")
    op.drop_column("inspection_score", "band")
    op.drop_column("inspection_score", "is_failed")
    op.drop_column("photo", "occurrence")
    # Later fillings of a repeated section have no place in the older table.
    op.execute("delete from answer where occurrence > 0")
    op.drop_constraint(op.f(NEW_ANSWER), "answer", type_="unique")
    op.create_unique_constraint(
        op.f(OLD_ANSWER), "answer", ["tenant_id", "inspection_id", "question_id"]
    )
    op.drop_column("answer", "action")
    op.drop_column("answer", "notify_roles")
    op.drop_column("answer", "root_cause")
    op.drop_column("answer", "occurrence")
    op.drop_column("checklist_version", "form")
    op.drop_column("checklist_version", "note")
    op.drop_constraint(
        op.f("fk_checklist_version_tenant_id_published_by_id"),
        "checklist_version",
        type_="foreignkey",
    )
    op.drop_column("checklist_version", "published_by_id")
