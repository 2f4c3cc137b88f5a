from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from arrears.api.contacts import check_contacts
from arrears.errors import PolicyError
from arrears.tables.contacts import BREACH_COLUMNS

CASES = Path(__file__).parents[2] / "cases"
ZONES = {
    "cn": "Asia/Shanghai",
    "cn_online": "Asia/Shanghai",
    "us": "America/New_York",
    "uk": "Europe/London",
    "in": "Asia/Kolkata",
    "hk": "Asia/Hong_Kong",
}


def utc(local, zone="Asia/Shanghai"):
    return pd.Timestamp(local).tz_localize(zone).tz_convert("UTC")


def log(*rows, zone="Asia/Shanghai", **every):
    """Give a log of rows (local time, outcome, further columns), calls of case A unless told otherwise."""
    table = [
        {"case_id": "A", "channel": "call", "time_zone": zone, "outcome": outcome, "at": utc(local, zone)}
        | every
        | (dict(*more) if more else {})
        for local, outcome, *more in rows
    ]
    return pd.DataFrame(table)


def rules(table, profile="cn", **options):
    found = check_contacts(table, profile=profile, **options)
    return list(zip(found["row"], found["rule"], strict=True))


def calls(day, count, outcome="no_answer", **more):
    return [(f"{day} {9 + i:02d}:00", outcome, more) for i in range(count)]


@pytest.mark.parametrize("example", pd.read_csv(CASES / "contacts_reg_f.csv")["example"].unique())
def test_an_example_of_regulation_f_is_judged_as_its_commentary_says(example):
    cases = pd.read_csv(CASES / "contacts_reg_f.csv", dtype=str, keep_default_na=False)
    cases = cases[cases["example"] == example].reset_index(drop=True)
    outcome = cases["outcome"].str.partition("@")
    contacts = pd.DataFrame(
        {
            "case_id": cases["case_id"],
            "person": "consumer",
            "contact_point": outcome[2].where(outcome[2] != "", "right"),
            "channel": "call",
            "direction": cases["direction"],
            "outcome": outcome[0],
            "at": [utc(local, ZONES["us"]) for local in cases["local_time"]],
            "time_zone": ZONES["us"],
        }
    )
    expected = [(row, rule) for row, rule in enumerate(cases["expected_rule"]) if rule]
    assert rules(contacts, "us") == expected
    # The order in which rows stand does not matter.
    turned = check_contacts(contacts.iloc[::-1], profile="us")
    assert (
        sorted((len(cases) - 1 - row, rule) for row, rule in zip(turned["row"], turned["rule"], strict=True))
        == expected
    )


@pytest.mark.parametrize(
    ("profile", "permitted", "forbidden", "rule"),
    [
        ("cn", "08:00:00 21:59:59.999999", "07:59:59.999999 22:00:00 00:00:00 23:59:59", "CBA-1"),
        ("cn_online", "08:00:00 21:59:59.999999", "07:59:59.999999 22:00:00", "GBT-1"),
        ("us", "08:00:00 21:00:00", "07:59:59.999999 21:00:00.000001", "F-6"),
        ("in", "08:00:00 19:00:00", "07:59:59.999999 19:00:00.000001", "RBI-HOURS"),
        ("uk", "08:00:00 21:00:00", "07:59:59.999999 21:00:00.000001", "CONC-7.9"),
        ("hk", "08:00:00 21:00:00", "07:59:59.999999 21:00:00.000001", "HK-COBP"),
    ],
)
@pytest.mark.parametrize("channel", ["call", "sms", "email", "app", "visit"])
def test_hours_of_every_profile_hold_to_the_microsecond(profile, permitted, forbidden, rule, channel):
    clocks = permitted.split() + forbidden.split()
    entries = [(f"2026-11-23 {clock}", "busy", {"case_id": str(i)}) for i, clock in enumerate(clocks)]
    table = log(*entries, zone=ZONES[profile], channel=channel)
    expected = [(i, rule) for i in range(len(permitted.split()), len(clocks))]
    assert rules(table, profile) == expected


def test_letters_and_calls_from_the_debtor_know_no_hours():
    table = log(
        ("2026-11-23 23:00", "sent", {"channel": "letter"}), ("2026-11-23 23:00", "conversation", {"direction": "in"})
    )
    assert rules(table) == []


