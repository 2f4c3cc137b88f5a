"""What a collector writes as a time of day means one time, or is asked about."""

from datetime import date, datetime, time

import pytest

from arrears.returns.clocks import parse_moment

DAY = "2026-11-23"


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        pytest.param("9:05", 9, 5, id="a clock with minutes is taken as it stands"),
        pytest.param("21:05", 21, 5, id="in the evening too"),
        pytest.param("15点", 15, 0, id="an hour beyond noon needs no word"),
        pytest.param("15时30分", 15, 30, id="with the word for hours"),
        pytest.param("上午0点", 0, 0, id="the first hour of the morning"),
        pytest.param("上午11点半", 11, 30, id="half past the last hour of the morning"),
        pytest.param("早上4点", 4, 0, id="the earliest hour that is called early"),
        pytest.param("凌晨6点", 6, 0, id="the last hour before dawn"),
        pytest.param("中午11点", 11, 0, id="noon begins at eleven"),
        pytest.param("中午1点", 13, 0, id="noon's one is thirteen"),
        pytest.param("中午2点", 14, 0, id="noon ends at two"),
        pytest.param("下午12点", 12, 0, id="the afternoon begins at twelve"),
        pytest.param("下午7点", 19, 0, id="the afternoon ends at seven"),
        pytest.param("下午19点", 19, 0, id="said on a clock of 24 hours"),
        pytest.param("晚上5点", 17, 0, id="the evening begins at five"),
        pytest.param("晚上11点", 23, 0, id="the evening ends at eleven"),
        pytest.param("晚上8点整", 20, 0, id="eight sharp"),
        pytest.param("12:00 AM", 0, 0, id="twelve at night"),
        pytest.param("12:30 p.m.", 12, 30, id="half past noon"),
        pytest.param("11 pm", 23, 0, id="an hour with its half of the day"),
    ],
)
def test_a_time_that_can_be_read_in_one_way_is_read(written, hour, minute):
    moment = parse_moment(f"{DAY} {written}")
    assert (moment.day, moment.clock, moment.unclear) == (date(2026, 11, 23), time(hour, minute), False)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("3点", id="an hour that could be two"),
        pytest.param("12点", id="noon or midnight"),
        pytest.param("晚上4点", id="no evening begins at four"),
        pytest.param("晚上12点", id="which midnight"),
        pytest.param("早上3点", id="three is not early in the morning"),
        pytest.param("下午8点", id="eight is no afternoon"),
        pytest.param("13:30 AM", id="a thirteenth hour of the morning"),
        pytest.param("上午9点 PM", id="two words that contradict"),
        pytest.param("25:00", id="no such hour"),
        pytest.param("9:60", id="no such minute"),
    ],
)
def test_a_time_that_could_be_two_or_none_is_asked_about(written):
    moment = parse_moment(f"{DAY} {written}")
    assert moment.unclear
    assert moment.clock is None


def test_a_cell_of_time_is_rounded_to_the_second_that_the_sheet_shows():
    assert parse_moment(datetime.fromisoformat(f"{DAY}T09:04:59.7")).clock == time(9, 5)


def test_a_serial_number_holds_day_and_time_and_midnight_is_no_time():
    assert parse_moment(46349.5)[:2] == (date(2026, 11, 23), time(12))
    assert parse_moment(46349.0).clock is None
    assert parse_moment(datetime.fromisoformat(DAY)).clock is None
