import re
from datetime import date

import pytest

pytestmark = pytest.mark.browser


def opened(watched, dashboard, name, wait):
    page = watched.new_page()
    page.goto(dashboard.page(name))
    page.locator(wait).first.wait_for()
    return page


@pytest.fixture(scope="module")
def board(watch_all, dashboard):
    """The progress page, opened once; each test leaves it as it was."""
    return opened(watch_all(dashboard), dashboard, "progress", ".ar-kpi")


def test_a_lead_narrows_to_one_collector_and_every_figure_follows(board):
    page = board
    before = page.locator(".ar-kpi").first.inner_text()
    collector = page.locator("select").nth(2)
    collector.select_option(index=1)
    page.wait_for_function("before => document.querySelector('.ar-kpi').innerText !== before", arg=before)
    assert page.locator(".ar-kpi.ar-few").count()
    collector.select_option(index=0)
    page.wait_for_function("before => document.querySelector('.ar-kpi').innerText === before", arg=before)


def test_recovery_alone_is_refused_on_the_page(board):
    page = board
    page.get_by_role("tab", name="得分").click()
    fields = page.locator("input[type=number]:visible")
    for place in range(1, fields.count()):
        fields.nth(place).fill("0")
        fields.nth(place).press("Tab")
    page.get_by_role("button", name="按此权重评分").click()
    page.locator(".ar-notice.ar-error").wait_for()
    assert "CN-66" in page.locator(".ar-notice.ar-error").inner_text()


@pytest.mark.parametrize(("button", "ending"), [("导出 Excel", "xlsx"), ("导出网页", "html")])
def test_a_lead_takes_the_board_away(board, button, ending):
    with board.expect_download() as waiting:
        board.get_by_role("button", name=button).click()
    assert re.fullmatch(rf"progress-2026-11-01-2026-11-23\.{ending}", waiting.value.suggested_filename)
    assert waiting.value.path().stat().st_size > 5_000


def test_a_lead_notes_and_reassigns_a_late_promise_and_the_store_has_it(watch, dashboard):
    page = opened(watch(dashboard), dashboard, "promises", ".ar-grid tbody tr")
    page.locator(".ar-grid tbody input[type=checkbox]").first.check()
    case = page.locator(".ar-grid tbody tr").first.locator("td[data-name=case_id]").inner_text()
    page.get_by_placeholder("备注内容").fill("已约定周五前还款")
    page.get_by_placeholder("备注内容").press("Tab")
    page.get_by_role("button", name="登记备注").click()
    page.get_by_text("已在 1 件案件登记备注").wait_for()
    has = page.locator(".ar-grid tbody tr").first.locator("td[data-name=collector]").inner_text()
    names = page.locator("select").nth(1).locator("option").all_inner_texts()[1:]
    page.locator("select").nth(1).select_option(next(name for name in names if name != has))
    name = page.locator("select").nth(1).input_value()
    page.get_by_role("button", name="改分选中案件").click()
    page.get_by_text("改分给").nth(1).wait_for()
    with dashboard.store() as store:
        assert store.current("note").iloc[-1][["case_id", "text", "actor"]].tolist() == [
            case,
            "已约定周五前还款",
            "zhao",
        ]
        assert store.current("assignment").iloc[-1][["case_id", "actor"]].tolist() == [case, "zhao"]
    assert name


def test_a_second_person_approves_an_agreement_and_the_store_says_who(watch, dashboard):
    page = opened(watch(dashboard), dashboard, "promises", ".ar-grid tbody tr")
    choice = page.locator("select").nth(2)
    number = choice.locator("option").nth(1).inner_text().split("·")[0].strip()
    choice.select_option(index=1)
    page.get_by_role("button", name="批准", exact=True).dblclick()
    page.get_by_text(f"已批准协议 {number}").wait_for()
    with dashboard.store() as store:
        found = store.agreements().set_index("agreement_id").loc[number]
        assert found["state"] in {"approved", "signed", "in_force"}
        assert found["actor"] == "zhao"
        assert (store.agreements()["actor"] == "zhao").sum() == 1


def test_a_reviewer_marks_a_contact(watch, dashboard):
    page = opened(watch(dashboard), dashboard, "quality", ".ar-table")
    page.get_by_role("tab", name="抽样质检").click()
    page.locator(".ar-grid tbody input[type=checkbox]:visible").first.check()
    page.get_by_role("button", name="登记质检结论").click()
    page.get_by_text("已登记 1 条质检结论").wait_for()
    with dashboard.store() as store:
        assert store.current("note").iloc[-1]["topic"] == "质检"


def test_a_day_without_data_is_told_on_the_page(watch, dashboard):
    page = opened(watch(dashboard), dashboard, "daily_report", ".ar-kpi, .ar-notice")
    page.locator("input[type=date]").fill(str(date(2020, 1, 1)))
    page.locator("input[type=date]").press("Tab")
    page.locator(".ar-notice.ar-error").wait_for()
    assert "没有数据" in page.locator(".ar-notice.ar-error").inner_text()
