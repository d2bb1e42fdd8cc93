"""Lists that come in pages: ``{data, next_cursor}``, the next page by its cursor, None on the last one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any


def iterate(ask: Callable[[str | None], Any], cursor: str | None) -> Iterator[Any]:
    """Every item of a list, page after page, from a cursor on if there is one."""
    while True:
        page = ask(cursor)
        yield from page["data"]
        # A page may be empty and have a next one: a filter has looked at many.
        cursor = page.get("next_cursor")
        if cursor is None:
            return


async def iterate_async(ask: Callable[[str | None], Awaitable[Any]], cursor: str | None) -> AsyncIterator[Any]:
    """The same for ``async for``."""
    while True:
        page = await ask(cursor)
        for item in page["data"]:
            yield item
        cursor = page.get("next_cursor")
        if cursor is None:
            return
