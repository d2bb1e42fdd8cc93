"""Webhooks by Standard Webhooks 1.0.0: HMAC-SHA256 over ``id.timestamp.body``, base64, with the secret's bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import WebhookError

#: How old or how far ahead a webhook's timestamp may be, in seconds.
TOLERANCE_S = 300


def verify_webhook(
    secret: str | Iterable[str], headers: Mapping[str, str], body: bytes | str, now: float | None = None
) -> Any:
    """The body of a webhook, parsed, if it is genuine; else raises :class:`WebhookError`.

    ``body`` is the request's body as it came, before any parser: the signature is over its bytes. ``secret`` is
    ``whsec_...`` as the server told it, or several while one is being rotated. Deliveries can come twice: remember
    ``webhook-id``.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    identity, sent_at, signatures = (lower.get(name) or "" for name in names)
    if not (identity and sent_at and signatures):
        raise WebhookError("webhook-id, webhook-timestamp and webhook-signature are needed")
    if not re.fullmatch(r"[0-9]{1,15}", sent_at):
        raise WebhookError("webhook-timestamp is no number of seconds")
    age_s = int(time.time() if now is None else now) - int(sent_at)
    if age_s > TOLERANCE_S:
        raise WebhookError(f"the webhook is {age_s} s old")
    if age_s < -TOLERANCE_S:
        raise WebhookError(f"the webhook is {-age_s} s ahead of this clock")
    content = body.encode() if isinstance(body, str) else body
    signed = f"{identity}.{sent_at}.".encode() + content
    given = [_decoded(part[3:]) for part in signatures.split(" ") if part.startswith("v1,")]
    for one in [secret] if isinstance(secret, str) else secret:
        expected = hmac.digest(_secret_bytes(one), signed, hashlib.sha256)
        if any(signature and hmac.compare_digest(signature, expected) for signature in given):
            try:
                return json.loads(content)
            except ValueError as error:
                raise WebhookError("the webhook's body is no JSON") from error
    raise WebhookError("no signature of the webhook fits its body and the secret")


def _secret_bytes(secret: str) -> bytes:
    """The bytes of a secret: base64 behind ``whsec_``."""
    found = _decoded(secret.removeprefix("whsec_"))
    if not found:
        raise WebhookError("the secret is not whsec_ and base64")
    return found


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
