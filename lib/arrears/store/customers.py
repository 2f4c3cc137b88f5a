"""Find a customer's cases by id number, phone or card without opening what is sealed.

Beside each event that names such a number stands its blind index: a keyed hash, which only who has the key can compute. Equal
numbers can be told to be equal, nothing more. The index is no part of the chain: it can be made again from the log at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import delete, select

from arrears.errors import StoreError
from arrears.store.blind_index import LENGTH, index_rows, numbers_of, plain
from arrears.store.reading import read_events
from arrears.store.schema import CUSTOMER_INDEX, EVENTS
from arrears.store.sealing import sealer_of
from arrears.store.views import current, last_placements, superseded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_KINDS = ("placement", "contact")


def find(connection: Connection, wanted: Mapping[str, str | None]) -> pd.DataFrame:
    """Give the cases that name one of the numbers; see `arrears.store.Store.find_customer`.

    Raises
    ------
    StoreError
        If no number is given.
    """
    given = {field: plain(number) for field, number in wanted.items() if number and number.strip()}
    if not given:
        raise StoreError(
            "give an id number, a phone or a card number to find a customer by", "请提供身份证号、手机号或卡号"
        )
    cipher = sealer_of(connection).cipher
    gone = superseded(connection)
    rows: set[tuple[str, str]] = set()
    for field, number in given.items():
        query = select(CUSTOMER_INDEX.c.case_id, EVENTS.c.key).join(EVENTS, EVENTS.c.seq == CUSTOMER_INDEX.c.seq)
        # While keys are being changed, what was written under an older one is found as well.
        blind = [index[:LENGTH] for index in cipher.blind_indexes(number, field)]
        query = query.where(CUSTOMER_INDEX.c.field == field, CUSTOMER_INDEX.c.blind.in_(blind))
        rows |= {(row.case_id, field) for row in connection.execute(query) if row.key not in gone}
    return pd.DataFrame(sorted(rows), columns=["case_id", "field"], dtype="str")


def reindex(connection: Connection) -> int:
    """Make the whole index again from the log under the current key; gives how many numbers it holds."""
    connection.execute(delete(CUSTOMER_INDEX))
    events = read_events(connection, "UTC", kinds=_KINDS)
    named = [
        (int(seq), str(case_id), numbers_of(kind, payload))
        for seq, case_id, kind, payload in zip(
            events["seq"], events["case_id"], events["kind"], events["payload"], strict=True
        )
    ]
    index_rows(connection, named)
    return sum(len(numbers) for _, _, numbers in named)


def customer_names(connection: Connection) -> dict[str, str]:
    """Give the name that each case's last placement knows its holder by."""
    details = last_placements(current(connection, "placement"))["details"]
    return {
        str(case_id): str(held["customer_name"])
        for case_id, held in details.items()
        if isinstance(held, dict) and held.get("customer_name")
    }