def test_hours_are_those_of_the_place_in_summer_and_winter_time():
    summer = pd.Timestamp("2026-07-01 12:30", tz="UTC")
    winter = pd.Timestamp("2026-12-01 12:30", tz="UTC")
    table = log(("2026-07-01 12:00", "busy"), ("2026-12-01 12:00", "busy"), zone=ZONES["us"]).assign(
        at=[summer, winter]
    )
    # 12:30 UTC is 08:30 in New York in summer, 07:30 in winter.
    assert rules(table, "us") == [(1, "F-6")]
    here = table.assign(time_zone=["America/Los_Angeles", "Asia/Shanghai"])
    assert rules(here, "us") == [(0, "F-6")]


def test_a_rule_applies_from_its_first_day_and_practice_before_it():
    # Until 2026-01-29 the house's own 21:00 applies, from 2026-01-30 the guideline's 22:00.
    table = log(("2026-01-29 21:30", "busy"), ("2026-01-30 21:30", "busy"))
    assert rules(table) == [(0, "HOUSE-HOURS")]


@pytest.mark.parametrize(("count", "expected"), [(6, []), (7, [(6, "CBA-2")]), (8, [(6, "CBA-2"), (7, "CBA-2")])])
def test_six_unanswered_calls_a_day_are_permitted_to_one_contact_point(count, expected):
    table = log(*calls("2026-11-23", count))
    assert rules(table, "cn") == expected
    assert rules(log(*calls("2026-11-23", count - 1), *calls("2026-11-24", 1))) == expected[:-1]


def test_another_contact_point_has_its_own_six():
    table = log(*calls("2026-11-23", 6, contact_point="1"), *calls("2026-11-23", 6, contact_point="2"))
    assert rules(table) == []
    assert rules(table.assign(contact_point="1"))[0][1] == "CBA-2"


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        ("no_answer", True),
        ("rejected", True),
        ("voicemail", True),
        ("dropped", True),
        ("busy", False),
        ("out_of_service", False),
        ("conversation", False),
    ],
)
def test_what_counts_as_an_unanswered_attempt(outcome, counts):
    table = log(*calls("2026-11-23", 6), ("2026-11-23 20:00", outcome), ("2026-11-23 20:30", "no_answer"))
    assert rules(table) == ([(6, "CBA-2"), (7, "CBA-2")] if counts else [(7, "CBA-2")])


def test_a_day_is_the_day_where_the_person_is():
    # 23 November 23:30 UTC is the 24th in Shanghai.
    at = pd.to_datetime(["2026-11-23T15:00Z"] + [f"2026-11-24T0{i}:00Z" for i in range(6)])
    table = pd.DataFrame(
        {"case_id": "A", "channel": "call", "outcome": "no_answer", "at": at, "time_zone": "Asia/Shanghai"}
    )
    assert [rule for _, rule in rules(table)] == ["CBA-1"]


@pytest.mark.parametrize(("count", "expected"), [(3, []), (4, [(3, "GBT-2")])])
def test_three_conversations_a_day_with_a_debtor_online(count, expected):
    table = log(*calls("2026-11-23", count, "conversation", person="p"))
    assert rules(table, "cn_online") == expected
    # The guideline of the banks' association states no number: the cap is the house's, and says so.
    assert rules(table, "cn") == [(row, "HOUSE-CONVERSATIONS") for row, _ in expected]
    over_two_cases = table.assign(case_id=[str(i) for i in range(count)])
    assert rules(over_two_cases, "cn_online") == expected
    assert rules(table.assign(direction="in"), "cn_online") == []


@pytest.mark.parametrize(("profile", "rule"), [("cn", "CBA-4"), ("cn_online", "GBT-3"), ("uk", "HOUSE-VISITS")])
def test_a_visit_is_made_by_two_and_once_a_day(profile, rule):
    visit = {"channel": "visit", "people": 1}
    table = log(("2026-11-23 10:00", "conversation", visit), zone=ZONES[profile])
    assert rules(table, profile) == [(0, rule)]
    assert rules(table.assign(people=2), profile) == []
    twice = log(("2026-11-23 10:00", "no_answer", visit), ("2026-11-23 18:00", "no_answer", visit), zone=ZONES[profile])
    assert rules(twice.assign(people=2), profile) == [(1, "GBT-3" if profile == "cn_online" else "HOUSE-VISITS")]
    assert rules(twice.assign(people=[2, None]), profile)[0][0] == 1


