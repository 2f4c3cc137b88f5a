"""The add-in's end of the worker process, without LibreOffice: deaths, strangers, silence and wrong secrets."""

import os
import signal
import socket
import sys
import threading
from importlib.metadata import version
from types import SimpleNamespace

import psutil
import pytest
from waiting import PATIENCE, until

from xl_addin.hosts.calc import worker
from xl_addin.hosts.calc.inside import answers as answers_module
from xl_addin.hosts.calc.inside import client as client_module
from xl_addin.hosts.calc.inside import formulas as formulas_module
from xl_addin.hosts.calc.inside.answers import Answers
from xl_addin.hosts.calc.inside.cells import ERRORS, VALUE, as_rows
from xl_addin.hosts.calc.inside.client import Client, WorkerError
from xl_addin.hosts.calc.inside.columns import packed, unpacked
from xl_addin.hosts.calc.inside.formulas import Called
from xl_addin.hosts.calc.inside.wire import Wire
from xl_addin.registry import FUNCTIONS

HERE = {"python": sys.executable, "version": version("arrears")}
CALL = ("AR_DPD", [46032.0, 46053.0])
TWENTY_ONE = {"rows": [[21.0]], "errors": False}


@pytest.fixture(scope="module")
def running():
    client = Client(HERE)
    yield client
    client.end()


def pid(client):
    return client._process.pid


def test_a_function_is_answered(running):
    assert running.call(*CALL) == TWENTY_ONE


def test_a_worker_that_died_is_started_again_and_the_call_answered(running):
    running.call(*CALL)
    os.kill(pid(running), signal.SIGKILL)
    assert running.call(*CALL) == TWENTY_ONE


def test_a_worker_that_dies_in_every_call_is_told_after_two_tries(running, monkeypatch):
    asked = []

    def dies(wire, message):
        asked.append(message)
        raise ConnectionResetError

    monkeypatch.setattr(Wire, "receive", lambda *_, **__: {"version": version("arrears")})
    running.end()
    sent = Wire.send
    monkeypatch.setattr(
        Wire, "send", lambda wire, message: dies(wire, message) if "call" in message else sent(wire, message)
    )
    with pytest.raises(WorkerError, match="ended unexpectedly"):
        running.call(*CALL)
    assert len(asked) == 2
    running.end()


def test_a_macro_is_never_run_twice(running, monkeypatch):
    running.call(*CALL)
    asked = []

    def dies(_, message):
        asked.append(message)
        raise ConnectionResetError

    monkeypatch.setattr(Wire, "send", dies)
    with pytest.raises(WorkerError):
        running.run("stage_cases", {}, {})
    assert len(asked) == 1


def test_a_worker_that_died_between_two_calls_is_started_again_for_a_macro_too(running):
    running.call(*CALL)
    os.kill(pid(running), signal.SIGKILL)
    until(lambda: running._process.poll() is not None, "the killed worker has ended")
    cases = [["case id", "due date", "principal"], ["A1", 46053.0, 1000.0]]
    snapshot = {"path": None, "sheets": [{"name": "Cases", "values": cases}], "selection": None}
    assert "actions" in running.run("stage_cases", snapshot, {})


def test_a_call_that_takes_too_long_ends_the_worker(running, monkeypatch):
    running.call(*CALL)
    monkeypatch.setattr(client_module, "ANSWERS", 0.0)
    with pytest.raises(WorkerError, match="too long"):
        running.call(*CALL)
    assert running._process is None


def test_the_worker_ends_when_its_stdin_ends(running):
    running.call(*CALL)
    process = psutil.Process(pid(running))
    running._process.stdin.close()
    process.wait(PATIENCE)
    running.end()


def test_a_bad_call_is_told_by_its_kind_alone_and_the_worker_lives(running):
    assert running.call("AR_NONE", []) == {"failed": "KeyError"}
    assert running.call(*CALL) == TWENTY_ONE


@pytest.mark.parametrize(
    ("python", "says"),
    [
        pytest.param("/nowhere/python", "is not there", id="environment missing"),
        pytest.param("/usr/bin/false", "has no arrears", id="a program that ends at once"),
    ],
)
def test_an_environment_that_does_not_work_is_named_and_not_tried_for_every_cell(python, says, monkeypatch):
    client = Client({**HERE, "python": python})
    with pytest.raises(WorkerError, match=says):
        client.call(*CALL)
    monkeypatch.setattr(client_module, "_process", lambda *_: pytest.fail("it was started again at once"))
    with pytest.raises(WorkerError, match=says):
        client.call(*CALL)


