import pytest

from arrears.commands import dashboard as command
from arrears.commands import run
from arrears.panels.shell.session import Session


@pytest.fixture
def nothing_served(monkeypatch):
    """Keep the server and JupyterLab from starting; what they would be told is kept."""
    pytest.importorskip("voila")
    told = []
    monkeypatch.setattr(
        "arrears.panels.shell.server.serve", lambda *arguments, **options: told.append((arguments, options))
    )
    monkeypatch.setattr(
        command.subprocess, "run", lambda arguments, **_: told.append(arguments) or type("Done", (), {"returncode": 0})
    )
    for name in ("ARREARS_STORE", "ARREARS_TEAM", "ARREARS_ACTOR", "ARREARS_AS_OF", "ARREARS_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(command.os, "environ", dict(command.os.environ))
    return told


def test_without_a_store_it_says_which_options_there_are(nothing_served, capsys):
    assert run(["dashboard"]) == 2
    assert "--demo" in capsys.readouterr().err
    assert nothing_served == []


def test_a_store_that_is_not_there_is_told_before_a_browser_opens(nothing_served, tmp_path, capsys):
    assert run(["dashboard", "--store", str(tmp_path / "none.db"), "--lang", "en"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert nothing_served == []


@pytest.mark.parametrize("named", ["book.db", "sqlite:///book.db"])
@pytest.mark.parametrize("name", ["dashboard", "lab"])
def test_a_store_of_this_folder_is_found_by_notebooks_that_run_in_another(
    nothing_served, tmp_path, monkeypatch, name, named
):
    from arrears.store import open_store  # noqa: PLC0415

    monkeypatch.chdir(tmp_path)
    open_store("book.db").close()
    assert run([name, "--store", named, "--no-browser"]) == 0
    said = command.os.environ["ARREARS_STORE"]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with Session.from_environment({"ARREARS_STORE": said}).store as store:
        assert store.name == "book.db"


def test_a_team_that_is_not_there_is_told(nothing_served, tmp_path, capsys):
    from arrears.store import open_store  # noqa: PLC0415

    open_store(tmp_path / "book.db").close()
    assert (
        run(["dashboard", "--store", str(tmp_path / "book.db"), "--team", str(tmp_path / "none.csv"), "--lang", "en"])
        == 2
    )
    assert "none.csv" in capsys.readouterr().err


@pytest.mark.parametrize("bad", [["--as-of", "2026-13-01"], ["--profile", "xx"]], ids=["day", "profile"])
@pytest.mark.parametrize("name", ["dashboard", "lab"])
def test_a_day_or_a_profile_that_there_is_not_is_told_before_anything_is_made(nothing_served, capsys, name, bad):
    assert run([name, "--demo", *bad, "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert bad[1] in told.err
    assert told.out == ""
    assert nothing_served == []


def test_the_demonstration_is_made_and_gone_when_the_server_ends(nothing_served, capsys, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "arrears.panels.shell.server.serve",
        lambda *_, **__: seen.append(
            {name: command.os.environ[name] for name in ("ARREARS_STORE", "ARREARS_TEAM", "ARREARS_KEY")}
        ),
    )
    assert run(["dashboard", "--demo", "--no-browser"]) == 0
    (named,) = seen
    from pathlib import Path  # noqa: PLC0415

    assert not Path(named["ARREARS_TEAM"]).exists()
    assert "虚构" in capsys.readouterr().out


def test_lab_gives_copies_of_the_notebooks_and_never_overwrites_ones_own(nothing_served, tmp_path, monkeypatch):
    from arrears.store import open_store  # noqa: PLC0415

    pytest.importorskip("jupyterlab")
    open_store(tmp_path / "book.db").close()
    mine = tmp_path / "own" / "assign.ipynb"
    mine.parent.mkdir()
    mine.write_text("mine")
    assert run(["lab", "--folder", str(mine.parent), "--store", str(tmp_path / "book.db"), "--no-browser"]) == 0
    assert mine.read_text() == "mine"
    assert (mine.parent / "getting_started.ipynb").exists()
    (arguments,) = nothing_served
    assert "--ServerApp.ip=127.0.0.1" in arguments
    assert "--no-browser" in arguments
