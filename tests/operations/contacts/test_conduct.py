from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from arrears.api.contacts import check_conduct
from arrears.errors import PolicyError
from arrears.operations.contacts.conduct import CONDUCT_COLUMNS
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Conduct

DAY = date(2026, 11, 23)
SAMPLES = pd.read_csv(Path(__file__).parents[2] / "cases" / "conduct_samples.csv", dtype=str)
HANDS = {
    f"{hand}_hand": pd.read_csv(
        Path(__file__).parents[2] / "cases" / f"conduct_{hand}_hand.csv", dtype=str, encoding="utf-8-sig"
    )
    for hand in ("second", "third")
}
LISTS = [name for name in Policies("cn").names() if name.startswith("conduct_")]

HOUSE = """
[[version]]
rule = "HOUSE-7"
effective = 2026-01-01
source = "House circular 7"
trust = "H"
words = "no pet names"
checked = 2026-01-01
audiences = ["holder"]
patterns = ['{pattern}']
bad = ["dear duck"]
good = ["dear customer"]
remedy = "Use the name"
remedy_zh = "称呼姓名"
"""


def check(texts, audience="holder", **options):
    return check_conduct(np.array(texts, dtype=object), audience=audience, **({"as_of": DAY} | options))


def topics(text, audience="holder"):
    return check([text], audience, lang="en")["topic"].tolist()


# The lists were written against the tuned samples, the model learnt from them too. Neither has learnt from the held-out ones. The second
# hand's set was written from the description of kinds before the lists were touched, by the author of the training texts; the third
# hand's by another, who had seen part of the lists and no training text. docs/conduct.md says what that is worth, with the intervals. Move a
# set to tuned when something learns from it, and write a new one.
@pytest.mark.parametrize(
    ("part", "precision", "recall"),
    [
        ("tuned", 0.98, 0.98),
        ("held_out", 0.9, 0.85),
        ("held_out_2", 0.95, 0.8),
        ("second_hand", 0.93, 0.85),
        ("third_hand", 0.95, 0.8),
    ],
)
def test_samples_are_told_apart_as_well_as_was_measured(part, precision, recall):
    samples = HANDS[part] if part in HANDS else SAMPLES[SAMPLES["set"] == part].reset_index(drop=True)
    found = check(samples["text"], samples["audience"].to_numpy(dtype=object))
    flagged = samples.index.isin(found["row"])
    bad = (samples["label"] == "bad").to_numpy()
    assert (flagged & bad).sum() / flagged.sum() >= precision
    assert (flagged & bad).sum() / bad.sum() >= recall


# Examples of the kinds that were missed; the model has not seen them.
KINDS = {
    "Public exposure": ["要不要我跟你部门经理打个招呼", "I'd hate for your kids to hear this.", "你的名字和金额明天会出现在业主群"],
    "Threats": ["我每隔五分钟打一次，打到你关机", "再拖你在这行就干不下去了", "你儿子几点放学我很清楚", "跟他说不还就有他好看"],
    "Insults": ["你这种人也配办信用卡", "自己没本事怪谁", "弄丝你", "TMD还钱"],
    "Impersonation of officials": ["你的案子已经排到下周三开庭，现在交钱还能撤", "以警方的口吻跟客户谈"],
    "False credit consequences": ["从明天起你买不了机票", "三天后你的支付宝就锁了", "答应客户还完就把不良记录抹掉"],
    "Urging new loans": ["别家卡刷一笔先顶着", "让客户换个平台再贷点来还"],
    "Extra fees and private accounts": [
        "每上门一趟加一百五", "收了客户五百元调解费", "除了欠款，你还要给我们公司交违约处理费", "你先转两百块给我，我就给你申请减免", "需要先缴纳200元的协商费",
        "You must pay a $50 collection fee before we talk", "There is an extra charge of $30 for each visit.", "we will add a visit charge of £25",
    ],
    "Full card and identity numbers": ["440100-19751123-0043", "卡号六二二二零二一二三四五六七八九零一二"],
}  # fmt: skip


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in KINDS.items() for text in texts])
def test_kinds_that_were_missed_are_found_under_their_own_topic(topic, text):
    assert topic in topics(text)


