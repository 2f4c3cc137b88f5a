"""Every figure of the progress board, reckoned again from the store's events with plain loops and no code of the product.

The definitions are those of the words on the panel: what is owed, late, cured, kept and so on is written out here once more.
Only which contacts broke a rule is taken from the check of contacts, whose own tests are elsewhere.
"""

import itertools
from collections import Counter, defaultdict
from datetime import date, timedelta

import holidays
import pandas as pd
import pytest

import arrears as ar
from arrears.panels.progress.model import Progress, teams_named
from arrears.panels.shell.session import Session
from arrears.store import open_store
from arrears.store.secrets.keys import Keys

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
BEGINS = (0, 1, 31, 61, 91, 121, 151, 181)
BUCKETS = ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+")
STAGES = ((181, "recovery"), (91, "late"), (31, "middle"), (1, "early"), (0, "reminder"))
PERIODS = {
    "2026-11": (date(2026, 11, 1), TODAY),
    "2026-10": (date(2026, 10, 1), date(2026, 10, 31)),
    "2026-06": (date(2026, 6, 1), date(2026, 6, 30)),
    "all": (date(2025, 12, 1), TODAY),
    "week": (TODAY - 6 * DAY, TODAY),
}
TOLERANCE = 1000
HOLIDAYS = holidays.country_holidays("CN", years=range(2025, 2028))


def day_of(instant):
    return instant.tz_convert("Asia/Shanghai").date()


class Told:
    """The store's events as plain lists, oldest first."""

    def __init__(self, store, teams):
        self.teams = teams
        self.placed, self.assigned, self.flags = defaultdict(list), defaultdict(list), defaultdict(list)
        rows, numbers = {}, defaultdict(list)
        for row in store.current("placement").itertuples():
            rows[row.seq] = row
            numbers[row.case_id].append((row.happened_at, row.seq))
            self.placed[row.case_id].append((row.happened_at, int(row.opening_fen), row.details["due_date"]))
        # A list in which figures alone have changed states them for many cases at once; a case that was placed again is not meant.
        for row in store.current("restatement").itertuples():
            for place, (number, opening) in enumerate(zip(row.placements, row.openings, strict=True)):
                placement = rows[number]
                if [seq for at, seq in sorted(numbers[placement.case_id]) if at <= row.happened_at][-1] == number:
                    due = (row.cells.get("due_date") or {place: None})[place] or placement.details["due_date"]
                    self.placed[placement.case_id].append((row.happened_at, int(opening), due))
        for found in self.placed.values():
            found.sort(key=lambda each: each[0])
        for row in store.current("assignment").itertuples():
            self.assigned[row.case_id].append((day_of(row.happened_at), row.happened_at, row.collector))
        for row in store.current("flag").itertuples():
            self.flags[row.case_id, row.flag].append((day_of(row.happened_at), row.happened_at, row.on))
        paid = store.current("payment").sort_values("happened_at", kind="stable")
        self.paid = [
            (row.case_id, day_of(row.happened_at), row.happened_at, int(row.amount_fen)) for row in paid.itertuples()
        ]
        promised = store.current("promise")
        self.promised = [
            (row.case_id, day_of(row.happened_at), date.fromisoformat(row.due_on), int(row.amount_fen))
            for row in promised.itertuples()
        ]
        log = store.contacts()
        self.contacts = [
            (row.case_id, day_of(row.at), row.collector, row.channel, row.outcome, row.counterparty)
            for row in log.itertuples()
            if row.direction == "out" and row.outcome != "planned"
        ]

    def owed(self, case, day):
        known = [each for each in self.placed[case] if day_of(each[0]) <= day]
        if not known:
            return None
        since, opening, due = known[-1]
        paid = sum(fen for who, on, at, fen in self.paid if who == case and on <= day and at >= since)
        left = max(opening - paid, 0)
        late = max((day - date.fromisoformat(due)).days, 0) if left > TOLERANCE else 0
        return left, late

    def list_at(self, day):
        found = {}
        paid = defaultdict(list)
        for who, on, at, fen in self.paid:
            paid[who].append((on, at, fen))
        for case, rows in self.placed.items():
            known = [each for each in rows if day_of(each[0]) <= day]
            if known:
                since, opening, due = known[-1]
                left = max(opening - sum(fen for on, at, fen in paid[case] if on <= day and at >= since), 0)
                late = max((day - date.fromisoformat(due)).days, 0) if left > TOLERANCE else 0
                found[case] = (left, late)
        return found

    def owner(self, case, day):
        known = [name for on, _, name in self.assigned[case] if on <= day]
        return known[-1] if known else ""

    def complains(self, case, day):
        known = [on for when, _, on in self.flags[case, "complaint"] if when <= day]
        return bool(known and known[-1])


