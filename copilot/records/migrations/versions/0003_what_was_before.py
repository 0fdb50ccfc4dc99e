"""what was before: numbers no longer used, facts that were wrong, appointments and wishes as they stood"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_point", sa.Column("used_until", sa.Date(), nullable=True))
    op.add_column("fact", sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
    op.add_column("fact", sa.Column("withdrawn_because", sa.String(), nullable=False, server_default=""))
    # SQLite adds a column with its reference in one sentence and cannot add the reference afterwards.
    op.execute("ALTER TABLE contact_point ADD COLUMN replaced_by_id INTEGER REFERENCES contact_point (id)")
    op.execute('ALTER TABLE contact_point ADD COLUMN changed_by_id INTEGER REFERENCES "user" (id)')
    op.execute('ALTER TABLE fact ADD COLUMN withdrawn_by_id INTEGER REFERENCES "user" (id)')
    op.create_table(
        "row_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_row_change_client_id", "row_change", ["client_id"])


def downgrade() -> None:
    op.drop_table("row_change")
    for table, columns in {
        "fact": ("withdrawn_by_id", "withdrawn_because", "withdrawn_at"),
        "contact_point": ("changed_by_id", "replaced_by_id", "used_until"),
    }.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
