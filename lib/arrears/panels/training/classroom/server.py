"""A class at one network address: one small server for twenty browsers, and a page for the trainer.

Everybody in it is invented, and no store is read. What travels is not encrypted: names or seat numbers and answers, in the room's own network.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import socket
import webbrowser
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from tornado.routing import Matcher, Rule
from tornado.web import Application, ErrorHandler, HTTPError, RequestHandler

from arrears.errors import ArrearsError
from arrears.panels.progress.file import board_style
from arrears.panels.shell.entrance import HOSTS, Once
from arrears.panels.shell.grid.widget import STATIC
from arrears.panels.training.classroom.book import class_bytes
from arrears.panels.training.classroom.picture import class_picture
from arrears.panels.training.shown import Shown
from arrears.resources import shipped
from arrears.words import Lang, Saying, both, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tornado.httputil import HTTPServerRequest

    from arrears.panels.training.classroom.room import Classroom, Seat

SEAT, TRAINER, LANG = "arrears_seat", "arrears_trainer", "arrears_lang"
"""Cookies: whose seat this is, that this is the trainer, and the language."""
_MOST_BYTES = 200_000
"""Of a request."""
_SCRIPTS = {"training.js": "text/javascript", "classroom.js": "text/javascript", "classroom.css": "text/css"}
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class _Elsewhere(Matcher):
    """Match what asks for a name that is none of this computer's."""

    def __init__(self, hosts: Collection[str]) -> None:
        self.hosts = frozenset(host.casefold() for host in hosts)

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Give nothing for a host of ours, and an empty match for any other."""
        return None if request.host_name.casefold() in self.hosts else {}


class _Page(RequestHandler):
    """What all pages share: headers, language, and faults in words."""

    def initialize(self, room: Classroom, once: Once, door: str, lang: Lang) -> None:
        """Take what the application was made with."""
        self.room, self.once, self.door, self.usual = room, once, door, lang

    def set_default_headers(self) -> None:
        """Keep pages out of caches, frames and other sites."""
        self.clear_header("Server")
        for name, value in {
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }.items():
            self.set_header(name, value)

    @property
    def lang(self) -> Lang:
        """The language that this browser chose, or else the class's."""
        chosen = self.get_cookie(LANG) or ""
        return "en" if chosen == "en" else "zh" if chosen == "zh" else self.usual

    @property
    def seat(self) -> Seat | None:
        """The seat of this browser."""
        return self.room.seat(self.get_cookie(SEAT) or "")

    @property
    def is_trainer(self) -> bool:
        """Whether this browser came through the trainer's address."""
        return hmac.compare_digest((self.get_cookie(TRAINER) or "").encode(), self.door.encode())

    def page(self, template: str, **values: object) -> None:
        """Write a page."""
        lang = self.lang
        words = {"say": lambda key, **more: say(f"training.classroom.{key}", lang, **more), "lang": lang}
        self.finish(_templates().get_template(template).render(**words, **values))

    def write_error(self, status_code: int, **_: object) -> None:
        """Say what is wrong without a traceback."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        key = "not_found" if status_code == 404 else "not_yours" if status_code == 403 else "fault"  # noqa: PLR2004
        self.finish(say(f"training.classroom.{key}", self.lang))

    def log_exception(self, *_: object) -> None:
        """Keep what people typed out of every log."""

    def keep(self, name: str, value: str) -> None:
        """Set a cookie of this session that no script reads and no other site sends."""
        self.set_cookie(name, value, httponly=True, samesite="Strict", expires_days=None)


class _Front(_Page):
    """The trainee's page: the door, or the play."""

    def get(self) -> None:
        """Show it."""
        if self.seat is None:
            self.page("join.html.j2", who="", told="")
            return
        scenarios = [(each.id, each.title.text(self.lang), each.minutes) for each in self.seat.view.scenarios]
        self.page("play.html.j2", who=self.seat.who, scenarios=scenarios, style=_style())


class _Join(_Page):
    """Take a seat."""

    def post(self) -> None:
        """Let a trainee in who knows the code."""
        who, code = (self.get_body_argument(name, "") for name in ("who", "code"))
        try:
            word = self.room.join(who, code)
        except ArrearsError as error:
            self.set_status(403)
            self.page("join.html.j2", who=who[:40], told=error.text(self.lang))
            return
        self.keep(SEAT, word)
        self.redirect("/")