def bucket(late):
    return BUCKETS[max(place for place, begin in enumerate(BEGINS) if late >= begin)]


def stage(late):
    return next(key for begin, key in STAGES if late >= begin)


def working_day_after(day):
    later = day + DAY
    while not HOLIDAYS.is_working_day(later):
        later += DAY
    return later


def kept_of(told, end):
    """Match payments to promises first in, first out: due first is served first, by the earliest money since it was made."""
    left = [[case, on, fen] for case, on, _, fen in told.paid if on <= end]
    found = []
    for case, made, due, amount in sorted(told.promised, key=lambda each: (each[2], each[1])):
        if made > end:
            continue
        got = 0
        for money in left:
            if money[0] == case and made <= money[1] <= min(due, end):
                taken = min(amount - got, money[2])
                got, money[2] = got + taken, money[2] - taken
        outcome = "kept" if got >= amount else "pending" if due >= end else "partial" if got else "broken"
        found.append((case, made, due, outcome))
    return found


class Reckoned:
    """The figures of one period, narrowed to cases that a function chooses."""

    def __init__(self, told, begin, end, breaches):
        self.told, self.begin, self.end, self.breaches = told, begin, end, breaches
        first = min(day_of(rows[0][0]) for rows in told.placed.values())
        self.opening = max(begin - DAY, first)
        self.before, self.after = told.list_at(self.opening), told.list_at(end)

    def within(self, day):
        return self.begin <= day <= self.end

    def group(self, dimension, case):
        day, late = (self.opening, self.before) if case in self.before else (self.end, self.after)
        owner = self.told.owner(case, day)
        return {"collector": owner, "team": self.told.teams.get(owner, ""), "stage": stage(late[case][1])}[dimension]

    def rows(self):
        """Give each measure's rows: case, who did it, how many, of how many."""
        yield from self.of_cases()
        yield from self.of_contacts()
        yield from self.late_follow_ups()

    def of_cases(self):
        told, paid = self.told, Counter()
        for case, on, _, fen in told.paid:
            # The opening list is of the end of its day.
            if self.opening < on <= self.end:
                paid[case] += fen
        for case, (owed, late) in self.before.items():
            if owed:
                yield "recovery", case, "", paid[case], owed
            if late:
                yield "cure", case, "", self.after[case][1] == 0, 1
        for case, (left, _) in self.after.items():
            complains = told.complains(case, self.end)
            if left or complains or self.before.get(case, (0, 0))[0]:
                yield "complaint", case, "", complains, 1

    def of_contacts(self):
        told = self.told
        attempted, reached = set(), set()
        for place, (case, on, who, channel, outcome, party) in enumerate(told.contacts):
            if not self.within(on):
                continue
            attempted.add(case)
            yield "breach", case, who, place in self.breaches, 1
            if channel in {"call", "visit"}:
                right = outcome == "conversation" and party in {"holder", "guarantor"}
                yield "contact", case, who, outcome == "conversation", 1
                yield "right_party", case, who, right, 1
                if right:
                    reached.add(case)
        for case, (_, late) in self.before.items():
            if late:
                yield "coverage", case, "", case in attempted, 1
        promised = {case for case, made, *_ in told.promised if self.within(made)}
        for case in reached:
            yield "promise", case, "", case in promised, 1
        for case, _, due, outcome in kept_of(told, self.end):
            if self.within(due) and outcome != "pending":
                yield "kept", case, "", outcome == "kept", 1

    def late_follow_ups(self):
        told = self.told
        called = defaultdict(list)
        for case, on, *_ in told.contacts:
            called[case].append(on)
        for case, _, due, outcome in kept_of(told, TODAY):
            if outcome not in {"partial", "broken"}:
                continue
            by = working_day_after(due)
            if not self.within(by):
                continue
            done = [on for on in called[case] if on > due]
            # What is owed can come to nothing on the day of a payment or of a new list only.
            told_on = sorted(
                {on for who, on, *_ in told.paid if who == case}
                | {day_of(each[0]) for each in told.placed[case]}
                | {due}
            )
            done += [day for day in told_on if day >= due and told.owed(case, day)[0] <= TOLERANCE]
            yield "overdue", case, "", by < self.end and (not done or min(done) > by), 1

    def tallied(self, dimension=None):
        found = defaultdict(lambda: [0, 0])
        for measure, case, who, hits, out_of in self.rows():
            group = (
                "" if dimension is None else who if dimension == "collector" and who else self.group(dimension, case)
            )
            found[measure, group][0] += int(hits)
            found[measure, group][1] += out_of
        return {key: tuple(value) for key, value in found.items()}


