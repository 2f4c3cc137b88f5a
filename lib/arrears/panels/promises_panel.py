"""Promises and agreements on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.desk.promise_steps import PROMISE_GROUPS
from arrears.desk.promises import OUTCOME_WORDS
from arrears.panels.controls import button, choice, row
from arrears.panels.grid import Grid
from arrears.panels.grid_columns import Column
from arrears.panels.grid_widget import GridWidget
from arrears.panels.notices import Notice
from arrears.panels.progress_file import board_style
from arrears.panels.progress_markup import Html, records, sentence, table
from arrears.panels.promises import Promises
from arrears.tables.columns import FLAG_WORDS
from arrears.units import yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.page import Page

_ROWS = 20


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: promises, then agreements."""
    return PromisesPanel(page, Promises(page.session)).children


class PromisesPanel:
    """Widgets of the panel; each redraws itself when the store has grown."""

    def __init__(self, page: Page, view: Promises) -> None:
        self.page, self.view = page, view
        self.counts, self.agreements, self.empty = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.grid: Grid | None = None
        self.widget: GridWidget | None = None
        self.box = widgets.VBox()
        self.group = choice(page.say("显示", "Show"), self._groups(), "")
        self.group.observe(lambda _: self._narrow(), "value")
        self.collector = choice(
            page.say("改分给", "Give to"),
            [(page.say("请选择", "choose"), ""), *((name, name) for name in view.collectors())],
            "",
        )
        self.text = widgets.Text(
            placeholder=page.say("备注内容，如：已约定周五前还款", "note, such as: will pay by Friday")
        )
        self.text.add_class("ar-note-text")
        self.text.layout.width = "340px"
        self.waiting = choice(page.say("协议", "Agreement"), [])
        self.actions = row(
            self.group,
            self.collector,
            button(page, page.say("改分选中案件", "Reassign the chosen"), self._reassign),
            self.text,
            button(page, page.say("登记备注", "Record the note"), self._note),
        )
        self.deciding = (
            button(page, page.say("批准", "Approve"), self._approve, primary=True),
            button(page, page.say("确认生效", "Put in force"), self._force),
        )
        self.waiting.observe(lambda _: self._may_decide(), "value")
        self.approving = row(self.waiting, *self.deciding)
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        heading = widgets.HTML(f'<div class="ar-board"><h2>{page.say("还款协议", "Instalment agreements")}</h2></div>')
        self.children = (
            style,
            self.counts,
            self.actions,
            self.empty,
            self.box,
            heading,
            self.approving,
            self.agreements,
        )
        page.on_news(self._fresh)
        self._fresh()

    def _groups(self) -> list[tuple[str, str]]:
        return [
            (self.page.say("全部", "all"), ""),
            *((self.page.say(*words), key) for key, words in PROMISE_GROUPS.items()),
        ]

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        say, promises = self.page.say, self.view.promises
        self.counts.value = f'<div class="ar-board">{self._tiles()}</div>'
        told = say(
            "没有到期、逾期或未履约的承诺。催收员登记承诺后会显示在这里。",
            "No promise is due, late or broken. Promises show here once collectors record them.",
        )
        self.actions.layout.display = "" if len(promises) else "none"
        self.empty.value = "" if len(promises) else f'<div class="ar-board">{sentence(told)}</div>'
        if self.grid is None or self.widget is None:
            if len(promises):
                self.grid = Grid(promises, _columns(self.page.lang), key="key", size=_ROWS)
                self.widget = GridWidget(self.grid, self.page.lang, say("承诺", "Promises"))
                self.box.children = (self.widget,)
        else:
            self.grid.replace(promises)
            self.widget.refresh()
        self._show_agreements()

    def _tiles(self) -> str:
        say = self.page.say
        tiles = "".join(
            f'<div class="ar-kpi"><h3>{say(*PROMISE_GROUPS[key])}</h3><b>{count:,}</b>'
            f"<p>{say('未还', 'still owed')} ¥{yuan(owed):,}</p></div>"
            for key, (count, owed) in self.view.counts().items()
        )
        return f'<div class="ar-kpis ar-four">{tiles}</div>'

    def _show_agreements(self) -> None:
        say, found = self.page.say, self.view.agreements
        is_open = found["waiting"].astype(bool) | (found["lacks_zh"] == "") & (found["state"] == "consented")
        next_steps = {True: say("待审批", "waits for approval"), False: say("待生效", "may come into force")}
        ordered = found[is_open].sort_values("waiting", ascending=False, kind="stable")
        waiting = [
            (f"{one.agreement_id} · {one.case_id} · {next_steps[bool(one.waiting)]}", one.agreement_id)
            for one in records(ordered)
        ]
        # Nothing is chosen for anybody: after one agreement a second click must not decide about the next.
        chosen = self.waiting.value if self.waiting.value in found["agreement_id"].to_numpy() else ""
        self.waiting.options = [(say("请选择", "choose"), ""), *waiting]
        self.waiting.value = chosen if chosen in {number for _, number in waiting} else ""
        self._may_decide()
        # Nothing to choose, nothing to press.
        self.approving.layout.display = "" if waiting else "none"
        if found.empty:
            content = sentence(
                say(
                    "还没有还款协议。请用 `arrears agreement` 或工作簿的“生成协议”起草。",
                    "No agreement yet. Draft one by `arrears agreement` or the workbook's macro Agreement.",
                )
            )
        else:
            heads = say(
                "协议,案件,状态,起草,同意（方式、凭证、经办）,批准,缺少",
                "Agreement,case,state,drafted,consent (way; evidence; by),approved,lacks",
            ).split(",")
            content = table(heads, [self._agreement(one) for one in records(found)], texts=len(heads))
        self.agreements.value = f'<div class="ar-board">{content}</div>'

    def _agreement(self, one: Any) -> list[object]:  # noqa: ANN401  # a row of agreements
        say = self.page.say

        def told(name: str) -> str:
            value = getattr(one, name)
            return "" if value is None or value != value else str(value)[:40]  # noqa: PLR0124  # a missing value is not itself

        way = self.view.ways().get(told("consent_way"), told("consent_way"))
        consent = " · ".join(
            filter(None, [told("consented_on")[:10], way, told("consent_evidence"), told("consent_by")])
        )
        approved = " · ".join(filter(None, [told("approved_on")[:10].replace("NaT", ""), told("approved_by")]))
        lacks = str(getattr(one, f"lacks_{self.page.lang}"))
        state = getattr(one, f"state_{self.page.lang}")
        drafted = f"{told('drafted_on')[:10]} · {told('drafted_by')}"
        waits = Html(f' <b class="ar-missed">{say("待审批", "waits")}</b>') if one.waiting else ""
        return [told("agreement_id"), told("case_id"), Html(f"{state}{waits}"), drafted, consent, approved, lacks]

    # --- what is done -----------------------------------------------------------------------------------------------

    def _narrow(self) -> None:
        if self.grid is not None and self.widget is not None:
            self.grid.choose("group", {self.group.value} if self.group.value else set())
            self.widget.refresh()

    def _chosen(self) -> list[str]:
        return self.grid.selected_keys() if self.grid is not None else []

    def _reassign(self) -> None:
        stored = self.view.reassign(self._chosen(), self.collector.value or "").stored
        self._done(
            f"已将 {stored:,} 件案件改分给 {self.collector.value}（含同一客户的其他案件）。",
            f"Gave {stored:,} cases to {self.collector.value}, other cases of the same customers included.",
        )

    def _note(self) -> None:
        stored = self.view.note(self._chosen(), self.text.value).stored
        self.text.value = ""
        self._done(f"已在 {stored:,} 件案件登记备注。", f"Recorded the note on {stored:,} cases.")

    def _approve(self) -> None:
        number = self._decided()
        if not number:
            return
        self.view.approve(number)
        self._done(f"已批准协议 {number}。", f"Approved agreement {number}.")

    def _force(self) -> None:
        number = self._decided()
        if not number:
            return
        self.view.put_in_force(number)
        self._done(
            f"协议 {number} 已生效；履行期间停止催收（CN-70c）。",
            f"Agreement {number} is in force; collection stops while it is kept (CN-70c).",
        )

    def _may_decide(self) -> None:
        for each in self.deciding:
            each.disabled = not self.waiting.value

    def _decided(self) -> str:
        """Give the agreement that is chosen, and choose none any more; a click that came too late finds none."""
        number, self.waiting.value = str(self.waiting.value or ""), ""
        return number

    def _done(self, zh: str, en: str) -> None:
        self.page.look(own=True)
        self.page.tell(Notice("done", zh, en))


def _columns(lang: str) -> list[Column]:
    flags = {key: (words[0], key.replace("_", " ")) for key, words in FLAG_WORDS.items()}
    return [
        Column("group", "分类", "Group", "word", "values", PROMISE_GROUPS),
        Column("case_id", "案件编号", "Case"),
        Column("customer_name", "客户", "Customer"),
        Column("collector", "催收员", "Collector", "word", "values"),
        Column("due_on", "承诺日", "Promised for", "date"),
        Column("amount_fen", "承诺金额", "Promised", "money", "range"),
        Column("paid_fen", "已还", "Paid", "money"),
        Column("outcome", "结果", "Outcome", "word", "values", OUTCOME_WORDS),
        Column("days_late", "逾期天数", "Days late", "number"),
        Column("missed", "未履约次数", "Not kept", "number"),
        Column("flags", "标记", "Flags", "word", "values", flags),
        Column(f"step_{lang}", "下一步", "Next step", "word", "values"),
    ]
