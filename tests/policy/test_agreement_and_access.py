from datetime import date

import pytest

from arrears.errors import PolicyError
from arrears.policy import Policies
from arrears.policy.records import Access, AgreementConsent, AgreementContents, AgreementTerms

ON = date(2026, 11, 23)
HEAD = (
    '[[version]]\nrule = "H-1"\neffective = 2020-01-01\nsource = "s"\ntrust = "H"\nwords = "w"\nchecked = 2026-01-01\n'
)


def test_the_law_of_agreements_is_in_force_from_its_first_day_and_practice_before():
    first = date(2011, 1, 13)
    for record, rule in ((AgreementTerms, "CN-70a"), (AgreementContents, "CN-70b"), (AgreementConsent, "CN-70c")):
        assert Policies("cn").get(record, first).rule == rule
        assert Policies("cn").get(record, date(2011, 1, 12)).rule.startswith("HOUSE-")
        assert Policies("us").get(record, ON).rule.startswith("HOUSE-")


def test_an_oral_consent_has_a_recording_and_every_way_has_evidence():
    ways = {way.key: way.evidence for way in Policies("cn").get(AgreementConsent, ON).ways}
    assert ways == {"written": "document", "electronic": "document", "oral": "recording"}


@pytest.mark.parametrize(
    ("record", "lines", "message"),
    [
        (
            AgreementContents,
            'contents = [{key = "a", kind = "text", zh = "", en = ""}, {key = "a", kind = "text", zh = "", en = ""}]',
            "a content stands once; more than once: a",
        ),
        (AgreementContents, "contents = []", "at least 1"),
        (AgreementTerms, "capacity_months = 0", "capacity_months"),
        (AgreementTerms, "most_days_to_first_due = 0", "most_days_to_first_due"),
        (
            Access,
            (
                'roles = [{key = "a", zh = "", en = "", cases = "own", full = true, exports = true, records = []},'
                ' {key = "a", zh = "", en = "", cases = "own", full = true, exports = true, records = []}]'
            ),
            "each role stands once; they are a, a",
        ),
        (Access, "least_reason = 0", "least_reason"),
    ],
)
def test_a_house_policy_that_makes_no_sense_is_refused(tmp_path, record, lines, message):
    (tmp_path / f"{record.file}.toml").write_text(f"{HEAD}{lines}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        Policies("cn", tmp_path).get(record, ON)
