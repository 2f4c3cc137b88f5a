"""Assignment on the screen."""

from __future__ import annotations
from arrears.panels.grid import Grid
from arrears.panels.grid_columns import Column
from arrears.panels.grid_widget import GridWidget


def build(page):
    cases = page.session.cases()
    grid = Grid(
        cases,
        [
            Column("case_id", "案件编号", "Case"),
            Column("customer_name", "客户", "Customer"),
            Column("principal_fen", "本金", "Principal", "money", "range"),
            Column("collector", "催收员", "Collector", "word", "values"),
            Column("due_date", "到期日", "Due", "date"),
        ],
    )
    return [GridWidget(grid, page.lang, "案件")]
