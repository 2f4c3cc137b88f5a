"""What everybody can read and reach: contrast, names of controls and the keyboard, on every page and tab."""

import re

import pytest
from waiting import settled

from arrears.panels.shell.catalogue import PANELS
from arrears.policy import Policies

pytestmark = pytest.mark.browser
CONTRAST = """() => {
    const rgba = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
    const light = ([r, g, b]) => { const f = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
    const behind = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
    const poor = [];
    for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!own || !e.checkVisibility({ visibilityProperty: true }) || ['SCRIPT', 'STYLE', 'OPTION'].includes(e.tagName)) continue;
        const a = light(rgba(getComputedStyle(e).color)), b = light(behind(e));
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} "${e.textContent.trim().slice(0, 20)}" ${ratio.toFixed(2)}`);
    }
    return poor;
}"""
NAMELESS = """() => [...document.querySelectorAll('button, input, select, textarea, summary, a, table')].filter(e => e.checkVisibility()).filter(e => {
    const name = e.getAttribute('aria-label') || (['SELECT', 'INPUT', 'TEXTAREA'].includes(e.tagName) ? '' : e.innerText) || e.title || e.placeholder || (e.labels && [...e.labels].map(l => l.innerText).join(''))
        || e.querySelector?.('caption')?.textContent;
    return !name || !name.trim();
}).map(e => e.outerHTML.slice(0, 120))"""
WAIT = {
    "home": ".ar-today .ar-kpi",
    "assign": ".ar-grid tbody tr",
    "progress": ".ar-kpi",
    "promises": ".ar-grid tbody tr",
    "quality": ".ar-table",
    "trial": ".ar-notice",
    "lists": ".ar-ready",
    "rules": ".ar-change",
    "daily_report": ".ar-kpi",
    "training": ".ar-step",
    "year": ".ar-notice",
}


# What a file holds and the names of its keys are typed as they stand, in every language.
WORDS = """() => {
    const typed = [...document.querySelectorAll('.ar-page pre, .ar-page code')];
    typed.forEach(e => e.style.display = 'none');
    const text = document.querySelector('.ar-page').innerText;
    typed.forEach(e => e.style.display = '');
    return text + ' ' + [...document.querySelectorAll('[title], [aria-label], [placeholder]')]
        .filter(e => e.checkVisibility()).map(e => [e.title, e.getAttribute('aria-label'), e.placeholder].join(' ')).join(' ');
}"""
KNOWN = {"Ctrl", "English", "Excel", "demo", "db", "toml", "zhao", "lead", "Arrears", "arrears", "merge", "CNY"} | {
    *Policies("cn").names()
}
"""Names that stay as they are in Chinese, those of policies among them; rules, cases and heads are told apart by their digits and capitals."""


def foreign(page):
    """Give the Latin words of a Chinese page."""
    # A command is typed as it stands, in every language.
    words = re.sub(r"\barrears(?:\s+[a-z_-]+)+", " ", page.evaluate(WORDS))
    found = re.findall(r"[A-Za-z][A-Za-z0-9_-]*", words)
    return {word for word in found if word not in KNOWN and re.fullmatch("[a-z]{3,}|[A-Z][a-z]+", word)}


def checked(page):
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(NAMELESS) == []


SIZES = ((1920, 1080), (1366, 768))
CLIPPED = """() => [...document.querySelectorAll('.ar-page *')].filter(e => {
    if (!e.checkVisibility() || !e.clientWidth || e.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let p = e.parentElement; p; p = p.parentElement) if (['auto', 'scroll'].includes(getComputedStyle(p).overflowX)
        && p.scrollWidth > p.clientWidth && p.getBoundingClientRect().right <= innerWidth + 1 && !p.matches('.jp-OutputArea *:not(.ar-page *), body, html')) return false;
    return true;
}).map(e => e.className + ' ' + e.textContent.slice(0, 30))"""


def fits(page, request, name):
    """Look at a page in both sizes, and keep a picture of each for people, in pytest's cache."""
    for wide, high in SIZES:
        page.set_viewport_size({"width": wide, "height": high})
        settled(page)
        page.screenshot(path=request.config.cache.mkdir("pictures") / f"{name}-{wide}.png", full_page=True)
        assert page.evaluate(CLIPPED) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "Traceback" not in page.content()


def looked_over(page, request, name):
    """Check a page and each of its tabs, and give the Latin words that stand there."""
    fits(page, request, name)
    checked(page)
    strange = foreign(page)
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        settled(page)
        checked(page)
        strange |= foreign(page)
    return strange


def test_every_panel_is_looked_at():
    assert set(WAIT) == {panel.name for panel in PANELS}


@pytest.mark.parametrize("name", WAIT)
def test_every_text_can_be_read_every_control_has_a_name_and_the_page_fits_in_both_languages(
    watch, dashboard, request, name
):
    page = watch(dashboard).new_page()
    page.goto(dashboard.page(name))
    page.locator(WAIT[name]).first.wait_for()
    strange = looked_over(page, request, f"{name}-zh")
    head = page.locator(".ar-store code").inner_text()
    assert {word for word in strange if word not in head} == set()
    page.get_by_role("button", name="English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    settled(page)
    looked_over(page, request, f"{name}-en")
    assert page.get_by_role("navigation").get_attribute("aria-label") == "Panels"


@pytest.mark.parametrize("path", ["login", "voila/tree", "voila/render/nothing.ipynb"])
def test_the_pages_round_the_panels_can_be_read_and_used_by_keyboard_in_both_languages(watch, dashboard, path):
    watched = watch(None if path == "login" else dashboard)
    page = watched.new_page()
    page.goto(dashboard.address + path)
    heading = page.locator("h1").inner_text()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("[lang=en]").all_inner_texts() == ["English"]
    checked(page)
    page.get_by_role("button", name="English").focus()
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() != heading
    assert page.get_by_role("button", name="English").get_attribute("aria-pressed") == "true"
    shown = page.locator("main").inner_text()
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in shown)
    checked(page)
    watched.errors.clear()  # the status of a page that is not there


def test_the_list_of_panels_has_each_and_its_language_holds_for_them(watch, dashboard):
    page = watch(dashboard).new_page()
    page.goto(f"{dashboard.address}voila/tree")
    assert page.locator("main").inner_text().count("分案") == 1
    page.get_by_role("button", name="English").click()
    page.get_by_role("link", name="Progress").click()
    page.get_by_role("heading", name="Progress", exact=True).wait_for()
    assert page.title() == "Progress · Arrears 催收"
    page.locator(".ar-page").get_by_text("Period").first.wait_for()


def test_a_range_begun_on_one_page_does_not_go_on_on_the_next(watch, dashboard):
    page = watch(dashboard).new_page()
    page.goto(dashboard.page("assign"))
    boxes = page.locator(".ar-grid tbody input[type=checkbox]")
    boxes.first.wait_for()
    boxes.nth(1).click()
    page.wait_for_function("document.querySelectorAll('tr.ar-chosen').length === 1")
    page.locator(".ar-next").click()
    page.wait_for_function("document.querySelectorAll('tr.ar-chosen').length === 0")
    boxes.nth(5).click(modifiers=["Shift"])
    page.wait_for_function("document.querySelectorAll('tr.ar-chosen').length > 0")
    settled(page)
    assert page.locator("tr.ar-chosen").count() == 1
