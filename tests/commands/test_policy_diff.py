"""``arrears policy diff``, ``unchecked`` and ``checked``, through commands and files alone."""

import re
from datetime import date

import pandas as pd
import pytest

from arrears.commands import run
from arrears.policy import PROFILES, Policies
from arrears.policy.checking import rules_to_check
from arrears.policy.compare import compare
from arrears.store import open_store
from arrears.store.records import Contact
from arrears.store.secrets.keys import Keys, new_key

TODAY = "2026-11-28"
BUCKETS = """
title = "Our buckets"
[[version]]
rule = "OURS-1"
effective = 2026-01-01
source = "circular 1"
trust = "H"
words = "the last bucket is called M6+"
checked = 2026-01-01
labels = ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M6+"]
"""


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("ARREARS_HOUSE", raising=False)


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "buckets.toml").write_text(BUCKETS, encoding="utf-8")
    return folder


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "cases.csv"
    pd.DataFrame(
        {
            "案件编号": ["A1", "A2", "A3"],
            "到期还款日": ["2026-01-10", "2026-10-10", "2022-01-10"],
            "逾期本金": ["1000", "2000", "3000"],
        }
    ).to_csv(path, index=False, encoding="utf-8-sig")
    return path


def told(capsys, *words, code=0):
    assert run(["policy", *words]) == code
    out = capsys.readouterr()
    return out.out + out.err


def test_two_days_are_compared_in_words_with_sources(capsys):
    shown = told(capsys, "diff", "--from", "2026-07-31", "--to", "2026-08-01")
    assert "CN-26-2" in shown
    assert "金规〔2026〕2号" in shown
    assert "转引" in shown
    assert "CN-57" not in shown
    english = told(capsys, "diff", "--from", "2026-01-29", "--to", "2026-01-30", "--lang", "en")
    assert "CBA-1" in english
    assert "no_answer" not in english
    assert "closes: 21:00:00 → 22:00:00" in english


def test_days_without_a_change_are_one_sentence(capsys):
    assert told(capsys, "diff", "--from", "2026-04-02", "--to", "2026-04-03").strip().endswith("规则没有变化。")


def test_a_comparison_needs_two_sides_and_one_source(capsys, book):
    assert "--from" in told(capsys, "diff", code=2)
    both = told(capsys, "diff", str(book), "--store", "x.db", "--from", "2026-01-01", code=2)
    assert "只能给一个" in both


def test_a_house_is_compared_with_what_is_shipped_and_applied_to_my_cases(capsys, house, book):
    shown = told(capsys, "diff", str(book), "--house", str(house), "--to", TODAY, "--lang", "en")
    assert "OURS-1" in shown
    assert "circular 1" in shown
    assert re.search(r"bucket: M7\+ → M6\+, 2 cases \(such as A1, A3\)", shown)
    assert "A2" not in shown


def test_classes_of_two_days_differ_where_the_scale_changed(capsys, book):
    shown = told(capsys, "diff", str(book), "--from", "2023-07-01", "--to", TODAY, "--lang", "en")
    assert "loan class" not in shown
    before = told(capsys, "diff", str(book), "--from", "2023-06-30", "--to", TODAY, "--lang", "en")
    # 322 days are a loss by the scale of 2011, doubtful by that of 2023.
    assert "loan class: loss → doubtful, 1 cases (such as A1)" in before


