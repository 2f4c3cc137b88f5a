import re
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError
from workbooks import frames

from arrears.intake import read_cases
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups, stage_explanations
from arrears.policy import Policies
from arrears.workbooks.reports import summary
from arrears.workbooks.reports.summary import write_summary
from arrears.workbooks.sheets.saving import Written

DAY = frames.AS_OF
CN = Policies("cn")
HEAD = "案件编号,姓名,手机号,到期还款日,逾期本金,催收员,标记\n"
ENGLISH_HEAD = "case_id,customer_name,phone,due_date,principal,collector,flags\n"
GOOD = (
    "A1,张三,13800001234,2026-10-01,1234.56,<script>alert(1)</script>,\nA2,王五,13800001236,2026-05-01,88888.88,,投诉\n"
)
BAD = "A3,李四,13800001235,2026-13-01,99.00,王芳,\nA4,赵六,138000012,2026-09-01,12.345,王芳,\n"


class Page(HTMLParser):
    """What a page holds: its text, its tags, and every address in it."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.addresses = "", [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src", "action", "xlink:href"}]

    def handle_data(self, data):
        if self.lasttag != "style":
            self.text += data


@pytest.fixture
def make(tmp_path):
    def write(rows=GOOD + BAD, lang="zh", files=(), profile=CN, lines=None, head=HEAD):
        path = tmp_path / "cases.csv"
        path.write_text(head + rows, encoding="utf-8")
        intake = read_cases(path, as_of=DAY)
        aged = age(intake.table.head(lines), DAY, profile)
        listed = follow_ups(aged, DAY, profile, lang=lang)
        page = tmp_path / "summary.html"
        write_summary(page, intake, aged, listed, as_of=DAY, policies=profile, lang=lang, files=files)
        return page.read_text(encoding="utf-8")

    return write


def test_the_page_asks_for_nothing_from_the_network_and_runs_no_script(make, tmp_path):
    html = make(files=[Written(tmp_path / "follow-ups.xlsx", tmp_path / "follow-ups.xlsx", 2)])
    page = Page(html)
    assert page.addresses == ["follow-ups.xlsx"]
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    assert "default-src 'none'" in html
    assert not re.search(r"https?://|url\(|@import", html)


def test_a_name_is_text_and_never_markup(make):
    html = make()
    assert "<script>" not in html
    assert "<script>alert(1)</script>" in Page(html).text


def test_totals_stand_there_to_the_fen(make):
    text = Page(make()).text
    assert "¥90,123.44" in text
    assert text.count("¥88,888.88") >= 4  # its bucket, its stage, its class and its collector


def test_the_chart_names_its_unit_and_its_bars(make):
    html = make()
    assert html.count("单位：万元") == 2
    assert re.search(r"<text [^>]*>M7\+</text>", html)
    assert re.search(r'<text [^>]*class="value">8\.89</text>', html)


def test_both_charts_of_a_page_have_one_unit_even_where_their_largest_bars_differ(make):
    # Two buckets of 6,000 yuan each are one stage of 12,000.
    html = make("B1,张三,,2026-08-20,6000,,\nB2,张三,,2026-07-20,6000,,\n")
    assert re.findall("单位：(.?元)", html) == ["万元", "万元"]


def test_each_stages_truthful_consequences_stand_there(make):
    text = Page(make()).text
    assert all(line[3] in text for line in stage_explanations(CN, DAY, "zh"))


def test_refused_rows_stand_there_with_place_message_and_remedy_and_no_personal_data(make):
    text = Page(make()).text
    assert "2 行未导入" in text
    assert "到期还款日" in text
    assert "13800001235" not in text
    assert "赵六" not in text


def test_no_refused_row_is_said_kindly(make):
    assert "没有退回的行：文件里的每一行都已导入" in Page(make(GOOD)).text


def test_a_page_without_cases_says_so_instead_of_empty_tables(make):
    page = Page(make(lines=0))
    assert "没有可统计的案件" in page.text
    assert "svg" not in page.tags


def test_counsel_is_told_which_rules_to_check_and_every_rule_names_its_source(make):
    text = Page(make()).text
    assert "标为 S、M 的规则来自转载或尚未核实：使用前须由法务核对原文" in text
    for record in (record for _, record in CN.records(DAY)):
        assert record.rule in text
        assert record.source_in("zh") in text


@pytest.mark.parametrize("profile", ["cn", "us"])
def test_the_english_page_has_no_chinese_of_ours(make, profile):
    page = Page(make(lang="en", profile=Policies(profile), head=ENGLISH_HEAD))
    ours = page.text.partition("Rules in force")[0]
    assert re.findall(r"[\u4e00-\u9fff]+", ours) == []


def test_the_chinese_page_names_no_column_in_english(make):
    ours = Page(make()).text.partition("当日生效的规则")[0]
    assert not re.search(r"due_date|principal|total_due|None|nan", ours)


def test_a_file_that_had_to_take_a_second_name_is_told(make, tmp_path):
    moved = Written(tmp_path / "follow-ups (2).xlsx", tmp_path / "follow-ups.xlsx", 2)
    page = Page(make(files=[moved]))
    assert page.addresses == ["follow-ups%20%282%29.xlsx"]
    assert moved.message() in page.text


def test_many_collectors_are_shortened_without_losing_a_fen(make, monkeypatch):
    monkeypatch.setattr(summary, "_MOST_LINES", 1)
    rows = "".join(f"B{number},张三,,2026-10-01,{number}.01,员{number},\n" for number in range(100, 104))
    text = Page(make(rows)).text
    assert "其他 3 人" in text
    assert "¥406.04" in text


def test_a_field_that_the_template_misspells_fails(tmp_path, monkeypatch, make):
    template = tmp_path / summary.TEMPLATE
    template.write_text("{{ sumary }}", encoding="utf-8")
    monkeypatch.setattr(summary, "shipped", lambda *_: template)
    with pytest.raises(UndefinedError, match="sumary"):
        make()


def test_an_unknown_language_is_refused(make):
    with pytest.raises(ValueError, match="lang must be 'zh' or 'en'; it is 'fr'"):
        make(lang="fr")
