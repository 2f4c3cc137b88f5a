"""What stands in the workbook of a repayment plan, in Chinese and in English."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("还款计划", "Repayment plan"),
    "sheet": ("还款计划", "Plan"),
    "schedule_sheet": ("还款明细", "Schedule"),
    "note": (
        "浅黄色单元格可修改；装有 arrears 加载项时，公式随之重算。金额单位：元",
        "Yellow cells may be changed; with the arrears add-in the formulas follow. Amounts in yuan",
    ),
    "terms": ("一、欠款与条款", "1  The debt and its terms"),
    "principal": ("应还本金", "Principal"),
    "rate": ("年利率", "Interest a year"),
    "fee_rate": ("每期手续费率", "Fee each month"),
    "first_due": ("首期到期日", "First due date"),
    "on": ("协议日", "Day of the agreement"),
    "months": ("期数", "Monthly instalments"),
    "method": ("还款方式", "Method"),
    "affordability": ("三、每月还款能力", "3  What can be paid a month"),
    "income": ("收入合计", "Income in all"),
    "fixed": ("固定支出合计", "Fixed costs in all"),
    "flexible": ("弹性支出合计", "Flexible costs in all"),
    "surplus": ("结余", "Surplus"),
    "amount": ("可还款额", "Can be paid"),
    "stress": ("收入下降 {fall} 时可还", "With an income {fall} lower"),
    "options": ("四、方案比较", "4  Plans side by side"),
    "option": ("方案", "Plan"),
    "n": ("期数", "Months"),
    "payment": ("每期还款", "A month"),
    "last_payment": ("末期还款", "Last"),
    "total_cost": ("总成本", "Total cost"),
    "apr": ("年化利率", "APR"),
    "fits": ("是否可行", "Fits?"),
    "verdict": ("理由", "Why"),
    "yes": ("可行", "yes"),
    "no": ("不可行", "no"),
    "same": ("方案与上方输入一致", "The plans agree with the inputs above"),
    "changed": (
        "输入已更改：方案表须用 arrears plan 重新生成",
        "The inputs have changed: make the plans again with arrears plan",
    ),
    "chosen": ("二、所选方案", "2  The plan chosen"),
    "instalment": ("每期还款", "Each instalment"),
    "highest": ("最高一期", "Highest instalment"),
    "interest_total": ("利息合计", "Interest in all"),
    "fee_total": ("手续费合计", "Fees in all"),
    "paid_total": ("还款总额", "Paid in all"),
    "plan_apr": ("年化利率（单利 APR）", "Yearly cost (APR)"),
    "plan_ear": ("实际年化利率（EAR）", "With compounding (EAR)"),
    "verdict_chosen": ("可承受判断", "Can the household pay it?"),
    "within": ("可行：最高一期不超过可还款额", "yes: no instalment is above what can be paid"),
    "beyond": (
        "不可行：最高一期超过可还款额，请延长期数或考虑减免、困难帮扶",
        "no: an instalment is above what can be paid; take more months, or consider a waiver or the hardship path",
    ),
    "warning": ("成本提示", "Cost warning"),
    "no_warning": ("未超过提示线", "below the line"),
    "over_line": (
        "高于 {rule} 的提示线：法院可依请求调减，仅作提示",
        "above the line of {rule}: a court may trim it on request; a warning only",
    ),
    "schedule_note": (
        "{method}，{n} 期；金额单位：元；各期日期和金额由 AR_SCHEDULE 按“{sheet}”页的输入计算",
        "{method}, {n} months; amounts in yuan; AR_SCHEDULE gives dates and amounts from the inputs on “{sheet}”",
    ),
    "total": ("合计", "Total"),
    "agrees": ("本金合计与应还本金一致", "The principal adds up"),
    "disagrees": (
        "本金合计与应还本金不符：期数已更改，请重新生成",
        "The principal does not add up: the number of months has changed, make the workbook again",
    ),
    "months_held": ("期数与还款明细一致", "The schedule has this many months"),
    "chart": ("每期本金与利息", "Principal and interest by instalment"),
    "chart_fees": ("每期本金与手续费", "Principal and fee by instalment"),
    "axis_no": ("期数", "Instalment"),
    "axis_amount": ("金额（元）", "Amount (yuan)"),
    "about": ("关于本计划", "About this plan"),
    "input_sample": ("输入", "Input"),
    "input_meaning": ("可修改的单元格", "A cell that may be changed"),
    "formula_sample": ("公式", "Formula"),
    "formula_meaning": (
        "AR_ 函数的结果已存入文件，没有加载项也能阅读；装有加载项时随输入重算",
        "Results of AR_ functions are stored in the file and can be read without the add-in; with it they follow the inputs",
    ),
    "days_label": ("协议日", "Day of the agreement"),
    "profile_label": ("适用规则", "Profile"),
    "nobody": (
        "本表金额为测算，不含个人信息；签订协议前须与持卡人平等协商并核对条款",
        "These are calculations without personal data; agree the terms with the holder on equal footing before signing",
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """Give a text in a language, with its blanks filled.

    >>> say("stress", "en", fall="10%")
    'With an income 10% lower'
    """
    text = _WORDS[key][0 if lang == "zh" else 1]
    return text.format(**values) if values else text
