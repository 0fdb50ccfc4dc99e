"""the words of conversations without capitals and accents, as they are searched"""

import sqlalchemy as sa
from alembic import op

from copilot.domain.wording import fold

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    for table in ("chat_thread", "chat_step"):
        op.add_column(table, sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    _fill("chat_thread", "SELECT id, name FROM chat_thread WHERE name <> ''")
    _fill("chat_step", "SELECT id, text FROM chat_step WHERE kind IN ('user_message', 'assistant_message') AND text <> ''")


def downgrade() -> None:
    for table in ("chat_thread", "chat_step"):
        # Not by way of a copy: on SQLite the steps would go with the table of threads that the copy replaces.
        op.drop_column(table, "folded")


def _fill(table: str, question: str) -> None:
    connection = op.get_bind()
    rows = [{"key": key, "folded": fold(words)} for key, words in connection.execute(sa.text(question))]
    for start in range(0, len(rows), _AT_ONCE):
        change = sa.text(f"UPDATE {table} SET folded = :folded WHERE id = :key")  # noqa: S608 - our own names
        connection.execute(change, rows[start : start + _AT_ONCE])