class _Speak(_Page):
    """Change the language of a browser."""

    def get(self, lang: str) -> None:
        """Change it, and go back."""
        self.keep(LANG, lang)
        self.redirect("/trainer" if self.is_trainer else "/")


class _Play(_Page):
    """What the page of a play asks for, and what it shows next."""

    def check_origin_header(self) -> None:
        """Refuse what a form of another site could send: it cannot set this header."""
        if self.request.headers.get("X-Arrears") != "1":
            raise HTTPError(403)

    async def post(self) -> None:
        """Do it; a mistake is told, and the play stays."""
        self.check_origin_header()
        try:
            said = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise HTTPError(400) from error
        if not isinstance(said, dict) or not isinstance(said.get("t", ""), str):
            raise HTTPError(400)
        told: Saying | None = None
        word = self.get_cookie(SEAT) or ""
        seat = self.room.seat(word)
        if seat is None:
            self.set_status(403)
            self.finish({"gone": say("training.classroom.no_seat", self.lang)})
            return
        if said.get("t"):
            try:
                # Judging takes a moment; nobody waits for another's.
                await asyncio.to_thread(self.room.do, word, said)
            except ArrearsError as error:
                told = Saying(error.text("zh"), error.text("en"))
        shown = Shown(seat.view, self.lang)
        told = told or (Saying(*seat.view.notice) if seat.view.notice and said.get("t") in {None, "open"} else None)
        self.finish(
            {
                "scenario": seat.view.scenario.id, "case": shown.case(), "view": shown.card(), "end": shown.end(),
                "told": told.text(self.lang) if told else "",
            }
        )  # fmt: skip


class _Enter(_Page):
    """The trainer's address, which works once."""

    def get(self, word: str) -> None:
        """Log the trainer in."""
        if not self.once.takes(word):
            raise HTTPError(403)
        self.keep(TRAINER, self.door)
        self.redirect("/trainer")


class _Trainer(_Page):
    """The trainer's page."""

    def prepare(self) -> None:
        """Let the trainer alone in."""
        if not self.is_trainer:
            raise HTTPError(403)

    def get(self) -> None:
        """Show who is where, and what the class knows."""
        addresses = self.application.settings["addresses"]
        self.page(
            "trainer.html.j2", code=self.room.code, addresses=addresses, style=_style(),
            now=Markup(self._now()),  # noqa: S704  # made by a template that escapes
        )  # fmt: skip

    def _now(self) -> str:
        lang = self.lang
        titles = {each.id: each.title.text(lang) for each in self.room.scenarios}
        try:
            picture: str = class_picture(self.room.results(), lang) if self.room.places() else ""
        except ArrearsError:
            picture = ""  # nothing was decided yet, which the page says
        return _templates().get_template("places.html.j2").render(
            say=lambda key, **more: say(f"training.classroom.{key}", lang, **more), places=self.room.places(),
            titles=titles, picture=Markup(picture),  # noqa: S704  # same
        )  # fmt: skip


class _Now(_Trainer):
    """The part of the trainer's page that changes."""

    def get(self) -> None:
        """Give it."""
        self.finish(self._now())


class _Release(_Trainer):
    """Free a seat."""

    def post(self) -> None:
        """Free it; the page cannot be called by a form of another site, since cookies stay at home."""
        self.room.release(self.get_body_argument("who", ""))
        self.redirect("/trainer")


class _Results(_Trainer):
    """The workbook of the class."""

    def get(self) -> None:
        """Give it."""
        try:
            content = class_bytes(self.room.results(), self.lang)
        except ArrearsError as error:
            self.set_status(404)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(error.text(self.lang))
            return
        self.set_header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        self.set_header("Content-Disposition", 'attachment; filename="class-results.xlsx"')
        self.finish(content)


