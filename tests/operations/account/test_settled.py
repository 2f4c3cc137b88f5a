import pandas as pd
import pytest

from arrears.operations.account.position import settled_spells


def table(rows, amount):
    found = pd.DataFrame(rows, columns=["case_id", "at", amount])
    return found.assign(
        at=pd.to_datetime(found["at"]).astype("datetime64[us]"), **{amount: found[amount].astype("int64")}
    )


def spells(placed, paid, residue=0):
    found = settled_spells(table(placed, "opening_fen"), table(paid, "amount_fen"), residue)
    return [tuple(None if pd.isna(cell) else str(cell)[:10] for cell in row) for row in found.to_numpy(dtype=object)]


PLACED = [("A", "2026-10-01T09:00", 100)]


@pytest.mark.parametrize(
    ("paid", "residue", "since"),
    [
        pytest.param(100, 0, "2026-10-05", id="all of it is paid"),
        pytest.param(99, 0, None, id="a fen is left"),
        pytest.param(99, 1, "2026-10-05", id="no more is left than the tolerance"),
        pytest.param(98, 1, None, id="more is left than the tolerance"),
        pytest.param(101, 0, "2026-10-05", id="more is paid than was owed"),
    ],
)
def test_a_case_is_settled_by_the_payment_that_leaves_nothing(paid, residue, since):
    expected = [] if since is None else [("A", since, None)]
    assert spells(PLACED, [("A", "2026-10-05T10:00", paid)], residue) == expected


def test_what_was_paid_before_the_placement_is_in_its_figure_already():
    assert spells(PLACED, [("A", "2026-09-30T10:00", 100)]) == []


def test_what_is_paid_at_the_instant_of_the_placement_counts():
    assert spells(PLACED, [("A", "2026-10-01T09:00", 100)]) == [("A", "2026-10-01", None)]


def test_a_later_placement_ends_the_spell_and_states_anew_what_is_owed():
    placed = [*PLACED, ("A", "2026-11-01T09:00", 50)]
    paid = [("A", "2026-10-05T10:00", 100)]
    assert spells(placed, paid) == [("A", "2026-10-05", "2026-11-01")]
    paid.append(("A", "2026-11-03T10:00", 50))
    assert spells(placed, paid) == [("A", "2026-10-05", "2026-11-01"), ("A", "2026-11-03", None)]


def test_a_payment_settles_its_own_case_only():
    placed = [*PLACED, ("B", "2026-10-01T09:00", 100)]
    assert spells(placed, [("B", "2026-10-05T10:00", 100)]) == [("B", "2026-10-05", None)]


def test_nothing_placed_or_paid_is_nothing_settled():
    assert spells([], []) == []
    assert spells(PLACED, []) == []