@pytest.fixture(scope="module")
def made(demo_files, demo_key):
    teams = teams_named({"ARREARS_TEAM": str(demo_files / "team.csv")})
    with open_store(demo_files / "demo.db", keys=lambda: Keys(demo_key)) as store:
        view = Progress(Session(store, "zhao", as_of=TODAY), teams)
        told = Told(store, teams)
        log = store.contacts()
        counted = {
            index: place
            for place, index in enumerate(
                index
                for index, row in enumerate(log.itertuples())
                if row.direction == "out" and row.outcome != "planned"
            )
        }
        found = view.source.events.breaches
        breaches = {counted[row] for row in found.loc[found["severity"] == "breach", "row"] if row in counted}
        yield view, told, breaches


def reckoned(made, key):
    view, told, breaches = made
    return view.choose(key), Reckoned(told, *PERIODS[key], breaches)


@pytest.mark.parametrize("key", PERIODS)
def test_every_rate_of_the_whole(made, key):
    board, hand = reckoned(made, key)
    shown = {
        row.measure: (row.count_, row.out_of) for row in board.rates.rename(columns={"count": "count_"}).itertuples()
    }
    assert shown == {measure: counts for (measure, _), counts in hand.tallied().items()}


@pytest.mark.parametrize("dimension", ["team", "collector", "stage"])
@pytest.mark.parametrize("key", ["2026-11", "2026-06"])
def test_every_rate_by_group(made, key, dimension):
    board, hand = reckoned(made, key)
    table = board.by[dimension]
    shown = {
        (measure, group): (hits, out_of)
        for measure, group, hits, out_of in table[["measure", dimension, "count", "out_of"]].values.tolist()
        if out_of
    }
    assert shown == hand.tallied(dimension)


@pytest.mark.parametrize("key", PERIODS)
def test_the_waterfall(made, key):
    board, hand = reckoned(made, key)
    flow = {name: Counter() for name in (*BUCKETS[1:], "total")}

    def book(step, band, fen):
        flow[band][step] += fen
        flow["total"][step] += fen

    money = [each for each in made[1].paid if hand.opening < each[1] <= hand.end]
    paid = Counter()
    for case, _, _, fen in money:
        paid[case] += fen
    for case in hand.before.keys() | hand.after.keys():
        owed, late = hand.before.get(case, (0, 0))
        left, still = hand.after[case]
        if late:
            own = bucket(late)
            book("opening", own, owed)
            book("paid", own, paid[case])
            book("charged", own, left - owed + paid[case])
            if not still:
                book("cured", own, left)
            elif bucket(still) != own:
                book("rolled", own, -left)
                book("rolled", bucket(still), left)
        elif still:
            book("new", bucket(still), left + paid[case])
            book("paid", bucket(still), paid[case])
        if still:
            book("closing", bucket(still), left)
    for row in board.flow.to_dict("records"):
        name = row.pop("bucket")
        assert {step.removesuffix("_fen"): fen for step, fen in row.items() if fen} == {
            step: fen for step, fen in flow[name].items() if fen
        }, name