class _Static(_Page):
    """Scripts and styles, by name."""

    def get(self, name: str) -> None:
        """Give one of ours."""
        if name not in _SCRIPTS:
            raise HTTPError(404)
        self.set_header("Content-Type", f"{_SCRIPTS[name]}; charset=utf-8")
        self.finish((STATIC / name).read_bytes())


class _Nothing(_Page):
    """A path that leads nowhere."""

    def prepare(self) -> None:
        """Say so."""
        raise HTTPError(404)


def application(
    room: Classroom, on_used: Callable[[str], object], addresses: Collection[str], lang: Lang, hosts: Collection[str]
) -> tuple[Application, Once]:
    """Make the server.

    Parameters
    ----------
    room : Classroom
        The class.
    on_used : function of a word
        Called with the trainer's next word when the last one has been used.
    addresses : collection of str
        Where trainees open it; the trainer's page shows them.
    lang : {"zh", "en"}
        The language to begin with.
    hosts : collection of str
        Names and numbers under which this computer is asked; all else is refused.

    Returns
    -------
    Application, Once
        The server, and what makes words for the trainer's address.
    """
    once = Once(on_used)
    given = {"room": room, "once": once, "door": secrets.token_urlsafe(24), "lang": lang}
    pages = [
        (r"/", _Front), (r"/join", _Join), (r"/lang/(zh|en)", _Speak), (r"/play", _Play), (r"/static/([a-z.]+)", _Static),
        (r"/enter/([A-Za-z0-9_-]+)", _Enter), (r"/trainer", _Trainer), (r"/trainer/now", _Now), (r"/trainer/release", _Release),
        (r"/trainer/class-results.xlsx", _Results), (r".*", _Nothing),
    ]  # fmt: skip
    made = Application(
        [(path, page, given) for path, page in pages], addresses=list(addresses), log_function=lambda _: None
    )
    made.default_router.rules.insert(
        0, Rule(_Elsewhere({*hosts, *HOSTS}), ErrorHandler, {"status_code": 403})
    )  # a page from elsewhere whose name was made to lead here
    return made, once


def own_addresses() -> list[str]:
    """Give the numbers under which other computers of the network find this one; empty where there is no network."""
    found: list[str] = []
    # Nothing is sent: a socket for datagrams is only told where it would send, and so knows from where.
    for goal in ("10.255.255.255", "192.0.2.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((goal, 9))
            except OSError:
                continue
            found.append(str(probe.getsockname()[0]))
    return [each for each in dict.fromkeys(found) if each not in {"0.0.0.0", "127.0.0.1"}]  # noqa: S104  # compared, not bound


def serve_class(
    room: Classroom, port: int, on_ready: Callable[[list[str], str], object], lang: Lang, *, open_browser: bool = True
) -> None:
    """Serve a class to the network until the process is ended.

    Parameters
    ----------
    room : Classroom
        The class.
    port : int
        The port; every address of this computer answers there.
    on_ready : function of the trainees' addresses and the trainer's
        Called as soon as they can be opened, and again when the trainer's has been used.
    lang : {"zh", "en"}
        The language to begin with.
    open_browser : bool
        Whether the trainer's page is opened in the default browser, by an address of its own.

    Raises
    ------
    ArrearsError
        If the port is taken.
    """
    own = own_addresses()
    names = [*own, socket.gethostname()]
    addresses = [f"http://{each}:{port}/" for each in own] or [f"http://127.0.0.1:{port}/"]

    def trainers(word: str) -> str:
        return f"http://127.0.0.1:{port}/enter/{word}"

    def told(word: str) -> None:
        on_ready(addresses, trainers(word))

    async def run() -> None:
        made, once = application(room, told, addresses, lang, names)
        try:
            made.listen(port, max_body_size=_MOST_BYTES, max_buffer_size=_MOST_BYTES * 4)
        except OSError as error:
            raise ArrearsError(both("panels.shell.server.port_use_may_not_used", wanted=port)) from error
        told(once.shown())
        if open_browser:
            webbrowser.open(trainers(once.unseen()))
        await asyncio.Event().wait()

    asyncio.run(run())


def _style() -> Markup:
    style = board_style() + (STATIC / "training.css").read_text(encoding="utf-8")
    return Markup(style)  # noqa: S704  # our own file


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped("templates", "classroom")), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
