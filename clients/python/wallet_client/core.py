"""One call, without input and output: what is sent, and what to do about each answer.

Every attempt sends the same bytes under the same idempotency key, so a command is carried out once, however often it is
sent. ``clients/vectors.json`` has the rules as cases, which the clients of all languages run. ``client.py`` has the two
loops around this, one that waits and one that awaits.
"""

from __future__ import annotations

import email.utils
import json
import random
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import quote, urlencode

from .errors import NoOutcomeError, ProblemError
from .problems import Problem

BACKOFF_FIRST_S = 0.1
BACKOFF_MAX_S = 5.0

#: Codes of problems after which nothing was recorded: every request may be sent again.
UNRECORDED = frozenset({"rate_limited", "request_timeout", "overloaded", "store_unavailable", "writes_stopped"})

#: Answers of the door: they say nothing about an earlier attempt that was let through.
AT_THE_DOOR = frozenset(
    {"unauthorized", "forbidden", "foreign_origin", "misdirected_request", "route_not_found", "method_not_allowed"}
)


@dataclass
class Meta:
    """What is beside an answer's body. A call fills it: the key before the first attempt, the rest with the answer."""

    #: The key that the command is sent under: yours, or the one that was made.
    idempotency_key: str | None = None
    #: How many requests were sent.
    attempts: int = 0
    #: The answer's status.
    status: int | None = None
    #: Whether the command had been carried out before, and this is its outcome again.
    replayed: bool = False
    #: The answer's ``ETag``, for ``if_match``.
    etag: str | None = None
    #: How many milliseconds old the answer is at most: it has every command that was acknowledged before. 0 from the
    #: primary; None on a route that standbys do not answer.
    read_lag_ms: int | None = None
    #: The answer's ``X-Request-Id``.
    request_id: str | None = None


@dataclass(frozen=True)
class Operation:
    """What is particular to a route."""

    method: str
    #: With ``{name}`` for each variable segment.
    path: str
    #: The header that its key goes into.
    key: str | None
    #: Whether sending it twice does no more than sending it once.
    repeatable: bool
    answer: Literal["json", "text", "nothing"]


class Clock:
    """Where a call takes time and chance from; tests have their own."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def random(self) -> float:
        """From 0 to below 1."""
        return random.random()


@dataclass(frozen=True)
class Policy:
    """How long to try."""

    #: How long a call may take with all its attempts, in seconds.
    deadline_s: float = 60.0
    #: How long one attempt waits for its answer, in seconds.
    attempt_timeout_s: float = 15.0
    #: The most attempts of a call; None for as many as the deadline allows.
    attempts_max: int | None = None


@dataclass
class Answer:
    """What came of an attempt: an HTTP answer, or why there is none."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    lost: Exception | None = None


