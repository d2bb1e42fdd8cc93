"""The feed, followed without an end: each request waits at the server until something happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from . import types as t
from .errors import NoOutcomeError
from .operations import AsyncOperations, Operations

#: Less than an attempt waits for its answer.
WAIT_S = 10

#: The shortest pause after a call without an outcome, however few attempts a call may make.
PAUSE_MIN_S = 1.0


class Feed(Operations):
    """What a client has beside one method a route."""

    def _sleep(self, seconds: float) -> None:
        raise NotImplementedError

    def follow_events(
        self, *, after: str | None = None, types: str | None = None, owner: str | None = None
    ) -> Iterator[t.Event]:
        """Every event, in order, behind the one that ``after`` names, or from the first one on.

        ``after`` is the ``cursor`` of the last event that you have dealt with, or ``now``. An outage is waited for, and what
        the server asks for by ``Retry-After``; a problem, such as a cursor of another ledger, is raised.
        """
        while True:
            try:
                page = self.list_events(after=after, types=types, owner=owner, limit=200, wait_s=WAIT_S)
            except NoOutcomeError as error:
                self._sleep(max(PAUSE_MIN_S, error.retry_after_s))
                continue
            yield from page["data"]
            after = page["next_cursor"]


class AsyncFeed(AsyncOperations):
    """The same for ``async for``."""

    async def _sleep(self, seconds: float) -> None:
        raise NotImplementedError

    async def follow_events(
        self, *, after: str | None = None, types: str | None = None, owner: str | None = None
    ) -> AsyncIterator[t.Event]:
        """Every event, in order; see :meth:`Feed.follow_events`."""
        while True:
            try:
                page = await self.list_events(after=after, types=types, owner=owner, limit=200, wait_s=WAIT_S)
            except NoOutcomeError as error:
                await self._sleep(max(PAUSE_MIN_S, error.retry_after_s))
                continue
            for event in page["data"]:
                yield event
            after = page["next_cursor"]
