"""The client of a Wallet server: one method a route, named after the operation of the OpenAPI document.

``operations`` has the methods and ``types`` what they take and answer, ``core`` how a call is sent until there is an outcome,
``errors`` and ``problems`` what it raises, ``pages`` the iterations, ``webhooks`` how a webhook is checked.
"""

from .client import AsyncWalletClient, WalletClient
from .core import Meta
from .errors import NoOutcomeError, ProblemError, WalletError, WebhookError
from .problems import Problem
from .webhooks import TOLERANCE_S, verify_webhook

__all__ = [
    "TOLERANCE_S",
    "AsyncWalletClient",
    "Meta",
    "NoOutcomeError",
    "Problem",
    "ProblemError",
    "WalletClient",
    "WalletError",
    "WebhookError",
    "verify_webhook",
]
