"""The frame of every panel: title, store, language, what is told to people, and long work with its end in sight.

One page shows every panel, each built at its first look and kept; a click in the bar above turns from one to another.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from html import escape
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import ipywidgets as widgets

from arrears.errors import ArrearsError
from arrears.panels.progress.markup import with_commands
from arrears.panels.shell.background import CancelledError, Job
from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.grid.widget import STATIC
from arrears.panels.shell.notices import Notice, explain
from arrears.panels.shell.pulse import Pulse
from arrears.panels.shell.session import Session, language
from arrears.words import Lang, both, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from arrears.panels.shell.catalogue import Panel

T = TypeVar("T")
_LOOK_SECONDS = 0.1
_HASH_SHOWN = 8
_CLOSE_SECONDS = 120
_SILENT_SECONDS = 600
"""A browser that has said nothing for so long is gone, and its page with it."""
_OPEN: list[Page] = []
"""The pages of this process, the newest last."""


class Room:
    """One panel of a page: what it shows, and what it keeps while another is looked at.

    Attributes
    ----------
    panel : Panel
        Which one.
    body : VBox
        Holds what the panel's ``build`` made.
    kept : dict
        What the panel keeps from one `Page.rebuild` to the next, such as its view-model.
    """

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.body = widgets.VBox()
        self.body.add_class("ar-content")
        self.kept: dict[str, object] = {}
        self.notice: Notice | None = None
        self.build: Callable[[Page], Sequence[widgets.Widget]] | None = None
        self.news: list[Callable[[], None]] = []
        self.seen = -1
        """How many events the store had when the panel was drawn last."""
        self.lang: Lang = "zh"
        self.made: list[widgets.Widget] = []

    def clear(self) -> None:
        """Take away what was built: its widgets would stay for as long as the kernel runs."""
        shown, self.body.children, self.news = self.body.children, (), []
        _close_later([*self.made, *shown])
        self.made = []


def _close_later(made: list[widgets.Widget]) -> None:
    """Close widgets once every browser has surely set up what it was told of; one that is closed before that is a fault to it."""

    def close() -> None:
        for each in made:
            _close(each)

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        # No kernel's loop, and so no browser.
        close()
    else:
        loop.call_later(_CLOSE_SECONDS, close)


def _close(widget: widgets.Widget) -> None:
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()


class Page(widgets.VBox):  # type: ignore[misc]  # the base class is untyped
    """A panel on the screen.

    Parameters
    ----------
    panel : Panel
        Which one.

    Attributes
    ----------
    job : Job or None
        The long work under way, if any.
    """

    def __init__(self, panel: Panel) -> None:
        _forget_silent()
        self._made: list[widgets.Widget] = []
        with _noted(self._made):
            self._make(panel)
        _OPEN.append(self)

    def _make(self, panel: Panel) -> None:
        self._room = Room(panel)
        self._rooms = {panel.name: self._room}
        self._session: Session | None = None
        self._lang: Lang = language()
        self.job: Job[Any] | None = None
        self._heard: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._reading: set[asyncio.Task[None]] = set()
        self._heading = widgets.HTML()
        self._language = widgets.ToggleButtons(
            options=[both("panels.shell.page.zh"), ("English", "en")], value=self._lang
        )
        self._language.add_class("ar-lang")
        self._language.observe(lambda change: self.speak(change["new"]), "value")
        self._message = widgets.HTML()
        self._bar = widgets.FloatProgress(min=0, max=1)
        self._doing = widgets.HTML()
        self._cancel = widgets.Button()
        self._cancel.on_click(lambda _: self.cancel())
        self._progress = widgets.HBox([self._bar, self._doing, self._cancel])
        self._progress.add_class("ar-progress")
        self._progress.layout.display = "none"
        self._bodies = widgets.VBox([self._room.body])
        self._bodies.add_class("ar-rooms")
        self._pulse = Pulse(self._listen, self._lang, panel.name)
        head = widgets.HBox([self._heading, self._language])
        head.add_class("ar-head")
        style = widgets.HTML(f"<style>{(STATIC / 'page.css').read_text(encoding='utf-8')}</style>")
        style.layout.display = "none"
        super().__init__([style, head, self._message, self._progress, self._bodies, self._pulse])
        self.add_class("ar-page")
        self._draw_frame()

    def sign_in(self, session: Session | None = None) -> None:
        """Take a session, or open the one that the environment names.

        Raises
        ------
        ArrearsError
            If it names no store, or the store cannot be opened.
        """
        self._session = session or Session.shared()
        self.speak(self._session.lang)

    def __repr__(self) -> str:
        """Name the panel alone: what a notebook saves as text must hold nobody's data."""
        return f"Page({self.panel.name!r})"

    @property
    def session(self) -> Session:
        """The sitting at the store.

        Raises
        ------
        ArrearsError
            If no store could be opened.
        """
        if self._session is None:
            raise ArrearsError(both("panels.shell.page.no_store_open_reload_page"))
        return self._session

    @property
    def lang(self) -> Lang:
        """The language of the page."""
        return self._lang

    def say(self, text: str | tuple[str, str], /, **values: object) -> str:
        """Say a text of the catalogue by its key, or one that is there in both languages, in the language of the page."""
        return say(text, self._lang, **values)

    # --- panels -----------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> Panel:
        """The panel that is looked at."""
        return self._room.panel

    @property
    def body(self) -> widgets.VBox:
        """What holds the panel's widgets."""
        return self._room.body

    @property
    def kept(self) -> dict[str, object]:
        """What the panel keeps from one `rebuild` to the next, such as its view-model."""
        return self._room.kept

    @property
    def notice(self) -> Notice | None:
        """What is told at present."""
        return self._room.notice

    def turn(self, name: str) -> None:
        """Show another panel: built at its first look, and at a later one brought up to date if the store has grown meanwhile."""
        panel = next((each for each in PANELS if each.name == name), None)
        if panel is None or (self._session is None and panel.needs_store):
            return
        self._room.body.layout.display = "none"
        known = self._rooms.get(name)
        with _noted(self._made):
            self._room = known or Room(panel)
        self._room.body.layout.display = ""
        if known is None:
            self._rooms[name] = self._room
            self._bodies.children = (*self._bodies.children, self._room.body)
            with self.guard():
                self._room.build = import_module(f"arrears.panels.{name}.panel").build
            self.rebuild()
        elif known.lang != self._lang or not known.body.children:
            self.rebuild()
        else:
            self._draw_frame()
            self._bring_up_to_date()
        self._pulse.panel = name

    def present(self, build: Callable[[Page], Sequence[widgets.Widget]]) -> None:
        """Show what a function makes of this page; it is called again when the language changes."""
        self._room.build = build
        self.rebuild()

    def rebuild(self) -> None:
        """Make the content anew, from what the store says now."""
        room = self._room
        self._draw_frame()
        room.clear()
        room.lang = self._lang
        if room.build is None or (self._session is None and self.panel.needs_store):
            return
        with self.guard(), _noted(room.made):
            room.body.children = tuple(room.build(self))
        room.seen = self._count()

    def _count(self) -> int:
        return self._session.head().count if self._session is not None else -1

    def _bring_up_to_date(self) -> None:
        """Let the panel draw what was stored since it was drawn last."""
        room = self._room
        if room.seen == self._count():
            return
        room.seen = self._count()
        with self.guard():
            for hear in room.news:
                hear()

    def leave(self) -> None:
        """Close the page: its browser has gone."""
        if self in _OPEN:
            _OPEN.remove(self)
        for room in self._rooms.values():
            room.clear()
            room.kept.clear()
        _close_later(self._made)

    def _listen(self, said: dict[str, object]) -> None:
        """Do what the browser says: that it is there, in which language and at which panel, or that it goes."""
        self._heard = monotonic()
        kind, lang = said.get("t"), said.get("lang")
        if kind == "bye":
            self.leave()
        elif kind == "lang" and lang in {"zh", "en"}:
            self.speak("en" if lang == "en" else "zh")
        elif kind == "turn":
            self.turn(str(said.get("panel")))
        elif kind == "pulse":
            self.look()

    # --- content ----------------------------------------------------------------------------------------------------

    def speak(self, lang: Lang) -> None:
        """Change the language of the whole page."""
        if self._language.value != lang:
            # The switch calls back here.
            self._language.value = lang
            return
        self._lang = self._pulse.lang = lang
        if self._session is not None:
            self._session.lang = lang
        self.rebuild()

    def go(self, panel: str) -> None:
        """Turn to another panel, as a click in the bar above does; in a notebook there is no bar, and nothing happens."""
        self._pulse.send({"t": "go", "panel": panel})

    def redraw(self) -> None:
        """Show the store's head as the session has it now, after the panel itself stored something."""
        self._draw_frame()

    def _draw_frame(self) -> None:
        title, about = escape(self.panel.title(self._lang)), escape(self.panel.about(self._lang))
        self._heading.value = f'<div class="ar-title"><h1>{title}</h1><p>{about}</p>{self._store_line()}</div>'
        self._language.tooltip = self.say("panels.shell.page.language")
        self._cancel.description = self.say("panels.shell.page.cancel")
        self._draw_notice()

    def _store_line(self) -> str:
        if self._session is None:
            return ""
        head, session = self._session.head(), self._session
        mark = f'<code title="{head.hash}">{head.hash[:_HASH_SHOWN]}</code>'
        words = self.say(
            "panels.shell.page.store_b_b_events_head",
            name=escape(session.store.name),
            count=head.count,
            mark=mark,
            actor=escape(session.actor),
            today=session.today,
        )
        return f'<p class="ar-store">{words}</p>'

    # --- what is told -----------------------------------------------------------------------------------------------

    def tell(self, notice: Notice | None) -> None:
        """Show one sentence in the message area in place of the last one; None clears it."""
        self._room.notice = notice
        self._draw_notice()

    def _draw_notice(self) -> None:
        if self.notice is None:
            self._message.value = ""
            return
        role = "alert" if self.notice.level in {"error", "warning"} else "status"
        mark = {"info": "ℹ", "done": "✓", "warning": "!", "error": "✕"}[self.notice.level]
        self._message.value = (
            f'<div class="ar-notice ar-{self.notice.level}" role="{role}"><span class="ar-mark" aria-hidden="true">{mark}</span>'
            f"<span>{with_commands(self.notice.text(self._lang))}</span></div>"
        )

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Turn what goes wrong inside into a notice: no traceback reaches a page."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # explain logs it and words it for people
            self.tell(explain(error))

    # --- others at the same store -----------------------------------------------------------------------------------

    def on_news(self, hear: Callable[[], None]) -> None:
        """Call a function whenever the store has grown, after the session reads afresh; until the next `rebuild`."""
        self._room.news.append(hear)

    def look(self, *, own: bool = False) -> int:
        """See what was stored since the last look and bring the page up to date; gives how many events.

        Parameters
        ----------
        own : bool
            Whether it is known to be this page's doing, which needs no notice.
        """
        if self._session is None or (self.job is not None and not self.job.done):
            return 0
        with self.guard():
            new = self._session.refresh()
            if not new:
                return 0
            if not own:
                self.tell(
                    Notice(
                        "info",
                        *both("panels.shell.page.new_events_store_page_up", new=new),
                    )
                )
            self._draw_frame()
            if self._room.build is not None and not self.body.children:
                # What could not be shown before, such as a store without cases, may be shown now.
                self.tell(None)
                self.rebuild()
            self._bring_up_to_date()
            return new
        return 0

    # --- long work --------------------------------------------------------------------------------------------------

    def run(self, work: Callable[[Job[T]], T], then: Callable[[T], None]) -> None:
        """Do long work in a thread, with its progress shown and a button that ends it; then go on with its result.

        Parameters
        ----------
        work : function of the job
            Calls ``job.step`` now and then; touches no widget.
        then : function of the result
            Called once it went well, where widgets may be touched.
        """
        if self.job is not None and not self.job.done:
            self.tell(
                Notice(
                    "warning",
                    *both("panels.shell.page.something_still_under_way_wait"),
                )
            )
            return
        self.tell(None)
        self.job = Job(work)
        self._progress.layout.display = ""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # No kernel's loop (a script, a test): there is nobody to show progress to.
            self._settle(self.job, then)
        else:
            self._task = loop.create_task(self._watch(self.job, then))

    @property
    def is_live(self) -> bool:
        """Whether there is a kernel's loop, so that something can be drawn later."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def beside(self, read: Callable[[], object], then: Callable[[], object]) -> None:
        """Read something in a thread, without a word, and draw once it is there; the page can be used meanwhile.

        Parameters
        ----------
        read : function
            Touches no widget.
        then : function
            Called in the kernel's loop once it went well; what went wrong is told on the page.
        """
        job = Job(lambda _: read())

        async def wait() -> None:
            with self.guard():
                await asyncio.wrap_future(job.future)
                then()

        task = asyncio.get_running_loop().create_task(wait())
        # The loop itself keeps no hold of it.
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    def cancel(self) -> None:
        """End the long work at its next step."""
        if self.job is not None:
            self.job.cancel()
            self._doing.value = escape(self.say("panels.shell.page.cancelling"))

    async def _watch(self, job: Job[T], then: Callable[[T], None]) -> None:
        while not job.done:
            if not job.cancelled:
                self._bar.value = job.fraction
                self._doing.value = escape(job.words[self._lang == "en"])
            await asyncio.sleep(_LOOK_SECONDS)
        self._settle(job, then)

    def _settle(self, job: Job[T], then: Callable[[T], None]) -> None:
        with self.guard():
            try:
                value = job.wait()
            except CancelledError:
                self.tell(Notice("info", *both("panels.shell.page.cancelled_nothing_changed")))
            else:
                then(value)
        self._progress.layout.display = "none"
        self._bar.value, self._doing.value = 0.0, ""


@contextmanager
def _noted(made: list[widgets.Widget]) -> Iterator[None]:
    """Note every widget that is made meanwhile, its layout and style among them, so that all can be closed."""
    widgets.Widget.on_widget_constructed(made.append)
    try:
        yield
    finally:
        widgets.Widget.on_widget_constructed(None)


def _forget_silent() -> None:
    """Close the pages whose browsers have gone without a word; a page that no browser has ever shown stays."""
    now = monotonic()
    for page in [each for each in _OPEN if each._heard is not None and now - each._heard > _SILENT_SECONDS]:  # noqa: SLF001  # of this module
        page.leave()
