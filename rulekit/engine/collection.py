"""Garbage collection: paused where many objects are made that live until their file is done."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: each look would go through whole trees, and find that all of them are in use."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
