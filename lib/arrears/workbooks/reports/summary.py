"""The day's summary as one page that opens anywhere: no network, no script, prints well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arrears.intake.together import Together
from arrears.operations.cases.summary import Line, Summary, currencies_of, listed_currencies, summarise
from arrears.operations.follow_ups.ranking import stage_explanations
from arrears.policy.records import Buckets, Stages
from arrears.resources import shipped
from arrears.tables.columns import BY_KEY
from arrears.units import yuan
from arrears.words import LANGUAGES, Lang
from arrears.workbooks.reports.notes import rule_lines, stage_ranges
from arrears.workbooks.sheets.charts import LENGTH, Chart, bar_chart
from arrears.workbooks.sheets.saving import Written, save
from arrears.workbooks.sheets.styles import currency_symbol, stage_tones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.intake import Intake
    from arrears.policy import Policies

TEMPLATE = "summary.html.j2"
_MOST_REJECTED = 50
_MOST_WARNINGS = 30
_MOST_LINES = 20
_BUCKET_FILL = "#2F7C8C"


@dataclass(frozen=True, slots=True)
class FileLink:
    """A written file: its name for people, and its address from the page's own folder."""

    name: str
    href: str
    moved: str


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of one currency, added up, with what is drawn of them."""

    code: str
    symbol: str
    summary: Summary
    charts: dict[str, Chart]
    collectors: list[Line]
    blocked: list[Line]


def write_summary(
    path: Path,
    intake: Intake | Together,
    aged: pd.DataFrame,
    listed: pd.DataFrame,
    *,
    as_of: date,
    policies: Policies,
    lang: Lang = "zh",
    files: Sequence[Written] = (),
) -> Written:
    """Write the day's summary page.

    Parameters
    ----------
    path : Path
        An ``.html`` file; an old one is replaced in one step.
    intake : Intake or Together
        What was read and what was refused; refused values are shown as covered as the intake gives them.
    aged, listed : DataFrame
        The staged cases and the follow-up list of the day, with its ``attrs["doubts"]``.
    as_of : date
        The day.
    policies : Policies
        The rules in force, listed with their sources.
    lang : {"zh", "en"}
        Language of the page.
    files : sequence of Written
        What was written beside it, for the links.

    Returns
    -------
    Written
        Where the page is.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    ValueError
        If the language is unknown.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be 'zh' or 'en'; it is {lang!r}")
    parts = _parts(aged, listed, as_of, policies, lang)
    counts = summarise(aged, listed, as_of, policies, lang)
    told = intake if intake.lang == lang else replace(intake, lang=lang)
    page = _page(path, told, parts, counts, as_of, policies, lang, files, listed.attrs.get("doubts", []))
    return save(path, lambda file: file.write(page.encode()), rows=len(aged))


def _mapped(intake: Intake | Together, lang: Lang) -> list[str]:
    """Give what headings were taken for, where their own words differ from the column's."""
    lists = intake.parts if isinstance(intake, Together) else (intake,)
    pairs = [(text, BY_KEY[key]) for part in lists for text, key in part.mapped if key in BY_KEY]
    return [
        f"{text} → {column.heading(lang)}" for text, column in pairs if text not in {column.key, column.zh, column.en}
    ]


def _page(  # noqa: PLR0913, PLR0917  # what a page has
    path: Path,
    intake: Intake | Together,
    parts: Sequence[Part],
    counts: Summary,
    as_of: date,
    policies: Policies,
    lang: Lang,
    files: Sequence[Written],
    doubts: Sequence[Mapping[str, str]],
) -> str:
    profile = policies.profile
    template = _environment().get_template(TEMPLATE)
    return template.render(
        lang=lang,
        t=lambda zh, en: zh if lang == "zh" else en,
        money=lambda amount, symbol: f"{symbol}{yuan(amount):,.2f}",
        count="{:,}".format,
        heading=lambda key: BY_KEY[key].heading(lang) if key in BY_KEY else key,
        as_of=as_of.isoformat(),
        profile=profile.title_zh if lang == "zh" else profile.title,
        intake=intake,
        mapped=_mapped(intake, lang),
        rejects=intake.rejects.head(_MOST_REJECTED).fillna({"row": 0}).to_dict("records"),
        reject_codes=intake.rejects["code"].value_counts().to_dict(),
        doubts=[(row["case_id"], row[lang]) for row in doubts],
        warnings=intake.warnings.head(_MOST_WARNINGS).fillna({"row": 0}).to_dict("records"),
        summary=counts,
        parts=parts,
        own=profile.currency,
        foreign=[part.code for part in parts if part.code != profile.currency],
        axis=LENGTH,
        bucket_ranges=stage_ranges(policies.get(Buckets, on=as_of).begins, lang),
        stage_ranges=stage_ranges(policies.get(Stages, on=as_of).begins, lang),
        tones=stage_tones(len(counts.by_stage)),
        stages=stage_explanations(policies, as_of, lang),
        rules=rule_lines(policies, as_of, lang),
        files=[_link(path, file, lang) for file in files],
    )


def _environment() -> Environment:
    folder = shipped("templates", TEMPLATE).parent
    # autoescape: a customer's or a file's name is never markup.
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _charts(summary: Summary, currency: str, as_of: date, policies: Policies, lang: Lang) -> dict[str, Chart]:
    stages = policies.get(Stages, on=as_of)
    tones = [tone.fill for tone in stage_tones(len(stages.begins))]
    largest = max((line.total_due_fen for line in (*summary.by_bucket, *summary.by_stage)), default=0)
    fills = [_BUCKET_FILL] * len(summary.by_bucket)
    return {
        "bucket": bar_chart(summary.by_bucket, fills, currency, lang, smallest=largest),
        "stage": bar_chart(summary.by_stage, tones, currency, lang, smallest=largest),
    }


def _parts(aged: pd.DataFrame, listed: pd.DataFrame, as_of: date, policies: Policies, lang: Lang) -> tuple[Part, ...]:
    """Add up each currency's cases by themselves; a list without cases has one part, of the profile's own."""
    own = policies.profile.currency
    of_case, of_line = currencies_of(aged, own), listed_currencies(listed, aged, own)
    parts = []
    for code in sorted(set(of_case.tolist()) or {own}):
        summary = summarise(aged[of_case == code], listed[of_line == code], as_of, policies, lang)
        parts.append(
            Part(
                code,
                currency_symbol(code),
                summary,
                _charts(summary, code, as_of, policies, lang),
                _shortened(summary.by_collector),
                _shortened(summary.blocked),
            )
        )
    return tuple(parts)


def _shortened(lines: Sequence[Line]) -> list[Line]:
    """Keep the first lines and add up the others in one that has the key "…", so that nothing is lost."""
    kept, others = list(lines[:_MOST_LINES]), lines[_MOST_LINES:]
    if others:
        sums = (sum(getattr(line, name) for line in others) for name in ("cases", "total_due_fen", "value_at_risk_fen"))
        kept.append(Line("…", str(len(others)), *sums))
    return kept


def _link(page: Path, file: Written, lang: Lang) -> FileLink:
    place = file.path.relative_to(page.parent) if file.path.is_relative_to(page.parent) else None
    # A file elsewhere is named and not linked: its address would hold only on this machine.
    href = quote(place.as_posix()) if place else ""
    return FileLink(place.as_posix() if place else file.path.name, href, file.message(lang))
