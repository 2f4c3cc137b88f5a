"""What the panels' tests share: a demonstration's store, the dashboard as users start it, and a real browser that may go nowhere else."""

import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.parse
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from waiting import PATIENCE, until

from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, Keys, new_key
from arrears.training.demo.store import demo_team, make_demo_store

AS_OF = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, tzinfo=timezone(timedelta(hours=8)))
CASES = 240
KEY = new_key()
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-device-scale-factor=1",
]  # fmt: skip
NOISE = re.compile(
    r"[Uu]nsatisf|No satisfying version|Available versions|Kernel: |Loading|Connection lost, reconnecting in \d+ seconds"
)
"""What Voila's own scripts say on every page, and when a busy machine lets a connection go, which they take up again by themselves."""


def _missing(tool, how):
    reason = f"{tool} is missing: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory):
    """A demonstration's store and team, made once; copy before you write."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo_store(folder / "demo.db", lambda: Keys(KEY), cases=CASES, as_of=AS_OF).close()
    demo_team(AS_OF, cases=CASES).to_csv(folder / "team.csv", index=False, encoding="utf-8-sig")
    return folder


@pytest.fixture(scope="session")
def demo_key():
    """What the demonstration's people are sealed with."""
    return KEY


@pytest.fixture
def demo_store(demo_files, tmp_path, monkeypatch):
    """A copy of the demonstration's store, open, of its own for each test."""
    monkeypatch.setenv(VARIABLE, KEY)
    shutil.copy(demo_files / "demo.db", tmp_path / "demo.db")
    with open_store(tmp_path / "demo.db", keys=lambda: Keys(KEY), clock=lambda: NOW) as store:
        yield store


@pytest.fixture
def empty_store(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, KEY)
    with open_store(tmp_path / "empty.db", keys=lambda: Keys(KEY), clock=lambda: NOW) as store:
        yield store


@dataclass
class Served:
    """A dashboard as `arrears dashboard` runs it."""

    address: str
    folder: Path
    process: subprocess.Popen
    said: list = field(default_factory=list)
    links: queue.Queue = field(default_factory=queue.Queue)
    """Addresses that log in once each; a new one comes when the last has been used."""

    started: threading.Event = field(default_factory=threading.Event)

    def listen(self):
        """Hear what the command says until it ends."""
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.match(r"http://\S+/enter/\S+", line):
                self.links.put(found[0])
                self.started.set()

    def link(self):
        return self.links.get(timeout=PATIENCE)

    def page(self, name):
        return f"{self.address}voila/render/{name}.ipynb"

    def store(self):
        return open_store(self.folder / "demo.db", keys=lambda: Keys(KEY), clock=lambda: NOW)


@pytest.fixture(scope="module")
def dashboard(demo_files, tmp_path_factory):
    """The dashboard on a copy of the demonstration, started once a module by the command itself."""
    pytest.importorskip("voila") if os.environ.get("CI") != "true" else __import__("voila")
    folder = tmp_path_factory.mktemp("served")
    for name in ("demo.db", "team.csv"):
        shutil.copy(demo_files / name, folder / name)
    served = _served(folder)
    if not served.started.is_set():
        # Once more, with another port: between our look and the server's another program may have taken it.
        first, served = served, _served(folder)
        if not served.started.is_set():
            pytest.fail(
                f"the dashboard did not start, on either of two ports: {''.join([*first.said, *served.said])[-4000:]}"
            )
    with served.process as process:
        yield served
        process.terminate()


def _served(folder):
    """Start the dashboard, and wait until it can be opened or has ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-c", "from arrears.commands import main; main()", "dashboard", "--store", f"sqlite:///{folder / 'demo.db'}",
        "--team", str(folder / "team.csv"), "--as", "zhao", "--as-of", str(AS_OF), "--port", str(port), "--no-browser",
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARREARS_")} | {
        VARIABLE: KEY,
        "ARREARS_STATE": str(folder / "state"),
        "ARREARS_TEST_NOW": NOW.isoformat(),
        "PYTHONPATH": str(Path(__file__).parents[1] / "at_an_instant"),
    }
    process = subprocess.Popen(  # noqa: S603  # our own interpreter
        command,
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    served = Served(f"http://127.0.0.1:{port}/", folder, process)
    threading.Thread(target=lambda: served.said.extend(process.stderr), daemon=True).start()
    threading.Thread(target=served.listen, daemon=True).start()
    until(lambda: served.started.is_set() or process.poll() is not None, "the dashboard can be opened")
    return served


@pytest.fixture(scope="module")
def chromium():
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        _missing("playwright", "pip install playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        _missing("chromium", "install chromium")
    with socket.socket() as silent, sync_playwright() as playwright:
        # Every other host leads to a port that takes connections and never answers, as a firewall that drops packets does.
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        rule = f"--host-resolver-rules=MAP * 127.0.0.1:{silent.getsockname()[1]} , EXCLUDE 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, rule])
        yield browser
        browser.close()


class Watched:
    """Pages of one browser context; what they asked of other hosts, and what went wrong in them."""

    def __init__(self, browser, size, served=None):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
        self.elsewhere, self.errors = [], []
        # Pages that are just being left: what they still say of connections that end is no finding, and depends on who is quicker.
        self.leaving = set()
        self.context.set_default_timeout(PATIENCE * 1000)
        self.context.on("request", self._asked)
        if served is not None:
            self.log_in(served)

    def _asked(self, request):
        address = urllib.parse.urlparse(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.hostname != "127.0.0.1":
            self.elsewhere.append(request.url)

    def log_in(self, served):
        # What the browser asks for first, without the page that it then leads to.
        self.context.request.get(served.link(), max_redirects=0)

    def new_page(self):
        page = self.context.new_page()
        page.on("request", lambda request: self.leaving.add(page) if request.is_navigation_request() else None)
        for arrived in ("framenavigated", "download"):
            page.on(arrived, lambda _: self.leaving.discard(page))
        page.on("pageerror", lambda error: self.errors.append(str(error)) if page not in self.leaving else None)
        page.on("console", lambda message: self._hear(page, message))
        page.on(
            "response",
            lambda answer: self.errors.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        return page

    def _hear(self, page, message):
        if page not in self.leaving and message.type in {"error", "warning"} and not NOISE.search(message.text):
            self.errors.append(f"{message.type}: {message.text}")

    def leave(self, page):
        """Leave a page, as users do."""
        self.leaving.add(page)
        page.goto("about:blank")

    def close(self):
        for page in self.context.pages:
            self.leave(page)
        self.context.close()


def _watching(chromium):
    opened = []

    def start(served=None, size=(1366, 768)):
        opened.append(Watched(chromium, size, served))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
        assert each.elsewhere == []
        assert each.errors == []


@pytest.fixture
def watch(chromium):
    """Open a browser context on a dashboard; at the end nothing went elsewhere and nothing went wrong."""
    yield from _watching(chromium)


@pytest.fixture(scope="module")
def watch_all(chromium):
    """Open one as `watch` does, for all tests of a module."""
    yield from _watching(chromium)
