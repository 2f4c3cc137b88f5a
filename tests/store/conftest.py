import pytest

from arrears.store.keys import VARIABLE, new_key


@pytest.fixture(autouse=True)
def key(monkeypatch):
    """A key for the store, as a house has one."""
    text = new_key()
    monkeypatch.setenv(VARIABLE, text)
    return text
