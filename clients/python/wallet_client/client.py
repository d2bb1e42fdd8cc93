"""The two clients: :class:`WalletClient` waits, :class:`AsyncWalletClient` awaits."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any, Self

import httpx

from .core import Answer, Call, Clock, Operation, Policy
from .events import AsyncFeed, Feed


def _headers(api_key: str | None) -> dict[str, str]:
    return {} if api_key is None else {"Authorization": f"Bearer {api_key}"}


class WalletClient(Feed):
    """A client of a Wallet server, one method a route. Safe to share between threads.

    ``deadline_s`` bounds a call with all its attempts, ``attempt_timeout_s`` each attempt, ``attempts_max`` their number.
    ``transport`` and ``clock`` are for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        deadline_s: float = 60.0,
        attempt_timeout_s: float = 15.0,
        attempts_max: int | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._policy = Policy(deadline_s, attempt_timeout_s, attempts_max)
        self._clock = clock or Clock()
        self._base_url = base_url.rstrip("/")
        self._http = httpx.Client(headers=_headers(api_key), transport=transport, follow_redirects=False)

    def _call(self, operation: Operation, **parts: Any) -> Any:
        call = Call(operation, self._policy, self._clock, **parts)
        while True:
            timeout_s = call.timeout_s()
            try:
                response = self._http.request(
                    operation.method,
                    self._base_url + call.target,
                    headers=call.headers,
                    content=call.content,
                    timeout=timeout_s,
                )
                answer = Answer(response.status_code, response.headers, response.text)
            except httpx.TransportError as error:
                # A lost connection and an answer that is late are the same: nobody knows.
                answer = Answer(lost=error)
            body, wait_s = call.settle(answer)
            if wait_s is None:
                return body
            self._sleep(wait_s)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncWalletClient(AsyncFeed):
    """The same for ``asyncio``: every method is awaited, every iterator is an ``async for``."""

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        deadline_s: float = 60.0,
        attempt_timeout_s: float = 15.0,
        attempts_max: int | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._policy = Policy(deadline_s, attempt_timeout_s, attempts_max)
        self._clock = clock or Clock()
        self._base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(headers=_headers(api_key), transport=transport, follow_redirects=False)

    async def _call(self, operation: Operation, **parts: Any) -> Any:
        call = Call(operation, self._policy, self._clock, **parts)
        while True:
            timeout_s = call.timeout_s()
            try:
                response = await self._http.request(
                    operation.method,
                    self._base_url + call.target,
                    headers=call.headers,
                    content=call.content,
                    timeout=timeout_s,
                )
                answer = Answer(response.status_code, response.headers, response.text)
            except httpx.TransportError as error:
                answer = Answer(lost=error)
            body, wait_s = call.settle(answer)
            if wait_s is None:
                return body
            await self._sleep(wait_s)

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
