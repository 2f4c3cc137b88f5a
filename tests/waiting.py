"""Waiting until something is so, instead of sleeping: how long it takes depends on what else the machine does."""

import asyncio
import time

PATIENCE = 300
"""Seconds after which a test gives up on another program. It only ever catches what hangs: a busy machine must not reach it."""
_LOOK = 0.02
_QUIET = """() => new Promise(done => {
    let timer = setTimeout(end, 300);
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 300); });
    function end() { watch.disconnect(); done(); }
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})"""


def until(condition, what, patience=PATIENCE):
    """Wait until a condition holds, and give what it gave."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, f"{what}: still not so after {patience} s"
        time.sleep(_LOOK)
    return found


def settled(page):
    """Wait until a page in a browser has not changed for a while."""
    page.evaluate(_QUIET)


async def until_in_loop(condition, what, patience=PATIENCE):
    """Wait as `until` does, while the event loop goes on."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, f"{what}: still not so after {patience} s"
        await asyncio.sleep(_LOOK)
    return found
