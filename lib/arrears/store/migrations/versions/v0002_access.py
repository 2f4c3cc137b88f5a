"""Whose case is whose, and the head of the log for those who may not see all of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of cases and logins, and what row-level security needs on PostgreSQL."""
    op.create_table(
        "case_access",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("collector", sa.String, nullable=False),
    )
    # A view reads with its owner's rights: a writer must know the last hash, though not what stands behind it.
    op.execute("CREATE VIEW log_head AS SELECT seq, hash, recorded_at FROM events ORDER BY seq DESC LIMIT 1")
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        "CREATE FUNCTION is_own_case(text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT"
        " AS 'SELECT EXISTS (SELECT 1 FROM case_access WHERE case_id = $1 AND collector = session_user)'"
    )
    # The guard of the chain must see the last event, whoever adds the next.
    op.execute("ALTER FUNCTION events_next() SECURITY DEFINER SET search_path FROM CURRENT")


def downgrade() -> None:
    """Refuse: who saw what rests on it."""
    raise NotImplementedError("access is not taken back to a version without it; restore a backup instead")