def test_cases_are_looked_at_as_of_each_of_the_two_days_and_not_as_of_today(capsys, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("案件编号,到期还款日,逾期本金\nA1,2023-01-01,1000\nA2,2023-03-02,1000\n", "utf-8-sig")
    shown = told(capsys, "diff", str(path), "--from", "2023-06-30", "--to", "2023-07-01", "--lang", "en")
    first, second = shown.partition("(2023-06-30)")[2].split("(2023-07-01)")
    # 180 and 120 days are doubtful and substandard by the scale of 2011; a day later they are a loss and doubtful.
    assert "loan class: doubtful → substandard, 1 cases (such as A1)" in first
    assert "loan class: loss → substandard, 1 cases (such as A1)" in second
    assert "loan class: doubtful → substandard, 1 cases (such as A2)" in second


def test_yesterdays_reading_is_compared_with_todays(capsys):
    shown = told(capsys, "diff", "--read-on", "2026-11-27", "--to", TODAY, "--profile", "cn_online")
    for rule in ("GBT-2", "GBT-3", "GBT-4", "GBT-5", "HOUSE-DROPPED"):
        assert rule in shown
    assert "年数：5 → 2" in shown


def call(key, local, outcome="conversation", **more):
    at = pd.Timestamp(local, tz="Asia/Shanghai").to_pydatetime()
    fields = {"channel": "call", "outcome": outcome, "recorded": True} | more
    return Contact(key=key, case_id="A1", actor="王芳", happened_at=at, **fields)


def test_a_store_tells_which_contacts_and_records_the_new_rules_touch(capsys, tmp_path, monkeypatch):
    key = new_key()
    monkeypatch.setenv("ARREARS_KEY", key)
    path = tmp_path / "book.db"
    with open_store(path, keys=lambda: Keys(key)) as store:
        store.append([call(f"c{hour}", f"2026-11-20 {hour:02d}:00") for hour in range(9, 13)])
    shown = told(capsys, "diff", "--store", str(path), "--from", "2026-01-29", "--to", TODAY, "--lang", "en")
    assert (
        "1 would have been breaches or to be reviewed by the new rules (HOUSE-CONVERSATIONS × 1), such as in cases A1"
        in shown
    )
    assert "(2026-01-29)\n  There was no case on that day" in shown
    online = told(
        capsys,
        "diff",
        "--store",
        str(path),
        "--read-on",
        "2026-11-27",
        "--to",
        TODAY,
        "--profile",
        "cn_online",
        "--lang",
        "en",
    )
    assert re.search(r"-3 years \(GBT-3 → \S+\): 1 cases", online)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_comparison_says_is_what_the_records_say(profile):
    policies, before, after = Policies(profile), date(2021, 1, 1), date(2026, 11, 28)
    changes = {change.name: change for change in compare(policies, before, policies, after)}
    old, new = (dict(policies.records(day)) for day in (before, after))
    for name in {*old, *new}:
        if name.startswith("watch"):
            continue
        sides = [side.get(name) for side in (old, new)]
        plain = [
            side and side.model_dump(exclude={"effective", "until", "lowest", "overlays", "checked"}) for side in sides
        ]
        assert (name in changes) >= (
            plain[0] != plain[1]
            and any(plain[0][key] != plain[1][key] for key in plain[0] if key not in {"source_zh", "words_zh", "link"})
            if all(plain)
            else True
        ), name


def test_the_rules_that_are_quoted_or_from_memory_are_listed_with_text_reviewer_and_day(capsys):
    shown = told(capsys, "unchecked", "--on", TODAY)
    for word in ("CBA-3", "法务", "2027-02-26", "未核对", "凭记忆"):
        assert word in shown
    assert "HOUSE-" not in shown
    assert "CRIM" not in shown
    late = told(capsys, "unchecked", "--on", "2027-06-30", "--lang", "en", code=1)
    assert "overdue" in late


@pytest.mark.parametrize("profile", PROFILES)
def test_every_such_rule_has_a_page(capsys, profile):
    for row in rules_to_check(Policies(profile), date(2026, 11, 28)):
        shown = told(
            capsys, "unchecked", f"{row.layer}/{row.name}", "--profile", profile, "--on", TODAY, "--lang", "en"
        )
        assert row.version["words"] in shown
        assert row.version["source"] in shown
        assert f"arrears policy checked {row.layer}/{row.name}" in shown


def test_a_checked_rule_is_recorded_in_the_house_folder_and_leaves_the_list(capsys, house):
    at = ["--house", str(house), "--lang", "en"]
    said = told(capsys, "checked", "cn/contact_hours", "--by", "李律师", "--against", "指引第九条", "--on", TODAY, *at)
    assert "李律师" in said
    assert "contact_hours" not in told(capsys, "unchecked", "--on", TODAY, *at)
    page = told(capsys, "unchecked", "contact_hours", "--on", TODAY, *at)
    assert "checked by 李律师 on 2026-11-28: it agrees (指引第九条)" in page
    # The house's rules are still read as before.
    assert "OURS-1" in told(capsys, "show", "buckets", "--on", TODAY, *at)
    differs = told(capsys, "checked", "CBA-2", "--by", "李律师", "--against", "第十条", "--differs", "--on", TODAY, *at)
    assert "recorded" in differs
    assert "found on 2026-11-28 that the text differs" in told(capsys, "unchecked", "CBA-2", "--on", TODAY, *at)


def test_a_check_says_nothing_of_a_later_wording(house):
    policies = Policies("cn", house)
    (house / "contact_hours.toml").write_text(
        '[[version]]\nrule = "OURS"\neffective = 2026-01-01\nsource = "s"\ntrust = "S"\nwords = "w"\nchecked = 2026-11-01\n',
        encoding="utf-8",
    )
    assert run(["policy", "checked", "house/contact_hours", "--by", "a", "--against", "b", "--house", str(house)]) == 0

    def is_open():
        return next(row for row in rules_to_check(policies, date(2026, 11, 28)) if row.layer == "house").is_open

    assert not is_open()
    file = house / "contact_hours.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('words = "w"', 'words = "other"'), encoding="utf-8")
    assert is_open()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["checked", "CBA-1", "--by", "a", "--against", "b"], "--house"),
        (["checked", "no-such", "--by", "a", "--against", "b", "--house", "HOUSE"], "policy unchecked"),
        (["checked", "CBA-1", "--by", " ", "--against", "b", "--house", "HOUSE"], "--by"),
        (["checked", "CBA-1", "--by", "a", "--against", "b", "--on", "2999-01-01", "--house", "HOUSE"], "future"),
        (["unchecked", "no-such"], "policy unchecked"),
    ],
)
def test_a_check_that_cannot_be_recorded_is_refused_in_one_line(capsys, house, words, says):
    line = told(capsys, *[str(house) if word == "HOUSE" else word for word in words], "--lang", "en", code=2)
    assert says in line
    assert line.count("\n") == 1


def test_a_record_of_checks_that_somebody_broke_is_named(capsys, house):
    (house / "checked.toml").write_text("[[checked]]\npolicy = 1\n", encoding="utf-8")
    line = told(capsys, "unchecked", "--house", str(house), "--lang", "en", code=2)
    assert "checked.toml: entry 1 lacks policy" in line


def test_days_that_run_backwards_are_refused_and_not_told_as_no_change(capsys):
    assert "2026-08-02" in told(capsys, "diff", "--from", "2026-08-02", "--to", "2026-08-01", code=2)


def test_a_chinese_comparison_says_no_key_of_a_file(capsys):
    shown = told(capsys, "diff", "--from", "2026-07-31", "--to", "2026-08-01")
    assert "签订贷款合同; 办理分期" in shown
    assert not re.findall("[a-z]{3,}", shown.replace("`arrears policy show CN-26-2`", "").replace("--store", ""))
