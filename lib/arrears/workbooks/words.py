"""What stands in workbooks and pages beside the data, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from arrears.desk.follow_up_texts import Lang

LANGUAGES: Final = ("zh", "en")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # every workbook
    "confidential": ("内部资料，含个人信息，请勿外传", "Internal: contains personal data, do not pass on"),
    "page": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "twin_accepted": ("第 {row} 行已被接收", "row {row} was accepted"),
    "notes_sheet": ("说明", "Notes"),
    # follow-up list
    "follow_ups": ("跟进清单", "Follow-up list"),
    "collector_title": ("{title} · {collector}", "{title} · {collector}"),
    "as_of": ("截至 {day}", "as of {day}"),
    "list_note": (
        "共 {cases} 件，应还合计 {amount}；{profile}；颜色、规则与来源见“说明”页",
        "Cases: {cases}; total due: {amount}; {profile}; colours, rules and sources are on the sheet “Notes”",
    ),
    "no_follow_ups": (
        "今天没有需要跟进的案件。名单里的案件都未到跟进时点，或已全部还清。",
        "No case needs follow-up today: none has reached its time, or all have been paid.",
    ),
    "unassigned": ("未分案", "Unassigned"),
    # notes sheet
    "about": ("关于本清单", "About this list"),
    "as_of_label": ("数据截至", "As of"),
    "profile_label": ("适用规则", "Profile"),
    "cases_label": ("件数", "Cases"),
    "amount_label": ("应还合计", "Total due"),
    "blocked_label": ("暂停催收", "Collection on hold"),
    "cut_label": ("因每日上限未列入", "Left out by the daily capacity"),
    "cases_count": ("{count} 件", "{count}"),
    "colours": ("颜色与符号", "Colours and marks"),
    "stage_colour": ("催收阶段：{label}", "Stage: {label}"),
    "stage_range": ("逾期 {first} 至 {last} 天", "{first} to {last} days past due"),
    "stage_open": ("逾期 {first} 天及以上", "{first} days past due or more"),
    "stage_one": ("逾期 {first} 天", "{first} days past due"),
    "blocked_sample": ("暂停", "Blocked"),
    "blocked_meaning": (
        "灰色整行：暂停催收，原因见“受限原因”，依据见“依据”；“下一步”写明仍可做的事",
        "Grey row: collection is on hold, see “Blocked by” and “Rules”; “Next action” says what may still be done",
    ),
    "score_sample": ("优先分", "Score"),
    "score_meaning": (
        "0 至 100，横条越长越应先跟进；合规限制永远先于优先分",
        "0 to 100: the longer the bar, the sooner; a compliance block always comes before the score",
    ),
    "masked_sample": ("张**", "张**"),
    "masked_meaning": (
        "姓名与手机号已脱敏；脱敏不等于匿名，文件仍属个人信息",
        "Names and phone numbers are masked; masked is not anonymous, the file is still personal data",
    ),
    "between": ("；", "; "),
    "stages": ("阶段措施与如实告知", "Measures by stage, and what is truthfully told"),
    "stage_name": ("催收阶段", "Stage"),
    "stage_days": ("逾期天数", "Days past due"),
    "stage_measure": ("措施", "What is done"),
    "stage_truth": ("如实告知的内容", "What the debtor is truthfully told"),
    "stage_rules": ("依据", "Rules"),
    "rules": ("当日生效的规则", "Rules in force on that day"),
    "rule": ("编号", "Rule"),
    "rule_title": ("规则", "Title"),
    "rule_words": ("内容", "What it says"),
    "rule_source": ("来源", "Source"),
    "rule_since": ("生效日", "In force from"),
    "rule_trust": ("来源可信度", "Trust in the source"),
    "trust_P": ("P 已核对原文", "P: primary text read"),
    "trust_S": ("S 转载，须法务核对", "S: seen reproduced; counsel must check"),
    "trust_M": ("M 未核实，须法务核对", "M: unverified; counsel must check"),
    "trust_H": ("H 本机构规定", "H: house practice"),
    "counsel": (
        "标为 S、M 的规则来自转载或尚未核实，使用前须由法务核对原文。",
        "Rules marked S or M were seen reproduced or are unverified: counsel must check them before use.",
    ),
}


def say(key: str, lang: str = "zh", **values: object) -> str:
    """Give a text in a language, with its blanks filled.

    Raises
    ------
    ValueError
        If the language is neither ``zh`` nor ``en``.

    Examples
    --------
    >>> say("cases_count", count=12), say("cases_count", "en", count=12)
    ('12 件', '12')
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be 'zh' or 'en'; it is {lang!r}")
    text = _WORDS[key][LANGUAGES.index(lang)]
    return text.format(**values) if values else text


def as_lang(lang: str) -> Lang:
    """Give a language as what it is.

    Raises
    ------
    ValueError
        If it is neither ``zh`` nor ``en``.
    """
    if lang == "zh":
        return "zh"
    if lang == "en":
        return "en"
    raise ValueError(f"lang must be 'zh' or 'en'; it is {lang!r}")
