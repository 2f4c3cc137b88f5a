"""The menu: runs a macro in the worker on the open workbook, asks what only a person can decide, and does what it wants done.

A macro that is not done in a few seconds goes on in the background: the status bar counts the seconds, cells are calculated meanwhile by
another worker, and choosing any item of the menu offers to cancel it. What it decided is then done only if nobody has changed the sheets
that it writes to.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import uno
import unohelper
from arrears_calc.client import WorkerError
from arrears_calc.job import Job
from arrears_calc.uno_book import Actions, entered, is_as_before, snapshot
from com.sun.star.awt import XCallback
from com.sun.star.frame import DispatchResultEvent, XDispatchProvider, XNotifyingDispatch
from com.sun.star.lang import DisposedException, XInitialization, XServiceInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears_calc.client import Client

PROTOCOL = "org.arrears.calc:"
SHEETS = "com.sun.star.sheet.SpreadsheetDocument"
_SUCCESS, _FAILURE = 1, 0  # com.sun.star.frame.DispatchResultState
_YES_NO_CANCEL, _OK = 4, 1  # com.sun.star.awt.MessageBoxButtons
_YES, _NO = 2, 3  # com.sun.star.awt.MessageBoxResults
_CANCEL = "cancel"
_PATIENCE = 5.0
"""Seconds for which Calc waits for a macro before it goes on in the background."""
_TICK = 1.0
_WENT_WRONG = (
    "程序出错（{kind}），工作簿未作任何修改；请联系维护人员。\n\n"
    "Something went wrong inside ({kind}); this workbook was not changed; please report it."
)
_HALF_DONE = (
    "写入工作簿时出错（{kind}）；请用“编辑 > 撤销”撤回本次操作，再联系维护人员。\n\n"
    "Writing into the workbook failed ({kind}); take it back with Edit > Undo, then report it."
)


_RUNNING = "“{zh}”仍在运行（已用 {seconds} 秒）。\n\n“{en}” is still running ({seconds} s)."
_GO_ON, _STOP = "让它继续 Let it go on", "取消它 Cancel it"
_SECONDS = "{zh} {en} … {seconds} s（再次选择菜单可取消 choose a menu item to cancel）"
_CANCELLED = (
    "已取消“{zh}”，工作簿未作任何修改。已提交入库的内容仍在库中，再次提交不会重复。\n\n"
    "“{en}” was cancelled; this workbook was not changed. What was submitted before stays in the store, and is never stored twice."
)
_CHANGED = (
    "“{zh}”运行期间，要写入的工作表已被修改；为保留您的修改，未写入任何内容，请再运行一次。\n\n"
    "A sheet that “{en}” writes to was changed while it ran; to keep your change nothing was written; please run it again."
)
_CLOSED = (
    "“{zh}”运行期间工作簿已关闭，未写入任何内容；请打开后再运行一次。\n\n"
    "The workbook was closed while “{en}” ran, and nothing was written; open it and run it again."
)


class Later(unohelper.Base, XCallback):
    """Does something in Calc's own thread, where workbooks may be changed."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do

    def notify(self, data: Any) -> None:
        self._do()


