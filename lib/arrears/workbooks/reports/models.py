"""A page for each model that the house's own history makes, as one file that opens anywhere: no network, no script, prints well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arrears.resources import shipped
from arrears.tables.columns import BY_KEY
from arrears.units import yuan
from arrears.words import texts
from arrears.workbooks.sheets.saving import Written, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from arrears.operations.experience.model_pages import ModelPage
    from arrears.policy.records import BestAction, Learned
    from arrears.words import Lang, Saying

TEMPLATE = "models.html.j2"
_WIDTH = 320
"""Of the picture of a calibration, in its own units."""


def write_models(
    path: Path,
    pages: Sequence[ModelPage],
    learned: Learned,
    policy: BestAction,
    lacking: Sequence[Saying],
    *,
    as_of: date,
    lang: Lang,
) -> Written:
    """Write the page of the models.

    Parameters
    ----------
    path : Path
        An ``.html`` file; an old one is replaced in one step.
    pages : sequence of ModelPage
        The models.
    learned : Learned
        What was counted.
    policy : BestAction
        What is stated, and which traits no model may read.
    lacking : sequence of Saying
        What there is too little of.
    as_of : date
        The day.
    lang : {"zh", "en"}
        Language of the page.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    said = texts("operations.experience.sensitive", lang)
    page = environment.get_template(TEMPLATE).render(
        lang=lang,
        t=lambda zh, en: zh if lang == "zh" else en,
        text=lambda saying: saying.text(lang),
        share=_share,
        amount=lambda fen: f"{yuan(int(fen)):,.2f}",
        count="{:,}".format,
        as_of=as_of.isoformat(),
        learned=learned,
        policy=policy,
        lacking=lacking,
        sensitive=list(
            dict.fromkeys(
                BY_KEY[key].heading(lang) if key in BY_KEY else said.get(key, key) for key in policy.sensitive
            )
        ),
        pages=[(one, one.counts.to_dict("records"), _points(one.calibration)) for one in pages],
        width=_WIDTH,
    )
    return save(path, lambda file: file.write(page.encode()), rows=learned.attempts)


def _share(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.1%}"


def _points(table: pd.DataFrame | None) -> list[dict[str, float]]:
    """Give each tenth with its place in a square picture in which both axes go from 0 to 1."""
    if table is None:
        return []
    places = table.assign(
        x=table["foretold"] * _WIDTH,
        y=(1 - table["share"]) * _WIDTH,
        top=(1 - table["high"]) * _WIDTH,
        foot=(1 - table["low"]) * _WIDTH,
    )
    return [{str(key): float(value) for key, value in row.items()} for row in places.to_dict("records")]
