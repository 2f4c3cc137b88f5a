"""The menu: runs a macro in the worker on the open workbook, asks what only a person can decide, and does what it wants done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import uno
import unohelper
from arrears_calc.client import WorkerError
from arrears_calc.uno_book import Actions, snapshot
from com.sun.star.frame import DispatchResultEvent, XDispatchProvider, XNotifyingDispatch
from com.sun.star.lang import XInitialization, XServiceInfo

if TYPE_CHECKING:
    from arrears_calc.client import Client

PROTOCOL = "org.arrears.calc:"
SHEETS = "com.sun.star.sheet.SpreadsheetDocument"
_SUCCESS, _FAILURE = 1, 0  # com.sun.star.frame.DispatchResultState
_YES_NO_CANCEL, _OK = 4, 1  # com.sun.star.awt.MessageBoxButtons
_YES, _NO = 2, 3  # com.sun.star.awt.MessageBoxResults
_CANCEL = "cancel"
_WENT_WRONG = (
    "程序出错（{kind}），工作簿未作任何修改；请联系维护人员。\n\n"
    "Something went wrong inside ({kind}); this workbook was not changed; please report it."
)
_HALF_DONE = (
    "写入工作簿时出错（{kind}）；请用“编辑 > 撤销”撤回本次操作，再联系维护人员。\n\n"
    "Writing into the workbook failed ({kind}); take it back with Edit > Undo, then report it."
)


class Menu(unohelper.Base, XDispatchProvider, XNotifyingDispatch, XInitialization, XServiceInfo):
    """Takes the menu's commands for one window.

    A command may be given the answers to its questions as JSON in an argument ``Answers``: then no dialog opens, and the result
    is JSON with the messages, or with the question that has no answer yet.
    """

    NAME = "org.arrears.calc.Menu"
    client: Client
    macros: dict[str, Any]
    looks: dict[str, Any]

    def __init__(self, context: Any) -> None:
        self.context = context
        self.frame = None

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
        done = self._run(url.Complete.removeprefix(PROTOCOL), talk)
        if listener is not None:
            listener.dispatchFinished(DispatchResultEvent(self, _SUCCESS if done else _FAILURE, talk.shown()))

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

    def _run(self, macro: str, talk: Any) -> bool:
        controller = self.frame.getController() if self.frame else None
        book = controller.getModel() if controller else None
        if book is None or not book.supportsService(SHEETS):
            return False
        status = self.frame.createStatusIndicator()
        status.start(self.macros[macro]["zh"], 0)
        try:
            messages, done = self._done(macro, book, controller, talk), True
        except WorkerError as error:
            messages, done = [f"{error.zh}\n\n{error.en}"], False
        except Exception as error:  # noqa: BLE001  # Calc goes on whatever happens; the text may quote somebody's data
            messages, done = [_HALF_DONE.format(kind=type(error).__name__)], False
        finally:
            status.end()
        for message in messages:
            talk.say(message)
        return done

    def _done(self, macro: str, book: Any, controller: Any, talk: Any) -> list[str]:
        """Run the macro until all of its questions are answered, then do its actions; give its messages."""
        answers: dict[str, str] = dict(talk.answers)
        seen = snapshot(book, controller)
        while True:
            reply = self.client.run(macro, seen, answers)
            if "failed" in reply:
                return [_WENT_WRONG.format(kind=reply["failed"])]
            if "ask" not in reply:
                title = "{zh} {en}".format(**self.macros[macro])
                messages: list[str] = Actions(book, controller, self.looks).do(reply["actions"], title)
                return messages
            answer = talk.ask(reply["ask"])
            if answer == _CANCEL:
                return []
            answers[reply["ask"]["key"]] = answer


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
        self._window = frame.getContainerWindow()
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
        box = self._toolkit.createMessageBox(self._window, box_type, buttons, "Arrears 催收", text)
        try:
            return int(box.execute())
        finally:
            box.dispose()