class Menu(unohelper.Base, XDispatchProvider, XNotifyingDispatch, XInitialization, XServiceInfo):
    """Takes the menu's commands for one window.

    A command may be given the answers to its questions as JSON in an argument ``Answers``: then no dialog opens, and the result
    is JSON with the messages, or with the question that has no answer yet. ``Seconds`` is how long Calc waits for it.
    """

    NAME = "org.arrears.calc.Menu"
    client: Client
    cells: Client
    macros: dict[str, Any]
    looks: dict[str, Any]
    running: Job | None = None

    def __init__(self, context: Any) -> None:
        self.context = context
        self.frame: Any = None

    def initialize(self, arguments: tuple[Any, ...]) -> None:
        self.frame = arguments[0] if arguments else None

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:
        return self if url.Complete.removeprefix(PROTOCOL) in self.macros else None

    def queryDispatches(self, requests: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    def dispatch(self, url: Any, arguments: tuple[Any, ...]) -> None:
        self.dispatchWithNotification(url, arguments, None)

    def dispatchWithNotification(self, url: Any, arguments: tuple[Any, ...], listener: Any) -> None:
        given = {each.Name: each.Value for each in arguments}
        talk = Handed(given["Answers"]) if "Answers" in given else Dialogs(self.context, self.frame)

        def finished(state: int) -> None:
            if listener is not None:
                listener.dispatchFinished(DispatchResultEvent(self, state, talk.shown()))

        controller = self.frame.getController() if self.frame else None
        book = controller.getModel() if controller else None
        if book is None or not book.supportsService(SHEETS):
            finished(_FAILURE)
        elif Menu.running is not None:
            finished(_SUCCESS if self._is_cancelled(Menu.running, talk) else _FAILURE)
        else:
            self.cells.try_again()
            macro = url.Complete.removeprefix(PROTOCOL)
            run = Run(self, macro, book, controller, talk, finished)
            run.begin(dict(talk.answers), float(given.get("Seconds", _PATIENCE)))

    def _is_cancelled(self, job: Job, talk: Any) -> bool:
        """Offer to cancel what runs; tell whether that was chosen."""
        words = _RUNNING.format(**self.macros[job.macro], seconds=job.seconds)
        question = {"key": "running", "text": words, "options": [["go on", _GO_ON], ["stop", _STOP]]}
        if (talk.answers.get("running") or talk.ask(question)) != "stop":
            return False
        job.cancel()
        return True

    def addStatusListener(self, listener: Any, url: Any) -> None:
        """Tell nothing: the menu's items are always there."""

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        """Forget nothing, for the same reason."""

    def getImplementationName(self) -> str:
        return self.NAME

    def supportsService(self, name: str) -> bool:
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (self.NAME, "com.sun.star.frame.ProtocolHandler")


class Run:
    """One choice of a menu item, from the snapshot of the workbook to the last message.

    Parameters
    ----------
    menu : Menu
        Whose item was chosen.
    macro : str
        Its id.
    book, controller : UNO objects
        The workbook and its view.
    talk : Dialogs or Handed
        Who asks and tells.
    finished : callable
        Told at the end whether it was done.
    """

    def __init__(
        self, menu: Menu, macro: str, book: Any, controller: Any, talk: Any, finished: Callable[[int], None]
    ) -> None:
        self._menu = menu
        self._macro = macro
        self._words = menu.macros[macro]
        self._book = book
        self._controller = controller
        self._talk = talk
        self._finished = finished
        self._status = menu.frame.createStatusIndicator()
        self._seen: dict[str, Any] = {}
        self._before: dict[str, Any] | None = None

    def begin(self, answers: dict[str, str], patience: float) -> None:
        """Read the workbook, and run the macro with the answers that there are."""
        try:
            self._seen = snapshot(self._book, self._controller)
        except Exception as error:  # noqa: BLE001  # Calc goes on whatever happens; the text may quote somebody's data
            self._tell([_WENT_WRONG.format(kind=type(error).__name__)], done=False)
        else:
            self._start(answers, patience)

    def _start(self, answers: dict[str, str], patience: float, since: float | None = None) -> None:
        """Wait for the macro, and leave it to the background if it takes longer."""
        self._status.start(self._words["zh"], 0)
        Menu.running = job = Job(self._menu.client, self._macro, self._seen, answers, since)
        if job.wait(patience):
            self._end(job)
        else:
            # From now on somebody may change the workbook meanwhile.
            self._before = self._before or entered(self._book)
            threading.Thread(target=self._watch, args=(job,), daemon=True).start()

    def _watch(self, job: Job) -> None:
        context = self._menu.context
        main = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
        while not job.wait(_TICK):
            main.addCallback(Later(lambda: self._show(job)), None)
        main.addCallback(Later(lambda: self._end(job)), None)

    def _show(self, job: Job) -> None:
        with suppress(DisposedException):  # the window was closed
            self._status.setText(_SECONDS.format(**self._words, seconds=job.seconds))

    def _end(self, job: Job) -> None:
        """Do what the macro decided, ask what it asks, or tell why there is nothing to do."""
        try:
            with suppress(DisposedException):  # same
                self._status.end()
            messages, done = self._outcome(job) if self._is_open() else ([_CLOSED.format(**self._words)], False)
        except WorkerError as error:
            messages, done = [f"{error.zh}\n\n{error.en}"], False
        except Exception as error:  # noqa: BLE001  # Calc goes on whatever happens; the text may quote somebody's data
            messages, done = [_HALF_DONE.format(kind=type(error).__name__)], False
        if messages is not None:
            Menu.running = None
            self._tell(messages, done=done)

    def _tell(self, messages: list[str], *, done: bool) -> None:
        for message in messages:
            self._talk.say(message)
        self._finished(_SUCCESS if done else _FAILURE)

    def _outcome(self, job: Job) -> tuple[list[str] | None, bool]:
        """Give the messages and whether it was done; None where it runs again with one more answer."""
        if job.cancelled:
            return [_CANCELLED.format(**self._words)], False
        reply = job.reply()
        if "failed" in reply:
            return [_WENT_WRONG.format(kind=reply["failed"])], False
        if "ask" in reply:
            answer = self._talk.ask(reply["ask"])
            if answer == _CANCEL:
                return [], True
            self._start({**job.answers, reply["ask"]["key"]: answer}, _PATIENCE, job.since)
            return None, True
        if self._before is not None and not is_as_before(self._book, self._before, reply["actions"]):
            return [_CHANGED.format(**self._words)], False
        title = "{zh} {en}".format(**self._words)
        return Actions(self._book, self._controller, self._menu.looks).do(reply["actions"], title), True

    def _is_open(self) -> bool:
        try:
            return self._book.getCurrentController() is not None
        except DisposedException:
            return False


class Handed:
    """Answers that were handed in with the command."""

    def __init__(self, answers: str) -> None:
        self.answers = json.loads(answers)
        self._messages: list[str] = []
        self._asked: dict[str, Any] | None = None

    def ask(self, question: dict[str, Any]) -> str:
        """Keep the question, which has no answer; nothing is done."""
        self._asked = question
        return _CANCEL

    def say(self, text: str) -> None:
        """Keep the message."""
        self._messages.append(text)

    def shown(self) -> str:
        """Give all that a person would have seen."""
        return json.dumps({"messages": self._messages, "ask": self._asked}, ensure_ascii=False)


class Dialogs:
    """Asks and tells a person."""

    def __init__(self, context: Any, frame: Any) -> None:
        self.answers: dict[str, str] = {}
        self._frame = frame
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)

    def ask(self, question: dict[str, Any]) -> str:
        """Ask with yes, no and cancel; the text says which answer is which."""
        (first, first_label), (second, second_label) = question["options"]
        text = f"{question['text']}\n\n是 Yes: {first_label}\n否 No: {second_label}"
        answer = self._box("QUERYBOX", _YES_NO_CANCEL, text)
        return str({_YES: first, _NO: second}.get(answer, _CANCEL))

    def say(self, text: str) -> None:
        """Show a message."""
        self._box("INFOBOX", _OK, text)

    def shown(self) -> str:
        """Give nothing: the person has seen it."""
        return ""

    def _box(self, kind: str, buttons: int, text: str) -> int:
        box_type = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
        box = self._toolkit.createMessageBox(self._window(), box_type, buttons, "Arrears 催收", text)
        try:
            return int(box.execute())
        finally:
            box.dispose()

    def _window(self) -> Any:
        """Give the window of the workbook, or, where it was closed meanwhile, the one in front."""
        try:
            return self._frame.getContainerWindow()
        except DisposedException:
            front = self._desktop.getCurrentFrame()
            return front.getContainerWindow() if front else None
