"""What has happened to the cases of a list since it was placed: who has them, what was paid, promised, agreed and flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.account.allocation import split_payments
from arrears.operations.account.claims import claim_table, open_claims
from arrears.operations.agreements.events import agreements_of
from arrears.operations.agreements.standing import agreement_table
from arrears.operations.agreements.stops import mark_cases
from arrears.operations.cases.ageing import age
from arrears.operations.cases.columns import amounts
from arrears.operations.cases.situations import STEP_COLUMNS
from arrears.operations.customers.people import PERSON
from arrears.operations.plans.facts import household_facts
from arrears.operations.promises.outcomes import promise_table
from arrears.policy.records import PlanBreach, Promise
from arrears.store.log.reading import read_events
from arrears.store.secrets.keys import KeyMissingError
from arrears.store.secrets.sealing import sealer_of
from arrears.store.state.account import read_books
from arrears.store.state.listed import nothing_listed
from arrears.store.state.views import current, latest, open_flags
from arrears.tables.columns import FLAG_WORDS

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from arrears.policy import Policies
    from arrears.store.state.account import Books

_DAY: Final = "datetime64[s]"
_CODE_LENGTH = 12
_MISSED = ("broken", "partial")
_NOT_MADE = ("planned", "failed")
_AGREED = (
    "agreement_id",
    "case_id",
    "state",
    "state_zh",
    "state_en",
    "collection_stopped",
    "until",
    "next_due_date",
    "next_amount_fen",
)


class CaseState(NamedTuple):
    """What a store says up to a day: promises and agreements judged, payments net of reversals, and the books behind them."""

    promises: pd.DataFrame
    agreements: pd.DataFrame
    payments: pd.DataFrame
    books: Books
    claims: pd.DataFrame


def case_state(
    connection: Connection, policies: Policies, as_of: date, listed: pd.DataFrame | None = None
) -> CaseState:
    """Judge promises and agreements by what was paid.

    Parameters
    ----------
    connection, policies, as_of
        The store, whose rules, and the day.
    listed : DataFrame, optional
        From `arrears.store.state.listed.last_listed` for the end of the day; without it the books have no positions.

    Returns
    -------
    CaseState
        ``promises``: the events that stand with ``made_on``, ``paid_fen`` and ``outcome``; ``agreements``: as
        `desk.agreements.agreement_table` gives them; ``payments``: ``case_id, date, amount_fen``, what is left after reversals up to
        the day; ``books``: the money behind it; ``claims``: judged by `arrears.operations.account.claims.claim_table`.
    """
    zone = policies.profile.time_zone
    books = read_books(connection, zone, nothing_listed() if listed is None else listed)
    payments = books.payments(as_of)
    promises = current(connection, "promise", zone)
    promises = promises[_days(promises["happened_at"]) <= np.datetime64(as_of)]
    promises = promises.assign(made_on=_days(promises["happened_at"]), due_on=promises["due_on"].astype(str))
    judged = promise_table(promises, payments, as_of, policies)
    drafts, instalments = agreements_of(read_events(connection, zone, kinds=("agreement", "consent", "void")))
    # Without a single instalment no agreement can be in force, and none can be judged.
    agreements = (
        pd.DataFrame(columns=list(_AGREED))
        if instalments.empty
        else agreement_table(drafts, instalments, payments, as_of, policies)
    )
    return CaseState(judged, agreements, payments, books, claim_table(books.claims, payments, as_of, policies))


def as_it_stands(
    connection: Connection,
    table: pd.DataFrame,
    policies: Policies,
    as_of: date,
    now: datetime,
    listed: pd.DataFrame,
) -> pd.DataFrame:
    """Give the rows of placements with what has happened since.

    Parameters
    ----------
    connection : Connection
        Of the store.
    table : DataFrame
        Internal case table, indexed by case.
    policies : Policies
        By whose rules payments are split, and promises and agreements judged.
    as_of : date
        The day; later contacts, promises and payments are not seen.
    now : datetime
        The instant at which flags must be set.
    listed : DataFrame
        From `arrears.store.state.listed.last_listed` for the end of the day.
    """
    said = case_state(connection, policies, as_of, listed)
    zone = policies.profile.time_zone
    assigned = latest(current(connection, "assignment"), "case_id").set_index("case_id")["collector"]
    table = table.assign(
        collector=assigned.reindex(table.index).where(lambda names: names.ne(""), None).array,
        flags=_flags(connection, table, zone, now),
        customer_id=_customers(connection, table),
    )
    table = _with_payments(table, said, policies, as_of)
    table = _with_contacts(connection, table, zone, as_of)
    table = _with_breaches(table, said, policies, as_of)
    table = _with_facts(connection, table, policies, as_of)
    table = _with_promises(table, said.promises)
    table = _with_claims(table, said.claims)
    running = said.agreements[said.agreements["state"] == "in_force"].drop_duplicates("case_id", keep="last")
    table = _with_agreements(table, said.agreements)
    table = _dated(table, "instalment", running, "next_due_date", "next_amount_fen")
    return mark_cases(table, said.agreements).assign(flags=lambda marked: marked["flags"].replace("", None))


def _flags(connection: Connection, table: pd.DataFrame, zone: str, now: datetime) -> pd.Series[Any]:
    opened = open_flags(connection, now, zone)
    order = {flag: place for place, flag in enumerate(FLAG_WORDS)}
    joined = opened.groupby("case_id")["flag"].agg(
        lambda flags: ";".join(sorted(set(flags) & set(order), key=order.__getitem__))
    )
    return joined.reindex(table.index).fillna("").astype(object)


def _customers(connection: Connection, table: pd.DataFrame) -> pd.Series[Any]:
    """Fill in who a customer is by a code of the id number: masked numbers of two people may look alike."""
    known = table["customer_id"].astype(object)
    masked = table["id_number"].fillna("").astype(str).str.contains("*", regex=False)
    ids = table["id_number"].where(known.isna() & ~masked)
    try:
        cipher = sealer_of(connection).cipher
    except KeyMissingError:
        return known  # then nothing personal is stored either
    codes = {one: f"~{cipher.blind_index(one, 'id_number')[:_CODE_LENGTH]}" for one in ids.dropna().unique()}
    return known.where(known.notna(), ids.map(codes).astype(object))


def _with_payments(table: pd.DataFrame, said: CaseState, policies: Policies, as_of: date) -> pd.DataFrame:
    """Show what is owed by the account, and name the last payment since the placement."""
    position = said.books.on(as_of, policies).reindex(table.index)
    change = (position["opening_fen"] - position["balance_fen"]).fillna(0).to_numpy(dtype=np.int64)
    mine = np.flatnonzero(change)
    if mine.size:
        table = _less(table, mine, change[mine], policies, as_of)
    placed_at = position["placed_at"].reindex(said.payments["case_id"]).array
    paid = said.payments[said.payments["at"].array >= placed_at]
    last = paid.sort_values("at", kind="stable").drop_duplicates("case_id", keep="last").set_index("case_id")
    last = last.reindex(table.index)
    newer = (last["date"].notna() & ~(table["last_payment_date"] > last["date"])).to_numpy(dtype=bool)
    return table.assign(
        last_payment_date=table["last_payment_date"].where(~newer, last["date"]).astype(_DAY),
        last_payment_fen=table["last_payment_fen"].where(~newer, last["amount_fen"].astype("Int64")),
    )


def _less(
    table: pd.DataFrame, mine: np.ndarray[Any, Any], change: np.ndarray[Any, Any], policies: Policies, as_of: date
) -> pd.DataFrame:
    """Take what the balance fell by off interest, fee and principal in the order in force; what it rose by is principal again."""
    rows = table.iloc[mine]
    days = age(rows.drop(columns="last_contact_date"), as_of, policies)["days_past_due"].to_numpy(dtype=np.int64)
    names = ("interest", "late_fee", "principal")
    due = [amounts(rows, name)[0] for name in names]
    split = split_payments(np.maximum(change, 0), days, *due, on=as_of, policies=policies)
    rise = np.maximum(-change, 0)
    changed = table.copy()
    for place, name in enumerate(names):
        column = changed[f"{name}_fen"].array.copy()
        left = pd.array(due[place] - split[:, place] + (rise if name == "principal" else 0), dtype="Int64")
        left[rows[f"{name}_fen"].isna().to_numpy(dtype=bool)] = pd.NA
        column[mine] = left
        changed[f"{name}_fen"] = column
    statement = changed["statement_balance_fen"].array.copy()
    statement[mine] = statement[mine] - change
    return changed.assign(statement_balance_fen=statement)


def _with_contacts(connection: Connection, table: pd.DataFrame, zone: str, as_of: date) -> pd.DataFrame:
    contacts = current(connection, "contact", zone)
    day = _days(contacts["happened_at"])
    made = (contacts["direction"] == "out") & (contacts["outcome"] != "planned") & (day <= np.datetime64(as_of))
    last = day[made].groupby(contacts.loc[made, "case_id"]).max().reindex(table.index)
    listed = table["last_contact_date"]
    newest = listed.where(~(last.notna() & ~(listed > last)), last)
    return table.assign(last_contact_date=newest.astype(_DAY))


def _with_breaches(table: pd.DataFrame, said: CaseState, policies: Policies, as_of: date) -> pd.DataFrame:
    """Put the day of the last breach, of a promise or an agreement."""
    grace = policies.get(Promise, as_of).grace_days + 1
    last = said.promises.sort_values("happened_at", kind="stable").drop_duplicates("case_id", keep="last")
    missed = last[last["outcome"].isin(_MISSED)].set_index("case_id")["due_on"]
    promised = pd.to_datetime(missed).astype(_DAY) + pd.Timedelta(days=grace)
    ended = said.agreements.drop_duplicates("case_id", keep="last").set_index("case_id")
    ended = ended[ended["state"] == "breached"].reindex(columns=["delinquent_days", "until"])
    # A breach that nobody recorded is seen from its plan, which has grown older by a day a day since.
    allowed = policies.get(PlanBreach, as_of).days_allowed
    late = (pd.to_numeric(ended["delinquent_days"]).fillna(0) - allowed).clip(lower=0)
    seen = pd.Timestamp(as_of) - pd.to_timedelta(late.astype("int64"), unit="D")
    until = pd.to_datetime(ended["until"])
    recorded = until.where(until < pd.Timestamp(as_of), seen)
    broken = pd.concat([promised.astype(_DAY), recorded.astype(_DAY)]).groupby(level=0).max()
    return table.assign(breach_on=broken.reindex(table.index).array)


def with_steps_taken(connection: Connection, table: pd.DataFrame, policies: Policies, as_of: date) -> pd.DataFrame:
    """Count how often the holder was asked since the breach, channel by channel, over all cards: a call is a call to the person.

    Parameters
    ----------
    connection, policies, as_of
        The store, whose rules, and the day; later contacts are not seen.
    table : DataFrame
        Internal case table with ``breach_on``, whose people are known.

    Returns
    -------
    DataFrame
        The table with a column of `arrears.operations.cases.situations.STEP_COLUMNS` a channel; blank where nothing was broken.
    """
    contacts = current(connection, "contact", policies.profile.time_zone)
    day = _days(contacts["happened_at"])
    asked = (
        contacts["direction"].eq("out") & contacts["counterparty"].eq("holder") & ~contacts["outcome"].isin(_NOT_MADE)
    )
    person = table.set_index("case_id")[PERSON].astype(object)
    whose = contacts["case_id"].map(person).astype(object)
    made = pd.DataFrame({PERSON: whose, "channel": contacts["channel"], "day": day})
    made = made[asked & (day <= pd.Timestamp(as_of)) & made[PERSON].notna()]
    broken = table.loc[table["breach_on"].notna(), ["case_id", PERSON, "breach_on"]]
    pairs = broken.astype({PERSON: object}).merge(made, on=PERSON)
    since = pairs[(pairs["day"] >= pairs["breach_on"]).to_numpy(dtype=bool)]
    taken = pd.crosstab(since["case_id"], since["channel"]).reindex(index=table["case_id"], columns=list(STEP_COLUMNS))
    taken = taken.astype("float64").astype("Int64")
    return table.assign(**{name: taken[channel].array for channel, name in STEP_COLUMNS.items()})


def _with_facts(connection: Connection, table: pd.DataFrame, policies: Policies, as_of: date) -> pd.DataFrame:
    """Put what customers told where the list says something older or nothing; willingness and what can be paid stand beside it."""
    zone = policies.profile.time_zone
    facts = household_facts(read_events(connection, zone, kinds=("household", "void")), as_of, policies)
    if facts.empty:
        return table
    facts = facts.reindex(table.index)
    costs = (facts["fixed_fen"] + facts["flexible_fen"]).astype("Int64")
    told = {
        "cause": facts["cause_zh"],
        "occupation": facts["occupation"],
        "assets_note": facts["assets"],
        "monthly_income_fen": facts["income_fen"],
        "living_costs_fen": costs,
    }
    said = {True: "yes", False: "no"}
    return table.assign(
        **{name: table[name].where(column.isna(), column).astype(table[name].dtype) for name, column in told.items()},
        willing=facts["willing"].map(said).astype(object),
        affordable_fen=facts["affordable_fen"].astype("Int64"),
    )


def _with_agreements(table: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """Name the state of each case's last agreement, where there is any."""
    if agreements.empty:
        return table
    last = agreements.drop_duplicates("case_id", keep="last").set_index("case_id")["state"]
    return table.assign(agreement=last.reindex(table.index).astype(object))


