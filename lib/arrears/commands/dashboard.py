"""``arrears dashboard`` and ``arrears lab``: the team lead's panels as local web pages, and as notebooks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.waiting import apart
from arrears.errors import ArrearsError
from arrears.words import Lang, both, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

StoreOption = Annotated[
    str | None, Parameter(name=["--store"], env_var="ARREARS_STORE", help="sqlite:///PATH, a path, or postgresql://...")
]
TeamOption = Annotated[Path | None, Parameter(help="A table of collectors (.xlsx or .csv): capacity, skills, absence.")]
ActorOption = Annotated[
    str | None, Parameter(name=["--as"], help="Your login or staff number; this computer's user unless you say.")
]

LAB_OPTIONS = [
    "--ServerApp.ip=127.0.0.1",
    # Nothing is asked of any other host: no news, no newer version, no list of extensions.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
]
"""JupyterLab demands a token of its own making unless it is told otherwise."""


def dashboard(  # noqa: PLR0913  # each is an option of its own
    *,
    store: StoreOption = None,
    demo: Annotated[bool, Parameter(help="Try it out on invented cases with a year of history.", negative=())] = False,
    team: TeamOption = None,
    actor: ActorOption = None,
    as_of: DayOption = None,
    port: Annotated[int | None, Parameter(help="Port on this computer; 8866 unless it is taken.")] = None,
    browser: Annotated[bool, Parameter(help="Whether the default browser is opened.")] = True,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Open the team lead's panels as web pages on this computer: assignment, progress, promises, quality, daily report."""
    words = lang or default_lang()
    _need("voila")
    _known(as_of, profile, house)
    from arrears.panels.shell.server import free_port, serve  # noqa: PLC0415  # only this command needs them

    with _ready(store, demo=demo, team=team, words=words) as named, apart():
        _tell_notebooks(named, actor=actor, as_of=as_of, profile=profile, house=house, lang=words)
        told = [partial(_say_address, words, what) for what in ("open", "again")]
        serve(free_port(port), *told, open_browser=browser)
    return 0


def train(  # each is an option of its own
    *,
    classroom: Annotated[
        bool,
        Parameter(name=["--class"], help="Let a class play in their own browsers, over this network.", negative=()),
    ] = False,
    folder: Annotated[Path, Parameter(help="Where the plays of a class are handed in.")] = Path("class"),
    scenarios: Annotated[Path | None, Parameter(help="A folder of your own scenario files, for a class.")] = None,
    actor: ActorOption = None,
    port: Annotated[int | None, Parameter(help="Port on this computer; 8866 unless it is taken.")] = None,
    browser: Annotated[bool, Parameter(help="Whether the default browser is opened.")] = True,
    lang: LangOption = None,
) -> int:
    """Open training as a web page on this computer: practise on invented cases, or show one to a class; no store is needed."""
    words = lang or default_lang()
    _need("voila")
    from arrears.panels.shell.server import free_port, serve  # noqa: PLC0415  # only this command needs them

    os.environ.pop("ARREARS_STORE", None)
    if classroom:
        return _class(folder, scenarios, free_port(port), words, browser=browser)
    _tell_notebooks({}, actor=actor, as_of=None, profile="cn", house=None, lang=words)
    told = [partial(_say_address, words, what) for what in ("train", "again")]
    with apart():
        serve(free_port(port), *told, open_browser=browser)
    return 0


def _class(folder: Path, scenarios: Path | None, port: int, words: Lang, *, browser: bool) -> int:
    """Serve a class to the network; the trainer gets in by an address that works once."""
    from arrears.panels.training.classroom.room import Classroom  # noqa: PLC0415  # only this command needs them
    from arrears.panels.training.classroom.server import serve_class  # noqa: PLC0415  # same

    room = Classroom(folder, scenarios)
    begun: list[str] = []

    def ready(addresses: list[str], trainer: str) -> None:
        if begun:
            _say(words, "class_again", trainer=trainer)
            return
        _say(words, "class", addresses=" ".join(addresses), code=room.code, folder=folder, trainer=trainer)
        begun.append(trainer)

    serve_class(room, port, ready, words, open_browser=browser)
    return 0


