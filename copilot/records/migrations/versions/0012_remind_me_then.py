"""reminders: who wants to be told when a message to a client would be welcome"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("opened_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"]),
        sa.ForeignKeyConstraint(["opened_id"], ["draft.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("user_id", "client_id", "draft_id", "at", "state"):
        op.create_index(f"ix_reminder_{column}", "reminder", [column])


def downgrade() -> None:
    op.drop_table("reminder")
