"""Repayment plan 还款计划: what the holder of the selected case can pay, plans side by side, and a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.desk.options import method_word
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import yuan
from xl_addin.macros.book import Result
from xl_addin.macros.case_plan import plan_of
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import Col, Line, Table, lay_out

if TYPE_CHECKING:
    from xl_addin.macros.case_plan import CasePlan
    from xl_addin.macros.layout import Block
    from xl_addin.macros.scene import Scene


def run(scene: Scene) -> Result:
    """Write the selected case's plan on a sheet of its own."""
    case = scene.selected_case()
    plan = plan_of(case, scene)
    name = f"{scene.say('方案', 'Plan')} {case['case_id']}"
    title = scene.say(f"还款计划 {case['case_id']}", f"Repayment plan {case['case_id']}")
    fits = bool(plan.options["fits"].any())
    note = scene.say(f"协议日 {scene.day}，年利率 {float(plan.wanted.annual_rate):.2%}", f"Agreed on {scene.day}, {float(plan.wanted.annual_rate):.2%} a year")  # fmt: skip
    blocks: list[Block] = [_household(plan, scene), _options(plan, scene), _chosen(plan, scene), _schedule(plan, scene)]
    if not fits:
        words = scene.say("没有一个方案在可还金额之内；请协商减免、延期或更低的首期，并请组长协助。", "No plan is within what can be paid; ask the team lead about a waiver or a pause.")  # fmt: skip
        blocks.insert(0, Line(words, "warning"))
    page = lay_out(name, title, note, blocks, lang=scene.lang, landscape=False)
    count = len(plan.plan.table)
    message = scene.say(f"已生成 {count} 期还款计划。", f"A plan of {count} instalments was made.")
    return Result(message if fits else message + words, (page,))


def _household(plan: CasePlan, scene: Scene) -> Table:
    home = plan.home
    lines = [
        (scene.say("欠款合计", "Total due"), plan.wanted.principal_fen),
        (scene.say("月收入", "Monthly income"), home.income),
        (scene.say("月生活支出", "Monthly living costs"), home.fixed + home.flexible),
        (scene.say("每月结余", "Left each month"), home.surplus),
        (scene.say("每月可还金额", "Can be paid a month"), home.amount),
    ]
    lines += [
        (scene.say(f"收入下降 {float(fall):.0%} 时可还", f"If income falls by {float(fall):.0%}"), amount)
        for fall, amount in home.stress
    ]
    columns = (Col(scene.say("项目", "Item"), "label"), Col(scene.say("金额（元）", "Amount"), "amount"))
    rows = [[label, float(yuan(amount))] for label, amount in lines]
    return Table(columns, rows, f"{scene.say('还款能力', 'What can be paid')} ({home.rule})")


def _options(plan: CasePlan, scene: Scene) -> Table:
    lang = scene.lang
    heads = (
        ("方案", "Option", "text"),
        ("还款方式", "Method", "text"),
        ("期数", "Instalments", "count"),
        ("每期还款", "Instalment", "amount"),
        ("最后一期", "Last instalment", "amount"),
        ("总成本", "Total cost", "amount"),
        ("年化成本（单利）", "APR", "rate"),
        ("是否可行", "Fits", "text"),
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
            scene.say("可行", "fits") if row["fits"] else scene.say("超出可还金额", "too much"),
        ]
        for row in plan.options.to_dict("records")
    ]
    columns = tuple(Col(scene.say(zh, en), style) for zh, en, style in heads)
    return Table(columns, rows, scene.say("方案比较", "Plans side by side"))


def _chosen(plan: CasePlan, scene: Scene) -> Line:
    made, method = plan.plan, method_word(plan.wanted.method, scene.lang)
    count = int(made.table["no"].max())
    warning = (
        scene.say(f"；年化成本超出 {made.warning} 的提示线", f"; above the line of {made.warning}")
        if made.warning
        else ""
    )
    return Line(
        scene.say(
            f"下表为 {method} {count} 期：利息合计 {yuan(made.interest):,} 元，共还 {yuan(made.paid):,} 元，年化成本（单利）{made.apr:.2%}{warning}。",
            f"Below: {method}, {count} instalments; interest {yuan(made.interest):,}, paid in all {yuan(made.paid):,}, APR {made.apr:.2%}{warning}.",
        )
    )


def _schedule(plan: CasePlan, scene: Scene) -> Table:
    return table_of(plan.plan.table, SCHEDULE_COLUMNS, scene.lang, section=scene.say("还款计划表", "Schedule"))
