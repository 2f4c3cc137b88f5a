"""A lead decides about an agreement and answers a call for help in the browser; what is stored is what was clicked."""

import os
import re
from pathlib import Path

import pytest

from arrears.operations.agreements.help import ask_event
from arrears.store.state.agreements import Agreements

pytestmark = pytest.mark.browser


def text_of(page, selector):
    return page.locator(selector).first.inner_text()


def picture(page, name):
    """Keep a picture where somebody asked for it."""
    folder = os.environ.get("ARREARS_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_lead_returns_an_agreement_answers_a_call_writes_down_a_household_and_approves(watch, dashboard):  # noqa: PLR0915  # one sitting
    with dashboard.store() as store:
        case = store.agreements()["case_id"].iloc[-1]
        asked = ask_event(case, "王芳", store.clock(), "客户要求减免，如何答复？", key="ask-1", help_id="H-1")
        store.append(asked)
    page = watch(dashboard).new_page()
    page.goto(dashboard.page("promises"))
    page.locator(".ar-grid tbody tr").first.wait_for()
    choice = page.get_by_label("协议", exact=True)
    number = choice.locator("option").nth(1).inner_text()
    choice.select_option(index=1)
    page.locator(".ar-parts").wait_for()
    page.locator(".ar-parts").scroll_into_view_if_needed()
    sheet = text_of(page, ".ar-parts")
    for words in ("协议条款和成本", "还款能力和压力测算", "历史和其他案件", "每期", "末期还款日", "承诺记录"):
        assert words in sheet
    picture(page, "agreement-sheet")

    page.get_by_role("button", name="退回提问").click()
    page.get_by_text(re.compile("退回须写明问题")).wait_for()
    page.get_by_placeholder("退回的问题或不批准的理由").fill("收入证明核对过吗？")
    page.get_by_placeholder("退回的问题或不批准的理由").press("Tab")
    page.get_by_role("button", name="退回提问").click()
    page.get_by_text(re.compile("已退回协议")).wait_for()
    with dashboard.store() as store:
        last = store.events(kind="agreement").iloc[-1]
        assert (last["payload"]["state"], last["payload"]["note"], last["actor"]) == (
            "returned",
            "收入证明核对过吗？",
            "zhao",
        )
        assert last["payload"]["agreement_id"] in number

    page.get_by_label("求助", exact=True).select_option(index=1)
    page.get_by_placeholder("答复内容，次日显示在催收员工作簿").fill("先谈分期，再报减免")
    page.get_by_placeholder("答复内容，次日显示在催收员工作簿").press("Tab")
    picture(page, "help")
    page.get_by_role("button", name="答复", exact=True).click()
    page.get_by_text(re.compile("已答复；次日显示")).wait_for()
    with dashboard.store() as store:
        assert store.events(kind="help").iloc[-1]["payload"]["text"] == "先谈分期，再报减免"

    page.get_by_placeholder("案件编号", exact=True).fill(case)
    page.get_by_label("逾期原因", exact=True).select_option(label="失业或停工")
    for field, text in (("月收入（元）", "5200"), ("固定支出（元）", "2600"), ("弹性支出（元）", "1400")):
        page.get_by_placeholder(field).fill(text)
        page.get_by_placeholder(field).press("Tab")
    page.get_by_role("button", name="登记客户情况").click()
    page.get_by_text(re.compile("已登记案件")).wait_for()
    page.get_by_placeholder("案件编号", exact=True).scroll_into_view_if_needed()
    picture(page, "household")
    with dashboard.store() as store:
        last = store.events(kind="household").iloc[-1]
        assert (last["case_id"], last["actor"], last["payload"]["cause"]) == (case, "zhao", "job_loss")
        Agreements(store, "王芳").answer(number.split()[0], "已核对原件")

    page.reload()
    page.locator(".ar-grid tbody tr").first.wait_for()
    choice = page.get_by_label("协议", exact=True)
    texts = [option.inner_text() for option in choice.locator("option").all()]
    choice.select_option(index=next(at for at, text in enumerate(texts) if text.split()[0] == number.split()[0]))
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_text(re.compile(r"已批准协议 \S+。")).first.wait_for()
    with dashboard.store() as store:
        states = store.events(kind="agreement")["payload"].map(lambda payload: payload["state"])
        assert "approved" in set(states.tail(2))
