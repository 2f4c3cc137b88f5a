"""Stage cases 分阶段: how old each case is, and in which stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.desk.ageing import class_scales
from arrears.desk.masking import shown
from arrears.policy.records import Stages
from arrears.rules.masking import mask
from arrears.tables.columns import BY_KEY
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from xl_addin.macros.book import Result
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import lay_out
from xl_addin.macros.refused import refused_pages, refused_words

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
    name = scene.say("分阶段", "Stages")
    note = scene.say(
        f"截至 {scene.day}，{len(found.aged)} 个案件；来自工作表“{found.intake.sheet}”",
        f"As of {scene.day}, {len(found.aged)} cases, from the sheet {found.intake.sheet!r}",
    )
    page = lay_out(name, scene.say("案件分阶段", "Cases by stage"), note, [table], lang=scene.lang)
    message = scene.say(f"已为 {len(found.aged)} 个案件分阶段。", f"{len(found.aged)} cases were staged.")
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
