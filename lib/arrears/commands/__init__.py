"""The command line: ``arrears daily``, ``arrears demo``, ``arrears check``, ``arrears policy`` and the rest.

Exit codes: 0 done; 1 done, with rejected rows or findings; 2 bad usage or unreadable input, with one clear line on stderr; 130 stopped
by Ctrl-C, with one line, and nothing left half done.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import (
    App,
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)

from arrears.commands import journal, waiting
from arrears.commands.help import InChinese
from arrears.commands.options import default_lang
from arrears.errors import ArrearsError
from arrears.words import Saying, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.words import Lang

UNUSABLE, STOPPED = 2, 130
USAGE_ZH: dict[type[CycloptsError], str] = {
    UnknownOptionError: "没有这个选项",
    UnknownCommandError: "没有这个命令",
    MissingArgumentError: "缺少必需的参数",
    CoercionError: "参数值无效",
    ValidationError: "参数值不在允许范围内",
    UnusedCliTokensError: "多出无法识别的参数",
    RepeatArgumentError: "同一选项给了多次",
}
"""What was typed wrongly, by the kind of error."""

app = App(
    name="arrears",
    help="Collect overdue credit-card debt lawfully, kindly and well.",
    # Ctrl-C is told in words of our own.
    suppress_keyboard_interrupt=False,
)
COMMANDS = {
    "demo": ("daily.command:demo", "Run the main job on the shipped portfolio of 2,000 invented cases."),
    "daily": (
        "daily.command:daily",
        "Check, stage and rank a case list; write follow-up workbooks, rejected rows and a summary.",
    ),
    "check": ("daily.command:check", "Check a case list without writing anything; exit code 1 when rows are rejected."),
    "map": (
        "mapping:map_columns",
        "Propose what each column of a list means; confirmed, it is kept and used for the next list of the same headings.",
    ),
    "merge": (
        "merge:merge",
        "Take collectors' workbooks back into the store; safe to repeat. Exit code 1 when something must be seen to.",
    ),
    "household": (
        "household:household",
        "Record what a customer told of the situation, and show what is known; with a case alone it only shows.",
    ),
    "agreement": (
        "agreement:app",
        "An agreement's life: options, draft, statement, consent, approve, refuse, return, answer, reopen, settle, show.",
    ),
    "waiver": ("waiver:app", "Ask for a waiver of interest and fees, and decide it within the limits of the policy."),
    "assist": ("assist:app", "Ask the team lead for help on a case, and answer."),
    "payments": ("payments:app", "The bank's payment files, matched to cases."),
    "correct": (
        "correct:correct",
        "List a case's entries, or put one right: name its number, what is right, and why. Also closes cases and books adjustments.",
    ),
    "record": ("record:app", "Write a case's record, verified against the log; check such a file."),
    "remind": (
        "remind:app",
        "Remind customers of what is due, due today or missed; read what became of the messages.",
    ),
    "relief": (
        "relief:relief",
        "Write the ledger of relief: pauses, waivers and plans, what became of each, what was repaid since, and what is owed now.",
    ),
    "letters": ("letters:app", "The letters that were made: record what was sent, delivered, returned or not sent."),
    "agency": ("agency:app", "Outside agencies: white list, inspection, masked packs, their return, recall."),
    "escalate": (
        "escalate:app",
        "Ask for a legal measure: assessment, departments' opinions, a second person's decision, court steps.",
    ),
    "dossier": (
        "escalate:dossier",
        (
            "Put a case's dossier into one folder: assessment, opinions, calculation, limitation, court calendar, record, agreement's papers.\n\n"
            "It is there for an approved escalation alone, states facts, and is masked unless --full."
        ),
    ),
    "export": (
        "export:export",
        "Export a store's cases, or a case list, for sharing: personal data masked unless --full.",
    ),
    "message": (
        "message:message",
        "Write messages, letters or e-mails, by stage and situation; nothing for a person who may not be contacted, and one message a person.",
    ),
    "month-end": (
        "month_end.command:month_end",
        "Write a month's workbooks: ageing, roll rates, progress, promises, breaches, contacts, agreements, events.",
    ),
    "learn": (
        "learn:learn",
        (
            "Count in the store whom attempts reached, which cases improved, what was kept; write a page for each model, models.html.\n\n"
            "Nothing is changed unless you say --use: then the counts become a version of learned.toml in your house folder, in force from the next "
            "day, and the store records it. Exit code 1 tells that there is too little history, so that the ladder of next actions ranks."
        ),
    ),
    "trial": (
        "trial:app",
        "Try a strategy against your own, on persons drawn by lot: start, show whether it is real, end.",
    ),
    "plan": (
        "plan.command:plan",
        "Show what a household can pay and which repayment plans fit; with --months, one plan's schedule and cost.",
    ),
    "dashboard": (
        "dashboard:dashboard",
        "Open the team lead's panels as web pages on this computer: assignment, progress, promises, quality, daily report.",
    ),
    "lab": ("dashboard:lab", "Open the notebooks in JupyterLab, as copies of your own that you may change."),
    "policy": ("policy:app", "The rules in force on a day, with their sources and how well these are known."),
    "scenario": (
        "scenario:app",
        "Case scenarios that trainers demonstrate and collectors practise, judged by the rules in force.",
    ),
    "train": (
        "dashboard:train",
        "Open training as a web page on this computer: practise on invented cases, or show one to a class; no store is needed.",
    ),
    "simulate": (
        "simulate:simulate",
        "Live through virtual months with invented customers: your decisions beside the house's default, a rival, and more collectors.",
    ),
    "assess": ("assess:app", "Assessments of staff: record them, and see who is due."),
    "doctor": (
        "doctor:doctor",
        (
            "Say what of the installation works and what does not, with the remedy: Python, extras, LibreOffice, fonts, key, store, port.\n\n"
            "Nothing is changed. Exit code 1 tells that something must be put right. `arrears excel doctor` and `arrears calc doctor` say more of the add-ins."
        ),
    ),
    "store": ("store:app", "The store's key, and who may see which cases."),
}
"""Each command: where it stands below this package, and what it does, as its own help says; it is loaded when somebody asks for it."""
for _name, (_place, _help) in COMMANDS.items():
    app.command(f"{__name__}.{_place}", name=_name, help=_help)

OF_THE_HOSTS = {
    "excel": "The Excel add-in: install it, remove it, find out why it does not work.",
    "calc": "The add-in for LibreOffice Calc: install it, remove it, find out why it does not work.",
}
"""Commands of `xl_addin`, which stands above this package: named here, and loaded when somebody asks for them."""
for _name, _help in OF_THE_HOSTS.items():
    app.command(f"xl_addin.hosts.{_name}.cli:app", name=_name, help=_help)


def main() -> None:
    """Run the command line and leave with its exit code."""
    signal.signal(signal.SIGINT, _stop_once)
    sys.exit(run(sys.argv[1:]))


def _stop_once(_number: int, _frame: object) -> None:
    """Stop at the first Ctrl-C; while what was begun is taken back, a second one would leave half of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def run(tokens: Sequence[str]) -> int:
    """Run one command and give its exit code; no traceback reaches a user.

    >>> run(["policy", "show", "no-such-rule"])
    2
    """
    try:
        words, file = journal.without_option(tokens)
        with journal.kept(file, _command(words) if file else ()) as facts:
            facts["exit"] = _run(words, facts)
    except ArrearsError as error:
        return _refuse(error.text(_language(tokens)))
    return int(str(facts["exit"]))


