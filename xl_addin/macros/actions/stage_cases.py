"""Stage cases 分阶段: how old each case is, and in which stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.cases.ageing import class_scales
from arrears.operations.contacts.masking import shown
from arrears.policy.records import Stages
from arrears.rules.masking import mask
from arrears.tables.columns import BY_KEY
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from arrears.words import both
from xl_addin.macros.actions.refused import refused_pages, refused_words
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.frames import table_of
from xl_addin.macros.layout.page import lay_out

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from xl_addin.macros.scene import Scene

_OF_LIST = {column.key: column for column in FOLLOW_UP_COLUMNS}
_COLUMNS = (
    *(BY_KEY[key] for key in ("case_id", "customer_name", "due_date")),
    *(
        _OF_LIST[key]
        for key in ("days_past_due", "bucket", "loan_class", "stage", "total_due", "value_at_risk", "score")
    ),
    *(BY_KEY[key] for key in ("collector", "flags")),
)


def run(scene: Scene) -> Result:
    """Stage every case of the list on a sheet of its own; rows that cannot be read stand on another."""
    found = scene.case_list
    table = table_of(_shown(found.aged, scene), _COLUMNS, scene.lang)
    name = scene.say(*both("xl_addin.macros.actions.stage_cases.stages"))
    note = scene.say(
        *both(
            "xl_addin.macros.actions.stage_cases.cases_from_sheet",
            day=scene.day,
            count=len(found.aged),
            sheet=found.intake.sheet,
        ),
    )
    page = lay_out(
        name, scene.say(*both("xl_addin.macros.actions.stage_cases.cases_stage")), note, [table], lang=scene.lang
    )
    message = scene.say(*both("xl_addin.macros.actions.stage_cases.cases_were_staged", count=len(found.aged)))
    return Result(message + refused_words(scene), (page, *refused_pages(scene)))


def _shown(aged: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Give the cases as people see them: stage and class in words, names masked."""
    stages = scene.policies.get(Stages, scene.day)
    labels = stages.labels_zh if scene.lang == "zh" else stages.labels_en
    words = dict(zip(stages.keys, labels, strict=True))
    names = aged["customer_name"].fillna("").to_numpy(dtype=object)
    return aged.assign(
        stage=aged["stage"].map(words),
        customer_name=mask(names, "name", shown(scene.policies, scene.day)),
        loan_class=_classes(aged, scene),
    )


def _classes(aged: pd.DataFrame, scene: Scene) -> NDArray[np.object_]:
    """Give the loan class in the workbook's language; blank where the profile has no scale."""
    written = aged["loan_class"].to_numpy(dtype=object)
    scales = list(class_scales(scene.policies, scene.day).values())
    if scene.lang == "zh" or not scales:
        return written
    english = dict(zip(scales[0].labels_zh, scales[0].labels_en, strict=True))
    return np.array([english.get(word, word) for word in written.tolist()], dtype=object)
