"""A class's results as a workbook: by person, by rule, by question, every answer, and what was not marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.panels.progress.book import INKS, ChartSheet, Col, ReportTable, book_bytes, new_chart
from arrears.policy import Policies
from arrears.training.scenarios.records import AREAS
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.training.scenarios.class_results import ClassResults


def class_bytes(results: ClassResults, lang: str) -> bytes:
    """Give the workbook's bytes.

    Parameters
    ----------
    results : ClassResults
        What was marked.
    lang : str
        ``zh`` or ``en``.
    """
    note = say("training.class.note", lang, people=results.people, files=results.files)
    people, rules = _people(results, lang, note), _rules(results, lang, note)
    day = max(each.today for each in results.scenarios.values())
    title = say("training.class.title", lang)
    sheets: list[ReportTable | ChartSheet] = [
        ChartSheet(say("training.class.picture", lang), title, note, (_chart(people, "who", lang), _chart(rules, "rule", lang))),
        people, rules, _questions(results, lang, note), _answers(results, lang, note),
    ]  # fmt: skip
    if results.refused:
        sheets.append(_refused(results, lang, note))
    return book_bytes(sheets, day, title, "CNY", lang)


def rule_words(rule: str, scenarios: ClassResults, lang: str) -> str:
    """Say what a rule says, as its policy file words it; blank where it stands in none."""
    for scenario in scenarios.scenarios.values():
        found = Policies(scenario.profile).find(rule, scenario.today)
        if found:
            record = found[0][1]
            return record.words_in(lang)
    return ""


def _people(results: ClassResults, lang: str, note: str) -> ReportTable:
    frame = results.by_person()
    for area in AREAS:
        frame[area] = [
            f"{right}/{of}" if of else "" for right, of in zip(frame[f"{area}_right"], frame[f"{area}_of"], strict=True)
        ]
    columns = (
        Col("who", say("training.class.who", lang)),
        Col("right", say("training.class.right", lang), "count"),
        Col("of", say("training.class.of", lang), "count"),
        Col("share", say("training.class.share", lang), "share"),
        *(Col(area, say(f"training.areas.{area}", lang)) for area in AREAS),
    )
    return ReportTable(
        say("training.class.people", lang), "people", say("training.class.people", lang), note, columns, frame
    )


def _rules(results: ClassResults, lang: str, note: str) -> ReportTable:
    frame = results.by_rule()
    frame["words"] = [rule_words(rule, results, lang) for rule in frame["rule"]]
    columns = (
        Col("rule", say("training.class.rule", lang)),
        Col("asked", say("training.class.asked", lang), "count"),
        Col("missed", say("training.class.missed", lang), "count"),
        Col("share", say("training.class.missed_share", lang), "share"),
        Col("people", say("training.class.missed_by", lang), "count"),
        Col("words", say("training.class.words", lang)),
    )
    return ReportTable(
        say("training.class.rules", lang), "rules", say("training.class.rules_title", lang), note, columns, frame
    )


def _questions(results: ClassResults, lang: str, note: str) -> ReportTable:
    frame = results.by_step()
    frame["title"] = [results.scenarios[name].title.text(lang) for name in frame["scenario"]]
    frame["question"] = [
        results.scenarios[name].step(step).question.text(lang)
        for name, step in zip(frame["scenario"], frame["step"], strict=True)
    ]
    frame["area"] = [say(f"training.areas.{area}", lang) for area in frame["area"]]
    columns = (
        Col("title", say("training.class.scenario", lang)),
        Col("question", say("training.class.question", lang)),
        Col("area", say("training.class.area", lang)),
        Col("of", say("training.class.of", lang), "count"),
        Col("right", say("training.class.right", lang), "count"),
        Col("share", say("training.class.share", lang), "share"),
        Col("commonest", say("training.class.commonest", lang)),
    )
    name = say("training.class.questions", lang)
    return ReportTable(name, "questions", name, note, columns, frame)


def _answers(results: ClassResults, lang: str, note: str) -> ReportTable:
    frame = results.answers.assign(
        verdict=["✓" if ok else "✗" for ok in results.answers["ok"]],
        rules=[", ".join(rules) for rules in results.answers["rules"]],
    )
    columns = tuple(
        Col(key, say(f"training.class.{word}", lang))
        for key, word in (
            ("who", "who"), ("scenario", "scenario"), ("step", "step"), ("answer", "answer"), ("verdict", "verdict"), ("rules", "rule"), ("file", "file"),
        )
    )  # fmt: skip
    name = say("training.class.answers", lang)
    return ReportTable(name, "answers", name, note, columns, frame)


def _refused(results: ClassResults, lang: str, note: str) -> ReportTable:
    frame = pd.DataFrame([(each.file, each.reason.text(lang)) for each in results.refused], columns=["file", "reason"])
    columns = (Col("file", say("training.class.file", lang)), Col("reason", say("training.class.reason", lang)))
    name = say("training.class.refused", lang)
    return ReportTable(name, "not_marked", name, note, columns, frame)


def _chart(table: ReportTable, key: str, lang: str) -> Callable[[Workbook], Chart]:
    title = say(f"training.class.chart_{key}", lang)

    def make(workbook: Workbook) -> Chart:
        made = new_chart(workbook, {"type": "bar"}, title, title)
        count = min(len(table.frame), 20)
        made.add_series(
            {
                "name": title,
                "categories": table.cells(key, 0, count),
                "values": table.cells("share", 0, count),
                "fill": {"color": INKS[0] if key == "who" else INKS[1]},
                "gap": 40,
            }
        )
        made.set_legend({"none": True})
        made.set_y_axis({"reverse": True})
        made.set_x_axis({"num_format": "0%", "min": 0, "max": 1})
        return made

    return make
