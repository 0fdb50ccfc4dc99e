"""who is signed in: sign-ins as rows that end, attempts that are counted, links to a new password, thumbs that were looked at

Everybody signs in once more after this: a sign-in from before has no row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("signed_out")
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "attempt",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "new_password_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    for table, column in _INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    # What was said before counts as said when the table learnt to keep the time.
    op.add_column("chat_feedback", sa.Column("at", sa.DateTime(), nullable=False, server_default="2026-01-01 00:00:00"))
    op.add_column("chat_feedback", sa.Column("looked_at", sa.DateTime(), nullable=True))
    op.add_column("chat_feedback", sa.Column("remark", sa.Text(), nullable=False, server_default=""))
    # SQLite adds a column with its reference in one sentence and cannot add the reference afterwards.
    op.execute('ALTER TABLE chat_feedback ADD COLUMN looked_at_by_id INTEGER REFERENCES "user" (id)')
    op.create_index("ix_chat_feedback_at", "chat_feedback", ["at"])


def downgrade() -> None:
    op.drop_index("ix_chat_feedback_at", "chat_feedback")
    with op.batch_alter_table("chat_feedback") as batch:
        for column in ("looked_at_by_id", "remark", "looked_at", "at"):
            batch.drop_column(column)
    for table in ("new_password_link", "attempt", "sign_in"):
        op.drop_table(table)
    op.create_table(
        "signed_out",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_signed_out_until", "signed_out", ["until"])


_INDEXED = (
    ("sign_in", "user_id"),
    ("sign_in", "place"),
    ("sign_in", "until"),
    ("attempt", "last_at"),
    ("new_password_link", "user_id"),
    ("new_password_link", "until"),
)
