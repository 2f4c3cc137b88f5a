import pytest

from arrears.store.secrets.keys import VARIABLE, new_key


@pytest.fixture(autouse=True)
def key(monkeypatch):
    """A key for the store, as a house has one."""
    text = new_key()
    monkeypatch.setenv(VARIABLE, text)
    return text


@pytest.fixture(autouse=True)
def own_memory(monkeypatch, tmp_path_factory):
    """What the computer remembers of stores, for each test alone: some give stores the same name."""
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path_factory.mktemp("state")))
