"""What a call raises: the service said no (ProblemError), or there was no outcome in time (NoOutcomeError)."""

from __future__ import annotations

from .problems import Problem


class WalletError(Exception):
    """What both have: the key that was sent, and whether the command may have been carried out."""

    def __init__(self, message: str, idempotency_key: str | None, attempts: int, may_be_recorded: bool) -> None:
        super().__init__(message)
        #: The idempotency key that was sent, the caller's or the one that was made; None if the route takes none.
        self.idempotency_key = idempotency_key
        #: How many requests were sent.
        self.attempts = attempts
        #: Whether some attempt may have been carried out without an answer that says so. Ask again under the same key.
        self.may_be_recorded = may_be_recorded


class ProblemError(WalletError):
    """The service said no. ``problem`` is a union by ``code``, so a type checker knows each problem's figures.

    A newer server may have codes that this client has no type for.
    """

    def __init__(
        self,
        problem: Problem,
        status: int,
        request_id: str | None,
        idempotency_key: str | None,
        attempts: int,
        may_be_recorded: bool,
    ) -> None:
        super().__init__(problem["detail"], idempotency_key, attempts, may_be_recorded)
        #: The problem as it came.
        self.problem = problem
        #: The HTTP status.
        self.status = status
        #: ``X-Request-Id``, under which the server's log has the request.
        self.request_id = request_id

    @property
    def code(self) -> str:
        """The problem's stable name."""
        return self.problem["code"]


class NoOutcomeError(WalletError):
    """There was no outcome before the deadline. ``problem`` is the last answer, if the last attempt had one."""

    def __init__(
        self,
        message: str,
        problem: Problem | None,
        idempotency_key: str | None,
        attempts: int,
        may_be_recorded: bool,
        retry_after_s: float,
    ) -> None:
        super().__init__(message, idempotency_key, attempts, may_be_recorded)
        self.problem = problem
        #: How long to wait before asking again: what the last answer asked for, or the pause that would have come next.
        self.retry_after_s = retry_after_s


class WebhookError(Exception):
    """A webhook whose signature, time or form is not what Standard Webhooks asks for. Answer it with 400."""
