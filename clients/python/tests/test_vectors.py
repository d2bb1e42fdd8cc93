"""The promises of every client, as ``clients/vectors.json`` has them, kept by both clients of this package."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import unittest
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx

from wallet_client import (
    AsyncWalletClient,
    Meta,
    NoOutcomeError,
    ProblemError,
    WalletClient,
    WebhookError,
    verify_webhook,
)
from wallet_client.core import Clock

CLIENTS = Path(__file__).resolve().parents[2]
VECTORS = json.loads((CLIENTS / "vectors.json").read_text())
DOCUMENT = json.loads((CLIENTS.parent / "crates/wallet-http/tests/golden/openapi.txt").read_text())
OPERATIONS = [(path, method, one) for path, item in DOCUMENT["paths"].items() for method, one in item.items()]


def snake(name: str) -> str:
    return re.sub(r"(?=[A-Z])", "_", name).lower()


class FakeClock(Clock):
    """Stands still but for waits and lost answers, and writes down how long was waited."""

    def __init__(self, chance: float = 0.5) -> None:
        self.time = datetime.fromisoformat(VECTORS["client"]["now"]).timestamp()
        self.chance = chance
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def random(self) -> float:
        return self.chance

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


class Sync(WalletClient):
    def _sleep(self, seconds: float) -> None:
        self._clock.wait(seconds)


class Async(AsyncWalletClient):
    async def _sleep(self, seconds: float) -> None:
        self._clock.wait(seconds)


def run(kind: str, handler: Callable[[httpx.Request], httpx.Response], clock: FakeClock, then: Any, **options: Any) -> Any:
    """Gives ``then`` a client of either kind whose requests go to ``handler``, and awaits what it answers."""
    transport = httpx.MockTransport(handler)
    if kind == "sync":
        with Sync("http://wallet.test/", "wk_1", transport=transport, clock=clock, **options) as client:
            return then(client)

    async def inner() -> Any:
        async with Async("http://wallet.test/", "wk_1", transport=transport, clock=clock, **options) as client:
            found = then(client)
            if inspect.isasyncgen(found):
                return [item async for item in found]
            return await found

    return asyncio.run(inner())


def call(client: Any, name: str, given: dict[str, Any], meta: Meta | None = None) -> Any:
    query = {name + "_" if name == "from" else name: value for name, value in given.get("query", {}).items()}
    named = {name: value for name, value in given.items() if name not in ("path", "body", "query")}
    body = [given["body"]] if "body" in given else []
    return getattr(client, snake(name))(*given.get("path", []), *body, **query, **named, meta=meta)


def read(target: str) -> tuple[list[str], list[tuple[str, str]]]:
    """A target's path segments as text, and its query as pairs in order of their names."""
    parts = urlsplit(target)
    return [unquote(one) for one in parts.path.split("/")], sorted(parse_qsl(parts.query))


def sent(request: httpx.Request) -> tuple[Any, ...]:
    return request.method, str(request.url), sorted(request.headers.raw), request.content