def _command(words: Sequence[str]) -> Sequence[str]:
    """Name the command of a command line, without anything that was typed behind it."""
    try:
        return app.parse_commands(list(words))[0]
    except CycloptsError:
        return ()


def _run(tokens: Sequence[str], facts: dict[str, object]) -> int:
    if "--password" in {word.partition("=")[0] for word in tokens}:
        sys.stderr.write(say("commands.password_seen", _language(tokens)) + "\n")
    app.help_formatter = InChinese() if _language(tokens) == "zh" else None
    try:
        with waiting.shown(_shown_name(tokens), _language(tokens)):
            code = app(list(tokens), exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        return _refuse(_usage(error, _language(tokens)))
    except ArrearsError as error:
        facts["error"] = type(error).__name__
        return _refuse(error.text(_language(tokens)))
    except KeyboardInterrupt:
        facts["error"] = "stopped"
        return _stopped(_language(tokens))
    except BrokenPipeError:
        # The reader (head, less) has seen enough; anything more written to the pipe would fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("ARREARS_DEBUG"):
            raise
        # Only the kind of error is shown: its text may quote a person's data.
        facts["error"] = type(error).__name__
        return _refuse(say("commands.something_went_wrong_inside_check", _language(tokens), name=type(error).__name__))
    with contextlib.suppress(KeyboardInterrupt):  # the work is done
        _remember_folder(tokens)
    return int(code or 0)


def _shown_name(tokens: Sequence[str]) -> str:
    """Name the command in one word, without anything that was typed behind it."""
    return next((f"arrears {word}" for word in tokens if word in COMMANDS or word in OF_THE_HOSTS), "arrears")


def _stopped(lang: Lang) -> int:
    # The terminal has written ^C on the line.
    wipe = "\r\x1b[2K" if sys.stderr.isatty() else ""
    sys.stderr.write(f"{wipe}arrears: {say('commands.stopped', lang)}\n")
    return STOPPED


def _remember_folder(tokens: Sequence[str]) -> None:
    """Remember the folder of a store that a person has named with ``--store``: workbooks in it may use the store beside them."""
    words = [word for token in tokens for word in token.split("=", 1)]
    named = dict(pairwise(words)).get("--store", "")
    path = Path(named.removeprefix("sqlite:///"))
    if not named or "://" in str(path) or not path.is_file():
        return
    from arrears.store.log.memory import trust  # noqa: PLC0415  # most commands need no store

    with contextlib.suppress(ArrearsError):
        trust(path.parent)


def _usage(error: CycloptsError, lang: Lang) -> str:
    """Say in one line what is wrong with a command; in Chinese where we have the words, always with the original."""
    said = " ".join(str(error).split())
    what = next((words for kind, words in USAGE_ZH.items() if isinstance(error, kind)), "命令用法有误")
    return say("commands.usage_help", lang, said=Saying(f"{what}：{said}", said))


def _refuse(line: str) -> int:
    sys.stderr.write(f"arrears: {line}\n")
    return UNUSABLE


def _language(tokens: Sequence[str]) -> Lang:
    """Read the language from the words themselves: they may be wrong in every other way."""
    words = [word for token in tokens for word in token.split("=", 1)]
    after = dict(pairwise(words)).get("--lang")
    return "en" if after == "en" else "zh" if after == "zh" else default_lang()
