"""xlwings' real code for Windows, in a process of its own."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import com_host
import pytest


@pytest.fixture(scope="session")
def com():
    """Give a function that runs one of `com_host`'s there."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:

        def run(function, *arguments, **options):
            return pool.submit(getattr(com_host, function), *arguments, **options).result()

        yield run
