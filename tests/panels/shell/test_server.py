import http.client
import re
import socket
import urllib.error
import urllib.request

import pytest
from waiting import PATIENCE

pytest.importorskip("voila")

from arrears.errors import ArrearsError
from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.server import HOST, Dashboard, about, free_port, settings
from arrears.resources import shipped

TEMPLATE = shipped("templates", "dashboard", "voila", "templates", "arrears")


def fetched(address):
    """Give status and text as somebody without a cookie gets them."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  # our own server
            return answer.status, answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, address, ""


def test_it_listens_on_this_computer_alone_behind_a_log_in_and_shows_no_files():
    chosen = settings(8866, "of-ones-own")
    assert chosen.Voila.ip == HOST == "127.0.0.1"
    assert chosen.Voila.token == "of-ones-own"  # noqa: S105  # no password of anything
    assert chosen.VoilaConfiguration.file_allowlist == []
    assert chosen.VoilaConfiguration.show_tracebacks is False


def test_an_empty_token_is_refused():
    with pytest.raises(ValueError, match="must not be empty"):
        settings(8866, "")


def test_only_panels_that_have_a_notebook_are_in_the_menu(monkeypatch):
    monkeypatch.setenv("ARREARS_STORE", "sqlite:///any.db")
    names = [panel["name"] for panel in about()["panels"]]
    assert "assign" in names
    assert set(names) <= {panel.name for panel in PANELS}


def test_without_a_store_the_menu_has_what_needs_none(monkeypatch):
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    assert [panel["name"] for panel in about()["panels"]] == ["training", "year"]


def test_a_port_that_is_taken_is_told_and_another_is_found_where_none_was_asked_for():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ArrearsError, match=f"port {port} is in use"):
            free_port(port)
    assert free_port() > 0


@pytest.mark.parametrize("port", [0, -5, 65536, 99999])
def test_a_number_that_is_no_port_is_told(port):
    with pytest.raises(ArrearsError, match=f"{port} is no port") as told:
        free_port(port)
    assert "不是有效端口" in told.value.zh


def test_our_pages_name_no_other_host():
    for path in TEMPLATE.rglob("*"):
        if path.is_file():
            assert re.findall(r"https?://[^\s\"']+", path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "",
        "voila/tree",
        "voila/render/assign.ipynb",
        "voila/render/getting_started.ipynb",
        "voila/api/contents/assign.ipynb",
    ],
)
def test_without_a_log_in_nothing_is_shown(dashboard, path):
    status, address, text = fetched(dashboard.address + path)
    assert "/login" in address or status in {401, 403}
    assert "AJ2611" not in text


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["api/kernels", "alive/none", "voila/files/getting_started.ipynb", "voila/files/../pyproject.toml"]
)
def test_there_is_no_way_round_the_log_in(dashboard, path):
    status, address, _ = fetched(dashboard.address + path)
    assert status in {401, 403, 404} or "/login" in address


def test_a_kernel_that_nobody_looks_at_is_ended_within_a_minute():
    kernels = settings(8866, "of-ones-own").MappingKernelManager
    assert kernels.cull_idle_timeout + kernels.cull_interval <= 60
    assert "cull_connected" not in kernels


@pytest.mark.browser
def test_a_page_that_is_not_there_is_told_in_words(watch, dashboard):
    watched = watch(dashboard)
    page = watched.new_page()
    page.goto(dashboard.page("nothing"))
    assert page.locator("h1").inner_text() in {"没有这个页面", "页面没有打开"}
    watched.errors.clear()


def answer(dashboard, path, **headers):
    """One answer as it is, no redirect followed."""
    connection = http.client.HTTPConnection(dashboard.address.split("/")[2], timeout=PATIENCE)
    try:
        connection.request("GET", f"/{path}", headers=headers)
        got = connection.getresponse()
        return got.status, dict(got.getheaders()), got.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.mark.browser
def test_the_address_on_the_screen_lets_one_browser_in_and_is_worth_nothing_afterwards(watch, dashboard):
    first = dashboard.link()
    mine = watch().new_page()
    mine.goto(first)
    # What stays in the address bar and in the history is the list of panels.
    assert mine.url == dashboard.address
    assert mine.evaluate("history.length") <= 2
    mine.get_by_role("link", name="分案").wait_for()
    other = watch()
    page = other.new_page()
    page.goto(first)
    assert "/login" in page.url
    page.fill("#password_input", first)
    page.click("#login_submit")
    assert "链接不正确或已使用" in page.locator("[role=alert]").inner_text()
    other.errors.clear()  # the refusal's own status
    # The command has said a new address, which lets the other browser in, once more.
    second = dashboard.link()
    assert second != first
    page.fill("#password_input", f" {second} ")
    page.click("#login_submit")
    page.get_by_role("link", name="分案").wait_for()
    assert "token" not in "".join(dashboard.said)


def test_the_cookie_ends_with_the_session_and_with_the_server(dashboard):
    status, headers, _ = answer(dashboard, dashboard.link().removeprefix(dashboard.address))
    assert (status, headers["Location"]) == (302, "/")
    cookie = headers["Set-Cookie"]
    assert "expires" not in cookie.lower()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    status, _, _ = answer(dashboard, "voila/tree", Cookie=cookie.partition(";")[0])
    assert status == 200
    # What signs it is made anew by each server.
    made = [Dashboard(config=settings(8866, "secret")).cookie_secret for _ in range(2)]
    assert made[0] != made[1]
    assert len(made[0]) == 32


def test_another_name_of_this_computer_leads_nowhere(dashboard):
    for path in ("", "voila/tree", "enter/guess", "login"):
        assert answer(dashboard, path, Host="rebound.example:80")[0] == 403


@pytest.mark.parametrize(
    "path", ["voila/templates/..", "voila/templates/", "voila/templates/a/b/c", "voila/templates/../../x/static/y"]
)
def test_a_path_of_templates_that_leads_nowhere_is_not_found(dashboard, path):
    status, _, text = answer(dashboard, path)
    assert status == 404
    assert "Traceback" not in text + "".join(dashboard.said)


def test_a_guess_does_not_enter(dashboard):
    status, headers, _ = answer(dashboard, "enter/guess")
    assert (status, headers["Location"]) == (302, "/login")
    assert "Set-Cookie" not in headers
