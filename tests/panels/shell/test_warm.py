import asyncio
from types import SimpleNamespace

import pytest

pytest.importorskip("voila")

from arrears.panels.shell.warm import WARM, PanelPage, Warm


class Kernels(dict):
    """A manager of kernels that only counts: each is alive until it is said otherwise."""

    async def start_kernel(self, *, kernel_name, path, **_):
        name = f"k{len(self.started)}"
        self.started.append((kernel_name, path))
        await asyncio.sleep(0)
        self[name] = True
        return name

    async def is_alive(self, kernel_id):
        return self[kernel_id]

    async def shutdown_kernel(self, kernel_id, *, now):
        assert now
        del self[kernel_id]

    def __init__(self):
        super().__init__()
        self.started = []


def test_pages_that_are_opened_at_once_share_one_kernel():
    async def opened():
        warm = Warm(Kernels())
        return await asyncio.gather(*(warm.start("python3") for _ in range(3))), warm.manager.started

    assert asyncio.run(opened()) == (["k0"] * 3, [("python3", "")])


@pytest.mark.parametrize("how", ["died", "was ended"])
def test_a_kernel_that_has_gone_is_followed_by_a_new_one(how):
    async def opened():
        warm = Warm(Kernels())
        first = await warm.start("python3")
        if how == "died":
            warm.manager[first] = False
        else:
            del warm.manager[first]
        assert not await warm.is_alive(first)
        return first, await warm.start("python3"), list(warm.manager)

    assert asyncio.run(opened()) == ("k0", "k1", ["k1"])


@pytest.mark.parametrize(
    ("path", "notebook", "shares"),
    [
        ("/", "home.ipynb", True),
        ("/voila/render/daily_report.ipynb", [], True),
        ("/voila/render/getting_started.ipynb", [], False),
        ("/voila/render/%E6%95%99.ipynb", [], False),
    ],
)
def test_panels_share_the_warm_kernel_and_other_notebooks_start_their_own(path, notebook, shares):
    warm = Warm(Kernels())
    page = PanelPage.__new__(PanelPage)
    page.application = SimpleNamespace(settings={WARM: warm})
    page.request, page.notebook_path = SimpleNamespace(path=path), notebook
    assert (page.kernel_manager is not warm.manager) is shares