@pytest.mark.parametrize(
    "text", ["去，你，单，位，闹", "去。你。家。门。口。堵。你", "去1你2单3位4闹", "去\n你\n单\n位\n闹"]
)
def test_signs_between_the_characters_hide_nothing(text):
    assert topics(text) == ["Threats"]


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("母亲接听，没提欠款，只请转告", "third_party"),
        ("对方问是否欠钱，没有回应", "third_party"),
        ("姐姐主动说要代还，没有确认", "third_party"),
        ("客户叫自己废物", "holder"),
        ("店名为老赖面馆", "holder"),
        ("客户愿出手续费，已拒绝", "holder"),
        ("好的", "holder"),
        ("就看您配不配合", "holder"),
        ("提前结清不收手续费", "holder"),
        ("如有人向您收取协商费，请拨打客服电话举报", "holder"),
        ("客户称已转三百元给我司账户", "holder"),
        ("协商分期的费用以合同为准", "holder"),
        ("There is no extra charge for calling us.", "holder"),
        ("Your bank may charge you an additional fee for international calls.", "holder"),
    ],
)
def test_exemplary_notes_are_left_alone(text, audience):
    assert topics(text, audience) == []


def test_what_is_said_to_a_third_party_names_the_debt_even_in_a_denial():
    assert topics("我不能告诉您他欠款的事", "third_party") == ["The debt mentioned to a third party"]


def test_an_authorised_representative_may_hear_of_the_debt_and_is_protected_from_the_rest():
    assert topics("您的当事人的信用卡逾期了", "授权代理人") == []
    assert topics("再不还就去你单位闹", "representative") == ["Threats"]


def test_words_that_decided_are_shown_and_none_without_them():
    found = check(["您好。别家卡刷一笔先顶着。谢谢"], lang="en")
    assert len(found) == 1
    assert set(found["found"].iloc[0]) <= set("别家卡刷一笔先顶着。")
    assert check(["", "a", "。", "12345"]).empty


def test_a_house_may_do_without_the_model_or_ask_for_more(tmp_path):
    text = "别家卡刷一笔先顶着"
    policy = tmp_path / "wording_model.toml"
    head = '[[version]]\nrule = "H"\neffective = 2026-01-01\nsource = "s"\ntrust = "H"\nwords = "w"\nchecked = 2026-01-01\n'
    policy.write_text(head + "is_used = false\n", encoding="utf-8")
    assert check([text], house=tmp_path).empty
    policy.write_text(head + 'threshold = "99"\n', encoding="utf-8")
    assert check([text], house=tmp_path).empty


def test_it_is_public():
    import arrears as ar  # noqa: PLC0415  # what a notebook does

    assert ar.check_conduct(np.array(["滚蛋"], dtype=object))["topic"].tolist() == ["侮辱辱骂"]


def test_there_are_enough_samples():
    counts = SAMPLES["label"].value_counts()
    assert counts["polite"] >= 150
    assert counts["bad"] >= 100


@pytest.mark.parametrize("name", LISTS)
def test_every_list_finds_its_bad_examples_and_leaves_its_good_ones(name):
    record = Policies("cn").get(Conduct, DAY, name)
    audience = record.audiences[0]
    title = Policies("cn").title(name, "en")
    for text in record.bad:
        assert title in topics(text, audience), text
    for text in record.good:
        assert topics(text, audience) == [], text


@pytest.mark.parametrize(
    ("text", "audience", "topic"),
    [
        ("再不还就去你单位闹", "holder", "Threats"),
        ("再不还就去你 单*位 闹", "holder", "Threats"),
        ("四全家", "holder", "Threats"),
        ("你這個騙子", "holder", "Insults"),
        ("y o u   i d i o t", "holder", "Insults"),
        ("我是公安局的", "holder", "Impersonation of officials"),
        ("把你列入黑名单", "holder", "False credit consequences"),
        ("发到业主群", "holder", "Public exposure"),
        ("你去借呗借一点", "guarantor", "Urging new loans"),
        ("先转到我微信", "holder", "Extra fees and private accounts"),
        ("他的信用卡逾期了", "third_party", "The debt mentioned to a third party"),
        ("卡号6222021234567890", "third_party", "Full card and identity numbers"),
    ],
)
def test_each_kind_is_named(text, audience, topic):
    assert topic in topics(text, audience)


