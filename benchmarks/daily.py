"""`arrears daily` against the same work as people write it with pandas + openpyxl, on the same file, in one run.

The same work: read 100,000 cases from a workbook; give each days past due, bucket, class, stage, total due, value at risk and score;
rank them for each collector, cut the list at the same capacity; write one list and one workbook a collector.
Goals: at least 6 times as fast; the computation (all but reading and writing files) below 15 % of our own time.

Run: ``python benchmarks/daily.py [cases]``
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from arrears.commands.daily.day import run_day
from arrears.policy import Policies
from arrears.policy.records import Capacity
from arrears.tables.columns import BY_KEY
from arrears.training.portfolio import DEMO_AS_OF, make_portfolio

BANDS = ((0, "M0"), (30, "M1"), (60, "M2"), (90, "M3"), (120, "M4"), (150, "M5"), (180, "M6"))
RATES = {"M0": 0.005, "M1": 0.05, "M2": 0.2, "M3": 0.4, "M4": 0.65, "M5": 0.75, "M6": 0.85, "M7+": 1.0}


def bucket(days: int) -> str:
    return next((name for last, name in BANDS if days <= last), "M7+")


def loan_class(days: int) -> str:
    return (
        "正常" if days == 0 else "关注" if days <= 90 else "次级" if days <= 270 else "可疑" if days <= 360 else "损失"
    )


def stage(days: int) -> str:
    return (
        "提醒" if days == 0 else "早期" if days <= 30 else "中期" if days <= 90 else "后期" if days <= 180 else "清收"
    )


def describe(row: pd.Series) -> pd.Series:
    """Stage one case, as `DataFrame.apply` does it."""
    days = max((datetime.combine(DEMO_AS_OF, datetime.min.time()) - row["到期还款日"]).days, 0)
    total = round(sum(float(row[key] or 0) for key in ("逾期本金", "利息", "违约金")), 2)
    risk = round(total * RATES[bucket(days)] * 0.85, 2)
    score = min(100, int(risk / 500) + days // 10)
    reason = f"逾期{days}天({bucket(days)})，应还{total:,.2f}元，风险金额{risk:,.2f}元"
    return pd.Series([days, bucket(days), loan_class(days), stage(days), total, risk, score, reason])


def by_pandas(book: Path, out: Path, capacity: int) -> float:
    start = time.perf_counter()
    cases = pd.read_excel(book, engine="openpyxl", dtype={"案件编号": str, "身份证号": str, "手机号": str, "卡号": str})
    cases["到期还款日"] = pd.to_datetime(cases["到期还款日"])
    cases[["逾期天数", "账龄", "五级分类", "阶段", "应还合计", "风险金额", "优先分", "原因"]] = cases.apply(
        describe, axis=1
    )
    ranked = (
        cases.sort_values(["催收员", "优先分", "案件编号"], ascending=[True, False, True])
        .groupby("催收员")
        .head(capacity)
    )
    out.mkdir()
    ranked.to_excel(out / "follow-ups.xlsx", index=False)
    for name, part in ranked.groupby("催收员"):
        part.to_excel(out / f"{name}.xlsx", index=False)
    return time.perf_counter() - start


def write_cases(cases: int, path: Path) -> None:
    """Write the portfolio as a bank's export would be: plain columns, Chinese headings."""
    portfolio = make_portfolio(cases=cases, collectors=max(12, cases // 160))
    amounts = [key for key, column in BY_KEY.items() if column.kind == "amount" and key in portfolio]
    portfolio[amounts] = portfolio[amounts].astype(float)
    headed = portfolio.rename(columns={key: column.zh for key, column in BY_KEY.items()})
    options = {"options": {"strings_to_urls": False, "strings_to_formulas": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options, datetime_format="yyyy-mm-dd") as writer:
        headed.to_excel(writer, index=False)


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    policies = Policies()
    capacity = policies.get(Capacity, DEMO_AS_OF).cases_per_day
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "cases.xlsx")
        write_cases(cases, book)
        start = time.perf_counter()
        day = run_day(book, Path(folder, "ours"), as_of=DEMO_AS_OF, policies=policies)
        ours = time.perf_counter() - start
        theirs = by_pandas(book, Path(folder, "theirs"), capacity)
    print(
        f"{cases:,} cases in, {len(day.follow_ups):,} follow-ups out, {timedelta(seconds=round(ours + theirs))} in all"
    )
    print(f"arrears daily        {ours:8.1f} s   " + "  ".join(f"{k} {v:.2f}" for k, v in day.seconds.items()))
    print(f"pandas + openpyxl    {theirs:8.1f} s   ratio {theirs / ours:.1f} (goal 6)")
    computation = (day.seconds["stage"] + day.seconds["rank"]) / ours
    print(f"computation          {computation:8.1%}     of our time (goal below 15 %)")


if __name__ == "__main__":
    main()