class Requests(unittest.TestCase):
    def test_every_operation_of_the_document_is_a_method_and_has_a_request(self) -> None:
        known = {snake(one["operationId"]) for _, _, one in OPERATIONS}
        self.assertEqual({snake(one["operation"]) for one in VECTORS["requests"]}, known)
        for name in known:
            self.assertTrue(inspect.isfunction(getattr(WalletClient, name)), name)
            self.assertTrue(inspect.iscoroutinefunction(getattr(AsyncWalletClient, name)), name)

    def check(self, kind: str, vector: dict[str, Any]) -> None:
        requests: list[httpx.Request] = []

        def handler(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            return httpx.Response(200, text="{}")

        run(kind, handler, FakeClock(), lambda client: call(client, vector["operation"], vector["arguments"]))
        [request] = requests
        expected = vector["request"]
        self.assertEqual(request.method, expected["method"])
        self.assertEqual(read(request.url.raw_path.decode()), read(expected["target"]))
        self.assertEqual(request.headers["authorization"], "Bearer wk_1")
        self.assertIn("application/problem+json", request.headers["accept"])
        names = ("idempotency-key", "x-idempotency-key", "if-match", "if-newer-than", "wallet-on-behalf-of")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        self.assertEqual(headers, {name.lower(): value for name, value in expected.get("headers", {}).items()})
        self.assertEqual(request.headers.get("content-type"), "application/json" if "body" in expected else None)
        if "body" in expected:
            self.assertEqual(json.loads(request.content), expected["body"])


class Retries(unittest.TestCase):
    def check(self, kind: str, vector: dict[str, Any]) -> None:
        clock, requests = FakeClock(vector["random"]), []

        def handler(request: httpx.Request) -> httpx.Response:
            attempt = vector["attempts"][len(requests)]
            requests.append(sent(request))
            if attempt.get("lost"):
                clock.time += attempt.get("after_ms", 0) / 1000
                raise httpx.ReadError("the connection is lost")
            content = attempt["text"] if "text" in attempt else json.dumps(attempt["body"])
            return httpx.Response(attempt["status"], headers=attempt["headers"], text=content)

        own, usual, meta, outcome = vector.get("client", {}), VECTORS["client"], Meta(), vector["outcome"]
        options = {
            "deadline_s": own.get("deadline_ms", usual["deadline_ms"]) / 1000,
            "attempt_timeout_s": usual["attempt_timeout_ms"] / 1000,
            "attempts_max": own.get("attempts_max"),
        }
        ask = lambda client: call(client, vector["operation"], vector["arguments"], meta)  # noqa: E731
        error: Any = None
        try:
            body = run(kind, handler, clock, ask, **options)
        except (ProblemError, NoOutcomeError) as raised:
            error = raised
        if "body" in outcome:
            self.assertIsNone(error)
            self.assertEqual(body, outcome["body"])
        elif "problem" in outcome:
            self.assertIsInstance(error, ProblemError)
            self.assertLessEqual(outcome["problem"].items(), error.problem.items())
            self.assertEqual(error.may_be_recorded, outcome["may_be_recorded"])
        else:
            self.assertIsInstance(error, NoOutcomeError)
            self.assertEqual(error.may_be_recorded, outcome["no_outcome"]["may_be_recorded"])
            self.assertEqual((error.problem or {}).get("code"), outcome["no_outcome"].get("code"))
        if error:
            self.assertEqual(error.idempotency_key, vector["arguments"].get("idempotency_key"))
        self.assertEqual(len(requests), len(vector["attempts"]))
        self.assertTrue(all(request == requests[0] for request in requests), "every attempt is the same request")
        self.assertEqual([round(wait * 1000) for wait in clock.waits], vector["waits_ms"])
        for name, value in vector.get("meta", {}).items():
            self.assertEqual(getattr(meta, name), value, name)

    def test_a_key_is_made_where_none_is_given_and_told_before_the_first_attempt(self) -> None:
        for kind in ("sync", "async"):
            meta, keys = Meta(), []

            def handler(request: httpx.Request) -> httpx.Response:
                keys.append(request.headers["idempotency-key"])
                self.assertEqual(meta.idempotency_key, keys[0])
                return httpx.Response(503 if len(keys) < 3 else 200, text="{}")

            body = {"owner": "user_001", "asset": "GOLD_COINS", "amount": 1}
            run(kind, handler, FakeClock(), lambda client: client.create_spend(body, meta=meta))
            self.assertRegex(keys[0], r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
            self.assertEqual(len(keys), 3)

    def test_what_is_not_safe_to_send_twice_is_sent_again_only_if_nothing_was_recorded(self) -> None:
        for path, method, one in OPERATIONS:
            if method != "post" or not path.startswith("/v1/webhooks"):
                continue
            requests = 0

            def handler(request: httpx.Request) -> httpx.Response:
                nonlocal requests
                requests += 1
                if requests == 1:
                    return httpx.Response(503, json={"code": "overloaded", "detail": "D."})
                raise httpx.ReadError("the connection is lost")

            given = {"path": ["id"] * path.count("{"), **({"body": {}} if "requestBody" in one else {})}
            with self.assertRaises(NoOutcomeError):
                run("sync", handler, FakeClock(), lambda client: call(client, one["operationId"], given))
            self.assertEqual(requests, 2, path)


class Pages(unittest.TestCase):
    def check(self, kind: str, vector: dict[str, Any]) -> None:
        asked: list[Any] = []

        def handler(request: httpx.Request) -> httpx.Response:
            asked.append(read(request.url.raw_path.decode()))
            return httpx.Response(200, json=vector["answers"][len(asked) - 1])

        given = vector["arguments"]
        items = lambda client: getattr(client, snake(vector["iteration"]))(*given["path"], **given["query"])  # noqa: E731
        found = run(kind, handler, FakeClock(), lambda client: list(items(client)) if kind == "sync" else items(client))
        self.assertEqual([item["amount"] for item in found], vector["amounts"])
        self.assertEqual(asked, [read(target) for target in vector["targets"]])


class Events(unittest.TestCase):
    def check(self, kind: str, vector: dict[str, Any]) -> None:
        clock, asked, options = FakeClock(), [], vector.get("client", {})

        def handler(request: httpx.Request) -> httpx.Response:
            attempt = vector["attempts"][len(asked)]
            asked.append(read(request.url.raw_path.decode()))
            if attempt.get("lost"):
                clock.time += attempt["after_ms"] / 1000
                raise httpx.ReadError("the connection is lost")
            return httpx.Response(attempt["status"], headers=attempt["headers"], json=attempt["body"])

        found: list[str] = []

        def follow(client: Any) -> Any:
            events = client.follow_events(**vector["query"])
            if kind == "sync":
                found.extend(event["id"] for _, event in zip(vector["ids"] or [None], events))
                return None

            async def some() -> None:
                async for event in events:
                    found.append(event["id"])
                    if len(found) == len(vector["ids"]):
                        return

            return some()

        if "problem" in vector:
            with self.assertRaises(ProblemError) as raised:
                run(kind, handler, clock, follow, **options)
            self.assertEqual(raised.exception.code, vector["problem"])
        else:
            run(kind, handler, clock, follow, **options)
        self.assertEqual(found, vector["ids"])
        self.assertEqual(asked, [read(target) for target in vector["targets"]])
        self.assertEqual([round(wait * 1000) for wait in clock.waits], vector["waits_ms"])


class Signatures(unittest.TestCase):
    def check(self, _: str, vector: dict[str, Any]) -> None:
        def verified(body: bytes | str) -> Any:
            return verify_webhook(vector["secrets"], vector["headers"], body, vector["now_s"])

        if vector["genuine"]:
            self.assertEqual(verified(vector["body"]), json.loads(vector["body"]))
            self.assertEqual(verified(vector["body"].encode()), json.loads(vector["body"]))
        else:
            self.assertRaises(WebhookError, verified, vector["body"])


def each(case: type[Any], vectors: list[dict[str, Any]], kinds: tuple[str, ...] = ("sync", "async")) -> None:
    """Makes a test of each vector, for each kind of client."""
    for number, vector in enumerate(vectors):
        for kind in kinds:
            name = re.sub(r"\W+", "_", vector.get("name") or vector["operation"])
            setattr(case, f"test_{number:02}_{name}_{kind}", lambda self, kind=kind, vector=vector: self.check(kind, vector))


each(Requests, VECTORS["requests"])
each(Retries, VECTORS["retries"])
each(Pages, VECTORS["pages"])
each(Events, VECTORS["events"])
each(Signatures, VECTORS["signatures"], ("body",))

if __name__ == "__main__":
    unittest.main()
