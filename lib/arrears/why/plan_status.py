"""Why a plan is settled, on track, overdue or broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.desk.plan_tables import one_day, plan_tables
from arrears.desk.status import states
from arrears.policy.records import PlanBreach, Tolerance
from arrears.rules.plan_status import plan_position
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up

if TYPE_CHECKING:
    from datetime import date

    import numpy as np

    from arrears.desk.plan_tables import Pairs, PlanTables
    from arrears.rules.plan_status import PlanPosition

_LATE = "delinquent_days > days_allowed or missed > instalments_allowed and delinquent_days > 0"
_BROKEN = f"overdue > residue and ({_LATE})"
_STATE = f"'settled' if unpaid <= 0 else 'broken' if {_BROKEN} else 'overdue' if overdue > residue else 'on_track'"


@explains("AR_PLAN_STATUS")
def explain_plan_status(  # the arguments of ar.plan_status
    call: Call, schedule: Pairs, payments: Pairs, as_of: object, pauses: Pairs = (), grace_days: object = 0
) -> Told:
    """Explain the state, the days past due and the delinquent days of ``ar.plan_status``."""
    day, grace = call.day("as_of", as_of), call.whole("grace_days", grace_days)
    call.use_day(day)
    tables = plan_tables(schedule, payments, pauses)
    if len(tables.names) != 1:
        raise ValueError(f"the schedule holds {len(tables.names)} plans; explain one at a time")
    position = plan_position(tables.instalments, tables.payments, tables.pauses, one_day(day), 1, grace)
    policy = call.get(PlanBreach)
    tolerance = call.get(Tolerance)
    state = str(states(position, policy, tolerance.residue_fen)[0])
    steps = (
        *_amounts(position, _due_before(tables, one_day(day))),
        *_days(position, grace, day),
        looked_up(given("residue", tolerance.residue_fen, "fen", "容差", "tolerance"), tolerance, "residue_fen"),
        looked_up(
            given("days_allowed", policy.days_allowed, "days", "允许逾期天数", "days allowed"), policy, "days_allowed"
        ),
        looked_up(
            given(
                "instalments_allowed",
                policy.instalments_allowed,
                "instalments",
                "允许未足额期数",
                "instalments allowed",
            ),
            policy,
            "instalments_allowed",
        ),
        Step(
            given("state", state, "text", "计划状态", "state of the plan"),
            (given("missed", int(position.missed[0]), "instalments", "已到期未足额期数", "missed instalments"),),
            _STATE,
            ground(policy, "days_allowed"),
        ),
    )
    result = (state, int(position.days_past_due[0]), int(position.delinquent_days[0]))
    return Told(result, "", steps, ("state", "days_past_due", "delinquent_days"))


def _amounts(position: PlanPosition, due_before: int) -> tuple[Step, ...]:
    owed = int(position.paid[0] + position.unpaid[0] - position.overpaid[0])
    return (
        Step(
            given("unpaid", int(position.unpaid[0]), "fen", "未还合计", "unpaid in all"),
            (
                given("planned", owed, "fen", "计划总额", "the plan's sum"),
                given("paid", int(position.paid[0]), "fen", "已还", "paid so far"),
            ),
            "max(planned - paid, 0)",
        ),
        Step(
            given("overdue", int(position.overdue[0]), "fen", "逾期金额", "overdue"),
            (given("due_before", due_before, "fen", "统计日前到期", "due before the day"),),
            "max(due_before - paid, 0)",
        ),
    )


def _days(position: PlanPosition, grace: int, day: date) -> tuple[Step, ...]:
    oldest = position.oldest_unpaid[0].item()
    since = given("since", oldest or day, "date", "最早未还到期日", "oldest unpaid due date")
    return (
        Step(
            given("days_past_due", int(position.days_past_due[0]), "days", "逾期天数", "days past due"),
            (since, given("as_of", day, "date", "统计日", "as of")),
            "as_of - since",
        ),
        Step(
            given(
                "delinquent_days",
                int(position.delinquent_days[0]),
                "days",
                "净逾期天数",
                "days without grace and pauses",
            ),
            (
                given("grace_days", grace, "days", "宽限天数", "days of grace"),
                given("paused", int(position.paused[0]), "days", "暂停天数", "paused days"),
            ),
            "max(days_past_due - grace_days - paused, 0)",
        ),
    )


def _due_before(tables: PlanTables, day: np.datetime64) -> int:
    return int(tables.instalments.payment[tables.instalments.due_date < day].sum())
