"""The command line: ``arrears daily``, ``arrears demo``, ``arrears check``, ``arrears policy`` and the rest.

Exit codes: 0 done; 1 done, with rejected rows or findings; 2 bad usage or unreadable input, with one clear line on stderr.
"""

from __future__ import annotations

import os
import sys
from itertools import pairwise
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

from arrears.cli import daily, dashboard, export, merge, message, month_end, plan, policy, store
from arrears.cli import store_log as store_log  # its commands join `arrears store`
from arrears.cli.options import Lang, default_lang
from arrears.errors import ArrearsError

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSABLE = 2
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
)
app.command(daily.demo)
app.command(daily.daily)
app.command(daily.check)
app.command(merge.merge)
app.command(export.export)
app.command(message.message)
app.command(month_end.month_end)
app.command(plan.plan)
app.command(dashboard.dashboard)
app.command(dashboard.lab)
app.command(policy.app)
app.command(store.app)

OF_THE_HOSTS = {
    "excel": "The Excel add-in: install it, remove it, find out why it does not work.",
    "calc": "The add-in for LibreOffice Calc: install it, remove it, find out why it does not work.",
}
"""Commands of `xl_addin`, which stands above this package: named here, and loaded when somebody asks for them."""
for _name, _help in OF_THE_HOSTS.items():
    app.command(f"xl_addin.{_name}.cli:app", name=_name, help=_help)


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(tokens: Sequence[str]) -> int:
    """Run one command and give its exit code; no traceback reaches a user.

    >>> run(["policy", "show", "no-such-rule"])
    2
    """
    try:
        code = app(list(tokens), exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        return _refuse(_usage(error, _language(tokens)))
    except ArrearsError as error:
        return _refuse(error.text(_language(tokens)))
    except BrokenPipeError:
        # The reader (head, less) has seen enough; anything more written to the pipe would fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("ARREARS_DEBUG"):
            raise
        # Only the kind of error is shown: its text may quote a person's data.
        return _refuse(
            f"程序出错（{type(error).__name__}）；已写出的文件可能不完整，请核对。设置环境变量 ARREARS_DEBUG=1 可查看详情后报告。"
            if _language(tokens) == "zh"
            else f"something went wrong inside ({type(error).__name__}); check what was written before you use it; set ARREARS_DEBUG=1 to see it, and report it"
        )
    return int(code or 0)


def _usage(error: CycloptsError, lang: Lang) -> str:
    """Say in one line what is wrong with a command; in Chinese where we have the words, always with the original."""
    said = " ".join(str(error).split())
    what = next((words for kind, words in USAGE_ZH.items() if isinstance(error, kind)), "命令用法有误")
    return f"{what}：{said}（用法见 arrears --help）" if lang == "zh" else f"{said} (arrears --help)"


def _refuse(line: str) -> int:
    sys.stderr.write(f"arrears: {line}\n")
    return UNUSABLE


def _language(tokens: Sequence[str]) -> Lang:
    """Read the language from the words themselves: they may be wrong in every other way."""
    words = [word for token in tokens for word in token.split("=", 1)]
    after = dict(pairwise(words)).get("--lang")
    return "en" if after == "en" else "zh" if after == "zh" else default_lang()
