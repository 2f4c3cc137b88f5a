"""The training page in a real browser: the keyboard alone suffices, and a reload takes the play up again."""

import pytest

pytestmark = pytest.mark.browser
FOCUS = "document.activeElement.type"


def test_a_scenario_is_played_by_the_keyboard_alone_and_taken_up_again(watch, dashboard):
    watched = watch(dashboard)
    page = watched.new_page()
    page.goto(dashboard.page("training"))
    page.locator(".ar-step").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS) == "radio":
            break
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.locator(".ar-verdict").wait_for()
    assert page.evaluate("document.activeElement.className").endswith("ar-next")
    page.close()
    page = watched.new_page()
    page.goto(dashboard.page("training"))
    page.locator(".ar-notice").wait_for()
    assert "第 2 步" in page.locator(".ar-place").inner_text()
    page.locator(".ar-way input").first.focus()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.locator(".ar-verdict").wait_for()
    page.keyboard.press("Enter")
    page.locator(".ar-training .ar-kpi").first.wait_for()
    assert "回顾" in page.locator(".ar-training caption").inner_text()