def relative(local, **more):
    return (
        local,
        "no_answer",
        {"counterparty": "third_party", "person": "sister", "purpose": "location", "contact_point": "s"} | more,
    )


HOLDER = {"contact_point": "h", "person": "holder", "purpose": "collection"}


THIRD = [
    ("cn", "CBA-3", "2026-11-23"),
    ("cn_online", "GBT-4", "2026-11-23"),
    ("cn_cfc", "GBT-4", "2026-11-23"),
    ("hk", "HOUSE-THIRD", "2026-12-07"),
]


@pytest.mark.parametrize(("profile", "rule", "monday"), THIRD)
def test_a_third_party_is_asked_only_when_the_holder_is_out_of_contact(profile, rule, monday):
    zone = ZONES.get(profile, "Asia/Shanghai")
    day = [str(np.datetime64(monday) + number) for number in range(5)]

    def found(*rows):
        return rules(log(*rows, zone=zone), profile)

    two, three = calls(day[0], 2, **HOLDER), calls(day[0], 3, **HOLDER)
    assert found(*three, relative(f"{day[0]} 20:59")) == [(3, rule)]
    assert found(*three, relative(f"{day[1]} 08:00")) == []
    assert found(*two, relative(f"{day[1]} 15:00")) == [(2, rule)]
    # Idle days are no days without an answer: somebody must have dialled on each.
    assert found(*two, relative(f"{day[4]} 15:00")) == [(2, rule)]
    daily = [row for one in day[:3] for row in calls(one, 1, **HOLDER)]
    assert found(*daily[:2], relative(f"{day[2]} 15:00")) == [(2, rule)]
    assert found(*daily, relative(f"{day[2]} 15:00")) == [(3, rule)]
    assert found(*daily, relative(f"{day[3]} 08:00")) == []
    invalid = (f"{day[0]} 09:00", "invalid_number", HOLDER)
    assert found(invalid, relative(f"{day[0]} 15:00")) == []
    talk = (f"{day[0]} 14:00", "conversation", HOLDER | {"direction": "in"})
    assert found(*three, talk, relative(f"{day[1]} 15:00")) == [(4, rule)]


def test_three_busy_tones_open_no_third_party():
    busy = calls("2026-11-23", 3, "busy", **HOLDER)
    assert rules(log(*busy, relative("2026-11-25 15:00"))) == [(3, "CBA-3")]


def test_a_spouse_with_household_debt_may_hear_of_it_but_only_when_the_holder_is_out_of_contact():
    spouse = {"counterparty": "related", "person": "spouse", "purpose": "collection", "mentions_debt": "是"}
    dials = calls("2026-11-23", 3, **(HOLDER | {"mentions_debt": "否"}))
    assert rules(log(*dials, relative("2026-11-24 15:00", **spouse))) == []
    assert rules(log(*dials, relative("2026-11-23 15:00", **spouse))) == [(3, "CBA-3")]
    for party in ("guarantor", "授权代理人"):
        assert rules(log(relative("2026-11-23 15:00", **(spouse | {"counterparty": party})))) == []


def test_who_offers_to_pay_may_be_spoken_to_from_then_on_and_nobody_else():
    dials = calls("2026-11-23", 3, **HOLDER)
    offer = ("2026-11-24 10:00", "offers_to_pay", relative("")[2])
    again = relative("2026-11-24 15:00", purpose="collection")
    brother = relative("2026-11-24 15:00", purpose="collection", person="brother", contact_point="b")
    assert rules(log(*dials, offer, again)) == []
    assert rules(log(*dials, offer, brother)) == [(4, "CBA-3")]
    assert rules(log(*dials, again)) == [(3, "CBA-3")]
    # Other countries' rules know no such exception.
    assert (1, "F-10") in rules(log(offer, again, zone=ZONES["us"]), "us")


def test_only_dials_to_the_holder_by_phone_make_him_out_of_contact():
    dials = calls("2026-11-23", 3, **HOLDER)
    asked = relative("2026-11-23 15:00")
    assert rules(log(*dials, asked).assign(channel=["sms"] * 3 + ["call"])) == [(3, "CBA-3")]
    assert rules(log(*dials, asked).assign(direction=["in"] * 3 + ["out"])) == [(3, "CBA-3")]
    assert rules(log(*dials, asked).assign(counterparty=["guarantor"] * 3 + ["third_party"])) == [(3, "CBA-3")]


