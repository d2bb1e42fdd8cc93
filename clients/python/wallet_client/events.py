"""The feed, followed without an end: each request waits at the server until something happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from . import types as t
from .errors import NoOutcomeError
from .operations import AsyncOperations, Operations

#: Less than an attempt waits for its answer.
WAIT_S = 10


class Feed(Operations):
    """What a client has beside one method a route."""

    def follow_events(
        self, *, after: str | None = None, types: str | None = None, owner: str | None = None
    ) -> Iterator[t.Event]:
        """Every event, in order, behind the one that ``after`` names, or from the first one on.

        ``after`` is the ``cursor`` of the last event that you have dealt with, or ``now``. An outage is waited for; a problem,
        such as a cursor of another ledger, is raised.
        """
        while True:
            try:
                page = self.list_events(after=after, types=types, owner=owner, limit=200, wait_s=WAIT_S)
            except NoOutcomeError:
                continue
            yield from page["data"]
            after = page["next_cursor"]


class AsyncFeed(AsyncOperations):
    """The same for ``async for``."""

    async def follow_events(
        self, *, after: str | None = None, types: str | None = None, owner: str | None = None
    ) -> AsyncIterator[t.Event]:
        """Every event, in order; see :meth:`Feed.follow_events`."""
        while True:
            try:
                page = await self.list_events(after=after, types=types, owner=owner, limit=200, wait_s=WAIT_S)
            except NoOutcomeError:
                continue
            for event in page["data"]:
                yield event
            after = page["next_cursor"]
