"""Repayment plan 还款计划: what the holder of the selected case can pay, plans side by side, and a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.operations.plans.options import method_word
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import yuan
from arrears.words import both
from xl_addin.macros.actions.case_plan import plan_of
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.frames import table_of
from xl_addin.macros.layout.page import Col, Line, Table, lay_out

if TYPE_CHECKING:
    from xl_addin.macros.actions.case_plan import CasePlan
    from xl_addin.macros.layout.page import Block
    from xl_addin.macros.scene import Scene


def run(scene: Scene) -> Result:
    """Write the selected case's plan on a sheet of its own."""
    case = scene.selected_case()
    plan = plan_of(case, scene)
    name = f"{scene.say(*both('xl_addin.macros.actions.repayment_plan.plan_word'))} {case['case_id']}"
    title = scene.say(*both("xl_addin.macros.actions.repayment_plan.repayment_plan", case_id=case["case_id"]))
    fits = bool(plan.options["fits"].any())
    note = scene.say(*both("xl_addin.macros.actions.repayment_plan.agreed_year", day=scene.day, annual_rate=float(plan.wanted.annual_rate)))  # fmt: skip
    blocks: list[Block] = [_household(plan, scene), _options(plan, scene), _chosen(plan, scene), _schedule(plan, scene)]
    if not fits:
        words = scene.say(*both("xl_addin.macros.actions.repayment_plan.no_plan_within_what_can"))  # fmt: skip
        blocks.insert(0, Line(words, "warning"))
    page = lay_out(name, title, note, blocks, lang=scene.lang, landscape=False)
    count = len(plan.plan.table)
    message = scene.say(*both("xl_addin.macros.actions.repayment_plan.plan_instalments_made", count=count))
    return Result(message if fits else message + words, (page,))


def _household(plan: CasePlan, scene: Scene) -> Table:
    home = plan.home
    lines = [
        (scene.say(*both("xl_addin.macros.actions.repayment_plan.total_due")), plan.wanted.principal_fen),
        (scene.say(*both("xl_addin.macros.actions.repayment_plan.monthly_income")), home.income),
        (scene.say(*both("xl_addin.macros.actions.repayment_plan.monthly_living_costs")), home.fixed + home.flexible),
        (scene.say(*both("xl_addin.macros.actions.repayment_plan.left_each_month")), home.surplus),
        (scene.say(*both("xl_addin.macros.actions.repayment_plan.can_paid_month")), home.amount),
    ]
    lines += [
        (scene.say(*both("xl_addin.macros.actions.repayment_plan.if_income_falls", fall=float(fall))), amount)
        for fall, amount in home.stress
    ]
    columns = (
        Col(scene.say(*both("xl_addin.macros.actions.repayment_plan.item")), "label"),
        Col(scene.say(*both("xl_addin.macros.actions.repayment_plan.amount")), "amount"),
    )
    rows = [[label, float(yuan(amount))] for label, amount in lines]
    return Table(
        columns,
        rows,
        f"{scene.say(*both('xl_addin.macros.actions.repayment_plan.what_can_be_paid_word'))} ({home.rule})",
    )


def _options(plan: CasePlan, scene: Scene) -> Table:
    lang = scene.lang
    heads = (
        (*both("xl_addin.macros.actions.repayment_plan.option"), "text"),
        (*both("xl_addin.macros.actions.repayment_plan.method"), "text"),
        (*both("xl_addin.macros.actions.repayment_plan.instalments"), "count"),
        (*both("xl_addin.macros.actions.repayment_plan.instalment"), "amount"),
        (*both("xl_addin.macros.actions.repayment_plan.last_instalment"), "amount"),
        (*both("xl_addin.macros.actions.repayment_plan.total_cost"), "amount"),
        (*both("xl_addin.macros.actions.repayment_plan.apr"), "rate"),
        (*both("xl_addin.macros.actions.repayment_plan.fits_2"), "text"),
    )
    rows: list[list[Any]] = [
        [
            row["option_zh"] if lang == "zh" else str(row["option"]).replace("_", " "),
            method_word(str(row["method"]), lang),
            int(row["n"]),
            float(yuan(row["payment_fen"])),
            float(yuan(row["last_payment_fen"])),
            float(yuan(row["total_cost_fen"])),
            float(row["apr"]),
            scene.say(*both("xl_addin.macros.actions.repayment_plan.fits"))
            if row["fits"]
            else scene.say(*both("xl_addin.macros.actions.repayment_plan.too_much")),
        ]
        for row in plan.options.to_dict("records")
    ]
    columns = tuple(Col(scene.say(zh, en), style) for zh, en, style in heads)
    return Table(columns, rows, scene.say(*both("xl_addin.macros.actions.repayment_plan.plans_side_side")))


def _chosen(plan: CasePlan, scene: Scene) -> Line:
    made, method = plan.plan, method_word(plan.wanted.method, scene.lang)
    count = int(made.table["no"].max())
    warning = (
        scene.say(*both("xl_addin.macros.actions.repayment_plan.above_line", warning=made.warning))
        if made.warning
        else ""
    )
    return Line(
        scene.say(
            *both(
                "xl_addin.macros.actions.repayment_plan.below_instalments_interest_paid_all",
                method=method,
                count=count,
                interest=yuan(made.interest),
                paid=yuan(made.paid),
                apr=made.apr,
                warning=warning,
            ),
        )
    )


def _schedule(plan: CasePlan, scene: Scene) -> Table:
    return table_of(
        plan.plan.table,
        SCHEDULE_COLUMNS,
        scene.lang,
        section=scene.say(*both("xl_addin.macros.actions.repayment_plan.schedule")),
    )