def test_a_third_party_is_asked_for_contact_details_only_and_never_told_of_the_debt():
    dials = calls("2026-11-20", 3, **HOLDER)
    assert rules(log(*dials, relative("2026-11-23 15:00", purpose="collection"))) == [(3, "CBA-3")]
    assert rules(log(*dials, relative("2026-11-23 15:00", mentions_debt="是"))) == [(3, "CBA-3")]
    assert rules(log(*dials, relative("2026-11-23 15:00", mentions_debt="否"))) == []
    assert rules(log(*dials).assign(mentions_debt=True)) == []


def test_a_third_party_in_the_states_is_asked_once():
    once = log(relative("2026-04-01 10:00"), zone=ZONES["us"])
    assert rules(once, "us") == []
    twice = log(relative("2026-04-01 10:00"), relative("2026-06-01 10:00"), zone=ZONES["us"])
    assert rules(twice, "us") == [(1, "F-10")]
    assert rules(twice.assign(person=["sister", "brother"]), "us") == []
    assert rules(twice.assign(case_id=["A", "B"]), "us") == []
    nameless = twice.assign(person="")
    assert rules(nameless, "us") == [(1, "F-10")]
    assert rules(nameless.assign(contact_point=["1", "2"]), "us") == []


STOPPED = [
    ("cn", "complaint", "HOUSE-STOP-COMPLAINT"),
    ("cn", "dispute", "HOUSE-STOP-DISPUTE"),
    ("us", "dispute", "F-38"),
    ("cn", "vulnerable", "HOUSE-STOP-VULNERABLE"),
    ("cn", "deceased", "HOUSE-STOP-DECEASED"),
    ("cn", "bankrupt", "HOUSE-STOP-BANKRUPT"),
    ("cn", "do_not_call", "HOUSE-STOP-CALLS"),
    ("cn", "agreement", "CN-70c"),
    ("us", "agreement", "HOUSE-STOP-AGREEMENT"),
    ("uk", "breathing_space", "UK-BREATHING"),
]


@pytest.mark.parametrize(("profile", "state", "rule"), STOPPED)
def test_a_stop_holds_from_its_first_instant_to_its_end(profile, state, rule):
    zone = ZONES[profile]
    hours = [f"2026-03-0{day} 10:00" for day in (1, 2, 3, 4)]
    table = log(*[(hour, "busy") for hour in hours], zone=zone)
    states = pd.DataFrame(
        {"case_id": ["A"], "state": [state], "since": [utc(hours[1], zone)], "until": [utc(hours[3], zone)]}
    )
    assert rules(table, profile, states=states) == [(1, rule), (2, rule)]
    assert rules(table, profile, states=states.assign(until=None)) == [(1, rule), (2, rule), (3, rule)]
    assert rules(table, profile, states=states.assign(case_id="B")) == []
    assert rules(table.assign(direction="in"), profile, states=states) == []


def test_a_mental_health_crisis_moratorium_lasts_thirty_days_beyond_the_treatment():
    zone = ZONES["uk"]
    ended = pd.Timestamp("2026-04-01 10:00", tz=zone)
    hours = ["2026-03-20 10:00", "2026-05-01 09:59:59", "2026-05-01 10:00"]
    table = log(*[(hour, "busy") for hour in hours], zone=zone)
    states = pd.DataFrame(
        {"case_id": ["A"], "state": ["crisis_moratorium"], "since": ["2026-02-01"], "until": [ended.isoformat()]}
    )
    assert rules(table, "uk", states=states) == [(0, "UK-CRISIS"), (1, "UK-CRISIS")]
    # While the treatment goes on it has no end.
    assert len(rules(table, "uk", states=states.assign(until=None))) == 3


INFORMING = {"voice": "告知式", "person": "p"}


@pytest.mark.parametrize(
    ("outcome", "count", "expected"),
    [
        ("conversation", 3, []),
        ("conversation", 4, [(3, "GBT-2")]),
        ("dropped", 4, [(3, "GBT-2")]),
        ("no_answer", 5, []),
    ],
)
def test_informing_calls_have_a_cap_of_their_own_on_what_connects(outcome, count, expected):
    table = log(*calls("2026-11-23", count, outcome, **INFORMING))
    assert rules(table, "cn_online") == expected
    talks = calls("2026-11-23", 3, "conversation", voice="交互式", person="p")
    both = log(*calls("2026-11-23", 3, "conversation", **INFORMING), *talks)
    assert rules(both, "cn_online") == []


