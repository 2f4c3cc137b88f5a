"""Panels for team leads in notebooks and on a local web page: plain view-models under thin widgets.

A panel is a folder: ``model.py`` is its view-model (state and actions on the store; no widgets, tested as plain
Python), ``panel.py`` has ``build(page) -> list of widgets`` and nothing that a test of the view-model would miss.
"""

from __future__ import annotations

import os
import threading
from importlib import import_module
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.panels.shell.catalogue import PANELS

if TYPE_CHECKING:
    from arrears.panels.shell.page import Page
    from arrears.panels.shell.session import Session

__all__ = ["PANELS", "heat", "show"]


def show(name: str, session: Session | None = None) -> Page:
    """Open a panel: the one call of a notebook.

    Parameters
    ----------
    name : str
        A name of `PANELS`, such as ``"assign"``.
    session : Session, optional
        Store, person and language; those that the environment names unless you say (`Session.from_environment`).

    Returns
    -------
    Page
        The panel as a widget. A store that cannot be opened is told on the page, in words.

    Raises
    ------
    ValueError
        If there is no such panel.
    """
    from arrears.panels.shell.page import Page  # noqa: PLC0415  # view-models are used without widgets
    from arrears.panels.shell.session import STORE  # noqa: PLC0415  # same

    panel = next((each for each in PANELS if each.name == name), None)
    if panel is None:
        raise ValueError(f"there is no panel {name!r}; choose one of {', '.join(each.name for each in PANELS)}")
    page = Page(panel)
    with page.guard():
        if panel.needs_store or session is not None or os.environ.get(STORE, "").strip():
            page.sign_in(session)
        page.present(import_module(f"arrears.panels.{name}.panel").build)
    return page


def heat() -> None:
    """Load what every panel needs, and read the store beside the kernel's own work: what the server lets its kernel do at first."""
    from arrears.panels.shell.session import STORE  # noqa: PLC0415  # as in `show`

    if os.environ.get(STORE, "").strip():
        threading.Thread(target=_read_ahead, name="arrears-heat", daemon=True).start()
    for name in ("home", "assign", "progress"):
        import_module(f"arrears.panels.{name}.panel")


def _read_ahead() -> None:
    from arrears.panels.home.model import Home  # noqa: PLC0415  # as in `show`
    from arrears.panels.shell.notices import LOG  # noqa: PLC0415  # same
    from arrears.panels.shell.session import Session  # noqa: PLC0415  # same

    try:
        Home(Session.shared()).read()
    except ArrearsError as error:
        # The page tells it in words.
        LOG.info("nothing was read ahead: %s", error)