def month_ends(begin, end):
    days = [begin + place * DAY for place in range((end - begin).days)]
    return [*(day for day in days if (day + DAY).day == 1), end]


@pytest.mark.parametrize("key", PERIODS)
def test_the_roll_rate_matrix(made, key):
    board, hand = reckoned(made, key)
    days = sorted({hand.opening, *month_ends(hand.opening, hand.end)})
    moves = Counter()
    lists = [made[1].list_at(day) for day in days]
    for first, then in itertools.pairwise(lists):
        for case, (left, late) in then.items():
            if not left and not first.get(case, (0, 0))[0]:
                continue
            moves[bucket(first[case][1]) if case in first else "", bucket(late)] += 1
    shown = {(a or "", b): count for a, b, count in board.roll[["from", "to", "count"]].values.tolist()}
    assert {(a if a in BUCKETS else "", b): count for (a, b), count in shown.items()} == dict(moves)
    out_of = Counter()
    for (start, _), count in moves.items():
        out_of[start] += count
    for row in board.roll.itertuples():
        start = row[1] if row[1] in BUCKETS else ""
        assert row.out_of == out_of[start]
        assert row.rate == pytest.approx(row[3] / out_of[start])


def test_the_vintages_start_from_what_was_placed(made):
    board, hand = reckoned(made, "all")
    told = made[1]
    placed = {case: day_of(rows[0][0]) for case, rows in told.placed.items()}
    expected = {}
    for day in month_ends(hand.begin, hand.end):
        now = told.list_at(day)
        for month in {(each.year, each.month) for each in placed.values()}:
            mine = [case for case, each in placed.items() if (each.year, each.month) == month]
            age = (day.year - month[0]) * 12 + day.month - month[1]
            if age < 0:
                continue
            start = sum(max(told.placed[case][0][1], 0) for case in mine)
            late = sum(now[case][1] >= 91 for case in mine)
            balance = sum(now[case][0] for case in mine)
            expected[f"{month[0]}-{month[1]:02}", age] = (len(mine), late, start, balance)
    columns = ["vintage", "age", "cases_placed", "late", "placed_fen", "balance_fen"]
    assert {(row[0], row[1]): tuple(row[2:]) for row in board.vintages[columns].values.tolist()} == expected


@pytest.mark.parametrize("key", PERIODS)
def test_the_funnel(made, key):
    board, hand = reckoned(made, key)
    told = made[1]
    late = {case for case, (_, days) in hand.before.items() if days}
    late |= {case for case, (_, days) in hand.after.items() if days and case not in hand.before}
    made_then = [each for each in told.contacts if hand.within(each[1])]
    steps = [
        late,
        {each[0] for each in made_then},
        {
            each[0]
            for each in made_then
            if each[3] in {"call", "visit"} and each[4] == "conversation" and each[5] in {"holder", "guarantor"}
        },
        {case for case, on, *_ in told.promised if hand.within(on)},
        {case for case, on, *_ in told.paid if hand.within(on)},
    ]
    through, expected = late, []
    for step in steps:
        beside = len(step & late) - len(step & through)
        through = through & step
        owed = sum(hand.before.get(case, hand.after[case])[0] for case in through)
        expected.append([len(through), owed, beside])
    assert board.funnel[["cases", "owed_fen", "beside"]].values.tolist() == expected


def test_breaches_are_those_of_the_check_of_contacts(made, demo_files):
    view, _, breaches = made
    log = view.source.events.contacts
    found = ar.check_contacts(log, states=view.source.events.states)
    assert len(set(found.loc[found["severity"] == "breach", "row"])) >= len(breaches) > 0


def test_the_work_calendar_counts_each_day(made):
    board, _ = reckoned(made, "2026-11")
    told = made[1]
    made_on = Counter(on for _, on, *_ in told.contacts)
    paid_on, fen_on = Counter(), Counter()
    for _, on, _, fen in told.paid:
        paid_on[on] += 1
        fen_on[on] += fen
    promised_for = Counter(due for _, _, due, *_ in told.promised)
    for row in board.calendar.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        assert row["contacts"] == made_on[day]
        assert row["promises"] == promised_for[day]
        assert (row["payments"], row["payments_fen"]) == (paid_on[day], fen_on[day])