def test_the_fifth_dropped_call_of_a_day_is_a_finding_to_look_at():
    table = log(*calls("2026-11-23", 5, "dropped", person="p"))
    found = check_contacts(table, profile="cn_online")
    assert found[["row", "rule", "severity"]].to_numpy().tolist() == [[4, "HOUSE-DROPPED", "review"]]
    assert rules(table.iloc[:4], "cn_online") == []


def test_a_collector_names_himself_at_the_first_contact_with_each_person():
    table = log(
        ("2026-11-23 09:00", "no_answer"), ("2026-11-23 10:00", "conversation"), ("2026-11-23 11:00", "conversation")
    )
    assert rules(table.assign(introduced=["否", "否", "否"])) == [(1, "CBA-5")]
    assert rules(table.assign(introduced=["否", "是", "否"])) == []
    assert rules(table.assign(introduced="否", person=["a", "a", "b"])) == [(1, "CBA-5"), (2, "CBA-5")]


def test_breathing_space_ends_by_itself_after_sixty_days():
    zone = ZONES["uk"]
    table = log(("2026-04-30 09:59:59", "busy"), ("2026-04-30 10:00", "busy"), zone=zone)
    states = pd.DataFrame(
        {
            "case_id": ["A"],
            "state": ["breathing_space"],
            "since": [utc("2026-04-30 10:00", zone) - pd.Timedelta(days=60)],
        }
    )
    assert rules(table, "uk", states=states) == [(0, "UK-BREATHING")]


def test_under_an_agreement_reminders_may_go_out():
    table = log(("2026-03-02 10:00", "sent", {"channel": "sms"}))
    states = pd.DataFrame({"case_id": ["A"], "state": ["协议中"], "since": ["2026-03-01"]})
    assert rules(table.assign(purpose="reminder"), states=states) == []
    assert rules(table.assign(purpose="collection"), states=states) == [(0, "CN-70c")]


def test_an_opt_out_stops_its_channel_from_then_on():
    rows = [
        ("2026-03-02 10:00", "opt_out"),
        ("2026-03-02 11:00", "sent"),
        ("2026-03-02 12:00", "no_answer", {"channel": "call"}),
    ]
    table = log(*rows, channel="sms")
    assert rules(table) == [(1, "HOUSE-STOP-OPT-OUT")]
    states = pd.DataFrame({"person": ["p"], "state": ["opt_out"], "channel": ["call"], "since": ["2026-03-01"]})
    assert rules(table.iloc[1:].assign(person="p"), states=states) == [(1, "HOUSE-STOP-OPT-OUT")]


@pytest.mark.parametrize(("profile", "rule"), [("cn", "CBA-3"), ("cn_online", "GBT-4")])
def test_a_third_party_who_refuses_is_left_alone(profile, rule):
    dials = calls("2026-11-20", 3, **HOLDER)
    refuses = ("2026-11-23 15:00", "refused", relative("")[2])
    table = log(*dials, refuses, relative("2026-11-24 10:00"), relative("2026-11-24 10:00", person="brother"))
    assert rules(table, profile) == [(4, rule)]


def test_consent_lifts_hours_and_counts_while_it_lasts_and_only_where_the_law_says():
    table = log(("2026-11-23 22:30", "busy"), ("2026-11-25 22:30", "busy"))
    states = pd.DataFrame(
        {"case_id": ["A"], "state": ["consent_hours"], "since": [utc("2026-11-23")], "until": [utc("2026-11-25")]}
    )
    assert rules(table, states=states) == [(1, "CBA-1")]
    assert len(rules(log(*[("2026-11-23 22:30", "busy")], zone=ZONES["in"]), "in", states=states)) == 1
    many = log(*calls("2026-11-23", 8))
    assert rules(many, states=states.assign(state="consent_attempts")) == []
    assert len(rules(many, states=states)) == 2


def test_an_agreed_call_neither_counts_nor_breaks_the_pause():
    zone = ZONES["us"]
    table = log(
        ("2026-08-03 10:00", "conversation"),
        ("2026-08-04 10:00", "no_answer"),
        ("2026-08-06 10:00", "no_answer"),
        zone=zone,
    )
    states = pd.DataFrame(
        {
            "case_id": ["A"],
            "state": ["consent_attempts"],
            "since": [utc("2026-08-04", zone)],
            "until": [utc("2026-08-05", zone)],
        }
    )
    assert rules(table, "us", states=states) == [(2, "F-14")]


