"""practice: half-done scenarios, who changed one last, one taken away, and try-outs that count for nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_practice_draft_user_id", "practice_draft", ["user_id"])
    with op.batch_alter_table("practice") as practice:
        practice.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        practice.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
        practice.add_column(sa.Column("removed_at", sa.DateTime(), nullable=True))
        practice.create_foreign_key("fk_practice_changed_by_id", "user", ["changed_by_id"], ["id"])
    op.execute("UPDATE practice SET changed_by_id = made_by_id")
    op.add_column("rehearsal", sa.Column("tryout", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("rehearsal", "tryout")
    with op.batch_alter_table("practice") as practice:
        practice.drop_constraint("fk_practice_changed_by_id", type_="foreignkey")
        for column in ("removed_at", "changed_by_id", "version"):
            practice.drop_column(column)
    op.drop_table("practice_draft")
