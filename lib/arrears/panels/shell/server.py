"""The panels as web pages on this computer: Voila on the loopback address, behind a log-in, asking no other host for anything."""

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
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from arrears.errors import ArrearsError
from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.entrance import ONCE, Entrance, Identity, Once, Templates, refuse_other_hosts
from arrears.panels.shell.session import STORE, language
from arrears.panels.shell.warm import WARM, Alive, LeftPage, PanelPage, Warm
from arrears.resources import shipped
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST, USUAL_PORT, TEMPLATE = "127.0.0.1", 8866, "arrears"
HOME = "home"
"""The panel that is the first page."""
_MESSAGE_BYTES = 100 * 2**20
_PING_MILLISECONDS = 30_000
_IDLE_SECONDS, _CULL_SECONDS = 30, 10
"""A kernel to which no browser is connected is ended after so long, looked for so often."""
_BUSY_SECONDS = 600
_LAST_PORT = 65535


class Dashboard(Voila):  # type: ignore[misc]  # the base class is untyped
    """Voila with our pages and our settings, whatever else is configured on this computer."""

    name = "voila"
    on_ready: Callable[[], object]
    once: Once
    warm: Warm

    def load_config_file(self, *_: object, **__: object) -> None:
        """Read no other settings: one of them could open the server to the network."""

    def init_settings(self) -> dict[str, Any]:
        """Put our own pages first: the list of panels and the log-in."""
        settings: dict[str, Any] = super().init_settings()
        settings[ONCE] = self.once
        settings[WARM] = self.warm = Warm(self.kernel_manager)
        for env in ("voila_jinja2_env", "jinja2_env"):
            settings[env].globals["arrears"] = about()
        own = FileSystemLoader(str(_templates() / "voila" / "templates" / TEMPLATE))
        settings["jinja2_env"].loader = ChoiceLoader([own, settings["jinja2_env"].loader])
        return settings

    def init_handlers(self) -> list[Any]:
        """Add the entrance and the first page, and put pages of ours in place of theirs."""
        ours = {
            TemplateStaticFileHandler: Templates,
            TornadoVoilaHandler: PanelPage,
            VoilaShutdownKernelHandler: LeftPage,
        }
        handlers = [(each[0], ours.get(each[1], each[1]), *each[2:]) for each in super().init_handlers()]
        first = []
        if HOME in {panel["name"] for panel in about()["panels"]}:
            asked = next(each[2] for each in handlers if each[1] is PanelPage)
            first = [(r"/", PanelPage, {**asked, "notebook_path": f"{HOME}.ipynb"})]
        return [
            (r"/enter/([A-Za-z0-9_-]+)", Entrance),
            (r"/alive/([A-Za-z0-9-]+)", Alive),
            *first,
            *handlers,
        ]

    def listen(self) -> None:
        """Say that it can be opened as soon as it answers, and serve until it is ended."""
        refuse_other_hosts(self.app)
        IOLoop.current().add_callback(self.on_ready)
        IOLoop.current().add_callback(self.warm.heat)
        super().listen()


def about() -> dict[str, Any]:
    """Give what our pages show on every page: the panels, and the language to begin with."""
    there = {path.stem for path in shipped("notebooks").glob("*.ipynb")}
    has_store = bool(os.environ.get(STORE, "").strip())
    fields = ("name", "zh", "en", "about_zh", "about_en")
    panels = [
        {field: getattr(panel, field) for field in fields}
        for panel in PANELS
        if panel.name in there and (has_store or not panel.needs_store)
    ]
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
        raise ValueError("the token must not be empty: it would let everybody in")
    return Config(
        {
            "Voila": {
                "ip": HOST,
                "port": port,
                "port_retries": 0,
                "open_browser": False,
                "token": token,
                "identity_provider_class": Identity,
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
            # A cookie of this session alone; what signs it is made anew at each start.
            "IdentityProvider": {"cookie_options": {"expires_days": None, "samesite": "Strict"}},
            "MappingKernelManager": {"cull_idle_timeout": _IDLE_SECONDS, "cull_interval": _CULL_SECONDS},
            # Between server and kernels: a socket file of this user's rather than a port, where there are such.
            # One that dies is not put back in silence: its pages would have lost what they show. The page says so, and opens anew.
            "KernelManager": {"transport": "tcp" if os.name == "nt" else "ipc", "autorestart": False},
            # A kernel that reads a large store answers late.
            "VoilaExecutor": {"startup_timeout": _BUSY_SECONDS},
            # A page of the grid is small; a workbook that is downloaded is not, and must not be cut off.
            "ZMQChannelsWebsocketConnection": {"limit_rate": False},
        }
    )


def serve(
    port: int, on_ready: Callable[[str], object], on_used: Callable[[str], object], *, open_browser: bool = True
) -> None:
    """Serve the panels until the process is ended.

    Parameters
    ----------
    port : int
        The port.
    on_ready : function of an address
        Called with an address that logs in once, as soon as it can be opened.
    on_used : function of an address
        Called with a new address each time the last one that was given has been used.
    open_browser : bool
        Whether the default browser is opened too, with an address of its own.
    """
    # Voila looks for templates there; kernels inherit it and are none the worse for it.
    before = os.environ.get("JUPYTER_PATH", "")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(_templates()), before)))

    def address(word: str) -> str:
        return f"http://{HOST}:{port}/enter/{word}"

    # Nobody is told the token: it only makes Voila ask for a log-in.
    app = Dashboard(config=settings(port, secrets.token_urlsafe(32)), log_level="ERROR")
    app.once = Once(lambda word: on_used(address(word)))
    app.initialize([])

    def ready() -> None:
        on_ready(address(app.once.shown()))
        if open_browser:
            # A browser's address stands in the list of processes and in its history: it works once, too.
            webbrowser.open(address(app.once.unseen()))

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
            both("panels.shell.server.no_port_choose_one_from", wanted=wanted, value=_LAST_PORT),
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
        both("panels.shell.server.port_use_may_not_used", wanted=wanted),
    )


def _templates() -> Path:
    return shipped("templates", "dashboard")