@pytest.mark.parametrize(("said", "expected"), [("yes", []), ("no", [(0, "F-6")]), ("", [(0, "F-6")])])
def test_an_electronic_message_in_the_states_offers_an_opt_out(said, expected):
    table = log(("2026-11-23 10:00", "sent"), zone=ZONES["us"], channel="sms", opt_out_offered=said)
    assert rules(table, "us") == expected
    assert rules(table.assign(channel="letter"), "us") == []
    assert rules(table.drop(columns="opt_out_offered"), "us") == []


@pytest.mark.parametrize(
    ("column", "channel"), [("recorded", "call"), ("id_shown", "visit"), ("entry_agreed", "visit")]
)
def test_calls_are_recorded_and_visitors_show_their_id_and_ask(column, channel):
    table = log(("2026-11-23 10:00", "conversation"), channel=channel).assign(**{column: ["否"]})
    assert rules(table) == [(0, "CBA-4")]
    assert rules(table.assign(**{column: ["是"]})) == []


def test_a_breach_says_what_happened_by_which_rule_in_both_languages():
    table = log(*calls("2026-11-23", 7, contact_id="c", collector="王", contact_point="13800138000"))
    zh = check_contacts(table).iloc[0]
    en = check_contacts(table, lang="en").iloc[0]
    assert list(check_contacts(table).columns) == [column.key for column in BREACH_COLUMNS]
    assert zh.happened == "1天内第7次，上限6次"
    assert en.happened == "number 7 within 1 day(s); 6 permitted"
    assert (zh.row, zh.contact_id, zh.case_id, zh.collector, zh.local_time) == (
        6,
        "c",
        "A",
        "王",
        "2026-11-23 15:00:00",
    )
    assert (zh.rule, zh.severity, zh.trust) == ("CBA-2", "breach", "S")
    assert "6次" in zh["words"]
    assert "unanswered" in en["words"]
    assert zh.source.startswith("中国银行业协会")
    assert "13800138000" not in " ".join(check_contacts(table).astype(str).to_numpy().ravel())


def test_a_pause_says_on_which_day_the_call_came():
    table = log(("2026-08-14 10:00", "conversation"), ("2026-08-20 10:00", "no_answer"), zone=ZONES["us"])
    assert check_contacts(table, profile="us").happened.tolist() == ["沟通后第7日再次致电，须满7日"]


def test_a_clean_log_gives_an_empty_table_with_the_columns():
    found = check_contacts(log(("2026-11-23 10:00", "conversation")))
    assert found.empty
    assert list(found.columns) == [column.key for column in BREACH_COLUMNS]


def test_headings_and_words_may_be_chinese():
    table = pd.DataFrame(
        {
            "案件编号": ["A"],
            "渠道": ["短信"],
            "联系结果": ["已发送"],
            "联系时间（UTC）": ["2026-11-23T14:00:00Z"],
            "时区": ["Asia/Shanghai"],
            "催收员": ["王"],
        }
    )
    assert check_contacts(table)[["rule", "collector", "happened"]].to_numpy().tolist() == [
        ["CBA-1", "王", "当地时间 2026-11-23 22:00:00 短信"]
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"time_zone": ""}, r"row 0: time_zone is empty"),
        ({"time_zone": None}, r"row 0: time_zone is empty"),
        ({"time_zone": "Mars/Base"}, r"no time zone 'Mars/Base'; give its IANA name, such as Asia/Shanghai"),
        ({"at": None}, r"row 0: at is empty"),
        ({"at": ""}, r"row 0: at is empty"),
        ({"at": "  "}, r"row 0: at is empty"),
        ({"at": "yesterday"}, r"at holds a value that is no date and time; write it as"),
        ({"channel": "telegraph"}, r"row 0: channel \('telegraph'\) is none of call, sms"),
        ({"outcome": "问13800138000"}, r"row 0: outcome \(12 characters\) is none of"),
        ({"recorded": "maybe"}, r"row 0: recorded \('maybe'\) is neither yes nor no"),
        ({"case_id": ""}, r"row 0: case_id is empty"),
        ({"people": "two"}, r"row 0: people \('two'\) is no number"),
        ({"at": 46349.5}, r"at holds numbers; turn them into dates"),
        ({"at": 46349}, r"at holds numbers; turn them into dates"),
        (
            {"entered_at": "2026-11-23T00:00:00Z"},
            r"row 0: entered_at is before the contact itself: the events are out of order",
        ),
    ],
)
def test_a_log_that_cannot_be_judged_is_refused_with_the_row(change, message):
    with pytest.raises(ValueError, match=message):
        check_contacts(log(("2026-11-23 10:00", "busy")).assign(**change))


