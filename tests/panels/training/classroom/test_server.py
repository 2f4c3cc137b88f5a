"""The pages of a class: who gets in, what a page may ask for, and what never leaves."""

import asyncio
import re
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

import httpx
import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from arrears.panels.training.classroom.room import Classroom
from arrears.panels.training.classroom.server import application

ASKS = {"X-Arrears": "1"}


class Served:
    """A class that is served, and the words of the trainer's address."""

    def __init__(self, folder):
        self.room, self.shown = Classroom(folder), []
        (socket,) = bind_sockets(0, "127.0.0.1")
        self.address = f"http://127.0.0.1:{socket.getsockname()[1]}"
        self.loop, ready = asyncio.new_event_loop(), Event()

        async def serve():
            made, once = application(self.room, self.shown.append, [f"{self.address}/"], "zh", ["10.0.0.5"])
            self.server = HTTPServer(made, max_body_size=20_000)
            self.server.add_socket(socket)
            self.shown.append(once.shown())
            self.ended = asyncio.Event()
            ready.set()
            await self.ended.wait()
            self.server.stop()
            await self.server.close_all_connections()

        self.thread = Thread(target=lambda: self.loop.run_until_complete(serve()))
        self.thread.start()
        assert ready.wait(60)

    def browser(self):
        return httpx.Client(base_url=self.address, follow_redirects=True)

    @contextmanager
    def seated(self, who):
        with self.browser() as browser:
            browser.post("/join", data={"who": who, "code": self.room.code})
            yield browser

    def end(self):
        self.loop.call_soon_threadsafe(self.ended.set)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def served(tmp_path):
    made = Served(tmp_path / "class")
    yield made
    made.end()


def ask(browser, said, headers=ASKS):
    return browser.post("/play", json=said, headers=headers)


def test_a_trainee_takes_a_seat_decides_and_reads_what_the_rules_say(served):
    with served.browser() as browser:
        assert "案件和人物均为虚构" in browser.get("/").text
        page = browser.post("/join", data={"who": "座位 7", "code": served.room.code})
        assert "座位 7" in page.text
        shown = ask(browser, {}).json()
        assert shown["view"]["state"] == "ask"
        told = ask(browser, {"t": "choose", "option": shown["view"]["options"][0]["id"]}).json()
        assert told["view"]["verdict"]["rules"]
        browser.get("/lang/en")
        assert ask(browser, {"t": "next"}).json()["view"]["place"].startswith("Step")


def test_twenty_browsers_play_beside_each_other(served):
    with ExitStack() as open_ones:
        browsers = [open_ones.enter_context(served.seated(f"座位 {number}")) for number in range(20)]
        for browser in browsers:
            shown = ask(browser, {}).json()["view"]
            ask(browser, {"t": "choose", "option": shown["options"][-1]["id"]})
    assert [place.taken for place in served.room.places()] == [1] * 20


def test_a_wrong_code_keeps_what_was_typed_and_says_what_to_do(served):
    with served.browser() as browser:
        page = browser.post("/join", data={"who": "<b>座位 7</b>", "code": "1"})
        assert page.status_code == 403
        assert "&lt;b&gt;座位 7" in page.text
        assert "六位数字" in page.text


def test_a_page_of_another_site_can_ask_for_nothing(served):
    with served.seated("座位 1") as browser:
        assert ask(browser, {}, headers={}).status_code == 403
        for name in ("evil.example", "10.0.0.6"):
            assert browser.get("/", headers={"Host": name}).status_code == 403
        assert browser.get("/", headers={"Host": "10.0.0.5"}).status_code == 200
        (seat,) = [cookie for cookie in browser.cookies.jar if cookie.name == "arrears_seat"]
        assert (seat.has_nonstandard_attr("HttpOnly"), seat.get_nonstandard_attr("SameSite")) == (True, "Strict")
        assert "frame-ancestors 'none'" in browser.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/trainer", "/trainer/now", "/trainer/class-results.xlsx", "/enter/guess"])
def test_the_trainers_pages_open_by_the_trainers_address_alone(served, path):
    with served.seated("座位 1") as browser:
        page = browser.get(path)
        assert page.status_code == 403
        assert page.text == "此页只能由讲师用命令窗口中最后显示的链接打开；每个链接只能用一次。"
        assert browser.post("/trainer/release", data={"who": "座位 1"}).status_code == 403
    assert len(served.room.places()) == 1


def test_the_trainer_follows_the_class_and_takes_the_results(served):
    with served.seated("座位 1") as trainee, served.browser() as trainer:
        page = trainer.get(f"/enter/{served.shown[0]}").text
        assert served.room.code in page
        assert "已入座 1 人" in page
        assert trainer.get("/trainer/class-results.xlsx").status_code == 404
        option = ask(trainee, {}).json()["view"]["options"][0]["id"]
        ask(trainee, {"t": "choose", "option": option})
        assert "<svg" in trainer.get("/trainer/now").text
        assert trainer.get("/trainer/class-results.xlsx").content[:2] == b"PK"
        trainer.post("/trainer/release", data={"who": "座位 1"})
        assert "gone" in ask(trainee, {}).json()
    with served.browser() as other:
        assert other.get(f"/enter/{served.shown[0]}").status_code == 403
        assert len(served.shown) == 2


@pytest.mark.parametrize("path", ["/nothing", "/static/page.css", "/static/room.py", "/lang/de"])
def test_a_path_that_leads_nowhere_is_told_without_a_traceback(served, path):
    with served.browser() as browser:
        page = browser.get(path)
        assert (page.status_code, page.text) == (404, "没有这个页面。")


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 5000])
def test_a_request_that_is_none_is_told_without_a_traceback(served, body):
    with served.seated("座位 1") as browser:
        page = browser.post("/play", content=body, headers=ASKS)
        assert page.status_code == 400
        assert "Traceback" not in page.text


@pytest.mark.parametrize("said", [[], "next", 7, {"t": ["choose"]}, {"t": "choose"}, {"t": "open", "scenario": "../x"}])
def test_what_no_page_asks_for_changes_nothing(served, said):
    with served.seated("座位 1") as browser:
        assert ask(browser, said).status_code in {200, 400}
        assert served.room.places()[0].taken == 0


def test_a_text_that_is_too_long_is_told(served):
    with served.seated("座位 1") as browser:
        told = ask(browser, {"t": "write", "text": "字" * 3_000}).json()["told"]
        assert "2000" in told
        assert served.room.places()[0].taken == 0


def test_the_page_names_only_scripts_and_styles_of_this_computer(served):
    with served.seated("座位 1") as browser:
        page = browser.get("/").text
        for address in re.findall(r'(?:src|href)="([^"]+)"', page):
            assert address.startswith("/")
            if "/static/" in address:
                assert browser.get(address).status_code == 200