class Call:
    """A call on its way: :meth:`timeout_s` before an attempt, :meth:`settle` after it."""

    def __init__(
        self,
        operation: Operation,
        policy: Policy,
        clock: Clock,
        *,
        path: Iterable[str] = (),
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        newer_than: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> None:
        self._operation, self._policy, self._clock = operation, policy, clock
        self._deadline = clock.now() + (policy.deadline_s if deadline_s is None else deadline_s)
        self._meta = meta if meta is not None else Meta()
        self._attempts = 0
        self._may_be_recorded = False
        self.key = None if operation.key is None else (idempotency_key or str(uuid.uuid4()))
        self._meta.idempotency_key = self.key
        segments = iter(path)
        self.target = re.sub(r"\{[^}]+\}", lambda _: quote(next(segments), safe=""), operation.path)
        words = list(_words(query or {}))
        if dry_run:
            words.append(("dry_run", "true"))
        if words:
            self.target += "?" + urlencode(words)
        accept = "text/csv, text/plain" if operation.answer == "text" else "application/json"
        self.headers = {"Accept": f"{accept}, application/problem+json"}
        if operation.key is not None and self.key is not None:
            self.headers[operation.key] = _in_header(self.key, operation.key)
        if if_match is not None:
            self.headers["If-Match"] = if_match
        if newer_than is not None:
            self.headers["If-Newer-Than"] = newer_than
        if on_behalf_of is not None:
            self.headers["Wallet-On-Behalf-Of"] = on_behalf_of
        #: Made once, so that every attempt sends the same bytes.
        self.content: bytes | None = None
        if body is not None:
            self.headers["Content-Type"] = "application/json"
            self.content = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()

    def timeout_s(self) -> float:
        """How long the next attempt may wait; it counts the attempt."""
        self._attempts += 1
        self._meta.attempts = self._attempts
        return max(0.001, min(self._policy.attempt_timeout_s, self._deadline - self._clock.now()))

    def settle(self, answer: Answer) -> tuple[Any, float | None]:
        """The outcome's body, or how many seconds to wait before the next attempt; raises what the call ends with."""
        problem, retry_after_s, is_unclear = None, 0.0, True
        why = f"no answer came ({answer.lost})"
        if answer.lost is None:
            told = _parsed(answer.text)
            if 200 <= answer.status < 300:
                if self._operation.answer != "json" or told is not _NO_JSON:
                    self._tell(answer)
                    return self._body(answer, told), None
                # What is no JSON is an answer from somewhere else.
                why = f"the answer {answer.status} is no JSON"
            else:
                own = _as_problem(told)
                problem = own or _plain_problem(answer.status)
                code: str = problem["code"]
                if not (_is_open(answer.status) or code == "request_in_progress"):
                    self._tell(answer)
                    settles_nothing = own is None or code in AT_THE_DOOR
                    raise ProblemError(
                        problem,
                        answer.status,
                        answer.headers.get("x-request-id"),
                        self.key,
                        self._attempts,
                        self._may_be_recorded and settles_nothing,
                    )
                is_unclear = code not in UNRECORDED
                retry_after_s = _wait_asked(answer.headers.get("retry-after"), self._clock.now())
                why = problem["detail"]
        self._may_be_recorded |= is_unclear
        wait_s = max(self._backoff_s(), retry_after_s)
        may_try_again = self._operation.repeatable or not is_unclear
        most = self._policy.attempts_max
        is_last = most is not None and self._attempts >= most
        if not may_try_again or is_last or self._clock.now() + wait_s >= self._deadline:
            what = f"{self._operation.method} {self._operation.path}"
            tries = "1 attempt" if self._attempts == 1 else f"{self._attempts} attempts"
            message = f"{what}: no outcome after {tries}: {why}"
            error = NoOutcomeError(message, problem, self.key, self._attempts, self._may_be_recorded, wait_s)
            raise error from answer.lost
        return None, wait_s

    def _body(self, answer: Answer, told: Any) -> Any:
        if self._operation.answer == "nothing":
            return None
        return answer.text if self._operation.answer == "text" else told

    def _tell(self, answer: Answer) -> None:
        self._meta.status = answer.status
        self._meta.replayed = answer.headers.get("idempotent-replayed") == "true"
        self._meta.etag = answer.headers.get("etag")
        lag = answer.headers.get("wallet-read-lag-ms", "")
        self._meta.read_lag_ms = int(lag) if lag.isdecimal() else None
        self._meta.request_id = answer.headers.get("x-request-id")

    def _backoff_s(self) -> float:
        """Doubles up to a bound; a half of it is left to chance, so that callers do not come in step."""
        full = min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2.0 ** (self._attempts - 1))
        return full * (0.5 + self._clock.random() / 2)


_NO_JSON = object()


def _is_open(status: int) -> bool:
    """Whether a status is no outcome, whoever answers it."""
    return status in (408, 425, 429) or (status >= 500 and status not in (501, 505))


def _words(query: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in query.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is not None:
                yield name, str(one).lower() if isinstance(one, bool) else str(one)


def _in_header(key: str, header: str) -> str:
    """A key as the header wants it: in quotes if it holds a comma, which separates keys, or a quote."""
    if header != "Idempotency-Key" or not re.search(r'[,"]', key):
        return key
    return '"' + re.sub(r'(["\\])', r"\\\1", key) + '"'


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return _NO_JSON


def _as_problem(told: Any) -> Problem | None:
    if isinstance(told, dict) and isinstance(told.get("code"), str) and "detail" in told:
        return cast(Problem, told)
    return None


def _plain_problem(status: int) -> Problem:
    """What stands for an answer that is no problem of the service: a proxy's page, a redirect."""
    detail = f"Something between here and the service answered with {status}."
    return {
        "type": "about:blank",
        "title": "No answer of the service",
        "status": status,
        "detail": detail,
        "code": "no_problem",
        "error": detail,
    }


def _wait_asked(value: str | None, now: float) -> float:
    """``Retry-After`` in seconds: a number of them, or a date."""
    if value is None:
        return 0.0
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return 0.0