def _with_claims(table: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Name each case's last claim that no money has answered, until when it is verified, and what it is of."""
    last = open_claims(claims).set_index("case_id").reindex(table.index)
    return table.assign(
        claim_on=last["paid_on"].astype(_DAY),
        claim_until=last["verify_until"].astype(_DAY),
        claim_amount_fen=last["amount_fen"].astype("Int64"),
        claim_state=last["state"].astype(object).where(last["state"].notna(), None),
    )


def _with_promises(table: pd.DataFrame, promises: pd.DataFrame) -> pd.DataFrame:
    """Name each case's last promise; one that was kept by several payments is over, and the list knows the last payment only."""
    last = promises.sort_values("happened_at", kind="stable").drop_duplicates("case_id", keep="last")
    table = _dated(table, "promise", last, "due_on", "amount_fen")
    kept = last.set_index("case_id")["outcome"].reindex(table.index).eq("kept").to_numpy(dtype=bool)
    over = kept & (table["promise_amount_fen"] > table["last_payment_fen"]).fillna(value=True).to_numpy(dtype=bool)
    return table.assign(
        promise_date=table["promise_date"].mask(over), promise_amount_fen=table["promise_amount_fen"].mask(over)
    )


def _dated(table: pd.DataFrame, kind: str, found: pd.DataFrame, day: str, amount: str) -> pd.DataFrame:
    """Put a day and an amount where the store knows them; elsewhere the list's own stay."""
    by_case = found.set_index("case_id")
    on = pd.to_datetime(by_case[day]).astype(_DAY).reindex(table.index)
    fen = by_case[amount].astype("Int64").reindex(table.index)
    return table.assign(
        **{
            f"{kind}_date": table[f"{kind}_date"].where(on.isna(), on),
            f"{kind}_amount_fen": table[f"{kind}_amount_fen"].where(on.isna(), fen),
        }
    )


def _days(instants: pd.Series[Any]) -> pd.Series[Any]:
    days: pd.Series[Any] = instants.dt.tz_localize(None).dt.normalize().astype(_DAY)
    return days
