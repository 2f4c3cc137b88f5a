"""The panels as web pages on this computer: Voila on the loopback address, with a token, asking no other host for anything."""

from __future__ import annotations

import os
import secrets
import socket
import webbrowser
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, FileSystemLoader
from tornado.ioloop import IOLoop
from traitlets.config import Config
from voila.app import Voila

from arrears.errors import ArrearsError
from arrears.panels.catalogue import PANELS
from arrears.panels.session import language
from arrears.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST, USUAL_PORT, TEMPLATE = "127.0.0.1", 8866, "arrears"
_MESSAGE_BYTES = 100 * 2**20
_IDLE_SECONDS = 1800
_PING_MILLISECONDS = 30_000
_CULL_SECONDS = 60
_LAST_PORT = 65535


class Dashboard(Voila):  # type: ignore[misc]  # the base class is untyped
    """Voila with our pages and our settings, whatever else is configured on this computer."""

    name = "voila"
    on_ready: Callable[[], object]

    def load_config_file(self, *_: object, **__: object) -> None:
        """Read no other settings: one of them could open the server to the network."""

    def init_settings(self) -> dict[str, Any]:
        """Put our own pages first: the list of panels and the log-in."""
        settings: dict[str, Any] = super().init_settings()
        for env in ("voila_jinja2_env", "jinja2_env"):
            settings[env].globals["arrears"] = about()
        own = FileSystemLoader(str(_templates() / "voila" / "templates" / TEMPLATE))
        settings["jinja2_env"].loader = ChoiceLoader([own, settings["jinja2_env"].loader])
        return settings

    def listen(self) -> None:
        """Say that it can be opened as soon as it answers, and serve until it is ended."""
        IOLoop.current().add_callback(self.on_ready)
        super().listen()


def about() -> dict[str, Any]:
    """Give what our pages show on every page: the panels, and the language to begin with."""
    there = {path.stem for path in shipped("notebooks").glob("*.ipynb")}
    fields = ("name", "zh", "en", "about_zh", "about_en")
    panels = [{field: getattr(panel, field) for field in fields} for panel in PANELS if panel.name in there]
    return {"lang": language(), "panels": panels}


def with_panels(page_config: dict[str, Any], **_: object) -> dict[str, Any]:
    """Tell a page which panels there are; Voila calls this for each page."""
    # The formula plug-in wants an address before it is content; it asks for it only where there is a formula, and there is none.
    return {**page_config, "arrears": about(), "fullMathjaxUrl": f"{page_config['baseUrl']}voila/static/none.js"}


def settings(port: int, token: str) -> Config:
    """Give Voila's settings.

    Parameters
    ----------
    port : int
        Where it listens, on the loopback address only.
    token : str
        What a browser must show; never empty.

    Raises
    ------
    ValueError
        If the token is empty.
    """
    if not token:
        raise ValueError("the token must not be empty; leave it out, and one is made")
    return Config(
        {
            "Voila": {
                "ip": HOST,
                "port": port,
                "port_retries": 0,
                "open_browser": False,
                "token": token,
                "root_dir": str(shipped("notebooks")),
                # Formulas would be set by a script from a content network.
                "tornado_settings": {
                    "websocket_max_message_size": _MESSAGE_BYTES,
                    "mathjax_url": "",
                    "ws_ping_interval": _PING_MILLISECONDS,
                    "ws_ping_timeout": _PING_MILLISECONDS,
                },
            },
            "VoilaConfiguration": {
                "template": TEMPLATE,
                "classic_tree": True,
                "show_tracebacks": False,
                "file_allowlist": [],
                "page_config_hook": with_panels,
            },
            "MappingKernelManager": {"cull_idle_timeout": _IDLE_SECONDS, "cull_interval": _CULL_SECONDS},
            # Between server and kernels: a socket file of this user's rather than a port, where there are such.
            "KernelManager": {"transport": "tcp" if os.name == "nt" else "ipc"},
            # A page of the grid is small; a workbook that is downloaded is not, and must not be cut off.
            "ZMQChannelsWebsocketConnection": {"limit_rate": False},
        }
    )


def serve(port: int, on_ready: Callable[[str], None], *, token: str = "", open_browser: bool = True) -> None:
    """Serve the panels until the process is ended.

    Parameters
    ----------
    port : int
        The port.
    on_ready : function of an address
        Called with the address that logs in, once it can be opened.
    token : str
        A token of one's own; a new one is made unless given.
    open_browser : bool
        Whether the address is opened in the default browser.
    """
    # Voila looks for templates there; kernels inherit it and are none the worse for it.
    before = os.environ.get("JUPYTER_PATH", "")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(_templates()), before)))
    token = token or secrets.token_urlsafe(24)
    app = Dashboard(config=settings(port, token), log_level="ERROR")
    app.initialize([])
    address = f"http://{HOST}:{port}/?token={token}"

    def ready() -> None:
        on_ready(address)
        if open_browser:
            webbrowser.open(address)

    app.on_ready = ready
    app.start()


def free_port(wanted: int | None = None) -> int:
    """Give a port that nothing listens on: the one that is wanted, or else the usual one, or else any.

    Raises
    ------
    ArrearsError
        If the port that is wanted is taken, may not be used, or is none.
    """
    if wanted is not None and not 0 < wanted <= _LAST_PORT:
        raise ArrearsError(
            f"{wanted} is no port; choose one from 1024 to {_LAST_PORT} with --port, or leave it out",
            f"“{wanted}”不是有效端口；请用 --port 指定 1024 至 {_LAST_PORT} 之间的端口，或不写",
        )
    for port in (wanted,) if wanted else (USUAL_PORT, 0):
        with socket.socket() as probe:
            # A server that has just ended leaves its port in a state in which it may be used again.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ArrearsError(
        f"port {wanted} is in use or may not be used; choose another with --port, or leave it out",
        f"端口 {wanted} 已被占用或无权使用；请用 --port 换一个，或不写",
    )


def _templates() -> Path:
    return shipped("templates", "dashboard")
