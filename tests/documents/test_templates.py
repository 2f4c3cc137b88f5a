import re
from datetime import date

import numpy as np
import pytest

from arrears.api.contacts import check_conduct
from arrears.documents import templates
from arrears.documents.messages import fill_message, message_templates, scripts, sms_length
from arrears.documents.placeholders import column_of, names_in
from arrears.documents.templates import templates_of
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.policy.records import Stages

DAY = date(2026, 11, 23)
KINDS = ("messages", "scripts", "letters", "agreements")
LANGS = ("zh", "en")
ROW = {
    "case_id": "A1",
    "customer_name": "张三丰",
    "phone": "13800138000",
    "due_date": "2026-10-01",
    "principal": 12345.67,
    "collector": "王芳",
    "promise_date": "2026-12-01",
    "promise_amount": 1000,
    "instalment_date": "2026-12-05",
    "instalment_amount": 500.5,
    "last_payment_date": "2026-11-01",
    "last_payment": 100,
}
ALL = [(kind, lang, template) for kind in KINDS for lang in LANGS for template in templates_of(kind, lang)]
ON_CASES = [one for one in ALL if one[0] != "agreements"]
NAMES = [f"{kind}-{lang}-{template.id}" for kind, lang, template in ALL]


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_is_there_in_both_languages_for_the_same_stages_and_rules(kind):
    chinese, english = (templates_of(kind, lang) for lang in LANGS)
    facts = [
        [(one.id, one.stages, one.channel, one.audience, one.rules, one.full, one.states) for one in texts]
        for texts in (chinese, english)
    ]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("kind", ["messages", "scripts", "letters"])
def test_every_stage_has_one_text(kind):
    stages = [stage for template in templates_of(kind, "zh") for stage in template.stages]
    assert stages == list(Policies().get(Stages, DAY).keys)


@pytest.mark.parametrize(("kind", "lang", "template"), ON_CASES, ids=NAMES[: len(ON_CASES)])
def test_every_placeholder_names_a_column_in_the_texts_own_language(kind, lang, template):
    for name in names_in(template.body):
        column, _ = column_of(name)
        assert column is not None, name
        assert column.heading(lang) == name


@pytest.mark.parametrize(("kind", "lang", "template"), ON_CASES, ids=NAMES[: len(ON_CASES)])
def test_every_text_can_be_filled_and_passes_the_conduct_check(kind, lang, template):
    text = fill_message(template, ROW, as_of=DAY, judged=True)
    assert "{" not in text
    assert check_conduct(np.array([text], dtype=object), audience=template.audience, as_of=DAY).empty


@pytest.mark.parametrize(("kind", "lang", "template"), ALL, ids=NAMES)
def test_the_other_language_is_not_mixed_in(kind, lang, template):
    foreign = re.findall("[一-鿿]" if lang == "en" else r"(?<!\{)\b[a-z]{4,}", template.body)
    assert not foreign


@pytest.mark.parametrize("lang", LANGS)
def test_a_message_names_its_sender_says_how_to_ask_and_covers_the_name(lang):
    for template in message_templates(lang):
        names = names_in(template.body)
        assert names[0] == {"zh": "发送机构", "en": "Sender"}[lang]
        assert {"zh": "客服电话", "en": "Service phone"}[lang] in names
        assert "张三丰" not in fill_message(template, ROW, as_of=DAY, judged=True)


@pytest.mark.parametrize("template", message_templates("en"), ids=lambda one: one.id)
def test_an_english_message_carries_an_opt_out(template):
    assert template.body.endswith("Reply STOP to opt out.")


@pytest.mark.parametrize("template", message_templates("zh"), ids=lambda one: one.id)
def test_a_chinese_message_is_sent_in_two_parts_at_most(template):
    assert sms_length(fill_message(template, ROW, as_of=DAY, judged=True)).parts <= 2


@pytest.mark.parametrize("template", templates_of("letters", "zh"), ids=lambda one: one.id)
def test_a_letter_has_the_contents_of_cn_69(template):
    asked = {"客户姓名", "应还合计", "还款途径", "异议途径", "客服电话", "发送机构"}
    assert asked <= set(names_in(template.body))
    assert "您的权利" in template.body
    assert "盖章" in template.body
    if template.id != "reminder":
        assert "依据" in template.body


def test_who_is_called_says_who_calls_and_checks_who_answers_before_the_debt_is_named():
    for script in scripts(lang="zh"):
        if script.template.audience != "holder":
            continue
        titles = [step.title for step in script.steps]
        assert titles[:2] == ["开场", "核实身份"]
        assert not any("欠款" in step.text and "不提欠款" not in step.text for step in script.steps[:2])


@pytest.mark.parametrize("lang", LANGS)
def test_a_third_party_hears_nothing_of_the_debt_the_amount_or_the_bank(lang):
    (script,) = [one for one in scripts(lang=lang) if one.template.audience == "third_party"]
    said = set(names_in(script.template.body))
    assert said <= {"催收员", "Collector"}


def test_a_script_is_found_by_its_stage():
    assert [one.template.id for one in scripts("late")] == ["late"]
    assert scripts("no stage") == ()


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="zh and en"):
        message_templates("fr")


def test_a_damaged_head_names_its_file(tmp_path, monkeypatch):
    folder = tmp_path / "messages" / "zh"
    folder.mkdir(parents=True)
    (folder / "odd.txt").write_text('+++\ntitle = "x"\n+++\ntext\n', encoding="utf-8")
    monkeypatch.setattr(templates, "shipped", lambda *parts: tmp_path.joinpath(*parts[1:]))
    templates._all.cache_clear()
    try:
        with pytest.raises(ArrearsError, match=r"odd\.txt"):
            templates.templates_of("messages", "zh")
    finally:
        templates._all.cache_clear()
