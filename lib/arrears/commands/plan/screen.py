"""What ``arrears plan`` answers: on the screen, as JSON, as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from arrears.operations.experience.offers import Offers, offers
from arrears.operations.plans.options import method_word
from arrears.operations.plans.working import Household, Wanted, Worked, grounds, options, worked
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import yuan
from arrears.words import texts

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    import pandas as pd

    from arrears.policy import Policies


@dataclass(frozen=True, slots=True)
class Answer:
    """What was worked out: options where no term was named, else one plan."""

    wanted: Wanted
    home: Household | None
    policies: Policies
    options: pd.DataFrame | None
    plan: Worked | None
    offers: Offers | None

    @classmethod
    def of(cls, wanted: Wanted, home: Household | None, months: int | None, policies: Policies) -> Answer:
        """Work it out.

        Raises
        ------
        ValueError
            If the plan cannot be.
        """
        side_by_side = options(wanted, home.amount, policies) if months is None and home is not None else None
        plan = None if months is None else worked(wanted, months, policies)
        return cls(wanted, home, policies, side_by_side, plan, None if home is None else offers(wanted, home, policies))


def show(answer: Answer, lang: str) -> None:
    """Print it as tables."""
    say, console = texts("commands.plan.screen", lang), Console()
    if answer.home is not None:
        console.print(_household(answer.home, lang))
    if answer.options is not None:
        console.print(_options(answer.options, answer.wanted, lang))
        for row in answer.options.to_dict("records"):
            name = row["option_zh" if lang == "zh" else "option"]
            console.print(f"{name}{say['colon']}{row[f'verdict_{lang}']}", soft_wrap=True, markup=False)
    if answer.plan is not None:
        console.print(_schedule(answer.plan, answer.wanted, lang))
        for line in _remarks(answer.plan, answer.home, lang):
            console.print(line, soft_wrap=True, markup=False)
    if answer.offers is not None:
        for saying in answer.offers.said:
            console.print(saying.text(lang), soft_wrap=True, markup=False, highlight=False)
    rules = grounds(answer.policies, answer.wanted.on)
    stops, brackets = ("；", "{}（{}）") if lang == "zh" else ("; ", "{} ({})")
    listed = stops.join(brackets.format(ground.rule, ground.source_in(lang)) for ground in rules)
    console.print(say["rules"].format(rules=listed), soft_wrap=True, markup=False)


def write(answer: Answer, out: Path, lang: str, *, quiet: bool) -> None:
    """Write it as a workbook."""
    from arrears.workbooks.plan.book import write_plan  # noqa: PLC0415  # XlsxWriter is needed only here

    written = write_plan(out, answer.wanted, answer.policies, home=answer.home, plan=answer.plan, lang=lang)
    if not quiet:
        Console().print(
            written.message(lang) or texts("commands.plan.screen", lang)["written"].format(path=written.path),
            soft_wrap=True,
            markup=False,
        )


def as_json(answer: Answer, lang: str) -> dict[str, Any]:
    """Give it for programs: amounts as text with two places, days in ISO form, rates as numbers."""
    wanted, made = answer.wanted, answer.plan
    found: dict[str, Any] = {
        "on": wanted.on.isoformat(),
        "profile": answer.policies.name,
        "principal": str(yuan(wanted.principal_fen)),
        "annual_rate": float(wanted.annual_rate),
        "fee_rate": float(wanted.fee_rate),
        "first_due": wanted.first_due.isoformat(),
        "affordability": None if answer.home is None else _home_json(answer.home),
    }
    if answer.options is not None:
        found["options"] = [_option_json(row, lang) for row in answer.options.to_dict("records")]
    if answer.offers is not None:
        found["offers"] = [_offer_json(row) for row in answer.offers.table.to_dict("records")]
    if made is not None:
        found |= {
            "method": wanted.method,
            "months": len(made.table),
            "schedule": [_instalment_json(row) for row in made.table.to_dict("records")],
            "totals": {
                key: str(yuan(amount))
                for key, amount in (("payment", made.paid), ("interest", made.interest), ("fee", made.fees))
            },
            "apr": round(made.apr, 6),
            "ear": round(made.ear, 6),
            "warning": made.warning or None,
            "fits": None if answer.home is None else made.highest <= answer.home.amount,
        }
    found["rules"] = [
        {"rule": ground.rule, "effective": ground.effective.isoformat(), "source": ground.source, "trust": ground.trust}
        for ground in grounds(answer.policies, wanted.on)
    ]
    return found


def _home_json(home: Household) -> dict[str, Any]:
    keys = ("income", "fixed", "flexible", "surplus", "savings", "amount")
    stress = [{"income_falls_by": float(fall), "amount": str(yuan(amount))} for fall, amount in home.stress]
    return {key: str(yuan(getattr(home, key))) for key in keys} | {"stress": stress, "rule": home.rule}


def _option_json(row: Mapping[Hashable, Any], lang: str) -> dict[str, Any]:
    amounts = {key: str(yuan(row[f"{key}_fen"])) for key in ("payment", "highest", "last_payment", "total_cost")}
    return {
        "option": row["option_zh" if lang == "zh" else "option"],
        "method": row["method"],
        "months": int(row["n"]),
        **amounts,
        "apr": round(float(row["apr"]), 6),
        "ear": round(float(row["ear"]), 6),
        "fits": bool(row["fits"]),
        "verdict": row[f"verdict_{lang}"],
        "warning": row["warning"] or None,
    }


def _offer_json(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    amounts = {key: str(yuan(int(row[f"{key}_fen"]))) for key in ("payment", "paid", "owed", "worth")}
    chance = {key: round(float(row[key]), 4) for key in ("kept", "kept_low", "kept_high")}
    return {"months": int(row["n"]), **amounts, **chance, "place": int(row["offer"]) or None}


def _instalment_json(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    amounts = {column.key: str(yuan(row[f"{column.key}_fen"])) for column in SCHEDULE_COLUMNS[2:]}
    return {"no": int(row["no"]), "due_date": row["due_date"].date().isoformat(), **amounts}


def _household(home: Household, lang: str) -> Table:
    say = texts("commands.plan.screen", lang)
    table = _table(f"{say['household']} · {home.rule}")
    table.show_header = False
    table.add_column(min_width=28)
    table.add_column(justify="right")
    for key in ("income", "fixed", "flexible", "surplus", "savings", "amount"):
        table.add_row(say[key], money(getattr(home, key)), style="bold" if key == "amount" else None)
    for fall, amount in home.stress:
        table.add_row(say["stress"].format(fall=f"{float(fall):.0%}"), money(amount))
    return table


def _options(found: pd.DataFrame, wanted: Wanted, lang: str) -> Table:
    say = texts("commands.plan.screen", lang)
    title = say["options"].format(principal=money(wanted.principal_fen), rate=percent(float(wanted.annual_rate)))
    table = _table(title)
    table.add_column(say["option"], overflow="fold")
    table.add_column(say["method"], no_wrap=True)
    for key in ("n", "payment", "last", "cost"):
        table.add_column(say[key], justify="right", no_wrap=True)
    table.add_column("APR", justify="right", no_wrap=True)
    table.add_column(say["fits"], no_wrap=True)
    for row in found.to_dict("records"):
        name = row["option_zh" if lang == "zh" else "option"]
        amounts = (money(row[f"{key}_fen"]) for key in ("payment", "last_payment", "total_cost"))
        apr = percent(row["apr"]) + (f" ({row['warning']})" if row["warning"] else "")
        fits = say["yes" if row["fits"] else "no"]
        table.add_row(name, method_word(row["method"], lang), str(row["n"]), *amounts, apr, fits)
    return table


def _table(title: str, *, footer: bool = False) -> Table:
    """Give a table without lines between columns, so that eight amounts fit a screen of eighty characters."""
    return Table(title=title, title_justify="left", show_footer=footer, box=None, padding=(0, 2, 0, 0), pad_edge=False)


def _schedule(made: Worked, wanted: Wanted, lang: str) -> Table:
    say = texts("commands.plan.screen", lang)
    method = method_word(wanted.method, lang)
    title = say["schedule"].format(principal=money(wanted.principal_fen), method=method, n=len(made.table))
    table = _table(title, footer=True)
    totals = {"due_date": say["total"], "payment": money(made.paid), "principal": money(wanted.principal_fen)}
    totals |= {"interest": money(made.interest), "fee": money(made.fees)}
    # A column that is all nothing would only take the room that large amounts need.
    shown = [column for column in SCHEDULE_COLUMNS if totals.get(column.key) != money(0)]
    for column in shown:
        right = column.key != "due_date"
        table.add_column(
            column.heading(lang), totals.get(column.key, ""), justify="right" if right else "left", no_wrap=True
        )
    for row in made.table.to_dict("records"):
        amounts = (money(row[f"{column.key}_fen"]) for column in shown[2:])
        table.add_row(str(row["no"]), row["due_date"].date().isoformat(), *amounts)
    return table


def _remarks(made: Worked, home: Household | None, lang: str) -> list[str]:
    say = texts("commands.plan.screen", lang)
    apr = percent(made.apr)
    lines = [say["yearly"].format(apr=apr, ear=percent(made.ear), interest=money(made.interest), fees=money(made.fees))]
    if home is not None:
        verdict = say["within" if made.highest <= home.amount else "beyond"]
        lines.append(verdict.format(highest=money(made.highest), amount=money(home.amount)))
    if made.warning:
        lines.append(say[made.binding].format(apr=apr, rule=made.warning))
    if made.provisional:
        lines.append(say["provisional"])
    return lines


def money(amount_fen: int) -> str:
    """Write an amount as people read it.

    >>> money(123456789)
    '1,234,567.89'
    """
    return f"{yuan(int(amount_fen)):,}"


def percent(rate: float) -> str:
    """Write a yearly rate in percent with two places, as the rule on showing costs asks (CN-13a).

    >>> percent(0.13034)
    '13.03%'
    """
    return f"{rate:.2%}"
