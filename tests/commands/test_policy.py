from datetime import date

import pytest

from arrears.commands import run
from arrears.policy import Policies


def test_list_names_every_rule_with_source_and_trust_and_calls_for_counsel(capsys):
    assert run(["policy", "list", "--on", "2026-11-23"]) == 0
    shown = capsys.readouterr().out
    for text in ("M-ST", "CN-57", "CN-2023", "法务核对"):
        assert text in shown


@pytest.mark.parametrize("name", ["CN-57", "cn-57"])
def test_a_rule_is_found_by_its_id_in_any_case(name, capsys):
    assert run(["policy", "show", name, "--on", "2026-11-23", "--lang", "en"]) == 0
    assert "in force from" in capsys.readouterr().out


def test_show_gives_the_values_the_words_and_what_a_house_changed(tmp_path, capsys):
    (tmp_path / "buckets.toml").write_text(
        '[[version]]\nrule = "OURS-1"\neffective = 2026-01-01\nsource = "circular 1"\ntrust = "H"\n'
        'words = "M6+"\nchecked = 2026-01-01\nlabels = ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M6+"]\n',
        encoding="utf-8",
    )
    assert run(["policy", "show", "buckets", "--on", "2026-11-23", "--house", str(tmp_path), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "M6; M6+" in shown
    assert "changed by: OURS-1" in shown


def test_the_version_of_a_past_day_is_shown(capsys):
    run(["policy", "show", "loan_class", "--on", "2023-06-30", "--lang", "en"])
    assert "its first day is 2023-07-01" in capsys.readouterr().err
    assert run(["policy", "show", "loan_class", "--on", "2023-07-01", "--lang", "en"]) == 0


def test_an_unknown_rule_gives_one_line_and_code_2(capsys):
    assert run(["policy", "show", "no-such-rule", "--lang", "en"]) == 2
    assert "arrears policy list" in capsys.readouterr().err


def test_a_day_before_every_rule_is_a_sentence_not_an_empty_table(capsys):
    assert run(["policy", "list", "--on", "1990-01-01", "--lang", "en"]) == 0
    assert "No rule is in force on 1990-01-01." in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_is_shown_without_a_programs_structure(capsys, lang):
    policies = Policies("cn")
    for name in sorted({name for name, _ in policies.records(date(2026, 11, 23))}):
        assert run(["policy", "show", name, "--on", "2026-11-23", "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert not [
        sign for sign in ("{'", "('", "Fraction(", "action_zh" if lang == "en" else "words_en:") if sign in shown
    ]
    assert "被覆盖" not in shown


def test_a_title_that_looks_like_markup_is_shown_as_it_is(tmp_path, capsys):
    (tmp_path / "buckets.toml").write_text(
        'title = "[/b] buckets"\nunit = "days"\n[[version]]\nrule = "OURS-1"\neffective = 2026-01-01\nsource = "circular 1"\n'
        'trust = "H"\nwords = "M6+"\nchecked = 2026-01-01\nlabels = ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M6+"]\n',
        encoding="utf-8",
    )
    house = ["--on", "2026-11-23", "--house", str(tmp_path), "--lang", "en"]
    assert run(["policy", "show", "buckets", *house]) == 0
    assert "[/b] buckets" in capsys.readouterr().out
    assert run(["policy", "list", *house]) == 0
