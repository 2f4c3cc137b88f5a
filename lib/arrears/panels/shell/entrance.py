"""How a browser gets into the panels: with a word that works once, so that no token stays in an address bar, a history or a list of processes.

Nothing that can be used again is ever shown. A word that stood on the screen and has been used is followed by a new one, so that a second
browser can be let in; the token that Voila asks for is a secret of the server's own.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.routing import Matcher, Rule
from tornado.web import ErrorHandler, HTTPError
from voila.static_file_handler import TemplateStaticFileHandler
from voila.voila_identity_provider import VoilaIdentityProvider

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_server.auth.identity import User
    from tornado.httputil import HTTPServerRequest
    from tornado.web import Application

ONCE = "arrears_once"
"""Where an application keeps its words."""
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_PATH_PARTS = 3
"""A template's file is named by the template, the word static, and its own path."""


class Once:
    """Words that open the door once each.

    Parameters
    ----------
    on_used : function of a word
        Called with a new word when one that is shown to people has been used.

    Examples
    --------
    >>> shown = []
    >>> door = Once(shown.append)
    >>> word = door.shown()
    >>> door.takes("guess"), door.takes(word), door.takes(word), door.takes(shown[0])
    (False, True, False, True)
    """

    def __init__(self, on_used: Callable[[str], object]) -> None:
        self._on_used = on_used
        self._valid: dict[str, bool] = {}

    def shown(self) -> str:
        """Make a word that people see: a new one follows when it has been used."""
        return self._new(shown=True)

    def unseen(self) -> str:
        """Make a word for a browser that this program opens itself."""
        return self._new(shown=False)

    def takes(self, word: str) -> bool:
        """Tell whether this is a word that has not been used."""
        tried = word.encode()
        found = [known for known in self._valid if hmac.compare_digest(tried, known.encode())]
        if not found:
            return False
        if self._valid.pop(found[0]):
            self._on_used(self.shown())
        return True

    def _new(self, *, shown: bool) -> str:
        word = secrets.token_urlsafe(24)
        self._valid[word] = shown
        return word


class Identity(VoilaIdentityProvider):  # type: ignore[misc]  # the base class is untyped
    """Log in by an address that is pasted into the page."""

    def process_login_form(self, handler: Any) -> User | None:  # noqa: ANN401  # same
        """Give the user of an address that was pasted into the page, or of its last part: it works once, as the address does."""
        word = str(handler.get_argument("password", default="")).strip().rstrip("/").rpartition("/")[2]
        return self.generate_anonymous_user(handler) if handler.settings[ONCE].takes(word) else None


class Entrance(JupyterHandler):
    """Exchange the word that works once for a cookie that ends with the server."""

    def prepare(self) -> None:  # type: ignore[override]  # nobody is logged in yet, and nobody needs to be
        """Ask for no log-in: this is where one logs in."""

    def get(self, word: str) -> None:
        """Log in, or lead to the page into which an address is pasted."""
        if not self.settings[ONCE].takes(word):
            self.redirect("/login")
            return
        self.identity_provider.set_login_cookie(self, self.identity_provider.generate_anonymous_user(self))
        self.redirect("/")


class OtherHost(Matcher):
    """Match what asks for another host: a page from elsewhere whose name was made to lead to this computer."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Give nothing for a host of ours, and an empty match for any other."""
        return None if request.host_name in HOSTS else {}


def refuse_other_hosts(app: Application) -> None:
    """Let an application answer to the names of this computer alone, whatever is asked for."""
    app.default_router.rules.insert(0, Rule(OtherHost(), ErrorHandler, {"status_code": 403}))


class Templates(TemplateStaticFileHandler):  # type: ignore[misc]  # the base class is untyped
    """The files of templates; a path that is none is not found, rather than a fault."""

    def parse_url_path(self, path: str) -> str:
        """Give where the file is."""
        parts = path.split("/", _PATH_PARTS - 1)
        if len(parts) < _PATH_PARTS or parts[1] != "static" or ".." in path.split("/"):
            raise HTTPError(404)
        return str(super().parse_url_path(path))
