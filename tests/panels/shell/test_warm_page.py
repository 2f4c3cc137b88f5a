"""One page for all panels in one kernel, in a real browser: turned by clicks and back, reloaded, and seen by two at once."""

import pytest
from processes import children_running

pytestmark = pytest.mark.browser


def test_panels_turn_in_one_page_and_two_browsers_share_one_kernel(watch, dashboard):
    first = watch(dashboard)
    page = first.new_page()
    page.goto(dashboard.address)
    bar = page.get_by_role("navigation")

    def shown(name, what):
        page.locator(what).first.wait_for()
        page.wait_for_function("!document.body.classList.contains('ar-turning')")
        assert bar.locator("[aria-current]").inner_text() == name
        assert page.title() == f"{name} · Arrears 催收"
        assert page.locator(".ar-content:visible").count() == 1

    shown("今日", ".ar-today .ar-kpi")
    page.evaluate("window.stays = true")
    bar.get_by_role("link", name="进度").click()
    shown("进度", ".ar-kpi:visible:not(.ar-go)")
    assert page.url == dashboard.page("progress")
    # By keyboard alone, and by the button of a figure.
    bar.get_by_role("link", name="今日").focus()
    page.keyboard.press("Enter")
    shown("今日", ".ar-today:visible")
    page.locator("[data-go='measure:kept']").press("Enter")
    page.locator(".ar-grid tbody tr:visible").first.wait_for()
    page.locator("[data-go='panel:quality']").first.click()
    shown("质检", ".ar-table:visible")
    page.go_back()
    shown("今日", ".ar-today:visible")
    page.go_back()
    shown("进度", ".ar-kpi:visible:not(.ar-go)")
    # No other page was loaded, and what was opened on Today is still open.
    assert page.evaluate("window.stays")
    page.go_forward()
    shown("今日", ".ar-grid tbody tr:visible")
    # A reload leads to the panel of the address; another browser has a page and a language of its own in the same kernel.
    page.reload()
    shown("今日", ".ar-today .ar-kpi")
    second = watch(dashboard)
    other = second.new_page()
    other.goto(dashboard.page("promises"))
    other.get_by_role("button", name="English").click()
    other.get_by_role("heading", name="Promises and agreements").wait_for()
    bar.get_by_role("link", name="承诺与协议").click()
    shown("承诺与协议", ".ar-four:visible")
    assert len(children_running(dashboard.process, "ipykernel_launcher")) == 1
    # The kernel dies: the page says so and greys its figures, its button opens it anew, and nothing is left of the bar.
    (kernel,) = children_running(dashboard.process, "ipykernel_launcher")
    kernel.kill()
    page.get_by_role("button", name="重新打开此页").wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.ar-page')).filter") == "grayscale(1)"
    page.get_by_role("button", name="重新打开此页").click()
    shown("承诺与协议", ".ar-four:visible")
    assert page.locator("#ar-alone").is_hidden()
    # The server ends: nothing can be opened, and the page says what to do.
    dashboard.process.terminate()
    page.get_by_role("button", name="再试一次").click()
    page.get_by_text("请重新运行 arrears dashboard").wait_for()
    # A connection that is gone is told by the browser too.
    del first.errors[:], second.errors[:]
