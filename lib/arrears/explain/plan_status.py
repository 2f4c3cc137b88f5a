"""Why a plan is settled, on track, overdue or broken."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.operations.plans.status import states
from arrears.operations.plans.tables import one_day, plan_tables
from arrears.policy.records import DaysPastDue, PlanBreach, Tolerance
from arrears.rules.plan_status import plan_position
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    import numpy as np

    from arrears.operations.plans.tables import Pairs, PlanTables
    from arrears.rules.plan_status import PlanPosition

_LATE = "delinquent_days > days_allowed or missed > instalments_allowed and delinquent_days > 0"
_BROKEN = f"overdue > residue and ({_LATE})"
_STATE = f"'settled' if unpaid <= 0 else 'broken' if {_BROKEN} else 'overdue' if overdue > residue else 'on_track'"


@explains("AR_PLAN_STATUS")
def explain_plan_status(  # the arguments of ar.plan_status
    call: Call, schedule: Pairs, payments: Pairs, as_of: object, pauses: Pairs = (), grace_days: object = 0
) -> Derivation:
    """Explain the state, the days past due and the delinquent days of ``ar.plan_status``."""
    day, grace = call.day("as_of", as_of), call.integer("grace_days", grace_days)
    call.use_day(day)
    tables = plan_tables(schedule, payments, pauses)
    if len(tables.names) != 1:
        raise ValueError(f"the schedule holds {len(tables.names)} plans; explain one at a time")
    counting = call.get(DaysPastDue)
    position = plan_position(
        tables.instalments,
        tables.payments,
        tables.pauses,
        one_day(day),
        1,
        grace,
        due_day_counts=counting.due_day_counts,
    )
    policy = call.get(PlanBreach)
    tolerance = call.get(Tolerance)
    state = str(states(position, policy, tolerance.residue_fen)[0])
    steps = (
        *_amounts(position, _due_before(tables, one_day(day))),
        *_days(position, grace, day, counting),
        looked_up(
            given("residue", tolerance.residue_fen, "fen", *both("explain.plan_status.tolerance")),
            tolerance,
            "residue_fen",
        ),
        looked_up(
            given("days_allowed", policy.days_allowed, "days", *both("explain.plan_status.days_allowed")),
            policy,
            "days_allowed",
        ),
        looked_up(
            given(
                "instalments_allowed",
                policy.instalments_allowed,
                "instalments",
                *both("explain.plan_status.instalments_allowed"),
            ),
            policy,
            "instalments_allowed",
        ),
        Step(
            given("state", state, "text", *both("explain.plan_status.state_plan")),
            (given("missed", int(position.missed[0]), "instalments", *both("explain.plan_status.missed_instalments")),),
            _STATE,
            ground(policy, "days_allowed"),
        ),
    )
    result = (state, int(position.days_past_due[0]), int(position.delinquent_days[0]))
    return Derivation(result, "", steps, ("state", "days_past_due", "delinquent_days"))


def _amounts(position: PlanPosition, due_before: int) -> tuple[Step, ...]:
    owed = int(position.paid[0] + position.unpaid[0] - position.overpaid[0])
    return (
        Step(
            given("unpaid", int(position.unpaid[0]), "fen", *both("explain.plan_status.unpaid_all")),
            (
                given("planned", owed, "fen", *both("explain.plan_status.plan_s_sum")),
                given("paid", int(position.paid[0]), "fen", *both("explain.plan_status.paid_so_far")),
            ),
            "max(planned - paid, 0)",
        ),
        Step(
            given("overdue", int(position.overdue[0]), "fen", *both("explain.plan_status.overdue")),
            (given("due_before", due_before, "fen", *both("explain.plan_status.due_before_day")),),
            "max(due_before - paid, 0)",
        ),
    )


def _days(position: PlanPosition, grace: int, day: date, counting: DaysPastDue) -> tuple[Step, ...]:
    # Where nothing is past due, the count begins when it ends.
    oldest = position.oldest_unpaid[0].item() or day + timedelta(days=counting.due_day_counts)
    since = given("since", oldest, "date", *both("explain.plan_status.oldest_unpaid_due_date"))
    counts = given(
        "due_day_counts", counting.due_day_counts, "days", *both("explain.plan_status.due_day_itself_counts")
    )
    return (
        looked_up(counts, counting, "due_day_counts"),
        Step(
            given("days_past_due", int(position.days_past_due[0]), "days", *both("explain.plan_status.days_past_due")),
            (since, given("as_of", day, "date", *both("explain.plan_status.as_of"))),
            "as_of - since + due_day_counts",
        ),
        Step(
            given(
                "delinquent_days",
                int(position.delinquent_days[0]),
                "days",
                *both("explain.plan_status.days_without_grace_pauses"),
            ),
            (
                given("grace_days", grace, "days", *both("explain.plan_status.days_grace")),
                given("paused", int(position.paused[0]), "days", *both("explain.plan_status.paused_days")),
            ),
            "max(days_past_due - grace_days - paused, 0)",
        ),
    )


def _due_before(tables: PlanTables, day: np.datetime64) -> int:
    return int(tables.instalments.payment[tables.instalments.due_date < day].sum())