def test_a_log_without_time_zones_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"no column time_zone; add it .*IANA"):
        check_contacts(log(("2026-11-23 10:00", "busy")).drop(columns="time_zone"))


def test_a_doubled_column_an_unknown_profile_and_an_unowned_state_are_refused():
    table = log(("2026-11-23 10:00", "busy"))
    with pytest.raises(ValueError, match="more than one column channel"):
        check_contacts(table.assign(渠道="电话"))
    with pytest.raises(PolicyError, match="no profile 'mars'"):
        check_contacts(table, profile="mars")
    with pytest.raises(ValueError, match="neither case_id nor person"):
        check_contacts(table, states=pd.DataFrame({"state": ["complaint"], "since": ["2026-01-01"]}))
    with pytest.raises(ValueError, match="no column since"):
        check_contacts(table, states=pd.DataFrame({"case_id": ["A"], "state": ["complaint"]}))


def test_entered_on_the_instant_is_in_order():
    table = log(("2026-11-23 10:00", "busy"))
    assert rules(table.assign(entered_at=table["at"])) == []
    assert rules(table.assign(entered_at=None)) == []
    assert rules(table.assign(entered_at="")) == []


def test_a_house_may_be_stricter(tmp_path):
    (tmp_path / "contact_frequency_attempts.toml").write_text(
        '[[version]]\nrule = "HOUSE-3"\neffective = 2026-06-01\nsource = "Circular"\ntrust = "H"\n'
        'words = "three"\nchecked = 2026-06-01\nmost = 3\n',
        encoding="utf-8",
    )
    table = log(*calls("2026-11-23", 4))
    assert rules(table, house=tmp_path) == [(3, "HOUSE-3")]
    assert rules(log(*calls("2026-05-31", 4)), house=tmp_path) == []
    (tmp_path / "contact_hours.toml").write_text(
        '[[version]]\nrule = "HOUSE-H"\neffective = 2026-06-01\nuntil = 2026-06-30\nsource = "Circular"\ntrust = "H"\n'
        'words = "evenings"\nchecked = 2026-06-01\nopens = 18:00:00\ncloses = 18:00:00\n',
        encoding="utf-8",
    )
    with pytest.raises(PolicyError, match="opens and closes must differ"):
        rules(table, house=tmp_path)


def test_a_house_window_of_hours_rolls(tmp_path):
    (tmp_path / "contact_frequency_rolling.toml").write_text(
        '[[version]]\nrule = "HOUSE-R"\neffective = 2026-01-01\nsource = "Circular"\ntrust = "H"\n'
        'words = "one in two hours"\nchecked = 2026-06-01\nmost = 1\nlength = 2\nunit = "hour"\n'
        'channels = ["call"]\ncounterparties = ["holder"]\noutcomes = ["no_answer"]\nper = ["case_id"]\n'
        "wrong_numbers_count = true\nconsent_lifts = false\n",
        encoding="utf-8",
    )
    table = log(
        ("2026-11-23 10:00", "no_answer"), ("2026-11-23 11:59:59", "no_answer"), ("2026-11-23 13:59:59", "no_answer")
    )
    assert rules(table, house=tmp_path) == [(1, "HOUSE-R")]


def test_a_hundred_thousand_contacts_are_checked_without_a_loop_over_rows():
    n = 100_000
    at = pd.Timestamp("2026-03-01", tz="UTC") + pd.to_timedelta(np.arange(n), unit="min")
    table = pd.DataFrame(
        {
            "case_id": np.arange(n) % 997,
            "channel": "call",
            "outcome": "no_answer",
            "at": at,
            "time_zone": "Asia/Shanghai",
        }
    )
    night = at.tz_convert("Asia/Shanghai").hour
    assert len(check_contacts(table)) == int(((night < 8) | (night >= 22)).sum())
    assert date(2026, 3, 1) <= at[-1].date()
