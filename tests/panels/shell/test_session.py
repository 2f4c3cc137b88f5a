import logging
from datetime import date

import pytest
from waiting import PATIENCE

from arrears.errors import ArrearsError
from arrears.panels.shell.background import CancelledError, Job
from arrears.panels.shell.notices import explain
from arrears.panels.shell.session import Session
from arrears.store.log.opening import VERSION_TABLE
from arrears.store.records import Payment


def paid(key, case="AJ2611-000001"):
    return Payment(case_id=case, happened_at="2026-11-20T10:00+08:00", actor="bank", key=key, amount_fen=1)


def test_a_store_that_is_not_named_is_told_with_the_command_that_names_it():
    with pytest.raises(ArrearsError, match="arrears dashboard --store"):
        Session.from_environment({})


def test_a_store_that_is_not_there_is_never_made(tmp_path):
    with pytest.raises(ArrearsError):
        Session.from_environment({"ARREARS_STORE": f"sqlite:///{tmp_path / 'none.db'}"})
    assert not list(tmp_path.iterdir())


def test_a_day_that_is_none_is_told(demo_store, tmp_path):
    named = {"ARREARS_STORE": f"sqlite:///{tmp_path / 'demo.db'}", "ARREARS_AS_OF": "31.1.2026"}
    with pytest.raises(ArrearsError, match=r"2026-11-23"):
        Session.from_environment(named)


def test_the_environment_says_who_it_is_which_day_and_which_language(demo_store, tmp_path):
    named = {
        "ARREARS_STORE": f"sqlite:///{tmp_path / 'demo.db'}", "ARREARS_AS_OF": "2026-11-23", "ARREARS_ACTOR": "zhao",
        "ARREARS_LANG": "en_GB.UTF-8",
    }  # fmt: skip
    session = Session.from_environment(named)
    assert (session.actor, session.today, session.lang) == ("zhao", date(2026, 11, 23), "en")
    session.store.close()


def test_a_hub_says_who_it_is_where_nobody_else_does(demo_store, tmp_path):
    session = Session.from_environment(
        {"ARREARS_STORE": f"sqlite:///{tmp_path / 'demo.db'}", "JUPYTERHUB_USER": "qian"}
    )
    assert session.actor == "qian"
    session.store.close()


def test_a_store_of_a_newer_version_is_told_in_words(demo_store, tmp_path):
    with demo_store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608  # a name of our own
    with pytest.raises(ArrearsError, match="newer"):
        Session.from_environment({"ARREARS_STORE": f"sqlite:///{tmp_path / 'demo.db'}"})


def test_an_empty_store_says_how_to_put_cases_in(empty_store):
    with pytest.raises(ArrearsError, match="arrears daily") as refused:
        Session(empty_store, "zhao").cases()
    assert "请先运行" in refused.value.zh


def test_what_is_read_is_read_once_for_each_head(demo_store):
    session, calls = Session(demo_store, "zhao"), []

    def read(store):
        calls.append(store.head().count)
        return len(calls)

    assert [session.at_head("x", read), session.at_head("x", read)] == [1, 1]
    demo_store.append([paid("p1"), paid("p2")])
    assert session.at_head("x", read) == 1  # what is on the screen stays as it was until it is refreshed
    assert session.refresh() == 2
    assert session.at_head("x", read) == 2
    assert session.refresh() == 0


def test_cases_are_masked(demo_store):
    cases = Session(demo_store, "zhao", as_of=date(2026, 11, 23)).cases()
    assert cases["customer_name"].str.contains("*", regex=False).all()
    assert cases["phone"].dropna().str.contains("*", regex=False).all()


def test_an_error_that_people_can_put_right_is_told_in_their_language():
    notice = explain(ArrearsError("give a file", "请提供文件"))
    assert (notice.text("zh"), notice.text("en"), notice.level) == ("请提供文件", "give a file", "error")


def test_an_error_of_ours_shows_a_reference_and_nobodys_data(caplog):
    with caplog.at_level(logging.ERROR, logger="arrears.panels"):
        try:
            {}["13800138000"]
        except KeyError as error:
            notice = explain(error)
    (record,) = caplog.records
    reference = record.getMessage().split()[1].rstrip(":")
    assert reference in notice.zh
    assert reference in notice.en
    assert "KeyError" in record.getMessage()
    assert "test_session.py" in record.getMessage()
    assert "13800138000" not in notice.zh + notice.en + record.getMessage()


def test_long_work_hands_over_its_result():
    assert Job(lambda job: (job.step(0.5, "", ""), 7)[1]).wait(PATIENCE) == 7


def test_long_work_ends_at_the_step_after_it_was_cancelled():
    done = []

    def work(job):
        job.cancel()
        job.step(0.5, "", "")
        done.append("went on")

    job = Job(work)
    with pytest.raises(CancelledError):
        job.wait(PATIENCE)
    assert done == []
    assert job.cancelled


def test_a_result_that_comes_after_cancelling_is_not_taken():
    job = Job(lambda job: job.cancel())
    with pytest.raises(CancelledError):
        job.wait(PATIENCE)


def test_long_work_hands_over_its_error():
    job = Job(lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        job.wait(PATIENCE)
    assert isinstance(job.error, ZeroDivisionError)
