import re

import pytest

pytestmark = pytest.mark.browser


def opened(watched, dashboard, name="assign"):
    page = watched.new_page()
    page.goto(dashboard.page(name))
    page.locator(".ar-grid tbody tr").first.wait_for()
    return page


def text_of(page, selector):
    return page.locator(selector).first.inner_text()


def cell(page, key, name):
    return page.locator(f"tr[data-key='{key}'] td[data-name={name}]").inner_text()


def shows(page, key, name, text):
    page.wait_for_function(
        "([key, name, text]) => document.querySelector(`tr[data-key='${key}'] td[data-name=${name}]`)?.innerText === text",
        arg=[key, name, text],
    )


def someone_else(page, *names):
    """Choose a collector who is there and has none of these cases: the last in the list is away."""
    choice = page.locator("select").nth(2)
    wanted = next(name for name in choice.locator("option").all_inner_texts() if name not in names)
    choice.select_option(wanted)
    return wanted


def test_a_browser_that_has_not_logged_in_is_asked_for_an_address_and_a_wrong_one_is_refused_in_words(watch, dashboard):
    watched = watch()
    page = watched.new_page()
    page.goto(dashboard.page("assign"))
    assert page.locator("#password_input").is_visible()
    page.fill("#password_input", "wrong")
    page.click("#login_submit")
    assert "链接不正确或已使用" in text_of(page, "[role=alert]")
    watched.errors.clear()  # the refusal's own status
    page.fill("#password_input", dashboard.link())
    page.click("#login_submit")
    page.locator(".ar-grid tbody tr").first.wait_for()


def test_a_lead_filters_selects_assigns_takes_back_and_commits(watch, dashboard):
    page = opened(watch(dashboard), dashboard)
    page.locator(".ar-filter[data-name=stage] summary").click()
    page.locator(".ar-filter[data-name=stage] input").first.check()
    page.wait_for_function("document.querySelector('.ar-filter[data-name=stage]').classList.contains('ar-on')")
    page.keyboard.press("Escape")
    keys = page.locator(".ar-grid tbody tr")
    first, second = (keys.nth(row).get_attribute("data-key") for row in (0, 1))
    page.locator(f"tr[data-key='{first}'] input").click()
    page.locator(f"tr[data-key='{second}'] input").click()
    give = page.get_by_role("button", name=re.compile("分给（2 件）"))
    give.wait_for()
    before, other = (cell(page, key, "collector") for key in (first, second))
    wanted = someone_else(page, before, other)
    give.click()
    page.get_by_text(re.compile("尚未提交")).wait_for()
    shows(page, first, "after", wanted)

    page.get_by_role("button", name="撤销", exact=True).click()
    shows(page, first, "after", before)
    page.get_by_role("button", name="重做", exact=True).click()
    commit = page.get_by_role("button", name=re.compile("^提交 [1-9]"))
    commit.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载调整清单").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    commit.click()
    page.get_by_text(re.compile("已提交 .* 件分案")).wait_for()
    with dashboard.store() as store:
        held = store.assignments().set_index("case_id")
    assert held.loc[[first, second], "collector"].tolist() == [wanted] * 2
    assert held.loc[first, "actor"] == "zhao"

    page.get_by_role("button", name="撤回上次提交").click()
    page.get_by_text(re.compile("已撤回 .* 件")).wait_for()
    with dashboard.store() as store:
        assert store.assignments().set_index("case_id").loc[first, "collector"] == before


def test_an_assignment_is_worked_out_with_its_loads_and_reasons_and_outlives_a_change_of_language(watch, dashboard):
    page = opened(watch(dashboard, size=(1920, 1080)), dashboard)
    page.get_by_role("button", name="试算均衡分案").click()
    page.get_by_text(re.compile("试算完成")).wait_for()
    page.get_by_role("button", name=re.compile("^拟调整")).click()
    reason = page.locator("td[data-name=reason]").first
    reason.wait_for()
    assert "原催收员" in reason.inner_text() or "均衡" in reason.inner_text()
    assert re.search(r"[\d.]+% → [\d.]+%", text_of(page, ".ar-told"))
    moved = text_of(page, ".ar-tiles div:nth-child(4) dd")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Try a fair assignment").wait_for()
    assert text_of(page, ".ar-tiles div:nth-child(4) dd") == moved
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.get_by_role("navigation").get_by_role("link", name="Assignment").wait_for()


def test_two_leads_see_each_others_changes(watch, dashboard):
    one, other = (opened(watch(dashboard), dashboard) for _ in range(2))
    key = one.locator(".ar-grid tbody tr").nth(4).get_attribute("data-key")
    one.locator(f"tr[data-key='{key}'] input").click()
    wanted = someone_else(one, cell(one, key, "collector"))
    one.get_by_role("button", name=re.compile("分给（1 件）")).click()
    one.get_by_role("button", name=re.compile("^提交 [1-9]")).click()
    one.get_by_text(re.compile("已提交")).wait_for()
    other.get_by_text(re.compile("存储库新增")).wait_for()
    shows(other, key, "collector", wanted)


def test_it_is_used_by_keyboard_alone(watch, dashboard):
    page = opened(watch(dashboard), dashboard)
    page.locator(".ar-grid th[data-column='1']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.locator(".ar-grid tbody tr.ar-chosen").wait_for()
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_function("document.querySelectorAll('tr.ar-chosen').length === 2")
    page.keyboard.press("Control+a")
    page.wait_for_function("document.querySelector('.ar-count').innerText.includes('已选 240')")
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelectorAll('tr.ar-chosen').length === 0")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('th[data-column=\"1\"]').getAttribute('aria-sort') === 'ascending'")


def test_the_language_that_was_switched_to_holds_for_the_other_panels_of_the_tab(watch, dashboard):
    watched = watch(dashboard)
    page = opened(watched, dashboard)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Try a fair assignment").wait_for()
    page.get_by_role("link", name="Quality").click()
    page.get_by_role("heading", name="Quality").wait_for()
    assert page.get_by_role("navigation").get_by_role("link").first.inner_text() == "Today"
    # Another tab begins as the server was started.
    another = watched.new_page()
    another.goto(f"{dashboard.address}voila/tree")
    assert another.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_commit_that_is_out_of_date_is_refused_and_the_page_shows_what_the_other_did(watch, dashboard):
    one, other = (opened(watch(dashboard), dashboard) for _ in range(2))
    # A page that is hidden hears of nothing, so that this one decides on what it saw before.
    other.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    key = one.locator(".ar-grid tbody tr").nth(7).get_attribute("data-key")
    for page in (one, other):
        page.locator(f"tr[data-key='{key}'] input").click()
    theirs = someone_else(one, cell(one, key, "collector"))
    mine = someone_else(other, cell(one, key, "collector"), theirs)
    for page in (one, other):
        page.get_by_role("button", name=re.compile("分给（1 件）")).click()
    shows(other, key, "after", mine)
    one.get_by_role("button", name=re.compile("^提交 [1-9]")).click()
    one.get_by_text(re.compile("已提交")).wait_for()
    other.get_by_role("button", name=re.compile("^提交 [1-9]")).click()
    other.get_by_text(re.compile("未写入")).wait_for()
    shows(other, key, "collector", theirs)
    with dashboard.store() as store:
        assert store.assignments().set_index("case_id").loc[key, "collector"] == theirs
