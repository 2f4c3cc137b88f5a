"""A private PostgreSQL server for the benchmarks of the store, on a socket of its own and with every commit on the disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def program(name: str) -> str | None:
    """Find one of the server's programs; Debian keeps them off the path."""
    beside = sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)
    return next(filter(None, [shutil.which(name), *beside]), None)


@contextmanager
def postgresql() -> Iterator[str | None]:
    """Give the URL of an empty database, or None where there is no server to start."""
    initdb, server = program("initdb"), program("postgres")
    if initdb is None or server is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="arrears-pg-"))
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    make = [initdb, "-D", folder / "data", "-U", "arrears", "-A", "trust", "-E", "UTF8", "--no-locale"]
    subprocess.run(make, check=True, cwd=folder, **_QUIET, **user)
    run = [server, "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=120"]
    with subprocess.Popen(run, cwd=folder, **_QUIET, **user) as process:
        try:
            url = f"postgresql://arrears@/postgres?host={folder}"
            _wait_for(url)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str) -> None:
    for _ in range(150):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the private PostgreSQL server did not start")
