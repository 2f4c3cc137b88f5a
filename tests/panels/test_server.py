import re
import socket
import urllib.error
import urllib.request

import pytest

pytest.importorskip("voila")

from arrears.errors import ArrearsError
from arrears.panels.catalogue import PANELS
from arrears.panels.server import HOST, about, free_port, settings
from arrears.resources import shipped

TEMPLATE = shipped("templates", "dashboard", "voila", "templates", "arrears")


def fetched(address):
    """Give status and text as somebody without a cookie gets them."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own server
            return answer.status, answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, address, ""


def test_it_listens_on_this_computer_alone_with_a_token_and_shows_no_files():
    chosen = settings(8866, "of-ones-own")
    assert chosen.Voila.ip == HOST == "127.0.0.1"
    assert chosen.Voila.token == "of-ones-own"  # noqa: S105  # no password of anything
    assert chosen.VoilaConfiguration.file_allowlist == []
    assert chosen.VoilaConfiguration.show_tracebacks is False


def test_an_empty_token_is_refused():
    with pytest.raises(ValueError, match="must not be empty"):
        settings(8866, "")


def test_only_panels_that_have_a_notebook_are_in_the_menu():
    names = [panel["name"] for panel in about()["panels"]]
    assert "assign" in names
    assert set(names) <= {panel.name for panel in PANELS}


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
def test_without_the_token_nothing_is_shown(dashboard, path):
    status, address, text = fetched(dashboard.address + path)
    assert "/login" in address or status in {401, 403}
    assert "AJ2611" not in text


@pytest.mark.browser
@pytest.mark.parametrize("path", ["api/kernels", "voila/files/getting_started.ipynb", "voila/files/../pyproject.toml"])
def test_there_is_no_way_round_the_log_in(dashboard, path):
    status, address, _ = fetched(dashboard.address + path)
    assert status in {401, 403, 404} or "/login" in address


@pytest.mark.browser
def test_closing_a_page_ends_its_kernel(watch, dashboard):
    psutil = pytest.importorskip("psutil")

    def kernels():
        children = psutil.Process(dashboard.process.pid).children(recursive=True)
        return [child for child in children if "ipykernel_launcher" in " ".join(child.cmdline())]

    watched = watch(dashboard)
    page = watched.new_page()
    page.goto(dashboard.page("assign"))
    page.locator(".ar-grid tbody tr").first.wait_for(timeout=30_000)
    assert kernels()
    page.goto("about:blank")
    psutil.wait_procs(kernels(), timeout=15)
    assert kernels() == []


@pytest.mark.browser
def test_a_page_that_is_not_there_is_told_in_words(watch, dashboard):
    watched = watch(dashboard)
    page = watched.new_page()
    page.goto(dashboard.page("nothing"))
    assert page.locator("h1").inner_text() in {"没有这个页面", "页面没有打开"}
    watched.errors.clear()
