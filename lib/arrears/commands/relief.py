"""``arrears relief``: the ledger of relief and protection."""

from __future__ import annotations

from pathlib import Path  # cyclopts reads the annotation at run time
from typing import Annotated

from cyclopts import Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell, today
from arrears.words import say


def relief(
    *,
    on: DayOption = None,
    out: Annotated[Path | None, Parameter(help="The workbook; relief-DAY.xlsx unless you say.")] = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Write the ledger of relief: pauses, waivers and plans, what became of each, what was repaid since, and what is owed now.

    Parameters
    ----------
    on
        What came later is left out.
    """
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same

    from arrears.store.state.relief_ledger import relief_ledger  # noqa: PLC0415  # same
    from arrears.units import yuan  # noqa: PLC0415  # same
    from arrears.workbooks.reports.relief import write_relief  # noqa: PLC0415  # same

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        as_of = today(opened) if on is None else day(on, opened.policies)
        found = relief_ledger(opened, as_of)
        path = out or Path(f"relief-{as_of}.xlsx")
        # Masked, and recorded like every file that leaves.
        person.export(found.ledger, say("relief.reason", language), file_name=path.name)
        currency = opened.policies.profile.currency
    written = write_relief(path, found.ledger, found.sums, as_of=as_of, currency=currency, lang=language)
    shown = Table()
    for key in ("kind", "what", "became", "count", "amount_fen", "repaid_fen", "owed_fen"):
        shown.add_column(
            say(f"relief.columns.{key}", language),
            justify="right" if key.endswith("_fen") or key == "count" else "left",
        )
    for row in found.sums.to_dict("records"):
        money = [f"{yuan(int(row[name])):,.2f}" for name in ("amount_fen", "repaid_fen", "owed_fen")]
        kind = say(f"relief.kinds.{row['kind']}", language)
        shown.add_row(kind, row[f"what_{language}"], row[f"became_{language}"], str(row["count"]), *money)
    if len(found.sums):
        Console().print(shown)
    tell("relief.written", language, count=len(found.ledger), path=written.path)
    return 0
