"""A blind index, so that a customer is found by a number without opening what is sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SEEN = "EXISTS (SELECT 1 FROM events WHERE events.seq = customer_index.seq{})"


def upgrade() -> None:
    """Add the index; on PostgreSQL one sees of it what one sees of the log."""
    op.create_table(
        "customer_index",
        sa.Column("seq", _SEQ, sa.ForeignKey("events.seq"), primary_key=True, autoincrement=False),
        sa.Column("field", sa.String, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False),
        sa.Column("blind", sa.String, nullable=False),
    )
    op.create_index("customer_by_number", "customer_index", ["blind"])
    # Few events correct another: the others need no entry.
    op.drop_index("events_corrected", "events")
    some = sa.text("corrects IS NOT NULL")
    op.create_index("events_corrected", "events", ["corrects"], sqlite_where=some, postgresql_where=some)
    if op.get_bind().dialect.name == "sqlite":
        return
    # Whoever could add events before this version goes on doing so; `grant` narrows it to the roles.
    op.execute("GRANT SELECT, INSERT ON customer_index TO PUBLIC")
    op.execute("ALTER TABLE customer_index ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY seen ON customer_index FOR SELECT USING ({_SEEN.format('')})")
    own = _SEEN.format(" AND events.actor = session_user")
    op.execute(f"CREATE POLICY own ON customer_index FOR INSERT WITH CHECK ({own})")


def downgrade() -> None:
    """Refuse: a search would find less than there is."""
    raise NotImplementedError("the index is not taken back; restore a backup instead")