def test_an_old_add_in_is_told_both_versions():
    client = Client({**HERE, "version": "0.0.1"})
    with pytest.raises(WorkerError, match=r"0\.0\.1.*arrears calc install") as told:
        client.call(*CALL)
    assert "0.0.1" in told.value.zh
    assert client._process is None


def test_a_wrong_secret_gets_no_answer_and_a_right_one_does(monkeypatch):
    monkeypatch.setattr(client_module.secrets, "token_hex", lambda _: "right")
    client = Client(HERE)
    send = Wire.send
    monkeypatch.setattr(
        Wire, "send", lambda wire, message: send(wire, {"secret": "wrong"} if "secret" in message else message)
    )
    with pytest.raises(WorkerError, match="wrong secret"):
        client.call(*CALL)


@pytest.mark.parametrize(
    "greeting",
    [{"secret": "x"}, {"secret": None}, {}, ["secret"], "secret", {"call": "AR_DPD", "arguments": [1, 2]}],
    ids=["wrong", "none", "empty", "a list", "a text", "a call"],
)
def test_a_stranger_is_served_nothing(greeting):
    ours, theirs = socket.socketpair(socket.AF_INET) if os.name == "nt" else connected()
    stranger = Wire(theirs)
    stranger.send(greeting)
    worker.serve(ours, "s" * 64)
    with pytest.raises(ConnectionError):
        stranger.receive(PATIENCE)
    stranger.close()


def test_a_stranger_that_announces_gigabytes_is_cut_off():
    ours, theirs = connected()
    theirs.sendall(b"\xff\xff\xff\xff")
    worker.serve(ours, "s" * 64)
    assert theirs.recv(10) == b""
    theirs.close()


def test_a_connection_that_is_idle_for_long_is_still_served(monkeypatch):
    ours, theirs = connected()
    thread = threading.Thread(target=worker.serve, args=(ours, "right"))
    thread.start()
    wire = Wire(theirs)
    wire.send({"secret": "right"})
    assert wire.receive(PATIENCE) == {"version": version("arrears")}
    until(lambda: ours.gettimeout() is None, "after the greeting there is no limit any more")
    wire.send({"call": CALL[0], "arguments": CALL[1]})
    assert wire.receive(PATIENCE) == TWENTY_ONE
    wire.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def connected():
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
    return ours, theirs


def test_long_messages_and_several_at_once_arrive_whole():
    ours, theirs = connected()
    one, other = Wire(ours), Wire(theirs)
    messages = [{"n": number, "rows": [["逾期", 1.5]] * 2_000 * number} for number in range(3)]
    for message in messages[:2]:
        one.send(message)
    assert [other.receive(PATIENCE), other.receive(PATIENCE)] == messages[:2]
    one.close()
    other.close()


class Book:
    """A workbook without formulas."""

    Sheets = ()


DPD = {"ardpd": {"name": "AR_DPD", "numeric": []}}


def test_the_same_single_cells_are_asked_once_in_a_moment_and_in_each_workbook():
    asked = []

    def ask(request):
        asked.append(request)
        return {"rows": [[1.0]], "errors": False}

    answers, book = Answers(ask, DPD, "X."), Book()
    for _ in range(3):
        answers.get("ardpd", (1.0, 2.0), book, None)
        answers.get("ardpd", (((1.0,),), 2.0), book, None)
    assert len(asked) == 4
    answers.get("ardpd", (1.0, 2.0), Book(), None)
    assert len(asked) == 5
    answers._until = 0.0
    answers.get("ardpd", (1.0, 2.0), book, None)
    assert len(asked) == 6
    answers.get("ardpd", (1.0, 2.5), book, "1904-01-01")
    assert asked[-1]["day_zero"] == "1904-01-01"


