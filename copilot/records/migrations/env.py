"""Alembic's entry: runs migrations on the connection that `records.database.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from copilot.records import access, care, knowledge, people, trade, transcript, upkeep  # noqa: F401

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