def test_the_debt_may_be_named_to_the_holder_and_not_to_others():
    texts = ["您的信用卡逾期了"] * 3
    assert set(check(texts, ["holder", "guarantor", "第三方"])["row"]) == {2}


def test_a_finding_gives_the_place_the_rule_and_the_remedy_in_both_languages():
    zh = check(["您好", "你这 骗 子！"]).iloc[0]
    en = check(["您好", "你这 骗 子！"], lang="en").iloc[0]
    assert list(check(["您好"]).columns) == [column.key for column in CONDUCT_COLUMNS]
    assert (zh.row, zh.start, zh.end, zh.found) == (1, 0, 6, "你这 骗 子")
    assert (zh.rule, zh.topic, zh["words"], zh.remedy) == ("CBA-5", "侮辱辱骂", "不得辱骂、侮辱", "只谈账户，不评价人")
    assert (en.topic, en["words"], en.remedy) == (
        "Insults",
        "no abusive or obscene words",
        "Speak of the account, not of the person",
    )
    assert zh.source.startswith("中国银行业协会")


def test_a_full_number_is_found_and_not_repeated():
    found = check(["卡号6222021234567890，证件11010519491231002X"])
    assert found["found"].tolist() == ["622202******7890", "1****************X"]


@pytest.mark.parametrize(
    "text", ["622202******7890", "1****************X", "案件编号2026112300012345", "13800138000", "尾号7890"]
)
def test_masked_numbers_case_numbers_and_phones_are_no_full_numbers(text):
    assert topics(text) == []


@pytest.mark.parametrize(("profile", "rule"), [("cn", "CBA-5"), ("us", "F-14-CONDUCT"), ("uk", "HOUSE-CONDUCT")])
def test_each_profile_cites_its_own_rule(profile, rule):
    assert check(["you idiot"], profile=profile)["rule"].tolist() == [rule]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_checks_conduct(profile):
    assert len(check(["you will be arrested today"], profile=profile)) >= 1


def test_findings_come_in_the_order_of_the_texts():
    found = check(["你这骗子，去你单位闹", "滚蛋"])
    assert found["row"].tolist() == [0, 0, 1]
    assert found["start"].is_monotonic_increasing or found["start"].tolist()[:2] == sorted(found["start"].tolist()[:2])


def test_empty_and_missing_texts_are_clean():
    assert check(["", None, np.nan]).empty
    assert check([]).empty


def test_a_house_may_add_a_list_of_its_own(tmp_path):
    (tmp_path / "conduct_pet_names.toml").write_text(HOUSE.format(pattern=r"\bduck\b"), encoding="utf-8")
    assert check(["Hello duck"], house=tmp_path)["rule"].tolist() == ["HOUSE-7"]
    assert check(["Hello duck"], house=tmp_path, as_of=date(2025, 12, 31)).empty
    assert check(["Hello duck"], "third_party", house=tmp_path).empty


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(duck", "is no regular expression"),
        ("duck[^a]", "reach over two texts; name the characters"),
        (r"duck\s", "reach over two texts"),
        ("d?", "finds nothing at all in every text"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_the_remedy(tmp_path, pattern, message):
    (tmp_path / "conduct_pet_names.toml").write_text(HOUSE.format(pattern=pattern), encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        check(["Hello duck"], house=tmp_path)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match=r"audience .*'boss'.* is none of holder, guarantor, third_party"):
        check(["您好"], "boss")
    with pytest.raises(ValueError, match="not int"):
        check([5])
    with pytest.raises(PolicyError, match="no profile"):
        check(["您好"], profile="mars")


def test_without_a_day_todays_policy_applies():
    assert len(check_conduct(np.array(["滚蛋"]))) == 1


@pytest.mark.parametrize("word", ["其他", "失业", "分期", "本金", "other", "note"])
def test_a_heading_or_a_choice_of_a_list_is_no_insult(word):
    assert check_conduct(np.array([word])).empty


@pytest.mark.parametrize("word", ["去死", "老赖", "人渣"])
def test_a_bad_word_alone_is_found_by_the_lists(word):
    assert not check_conduct(np.array([word])).empty