def lab(  # noqa: PLR0913  # same
    *,
    folder: Annotated[Path, Parameter(help="Where your copies of the notebooks go.")] = Path("arrears-notebooks"),
    store: StoreOption = None,
    demo: Annotated[bool, Parameter(help="Try it out on invented cases with a year of history.", negative=())] = False,
    team: TeamOption = None,
    actor: ActorOption = None,
    as_of: DayOption = None,
    browser: Annotated[bool, Parameter(help="Whether the default browser is opened.")] = True,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Open the notebooks in JupyterLab, as copies of your own that you may change."""
    from arrears.resources import shipped  # noqa: PLC0415  # help stays quick

    words = lang or default_lang()
    _need("jupyterlab")
    _known(as_of, profile, house)
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(shipped("notebooks").glob("*.ipynb")):
        if not (folder / notebook.name).exists():
            shutil.copyfile(notebook, folder / notebook.name)
    with _ready(store, demo=demo, team=team, words=words) as named, apart():
        _tell_notebooks(named, actor=actor, as_of=as_of, profile=profile, house=house, lang=words)
        _say(words, "lab", folder=folder)
        options = LAB_OPTIONS if browser else [*LAB_OPTIONS, "--no-browser"]
        command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}", *options]
        return subprocess.run(command, check=False).returncode  # noqa: S603  # our own interpreter


def _need(package: str) -> None:
    if find_spec(package) is None:
        raise ArrearsError(
            both("commands.dashboard.not_installed_run_pip_install", package=package),
        )


def _known(as_of: str | None, profile: str, house: Path | None) -> None:
    """Refuse a day or a profile that there is not before a browser shows a page without anything."""
    from arrears.policy import Policies  # noqa: PLC0415  # help stays quick

    day(as_of, Policies(profile, house))


@contextmanager
def _ready(store: str | None, *, demo: bool, team: Path | None, words: Lang) -> Iterator[dict[str, str]]:
    """Give the environment that names the store; the demonstration's lasts as long as the server."""
    if demo:
        with tempfile.TemporaryDirectory(prefix="arrears-demo-", ignore_cleanup_errors=True) as folder:
            yield _demo(Path(folder), words)
        return
    if not store:
        raise ArrearsError(
            both("commands.dashboard.say_which_store_store_sqlite"),
        )
    store = _checked(store)
    if team is not None and not team.is_file():
        raise ArrearsError(both("commands.dashboard.there_no_file_correct_team", name=team.name))
    yield {"ARREARS_STORE": store} | ({"ARREARS_TEAM": str(team.resolve())} if team else {})


def _checked(store: str) -> str:
    """Refuse a store that cannot be opened before a browser shows it; name it so that it is found from any folder.

    Notebooks run in the folder that they lie in, not in that of the command.
    """
    from arrears.store import open_store  # noqa: PLC0415  # help stays quick
    from arrears.store.log.engine import store_url  # noqa: PLC0415  # same

    open_store(store, create=False).close()
    url = store_url(store)
    if url.get_backend_name() != "sqlite":
        return store
    return url.set(database=str(Path(str(url.database)).resolve())).render_as_string(hide_password=False)


def _demo(folder: Path, words: Lang) -> dict[str, str]:
    from arrears.policy import Policies  # noqa: PLC0415  # help stays quick
    from arrears.store.secrets.keys import Keys, new_key  # noqa: PLC0415  # same
    from arrears.training.demo.store import demo_team, make_demo_store  # noqa: PLC0415  # same

    _say(words, "making")
    key, today = new_key(), day(None, Policies())
    make_demo_store(folder / "demo.db", lambda: Keys(key), as_of=today).close()
    demo_team(today).to_csv(folder / "team.csv", index=False, encoding="utf-8-sig")
    _say(words, "demo")
    return {
        "ARREARS_STORE": f"sqlite:///{folder / 'demo.db'}", "ARREARS_TEAM": str(folder / "team.csv"), "ARREARS_KEY": key,
    }  # fmt: skip


def _tell_notebooks(
    named: dict[str, str], *, actor: str | None, as_of: str | None, profile: str, house: Path | None, lang: str
) -> None:
    """Set what `arrears.panels.shell.session` reads; kernels inherit it."""
    more = {
        "ARREARS_ACTOR": actor, "ARREARS_AS_OF": as_of, "ARREARS_PROFILE": profile, "ARREARS_HOUSE": str(house.resolve()) if house else None,
        "ARREARS_LANG": lang,
    }  # fmt: skip
    os.environ.update(named | {name: value for name, value in more.items() if value})


def _say_address(lang: str, what: str, address: str) -> None:
    _say(lang, what, address=address)


def _say(lang: str, what: str, **values: object) -> None:
    sys.stdout.write(texts("commands.dashboard", lang)[what].format(**values) + "\n")
    sys.stdout.flush()