class Column:
    """A workbook whose one sheet has a call in each of thirty cells."""

    def __init__(self):
        self.Sheets = (self,)
        self.Name = "S"
        self.RangeAddress = SimpleNamespace(EndColumn=0, EndRow=29, StartColumn=0, StartRow=0)
        self.RangeAddresses = (self.RangeAddress,)

    def createCursor(self):  # noqa: N802  # UNO's names
        return self

    def gotoEndOfUsedArea(self, _):  # noqa: N802  # same
        pass

    def queryContentCells(self, _):  # noqa: N802  # same
        return self

    def getCellRangeByPosition(self, *_):  # noqa: N802  # same
        return self

    def getFormulaArray(self):  # noqa: N802  # same
        return tuple((f"=X.ARDPD({row};2)",) for row in range(30))


@pytest.mark.parametrize("text", ["１２３", "1_000", "nan", "inf", "12%", "一"])
def test_what_only_python_takes_for_a_number_is_a_text(text):
    assert formulas_module._constant(text) == text
    assert formulas_module._constant("-1.5E-10") == -1.5e-10


def test_answers_that_took_longer_to_get_than_they_are_kept_are_used_all_the_same(monkeypatch):
    clock, asked = [0.0], []
    monkeypatch.setattr(answers_module, "monotonic", lambda: clock[0])

    def ask(request):
        asked.append(request)
        clock[0] += 100.0 if "batch" in request else 0.001
        row = {"rows": [[1.0]], "errors": False}
        return {"answers": [row] * len(request["batch"])} if "batch" in request else row

    answers, book = Answers(ask, DPD, "X."), Column()
    for row in range(30):
        answers.get("ardpd", (float(row), 2.0), book, None)
    assert sum("batch" in request for request in asked) == 1
    assert len(asked) < 20


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_many_single_calls_at_once_give_what_each_gives_alone(each):
    calls = [[each.name, list(example.arguments)] for example in each.examples]
    calls += [[each.name, [None, *calls[0][1][1:]]], [each.name, ["x", *calls[0][1][1:]]], *calls]
    alone = [worker.as_cells(worker.called(*call)) for call in calls]
    assert repr(worker.batched(calls)) == repr(alone)


def test_a_long_column_travels_as_bytes_and_comes_back_the_same():
    rows = tuple((46_000.0 + place,) for place in range(200))
    given, blobs = packed([rows, 46_053.0])
    answer = worker.answer({"call": "AR_DPD", "arguments": given, "blob": blobs})
    assert unpacked(answer) == tuple((float(max(53 - place, 0)),) for place in range(200))
    given, blobs = packed([tuple((float(place),) for place in range(200))])
    answer = worker.answer({"call": "AR_BUCKET", "arguments": given, "blob": blobs})
    assert [row[0] for row in unpacked(answer)[:3]] == ["M0", "M1", "M1"]


def test_errors_go_to_calc_as_errors_and_nothing_as_value():
    rows = as_rows({"rows": [["#N/A", 1.0, "M1"]], "errors": True})
    assert rows[0][1:] == (1.0, "M1")
    assert rows[0][0].hex() == ERRORS["#N/A"].hex() == "nan"
    assert as_rows({"failed": "KeyError"})[0][0] is VALUE


def test_what_is_left_out_is_an_error_where_it_is_needed_and_a_default_where_not():
    assert worker.answer({"call": "AR_DPD", "arguments": [46032.0]})["rows"] == [["#VALUE!"]]
    assert worker.answer({"call": "AR_DPD", "arguments": [46032.0, None]})["rows"] == [[""]]
    assert worker.answer({"call": "AR_BUCKET", "arguments": [45.0, None]})["rows"] == [["M2"]]


def test_what_was_asked_along_is_found_though_optional_arguments_are_left_out():
    class Known:
        """Twenty cells with a call each."""

        def alone(self):
            return [(place, Called("arlatefee", (float(place), 0.0), alone=True)) for place in range(20)]

        def value(self, argument, _known):
            return argument

        def blanks_of(self, _method):
            return {}, []

    asked = []

    def ask(request):
        asked.append(request)
        one = {"rows": [[1.0]], "errors": False}
        return {"answers": [one] * len(request["batch"])} if "batch" in request else one

    answers, book = Answers(ask, {"arlatefee": {"name": "AR_LATE_FEE", "numeric": [0, 1], "width": 3}}, "X."), Book()
    answers._book(book)._formulas = Known()
    answers._until = float("inf")
    for place in range(20):
        answers.get("arlatefee", (float(place), 0.0, None), book, None)
    assert len(asked) == 13
