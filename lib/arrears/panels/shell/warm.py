"""One warm kernel for the panels of a server: it is started once, each page that is opened draws in it, and it goes when nobody looks.

A server is one person's at one store. What the store says is read in the kernel once and lies there for every panel and browser; a page
has widgets of its own. The server's manager of kernels ends it when no browser has been connected for a while.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jupyter_client.session import Session
from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import authenticated
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from arrears.panels.shell.catalogue import PANELS

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG = logging.getLogger("arrears.panels")
WARM = "arrears_warm"
"""Where an application keeps its warm kernel."""
_START_SECONDS = 60
_HEAT = "from arrears import panels\npanels.heat()"


class Warm:
    """The kernel that all panels of a server share.

    Parameters
    ----------
    manager : MultiKernelManager
        The server's; starts and ends kernels.

    Attributes
    ----------
    kernel_id : str
        Of the kernel; empty before the first one.
    """

    def __init__(self, manager: Any) -> None:  # noqa: ANN401  # its class is made by the server
        self.manager = manager
        self.kernel_id = ""
        self._starting = asyncio.Lock()

    async def is_alive(self, kernel_id: str) -> bool:
        """Tell whether a kernel is there and runs."""
        return kernel_id in self.manager and bool(await ensure_async(self.manager.is_alive(kernel_id)))

    async def start(self, kernel_name: str, path: str = "", env: Mapping[str, str] | None = None) -> str:
        """Give the kernel's id; one that has gone is followed by a new one."""
        async with self._starting:
            if not await self.is_alive(self.kernel_id):
                if self.kernel_id in self.manager:
                    await ensure_async(self.manager.shutdown_kernel(self.kernel_id, now=True))
                given = {} if env is None else {"env": dict(env)}
                self.kernel_id = str(
                    await ensure_async(self.manager.start_kernel(kernel_name=kernel_name, path=path, **given))
                )
            return self.kernel_id

    async def heat(self) -> None:
        """Start it before the first page is asked for, and let it load what every panel needs."""
        client = _Kernel(self.manager.get_kernel(await self.start("python3"))).client()
        client.start_channels()
        try:
            await ensure_async(client.wait_for_ready(timeout=_START_SECONDS))
            client.execute(_HEAT, silent=True, store_history=False)
        except RuntimeError as error:
            # The first page starts one in the same way, and tells what is wrong.
            LOG.warning("the kernel could not be warmed up: %s", type(error).__name__)
        finally:
            client.stop_channels()


class _Kernel:
    """A running kernel, for one of several who speak with it at once: each has a name of its own, or answers would go astray."""

    def __init__(self, kernel: Any) -> None:  # noqa: ANN401  # the manager's own
        self._kernel = kernel

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # same
        return getattr(self._kernel, name)

    def client(self) -> Any:  # noqa: ANN401  # same
        known = self._kernel.session
        return self._kernel.client(session=Session(key=known.key, signature_scheme=known.signature_scheme))


class _Shared:
    """The server's manager of kernels, for a page that starts none of its own."""

    def __init__(self, warm: Warm) -> None:
        self._warm = warm

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # the manager's own
        return getattr(self._warm.manager, name)

    async def start_kernel(self, *, kernel_name: str, path: str, env: Mapping[str, str]) -> str:
        return await self._warm.start(kernel_name, path, env)

    def get_kernel(self, kernel_id: str) -> _Kernel:
        return _Kernel(self._warm.manager.get_kernel(kernel_id))


class PanelPage(TornadoVoilaHandler):  # type: ignore[misc]  # the base class is untyped
    """A page: of a panel in the warm kernel, of any other notebook in a kernel of its own."""

    @property
    def kernel_manager(self) -> Any:  # noqa: ANN401  # the server's own, or what stands for it
        """Who starts kernels for this page."""
        warm = self.settings[WARM]
        return _Shared(warm) if self._name() in {panel.name for panel in PANELS} else warm.manager

    def _name(self) -> str:
        return PurePosixPath(unquote(self.notebook_path or self.request.path)).stem


class LeftPage(VoilaShutdownKernelHandler):  # type: ignore[misc]  # same
    """What a page says when it goes: a kernel of its own ends at once, the warm one serves the others."""

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """End the page's kernel unless it is the warm one."""
        if kernel_id == self.settings[WARM].kernel_id:
            self.set_status(204)
            return
        await super().post(kernel_id)


class Alive(JupyterHandler):
    """What a page asks every second or two: whether the kernel that it draws in is still there."""

    @authenticated
    async def get(self, kernel_id: str) -> None:
        """Tell it; a kernel that somebody asks after is looked at, also before the page's own connection is there."""
        warm = self.settings[WARM]
        alive = await warm.is_alive(kernel_id)
        if alive:
            warm.manager.get_kernel(kernel_id).last_activity = datetime.now(UTC)
        self.set_header("Cache-Control", "no-store")
        self.finish({"alive": alive})
