"""Made from the OpenAPI document by ``cargo xtask clients``; do not edit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal, cast

from . import types as t
from .core import Meta, Operation
from .pages import iterate, iterate_async

CREATE_TOP_UP = Operation("POST", "/v1/top-ups", "Idempotency-Key", True, "json")
CREATE_BONUS = Operation("POST", "/v1/bonuses", "Idempotency-Key", True, "json")
CREATE_SPEND = Operation("POST", "/v1/spends", "Idempotency-Key", True, "json")
CREATE_PURCHASE = Operation("POST", "/v1/purchases", "Idempotency-Key", True, "json")
CREATE_CONVERSION = Operation("POST", "/v1/conversions", "Idempotency-Key", True, "json")
CREATE_GIFT = Operation("POST", "/v1/gifts", "Idempotency-Key", True, "json")
CREATE_HOLD = Operation("POST", "/v1/holds", "Idempotency-Key", True, "json")
CREATE_MINT = Operation("POST", "/v1/mints", "Idempotency-Key", True, "json")
CREATE_ALLOCATION = Operation("POST", "/v1/allocations", "Idempotency-Key", True, "json")
CAPTURE_HOLD = Operation("POST", "/v1/holds/{id}/capture", "Idempotency-Key", True, "json")
RELEASE_HOLD = Operation("POST", "/v1/holds/{id}/release", "Idempotency-Key", True, "json")
LIST_REVERSALS = Operation("GET", "/v1/transactions/{id}/reversals", None, True, "json")
CREATE_REVERSAL = Operation("POST", "/v1/transactions/{id}/reversals", "Idempotency-Key", True, "json")
GET_HOLD = Operation("GET", "/v1/holds/{id}", None, True, "json")
LIST_HOLDS = Operation("GET", "/v1/wallets/{owner}/{asset}/holds", None, True, "json")
ORIGINAL_TOP_UP = Operation("POST", "/wallet/topup", "X-Idempotency-Key", True, "json")
ORIGINAL_BONUS = Operation("POST", "/wallet/bonus", "X-Idempotency-Key", True, "json")
ORIGINAL_SPEND = Operation("POST", "/wallet/spend", "X-Idempotency-Key", True, "json")
GET_ORIGINAL_BALANCE = Operation("GET", "/wallet/balance/{userId}", None, True, "json")
EXECUTE_BATCH = Operation("POST", "/v1/batches", None, True, "json")
SEARCH_WALLETS = Operation("GET", "/v1/wallets", None, True, "json")
OPEN_WALLETS = Operation("POST", "/v1/wallets", None, True, "json")
QUERY_WALLETS = Operation("POST", "/v1/wallets/query", None, True, "json")
FREEZE_WALLETS = Operation("POST", "/v1/wallets/{owner}/freeze", None, True, "json")
UNFREEZE_WALLETS = Operation("POST", "/v1/wallets/{owner}/unfreeze", None, True, "json")
CLOSE_WALLETS = Operation("POST", "/v1/wallets/{owner}/close", None, True, "json")
REOPEN_WALLETS = Operation("POST", "/v1/wallets/{owner}/reopen", None, True, "json")
FREEZE_WALLET = Operation("POST", "/v1/wallets/{owner}/{asset}/freeze", None, True, "json")
UNFREEZE_WALLET = Operation("POST", "/v1/wallets/{owner}/{asset}/unfreeze", None, True, "json")
CLOSE_WALLET = Operation("POST", "/v1/wallets/{owner}/{asset}/close", None, True, "json")
REOPEN_WALLET = Operation("POST", "/v1/wallets/{owner}/{asset}/reopen", None, True, "json")
LIST_WALLETS = Operation("GET", "/v1/wallets/{owner}", None, True, "json")
GET_WALLET = Operation("GET", "/v1/wallets/{owner}/{asset}", None, True, "json")
OPEN_WALLET = Operation("PUT", "/v1/wallets/{owner}/{asset}", None, True, "json")
LIST_ENTRIES = Operation("GET", "/v1/wallets/{owner}/{asset}/entries", None, True, "json")
GET_BALANCE = Operation("GET", "/v1/wallets/{owner}/{asset}/balance", None, True, "json")
GET_STATEMENT = Operation("GET", "/v1/wallets/{owner}/{asset}/statement", None, True, "json")
SEARCH_TRANSACTIONS = Operation("GET", "/v1/transactions", None, True, "json")
GET_TRANSACTION = Operation("GET", "/v1/transactions/{id}", None, True, "json")
GET_PAYMENT = Operation("GET", "/v1/payments/{payment_ref}", None, True, "json")
EXPORT_TRANSACTIONS = Operation("GET", "/v1/exports/transactions", None, True, "text")
EXPORT_ENTRIES = Operation("GET", "/v1/exports/entries", None, True, "text")
EXPORT_WALLETS = Operation("GET", "/v1/exports/wallets", None, True, "text")
LIST_ASSETS = Operation("GET", "/v1/assets", None, True, "json")
CREATE_ASSET = Operation("POST", "/v1/assets", None, True, "json")
GET_ASSET = Operation("GET", "/v1/assets/{code}", None, True, "json")
CHANGE_ASSET = Operation("PATCH", "/v1/assets/{code}", None, True, "json")
LIST_EVENTS = Operation("GET", "/v1/events", None, True, "json")
LIST_CHANGES = Operation("GET", "/v1/changes", None, True, "json")
GET_AUDIT = Operation("GET", "/v1/audit", None, True, "json")
REQUEST_VERIFICATION = Operation("POST", "/v1/verifications", None, True, "json")
GET_FLOWS = Operation("GET", "/v1/analytics/flows", None, True, "json")
GET_SUPPLY = Operation("GET", "/v1/analytics/supply", None, True, "json")
GET_VELOCITY = Operation("GET", "/v1/analytics/velocity", None, True, "json")
GET_DISTRIBUTION = Operation("GET", "/v1/analytics/distribution", None, True, "json")
GET_TOP_HOLDERS = Operation("GET", "/v1/analytics/top", None, True, "json")
LIST_HOLDER_DAYS = Operation("GET", "/v1/analytics/holders", None, True, "json")
GET_DEBTS = Operation("GET", "/v1/analytics/debts", None, True, "json")
GET_OPEN_HOLDS = Operation("GET", "/v1/analytics/holds", None, True, "json")
LIST_NOTES = Operation("GET", "/v1/owners/{owner}/notes", None, True, "json")
CREATE_NOTE = Operation("POST", "/v1/owners/{owner}/notes", None, True, "json")
LIST_WEBHOOKS = Operation("GET", "/v1/webhooks", None, True, "json")
CREATE_WEBHOOK = Operation("POST", "/v1/webhooks", None, False, "json")
GET_WEBHOOK = Operation("GET", "/v1/webhooks/{id}", None, True, "json")
CHANGE_WEBHOOK = Operation("PATCH", "/v1/webhooks/{id}", None, True, "json")
DELETE_WEBHOOK = Operation("DELETE", "/v1/webhooks/{id}", None, True, "json")
ROTATE_WEBHOOK_SECRET = Operation("POST", "/v1/webhooks/{id}/rotate", None, False, "json")
PING_WEBHOOK = Operation("POST", "/v1/webhooks/{id}/ping", None, False, "json")
REPLAY_WEBHOOK = Operation("POST", "/v1/webhooks/{id}/replay", None, False, "json")
STOP_WEBHOOK_REPLAY = Operation("DELETE", "/v1/webhooks/{id}/replay", None, True, "json")
LIST_WEBHOOK_DELIVERIES = Operation("GET", "/v1/webhooks/{id}/deliveries", None, True, "json")
LIST_PARKED_DELIVERIES = Operation("GET", "/v1/webhooks/{id}/parked", None, True, "json")
GET_ALERT = Operation("GET", "/v1/alerts/{id}", None, True, "json")
PUT_ALERT = Operation("PUT", "/v1/alerts/{id}", None, True, "json")
DELETE_ALERT = Operation("DELETE", "/v1/alerts/{id}", None, True, "json")
LIST_ALERTS = Operation("GET", "/v1/alerts", None, True, "json")
GET_OWN_KEY = Operation("GET", "/v1/keys/self", None, True, "json")
LIST_KEYS = Operation("GET", "/v1/keys", None, True, "json")
CREATE_KEY = Operation("POST", "/v1/keys", None, True, "json")
ROTATE_KEY = Operation("POST", "/v1/keys/{id}/rotate", None, True, "json")
REVOKE_KEY = Operation("POST", "/v1/keys/{id}/revoke", None, True, "json")
LIST_APPROVALS = Operation("GET", "/v1/approvals", None, True, "json")
CREATE_APPROVAL = Operation("POST", "/v1/approvals", None, True, "json")
GET_APPROVAL = Operation("GET", "/v1/approvals/{id}", None, True, "json")
APPROVE_COMMAND = Operation("POST", "/v1/approvals/{id}/approve", None, True, "json")
REJECT_COMMAND = Operation("POST", "/v1/approvals/{id}/reject", None, True, "json")
GET_HEALTH = Operation("GET", "/health", None, True, "json")
GET_LIVENESS = Operation("GET", "/health/live", None, True, "json")
GET_READINESS = Operation("GET", "/health/ready", None, True, "json")
GET_METRICS = Operation("GET", "/metrics", None, True, "text")
GET_DOCUMENT = Operation("GET", "/openapi.json", None, True, "json")


class Operations:
    """One method a route, named after the operation of the OpenAPI document."""

    def _call(self, operation: Operation, **parts: Any) -> Any:
        raise NotImplementedError

    def create_top_up(
        self,
        body: t.TopUpRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Credits that a player bought with real money, paid elsewhere."""
        return cast("t.PostedTransaction", self._call(CREATE_TOP_UP, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_bonus(
        self,
        body: t.BonusRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Free credits, such as a referral's."""
        return cast("t.PostedTransaction", self._call(CREATE_BONUS, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_spend(
        self,
        body: t.SpendRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """What a player buys in the application."""
        return cast("t.PostedTransaction", self._call(CREATE_SPEND, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_purchase(
        self,
        body: t.PurchaseRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Pays in one or several assets and receives in others, all of it or nothing."""
        return cast("t.PostedTransaction", self._call(CREATE_PURCHASE, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_conversion(
        self,
        body: t.ConversionRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Changes one asset into another at the configured rate, rounded down."""
        return cast("t.PostedTransaction", self._call(CREATE_CONVERSION, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_gift(
        self,
        body: t.GiftRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Gives credits to another player, where the asset's policy allows it."""
        return cast("t.PostedTransaction", self._call(CREATE_GIFT, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_hold(
        self,
        body: t.HoldRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise."""
        return cast("t.PostedTransaction", self._call(CREATE_HOLD, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_mint(
        self,
        body: t.MintRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Supply for the treasury, by an operator."""
        return cast("t.PostedTransaction", self._call(CREATE_MINT, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def create_allocation(
        self,
        body: t.AllocationRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Funds an operator's own wallet from the treasury, or takes back what it holds."""
        return cast("t.PostedTransaction", self._call(CREATE_ALLOCATION, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def capture_hold(
        self,
        id: str,
        body: t.CaptureRequest | None = None,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left."""
        return cast("t.PostedTransaction", self._call(CAPTURE_HOLD, path=[id], body=body or {}, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def release_hold(
        self,
        id: str,
        body: t.ReleaseRequest | None = None,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Lets go what a hold has left."""
        return cast("t.PostedTransaction", self._call(RELEASE_HOLD, path=[id], body=body or {}, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def list_reversals(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ReversalList:
        """What was taken back of a transaction."""
        return cast("t.ReversalList", self._call(LIST_REVERSALS, path=[id], deadline_s=deadline_s, meta=meta))

    def create_reversal(
        self,
        id: str,
        body: t.ReversalRequest | None = None,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Takes a transaction back, in full, in part or by a share of it: what it gave is taken from whoever received it, what it cost is returned. Any number of reversals take no more than there was. A reversal is taken back once."""
        return cast("t.PostedTransaction", self._call(CREATE_REVERSAL, path=[id], body=body or {}, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def get_hold(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Hold:
        """A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their times."""
        return cast("t.Hold", self._call(GET_HOLD, path=[id], deadline_s=deadline_s, meta=meta))

    def list_holds(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.HoldPage:
        """The open holds of a wallet, in the order in which they end. Those that are over are not among them."""
        return cast("t.HoldPage", self._call(LIST_HOLDS, path=[owner, asset], query={"limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_holds(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[t.OpenHold]:
        """Every item of ``list_holds``, page after page."""
        return iterate(lambda cursor: self.list_holds(owner, asset, cursor=cursor, limit=limit), cursor)

    def original_top_up(
        self,
        body: t.OriginalTopUp,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalPosted:
        """The user bought credits with real money."""
        return cast("t.OriginalPosted", self._call(ORIGINAL_TOP_UP, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def original_bonus(
        self,
        body: t.OriginalBonus,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalPosted:
        """Free credits for the user."""
        return cast("t.OriginalPosted", self._call(ORIGINAL_BONUS, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def original_spend(
        self,
        body: t.OriginalSpend,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalPosted:
        """The user buys something."""
        return cast("t.OriginalPosted", self._call(ORIGINAL_SPEND, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def get_original_balance(
        self,
        user_id: str,
        *,
        asset: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalBalanceAnswer:
        """The user's balances, or the one of an asset."""
        return cast("t.OriginalBalanceAnswer", self._call(GET_ORIGINAL_BALANCE, path=[user_id], query={"asset": asset}, deadline_s=deadline_s, meta=meta))

    def execute_batch(
        self,
        body: t.BatchRequest,
        *,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.BatchAnswer:
        """Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the API key lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone."""
        return cast("t.BatchAnswer", self._call(EXECUTE_BATCH, body=body, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def search_wallets(
        self,
        *,
        asset: str | None = None,
        prefix: str | None = None,
        min_balance: int | None = None,
        max_balance: int | None = None,
        status: t.WalletStatus | None = None,
        in_debt: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WalletPage:
        """Wallets across owners, by owner and then by asset: all that fit every condition, the service's own among them."""
        return cast("t.WalletPage", self._call(SEARCH_WALLETS, query={"asset": asset, "prefix": prefix, "min_balance": min_balance, "max_balance": max_balance, "status": status, "in_debt": in_debt, "limit": limit, "cursor": cursor}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def iterate_wallets(
        self,
        *,
        asset: str | None = None,
        prefix: str | None = None,
        min_balance: int | None = None,
        max_balance: int | None = None,
        status: t.WalletStatus | None = None,
        in_debt: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        newer_than: str | None = None,
    ) -> Iterator[t.Wallet]:
        """Every item of ``search_wallets``, page after page."""
        return iterate(lambda cursor: self.search_wallets(cursor=cursor, asset=asset, prefix=prefix, min_balance=min_balance, max_balance=max_balance, status=status, in_debt=in_debt, limit=limit, newer_than=newer_than), cursor)

    def open_wallets(
        self,
        body: t.OpenWalletsRequest,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OpenWalletsAnswer:
        """Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone. Safe to repeat."""
        return cast("t.OpenWalletsAnswer", self._call(OPEN_WALLETS, body=body, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def query_wallets(
        self,
        body: t.QueryWalletsRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.QueryWalletsAnswer:
        """The wallets of up to 1,000 owners, all as of one moment. Only a ledger on several machines may fail to, and then says `approximate`."""
        return cast("t.QueryWalletsAnswer", self._call(QUERY_WALLETS, body=body, deadline_s=deadline_s, meta=meta))

    def freeze_wallets(
        self,
        owner: str,
        body: t.FreezeRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released."""
        return cast("t.OwnerWallets", self._call(FREEZE_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def unfreeze_wallets(
        self,
        owner: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Lets frozen wallets take part again."""
        return cast("t.OwnerWallets", self._call(UNFREEZE_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def close_wallets(
        self,
        owner: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Ends wallets: only empty ones, for as long as nobody opens them again."""
        return cast("t.OwnerWallets", self._call(CLOSE_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def reopen_wallets(
        self,
        owner: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Opens wallets again that were closed."""
        return cast("t.OwnerWallets", self._call(REOPEN_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def freeze_wallet(
        self,
        owner: str,
        asset: str,
        body: t.FreezeRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released."""
        return cast("t.OwnerWallets", self._call(FREEZE_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def unfreeze_wallet(
        self,
        owner: str,
        asset: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Lets frozen wallets take part again."""
        return cast("t.OwnerWallets", self._call(UNFREEZE_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def close_wallet(
        self,
        owner: str,
        asset: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Ends wallets: only empty ones, for as long as nobody opens them again."""
        return cast("t.OwnerWallets", self._call(CLOSE_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def reopen_wallet(
        self,
        owner: str,
        asset: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Opens wallets again that were closed."""
        return cast("t.OwnerWallets", self._call(REOPEN_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def list_wallets(
        self,
        owner: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """An owner's wallets, by asset; none if the owner is not known."""
        return cast("t.OwnerWallets", self._call(LIST_WALLETS, path=[owner], deadline_s=deadline_s, meta=meta))

    def get_wallet(
        self,
        owner: str,
        asset: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Wallet:
        """One wallet. Its `ETag` is its version, and what is held if anything is: `If-None-Match` asks for a change, `If-Match` for none."""
        return cast("t.Wallet", self._call(GET_WALLET, path=[owner, asset], deadline_s=deadline_s, meta=meta))

    def open_wallet(
        self,
        owner: str,
        asset: str,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Wallet:
        """Opens a player's wallet, or an operator's own, which needs the scope `operate`; or leaves the one that is there as it is. The path says all, so a body is empty or an object without members."""
        return cast("t.Wallet", self._call(OPEN_WALLET, path=[owner, asset], dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def list_entries(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        flow: t.Flow | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        metadata: str | None = None,
        order: t.EntryOrder | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.EntryPage:
        """A wallet's entries, the newest first or the oldest, all of them or those that a filter asks for."""
        return cast("t.EntryPage", self._call(LIST_ENTRIES, path=[owner, asset], query={"limit": limit, "cursor": cursor, "flow": flow, "from": from_, "to": to, "min_amount": min_amount, "max_amount": max_amount, "reference": reference, "metadata": metadata, "order": order}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def iterate_entries(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        flow: t.Flow | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        metadata: str | None = None,
        order: t.EntryOrder | None = None,
        newer_than: str | None = None,
    ) -> Iterator[t.WalletEntry]:
        """Every item of ``list_entries``, page after page."""
        return iterate(lambda cursor: self.list_entries(owner, asset, cursor=cursor, limit=limit, flow=flow, from_=from_, to=to, min_amount=min_amount, max_amount=max_amount, reference=reference, metadata=metadata, order=order, newer_than=newer_than), cursor)

    def get_balance(
        self,
        owner: str,
        asset: str,
        *,
        at: str,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.BalanceAt:
        """What a wallet held at a moment. It is found by the entries alone, at any depth as fast."""
        return cast("t.BalanceAt", self._call(GET_BALANCE, path=[owner, asset], query={"at": at}, deadline_s=deadline_s, meta=meta))

    def get_statement(
        self,
        owner: str,
        asset: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Statement:
        """A wallet's statement: what it held before, every entry in between, the oldest first, and what it held after."""
        return cast("t.Statement", self._call(GET_STATEMENT, path=[owner, asset], query={"from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_statement_csv(
        self,
        owner: str,
        asset: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_statement`` as CSV."""
        return cast("str", self._call(Operation(GET_STATEMENT.method, GET_STATEMENT.path, None, True, "text"), path=[owner, asset], query={"format": "csv", "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def search_transactions(
        self,
        *,
        owner: str | None = None,
        idempotency_key: str | None = None,
        flow: t.Flow | None = None,
        status: t.TransactionStatus | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        payment_ref: str | None = None,
        actor: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        metadata: list[str] | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.FoundTransactions:
        """Transactions across owners, the newest first: all that fit every condition, posted and rejected."""
        return cast("t.FoundTransactions", self._call(SEARCH_TRANSACTIONS, query={"owner": owner, "idempotency_key": idempotency_key, "flow": flow, "status": status, "asset": asset, "from": from_, "to": to, "min_amount": min_amount, "max_amount": max_amount, "reference": reference, "payment_ref": payment_ref, "actor": actor, "limit": limit, "cursor": cursor, "metadata": metadata}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def iterate_transactions(
        self,
        *,
        owner: str | None = None,
        idempotency_key: str | None = None,
        flow: t.Flow | None = None,
        status: t.TransactionStatus | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        payment_ref: str | None = None,
        actor: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        metadata: list[str] | None = None,
        newer_than: str | None = None,
    ) -> Iterator[t.Transaction]:
        """Every item of ``search_transactions``, page after page."""
        return iterate(lambda cursor: self.search_transactions(cursor=cursor, owner=owner, idempotency_key=idempotency_key, flow=flow, status=status, asset=asset, from_=from_, to=to, min_amount=min_amount, max_amount=max_amount, reference=reference, payment_ref=payment_ref, actor=actor, limit=limit, metadata=metadata, newer_than=newer_than), cursor)

    def get_transaction(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Transaction:
        """A transaction with its entries, posted or rejected."""
        return cast("t.Transaction", self._call(GET_TRANSACTION, path=[id], deadline_s=deadline_s, meta=meta))

    def get_payment(
        self,
        payment_ref: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Payment:
        """The top-ups that credited a payment, whatever asset and player, the latest first, up to 100. Reversed ones are among them."""
        return cast("t.Payment", self._call(GET_PAYMENT, path=[payment_ref], deadline_s=deadline_s, meta=meta))

    def export_transactions(
        self,
        *,
        format: t.ExportFormat | None = None,
        after: str | None = None,
        owner: str | None = None,
        flow: t.Flow | None = None,
        status: t.TransactionStatus | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        actor: str | None = None,
        metadata: list[str] | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """Every transaction that fits, posted or refused, the oldest first: as lines of JSON, as `GET /v1/transactions/{id}` shows each, or as CSV."""
        return cast("str", self._call(EXPORT_TRANSACTIONS, query={"format": format, "after": after, "owner": owner, "flow": flow, "status": status, "asset": asset, "from": from_, "to": to, "min_amount": min_amount, "max_amount": max_amount, "reference": reference, "actor": actor, "metadata": metadata}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def export_entries(
        self,
        *,
        format: t.ExportFormat | None = None,
        after: str | None = None,
        owner: str | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """Every entry that fits, the oldest first: as lines of JSON, with what its transaction says of itself, or as CSV."""
        return cast("str", self._call(EXPORT_ENTRIES, query={"format": format, "after": after, "owner": owner, "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def export_wallets(
        self,
        *,
        format: t.ExportFormat | None = None,
        after: str | None = None,
        asset: str | None = None,
        prefix: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """Every wallet that fits, by owner and asset, the service's own among them: as lines of JSON, or as CSV."""
        return cast("str", self._call(EXPORT_WALLETS, query={"format": format, "after": after, "asset": asset, "prefix": prefix}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def list_assets(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.AssetList:
        """Every asset, by code."""
        return cast("t.AssetList", self._call(LIST_ASSETS, deadline_s=deadline_s, meta=meta))

    def create_asset(
        self,
        body: t.CreateAssetRequest,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Asset:
        """Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key."""
        return cast("t.Asset", self._call(CREATE_ASSET, body=body, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def get_asset(
        self,
        code: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Asset:
        """One asset. Its `ETag` names what it says: `If-None-Match` asks for a change, `If-Match` for none."""
        return cast("t.Asset", self._call(GET_ASSET, path=[code], deadline_s=deadline_s, meta=meta))

    def change_asset(
        self,
        code: str,
        body: t.ChangeAssetRequest | None = None,
        *,
        if_match: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Asset:
        """Changes an asset's name, description or policy. Only what is named changes; the list of changes tells who did it. With `If-Match` it is changed only if it is in that state still."""
        return cast("t.Asset", self._call(CHANGE_ASSET, path=[code], body=body or {}, if_match=if_match, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    def list_events(
        self,
        *,
        after: str | None = None,
        types: str | None = None,
        owner: str | None = None,
        limit: int | None = None,
        wait_s: int | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.EventPage:
        """Everything that happened, the oldest first: every transaction, posted or refused, and every change by an operator."""
        return cast("t.EventPage", self._call(LIST_EVENTS, query={"after": after, "types": types, "owner": owner, "limit": limit, "wait_s": wait_s}, deadline_s=deadline_s, meta=meta))

    def list_changes(
        self,
        *,
        owner: str | None = None,
        asset: str | None = None,
        actor: str | None = None,
        action: t.ChangeAction | None = None,
        object: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ChangePage:
        """What operators have changed, the latest first: who, when, why, and from what to what. It is the audit trail: assets, wallets, notes, API keys, and each step of an approval. What moves credits is a transaction, which names who asked for it."""
        return cast("t.ChangePage", self._call(LIST_CHANGES, query={"owner": owner, "asset": asset, "actor": actor, "action": action, "object": object, "limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_changes(
        self,
        *,
        owner: str | None = None,
        asset: str | None = None,
        actor: str | None = None,
        action: t.ChangeAction | None = None,
        object: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[t.Change]:
        """Every item of ``list_changes``, page after page."""
        return iterate(lambda cursor: self.list_changes(cursor=cursor, owner=owner, asset=asset, actor=actor, action=action, object=object, limit=limit), cursor)

    def get_audit(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Audit:
        """Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe; what the latest verification found; and the heads of the chain of commits."""
        return cast("t.Audit", self._call(GET_AUDIT, deadline_s=deadline_s, meta=meta))

    def request_verification(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.VerificationRequested:
        """Starts a verification of all commits since the latest one, in the time that traffic leaves."""
        return cast("t.VerificationRequested", self._call(REQUEST_VERIFICATION, deadline_s=deadline_s, meta=meta))

    def get_flows(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        by: t.AnalyticsBy | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.FlowsAnswer:
        """What each flow credited to players and debited from them, by day, and by a kind of labels if one is named."""
        return cast("t.FlowsAnswer", self._call(GET_FLOWS, query={"asset": asset, "from": from_, "to": to, "by": by}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_flows_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        by: t.AnalyticsBy | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_flows`` as CSV."""
        return cast("str", self._call(Operation(GET_FLOWS.method, GET_FLOWS.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to, "by": by}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_supply(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.SupplyAnswer:
        """What players hold at the end of each day, what came and went on it, and what the treasury and revenue hold."""
        return cast("t.SupplyAnswer", self._call(GET_SUPPLY, query={"asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_supply_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_supply`` as CSV."""
        return cast("str", self._call(Operation(GET_SUPPLY.method, GET_SUPPLY.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_velocity(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.VelocityAnswer:
        """By day: the share of their credits that players spend, and how many of their wallets had an entry."""
        return cast("t.VelocityAnswer", self._call(GET_VELOCITY, query={"asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_velocity_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_velocity`` as CSV."""
        return cast("str", self._call(Operation(GET_VELOCITY.method, GET_VELOCITY.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_distribution(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Distribution:
        """How an asset is distributed among those who hold it: percentiles, the Lorenz curve, the Gini coefficient."""
        return cast("t.Distribution", self._call(GET_DISTRIBUTION, query={"asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_distribution_csv(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_distribution`` as CSV."""
        return cast("str", self._call(Operation(GET_DISTRIBUTION.method, GET_DISTRIBUTION.path, None, True, "text"), query={"format": "csv", "asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_top_holders(
        self,
        *,
        asset: str,
        limit: int | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.TopHolders:
        """The largest holders of an asset: what each holds, has on hold, and owes."""
        return cast("t.TopHolders", self._call(GET_TOP_HOLDERS, query={"asset": asset, "limit": limit}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_top_holders_csv(
        self,
        *,
        asset: str,
        limit: int | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_top_holders`` as CSV."""
        return cast("str", self._call(Operation(GET_TOP_HOLDERS.method, GET_TOP_HOLDERS.path, None, True, "text"), query={"format": "csv", "asset": asset, "limit": limit}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def list_holder_days(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.HolderDays:
        """How many players held an asset, by day: as of the latest snapshot of each."""
        return cast("t.HolderDays", self._call(LIST_HOLDER_DAYS, query={"asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def list_holder_days_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``list_holder_days`` as CSV."""
        return cast("str", self._call(Operation(LIST_HOLDER_DAYS.method, LIST_HOLDER_DAYS.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_debts(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Debts:
        """What players owe of an asset, by age."""
        return cast("t.Debts", self._call(GET_DEBTS, query={"asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_debts_csv(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_debts`` as CSV."""
        return cast("str", self._call(Operation(GET_DEBTS.method, GET_DEBTS.path, None, True, "text"), query={"format": "csv", "asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_open_holds(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.HoldsByEnd:
        """What open holds keep of an asset, by when they end."""
        return cast("t.HoldsByEnd", self._call(GET_OPEN_HOLDS, query={"asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def get_open_holds_csv(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_open_holds`` as CSV."""
        return cast("str", self._call(Operation(GET_OPEN_HOLDS.method, GET_OPEN_HOLDS.path, None, True, "text"), query={"format": "csv", "asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def list_notes(
        self,
        owner: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.NotePage:
        """What was written about an owner, the latest first: who, when, what. An unknown owner has no notes."""
        return cast("t.NotePage", self._call(LIST_NOTES, path=[owner], query={"limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_notes(
        self,
        owner: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[t.Note]:
        """Every item of ``list_notes``, page after page."""
        return iterate(lambda cursor: self.list_notes(owner, cursor=cursor, limit=limit), cursor)

    def create_note(
        self,
        owner: str,
        body: t.CreateNoteRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Note:
        """Writes a note about a player or a budget. Nobody changes or deletes it."""
        return cast("t.Note", self._call(CREATE_NOTE, path=[owner], body=body, deadline_s=deadline_s, meta=meta))

    def list_webhooks(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookList:
        """Every webhook, and how far each has got."""
        return cast("t.WebhookList", self._call(LIST_WEBHOOKS, deadline_s=deadline_s, meta=meta))

    def create_webhook(
        self,
        body: t.CreateWebhookRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookWithSecret:
        """Has events delivered to a URL, signed by Standard Webhooks 1.0.0, in order for each owner who asked. There are 50 at most."""
        return cast("t.WebhookWithSecret", self._call(CREATE_WEBHOOK, body=body, deadline_s=deadline_s, meta=meta))

    def get_webhook(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """A webhook, and how far it has got."""
        return cast("t.Webhook", self._call(GET_WEBHOOK, path=[id], deadline_s=deadline_s, meta=meta))

    def change_webhook(
        self,
        id: str,
        body: t.ChangeWebhookRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """Changes a webhook: its URL, its types, or whether it is paused."""
        return cast("t.Webhook", self._call(CHANGE_WEBHOOK, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    def delete_webhook(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Deleted:
        """Deletes a webhook with all that is known of its deliveries."""
        return cast("t.Deleted", self._call(DELETE_WEBHOOK, path=[id], deadline_s=deadline_s, meta=meta))

    def rotate_webhook_secret(
        self,
        id: str,
        body: t.RotateSecretRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookWithSecret:
        """Puts another secret into use. For 24 hours the one before signs, too: a receiver that knows either takes every delivery."""
        return cast("t.WebhookWithSecret", self._call(ROTATE_WEBHOOK_SECRET, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    def ping_webhook(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Ping:
        """Sends a webhook a `webhook.ping`, once, paused or not, and tells what was answered."""
        return cast("t.Ping", self._call(PING_WEBHOOK, path=[id], deadline_s=deadline_s, meta=meta))

    def replay_webhook(
        self,
        id: str,
        body: t.ReplayWebhookRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """Delivers a range of the feed once more, beside the deliveries of what happens, one range at a time."""
        return cast("t.Webhook", self._call(REPLAY_WEBHOOK, path=[id], body=body, deadline_s=deadline_s, meta=meta))

    def stop_webhook_replay(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """Stops a webhook's replay, if one runs. What was delivered of it stays delivered, and what happens is delivered as ever."""
        return cast("t.Webhook", self._call(STOP_WEBHOOK_REPLAY, path=[id], deadline_s=deadline_s, meta=meta))

    def list_webhook_deliveries(
        self,
        id: str,
        *,
        limit: int | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookAttemptList:
        """What was tried lately to deliver to a webhook: 32 attempts are kept of each of its 16 partitions. What was answered beside the status is never kept."""
        return cast("t.WebhookAttemptList", self._call(LIST_WEBHOOK_DELIVERIES, path=[id], query={"limit": limit}, deadline_s=deadline_s, meta=meta))

    def list_parked_deliveries(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ParkedPage:
        """What was given up after ten attempts: its receiver has not got it, unless a replay makes it good."""
        return cast("t.ParkedPage", self._call(LIST_PARKED_DELIVERIES, path=[id], query={"limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_parked_deliveries(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[t.ParkedDelivery]:
        """Every item of ``list_parked_deliveries``, page after page."""
        return iterate(lambda cursor: self.list_parked_deliveries(id, cursor=cursor, limit=limit), cursor)

    def get_alert(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Alert:
        """An alert."""
        return cast("t.Alert", self._call(GET_ALERT, path=[id], deadline_s=deadline_s, meta=meta))

    def put_alert(
        self,
        id: str,
        body: t.PutAlertRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Alert:
        """Has `wallet.below` or `wallet.above` told to webhooks once a crossing, in the place of the alert of this id if there is one. One that says the same as before watches on. There are 100 at most."""
        return cast("t.Alert", self._call(PUT_ALERT, path=[id], body=body, deadline_s=deadline_s, meta=meta))

    def delete_alert(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Deleted:
        """Deletes an alert."""
        return cast("t.Deleted", self._call(DELETE_ALERT, path=[id], deadline_s=deadline_s, meta=meta))

    def list_alerts(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.AlertList:
        """Every alert, by id."""
        return cast("t.AlertList", self._call(LIST_ALERTS, deadline_s=deadline_s, meta=meta))

    def get_own_key(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnKey:
        """What the caller may do: the scopes of its key, their bounds, and what was used of its caps today. Where no key is asked for, everything."""
        return cast("t.OwnKey", self._call(GET_OWN_KEY, deadline_s=deadline_s, meta=meta))

    def list_keys(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.KeyList:
        """Every key, revoked and expired ones too. No answer has a secret."""
        return cast("t.KeyList", self._call(LIST_KEYS, deadline_s=deadline_s, meta=meta))

    def create_key(
        self,
        body: t.CreateKeyRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.KeyWithSecret:
        """Makes a key, which may do no more than the caller's own. The answer has its secret, this once."""
        return cast("t.KeyWithSecret", self._call(CREATE_KEY, body=body, deadline_s=deadline_s, meta=meta))

    def rotate_key(
        self,
        id: str,
        body: t.RotateKeyRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.KeyWithSecret:
        """Gives a key another secret; the one before is turned away within 5 seconds, or once `grace_s` is over. The key may do no more than the caller's own, as its secret is told."""
        return cast("t.KeyWithSecret", self._call(ROTATE_KEY, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    def revoke_key(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ListedKey:
        """Turns a key away from now on, for good: on every server within 5 seconds."""
        return cast("t.ListedKey", self._call(REVOKE_KEY, path=[id], deadline_s=deadline_s, meta=meta))

    def list_approvals(
        self,
        *,
        status: t.ApprovalStatus | None = None,
        limit: int | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ApprovalList:
        """Approvals, the newest first."""
        return cast("t.ApprovalList", self._call(LIST_APPROVALS, query={"status": status, "limit": limit}, deadline_s=deadline_s, meta=meta))

    def create_approval(
        self,
        body: t.AskApprovalRequest,
        *,
        on_behalf_of: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Approval:
        """Asks another to approve a command that the caller's key may not carry out alone. Nothing moves yet."""
        return cast("t.Approval", self._call(CREATE_APPROVAL, body=body, on_behalf_of=on_behalf_of, deadline_s=deadline_s, meta=meta))

    def get_approval(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Approval:
        """An approval."""
        return cast("t.Approval", self._call(GET_APPROVAL, path=[id], deadline_s=deadline_s, meta=meta))

    def approve_command(
        self,
        id: str,
        body: t.ApproveRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ApprovedTransaction:
        """Approves a command of another key's holder, and has it carried out, once. Whoever gets no answer asks again."""
        return cast("t.ApprovedTransaction", self._call(APPROVE_COMMAND, path=[id], body=body, deadline_s=deadline_s, meta=meta))

    def reject_command(
        self,
        id: str,
        body: t.RejectRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Approval:
        """Turns a command of another key's holder down, for good."""
        return cast("t.Approval", self._call(REJECT_COMMAND, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    def get_health(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Liveness:
        """The service runs. It may not reach its store: that is `/health/ready`."""
        return cast("t.Liveness", self._call(GET_HEALTH, deadline_s=deadline_s, meta=meta))

    def get_liveness(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Liveness:
        """The same under the name that orchestrators look for."""
        return cast("t.Liveness", self._call(GET_LIVENESS, deadline_s=deadline_s, meta=meta))

    def get_readiness(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Readiness:
        """The service reaches its store, which answers in time and takes writes. The body names every check: one that is `warning` wants somebody to look, one that is `failed` makes this a 503, whose problem has `checks` as well."""
        return cast("t.Readiness", self._call(GET_READINESS, deadline_s=deadline_s, meta=meta))

    def get_metrics(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """What is measured, in Prometheus' text format."""
        return cast("str", self._call(GET_METRICS, deadline_s=deadline_s, meta=meta))

    def get_document(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> dict[str, Any]:
        """This document."""
        return cast("dict[str, Any]", self._call(GET_DOCUMENT, deadline_s=deadline_s, meta=meta))


class AsyncOperations:
    """One method a route, named after the operation of the OpenAPI document."""

    async def _call(self, operation: Operation, **parts: Any) -> Any:
        raise NotImplementedError

    async def create_top_up(
        self,
        body: t.TopUpRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Credits that a player bought with real money, paid elsewhere."""
        return cast("t.PostedTransaction", await self._call(CREATE_TOP_UP, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_bonus(
        self,
        body: t.BonusRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Free credits, such as a referral's."""
        return cast("t.PostedTransaction", await self._call(CREATE_BONUS, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_spend(
        self,
        body: t.SpendRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """What a player buys in the application."""
        return cast("t.PostedTransaction", await self._call(CREATE_SPEND, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_purchase(
        self,
        body: t.PurchaseRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Pays in one or several assets and receives in others, all of it or nothing."""
        return cast("t.PostedTransaction", await self._call(CREATE_PURCHASE, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_conversion(
        self,
        body: t.ConversionRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Changes one asset into another at the configured rate, rounded down."""
        return cast("t.PostedTransaction", await self._call(CREATE_CONVERSION, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_gift(
        self,
        body: t.GiftRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Gives credits to another player, where the asset's policy allows it."""
        return cast("t.PostedTransaction", await self._call(CREATE_GIFT, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_hold(
        self,
        body: t.HoldRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise."""
        return cast("t.PostedTransaction", await self._call(CREATE_HOLD, body=body, idempotency_key=idempotency_key, if_match=if_match, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_mint(
        self,
        body: t.MintRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Supply for the treasury, by an operator."""
        return cast("t.PostedTransaction", await self._call(CREATE_MINT, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def create_allocation(
        self,
        body: t.AllocationRequest,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Funds an operator's own wallet from the treasury, or takes back what it holds."""
        return cast("t.PostedTransaction", await self._call(CREATE_ALLOCATION, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def capture_hold(
        self,
        id: str,
        body: t.CaptureRequest | None = None,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left."""
        return cast("t.PostedTransaction", await self._call(CAPTURE_HOLD, path=[id], body=body or {}, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def release_hold(
        self,
        id: str,
        body: t.ReleaseRequest | None = None,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Lets go what a hold has left."""
        return cast("t.PostedTransaction", await self._call(RELEASE_HOLD, path=[id], body=body or {}, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def list_reversals(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ReversalList:
        """What was taken back of a transaction."""
        return cast("t.ReversalList", await self._call(LIST_REVERSALS, path=[id], deadline_s=deadline_s, meta=meta))

    async def create_reversal(
        self,
        id: str,
        body: t.ReversalRequest | None = None,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.PostedTransaction:
        """Takes a transaction back, in full, in part or by a share of it: what it gave is taken from whoever received it, what it cost is returned. Any number of reversals take no more than there was. A reversal is taken back once."""
        return cast("t.PostedTransaction", await self._call(CREATE_REVERSAL, path=[id], body=body or {}, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def get_hold(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Hold:
        """A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their times."""
        return cast("t.Hold", await self._call(GET_HOLD, path=[id], deadline_s=deadline_s, meta=meta))

    async def list_holds(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.HoldPage:
        """The open holds of a wallet, in the order in which they end. Those that are over are not among them."""
        return cast("t.HoldPage", await self._call(LIST_HOLDS, path=[owner, asset], query={"limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_holds(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[t.OpenHold]:
        """Every item of ``list_holds``, page after page."""
        return iterate_async(lambda cursor: self.list_holds(owner, asset, cursor=cursor, limit=limit), cursor)

    async def original_top_up(
        self,
        body: t.OriginalTopUp,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalPosted:
        """The user bought credits with real money."""
        return cast("t.OriginalPosted", await self._call(ORIGINAL_TOP_UP, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def original_bonus(
        self,
        body: t.OriginalBonus,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalPosted:
        """Free credits for the user."""
        return cast("t.OriginalPosted", await self._call(ORIGINAL_BONUS, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def original_spend(
        self,
        body: t.OriginalSpend,
        *,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalPosted:
        """The user buys something."""
        return cast("t.OriginalPosted", await self._call(ORIGINAL_SPEND, body=body, idempotency_key=idempotency_key, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def get_original_balance(
        self,
        user_id: str,
        *,
        asset: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OriginalBalanceAnswer:
        """The user's balances, or the one of an asset."""
        return cast("t.OriginalBalanceAnswer", await self._call(GET_ORIGINAL_BALANCE, path=[user_id], query={"asset": asset}, deadline_s=deadline_s, meta=meta))

    async def execute_batch(
        self,
        body: t.BatchRequest,
        *,
        on_behalf_of: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.BatchAnswer:
        """Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the API key lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone."""
        return cast("t.BatchAnswer", await self._call(EXECUTE_BATCH, body=body, on_behalf_of=on_behalf_of, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def search_wallets(
        self,
        *,
        asset: str | None = None,
        prefix: str | None = None,
        min_balance: int | None = None,
        max_balance: int | None = None,
        status: t.WalletStatus | None = None,
        in_debt: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WalletPage:
        """Wallets across owners, by owner and then by asset: all that fit every condition, the service's own among them."""
        return cast("t.WalletPage", await self._call(SEARCH_WALLETS, query={"asset": asset, "prefix": prefix, "min_balance": min_balance, "max_balance": max_balance, "status": status, "in_debt": in_debt, "limit": limit, "cursor": cursor}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def iterate_wallets(
        self,
        *,
        asset: str | None = None,
        prefix: str | None = None,
        min_balance: int | None = None,
        max_balance: int | None = None,
        status: t.WalletStatus | None = None,
        in_debt: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        newer_than: str | None = None,
    ) -> AsyncIterator[t.Wallet]:
        """Every item of ``search_wallets``, page after page."""
        return iterate_async(lambda cursor: self.search_wallets(cursor=cursor, asset=asset, prefix=prefix, min_balance=min_balance, max_balance=max_balance, status=status, in_debt=in_debt, limit=limit, newer_than=newer_than), cursor)

    async def open_wallets(
        self,
        body: t.OpenWalletsRequest,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OpenWalletsAnswer:
        """Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone. Safe to repeat."""
        return cast("t.OpenWalletsAnswer", await self._call(OPEN_WALLETS, body=body, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def query_wallets(
        self,
        body: t.QueryWalletsRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.QueryWalletsAnswer:
        """The wallets of up to 1,000 owners, all as of one moment. Only a ledger on several machines may fail to, and then says `approximate`."""
        return cast("t.QueryWalletsAnswer", await self._call(QUERY_WALLETS, body=body, deadline_s=deadline_s, meta=meta))

    async def freeze_wallets(
        self,
        owner: str,
        body: t.FreezeRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released."""
        return cast("t.OwnerWallets", await self._call(FREEZE_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def unfreeze_wallets(
        self,
        owner: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Lets frozen wallets take part again."""
        return cast("t.OwnerWallets", await self._call(UNFREEZE_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def close_wallets(
        self,
        owner: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Ends wallets: only empty ones, for as long as nobody opens them again."""
        return cast("t.OwnerWallets", await self._call(CLOSE_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def reopen_wallets(
        self,
        owner: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Opens wallets again that were closed."""
        return cast("t.OwnerWallets", await self._call(REOPEN_WALLETS, path=[owner], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def freeze_wallet(
        self,
        owner: str,
        asset: str,
        body: t.FreezeRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released."""
        return cast("t.OwnerWallets", await self._call(FREEZE_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def unfreeze_wallet(
        self,
        owner: str,
        asset: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Lets frozen wallets take part again."""
        return cast("t.OwnerWallets", await self._call(UNFREEZE_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def close_wallet(
        self,
        owner: str,
        asset: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Ends wallets: only empty ones, for as long as nobody opens them again."""
        return cast("t.OwnerWallets", await self._call(CLOSE_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def reopen_wallet(
        self,
        owner: str,
        asset: str,
        body: t.ReasonRequest | None = None,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """Opens wallets again that were closed."""
        return cast("t.OwnerWallets", await self._call(REOPEN_WALLET, path=[owner, asset], body=body or {}, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def list_wallets(
        self,
        owner: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnerWallets:
        """An owner's wallets, by asset; none if the owner is not known."""
        return cast("t.OwnerWallets", await self._call(LIST_WALLETS, path=[owner], deadline_s=deadline_s, meta=meta))

    async def get_wallet(
        self,
        owner: str,
        asset: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Wallet:
        """One wallet. Its `ETag` is its version, and what is held if anything is: `If-None-Match` asks for a change, `If-Match` for none."""
        return cast("t.Wallet", await self._call(GET_WALLET, path=[owner, asset], deadline_s=deadline_s, meta=meta))

    async def open_wallet(
        self,
        owner: str,
        asset: str,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Wallet:
        """Opens a player's wallet, or an operator's own, which needs the scope `operate`; or leaves the one that is there as it is. The path says all, so a body is empty or an object without members."""
        return cast("t.Wallet", await self._call(OPEN_WALLET, path=[owner, asset], dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def list_entries(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        flow: t.Flow | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        metadata: str | None = None,
        order: t.EntryOrder | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.EntryPage:
        """A wallet's entries, the newest first or the oldest, all of them or those that a filter asks for."""
        return cast("t.EntryPage", await self._call(LIST_ENTRIES, path=[owner, asset], query={"limit": limit, "cursor": cursor, "flow": flow, "from": from_, "to": to, "min_amount": min_amount, "max_amount": max_amount, "reference": reference, "metadata": metadata, "order": order}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def iterate_entries(
        self,
        owner: str,
        asset: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        flow: t.Flow | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        metadata: str | None = None,
        order: t.EntryOrder | None = None,
        newer_than: str | None = None,
    ) -> AsyncIterator[t.WalletEntry]:
        """Every item of ``list_entries``, page after page."""
        return iterate_async(lambda cursor: self.list_entries(owner, asset, cursor=cursor, limit=limit, flow=flow, from_=from_, to=to, min_amount=min_amount, max_amount=max_amount, reference=reference, metadata=metadata, order=order, newer_than=newer_than), cursor)

    async def get_balance(
        self,
        owner: str,
        asset: str,
        *,
        at: str,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.BalanceAt:
        """What a wallet held at a moment. It is found by the entries alone, at any depth as fast."""
        return cast("t.BalanceAt", await self._call(GET_BALANCE, path=[owner, asset], query={"at": at}, deadline_s=deadline_s, meta=meta))

    async def get_statement(
        self,
        owner: str,
        asset: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Statement:
        """A wallet's statement: what it held before, every entry in between, the oldest first, and what it held after."""
        return cast("t.Statement", await self._call(GET_STATEMENT, path=[owner, asset], query={"from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_statement_csv(
        self,
        owner: str,
        asset: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_statement`` as CSV."""
        return cast("str", await self._call(Operation(GET_STATEMENT.method, GET_STATEMENT.path, None, True, "text"), path=[owner, asset], query={"format": "csv", "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def search_transactions(
        self,
        *,
        owner: str | None = None,
        idempotency_key: str | None = None,
        flow: t.Flow | None = None,
        status: t.TransactionStatus | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        payment_ref: str | None = None,
        actor: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        metadata: list[str] | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.FoundTransactions:
        """Transactions across owners, the newest first: all that fit every condition, posted and rejected."""
        return cast("t.FoundTransactions", await self._call(SEARCH_TRANSACTIONS, query={"owner": owner, "idempotency_key": idempotency_key, "flow": flow, "status": status, "asset": asset, "from": from_, "to": to, "min_amount": min_amount, "max_amount": max_amount, "reference": reference, "payment_ref": payment_ref, "actor": actor, "limit": limit, "cursor": cursor, "metadata": metadata}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    def iterate_transactions(
        self,
        *,
        owner: str | None = None,
        idempotency_key: str | None = None,
        flow: t.Flow | None = None,
        status: t.TransactionStatus | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        payment_ref: str | None = None,
        actor: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        metadata: list[str] | None = None,
        newer_than: str | None = None,
    ) -> AsyncIterator[t.Transaction]:
        """Every item of ``search_transactions``, page after page."""
        return iterate_async(lambda cursor: self.search_transactions(cursor=cursor, owner=owner, idempotency_key=idempotency_key, flow=flow, status=status, asset=asset, from_=from_, to=to, min_amount=min_amount, max_amount=max_amount, reference=reference, payment_ref=payment_ref, actor=actor, limit=limit, metadata=metadata, newer_than=newer_than), cursor)

    async def get_transaction(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Transaction:
        """A transaction with its entries, posted or rejected."""
        return cast("t.Transaction", await self._call(GET_TRANSACTION, path=[id], deadline_s=deadline_s, meta=meta))

    async def get_payment(
        self,
        payment_ref: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Payment:
        """The top-ups that credited a payment, whatever asset and player, the latest first, up to 100. Reversed ones are among them."""
        return cast("t.Payment", await self._call(GET_PAYMENT, path=[payment_ref], deadline_s=deadline_s, meta=meta))

    async def export_transactions(
        self,
        *,
        format: t.ExportFormat | None = None,
        after: str | None = None,
        owner: str | None = None,
        flow: t.Flow | None = None,
        status: t.TransactionStatus | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        reference: str | None = None,
        actor: str | None = None,
        metadata: list[str] | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """Every transaction that fits, posted or refused, the oldest first: as lines of JSON, as `GET /v1/transactions/{id}` shows each, or as CSV."""
        return cast("str", await self._call(EXPORT_TRANSACTIONS, query={"format": format, "after": after, "owner": owner, "flow": flow, "status": status, "asset": asset, "from": from_, "to": to, "min_amount": min_amount, "max_amount": max_amount, "reference": reference, "actor": actor, "metadata": metadata}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def export_entries(
        self,
        *,
        format: t.ExportFormat | None = None,
        after: str | None = None,
        owner: str | None = None,
        asset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """Every entry that fits, the oldest first: as lines of JSON, with what its transaction says of itself, or as CSV."""
        return cast("str", await self._call(EXPORT_ENTRIES, query={"format": format, "after": after, "owner": owner, "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def export_wallets(
        self,
        *,
        format: t.ExportFormat | None = None,
        after: str | None = None,
        asset: str | None = None,
        prefix: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """Every wallet that fits, by owner and asset, the service's own among them: as lines of JSON, or as CSV."""
        return cast("str", await self._call(EXPORT_WALLETS, query={"format": format, "after": after, "asset": asset, "prefix": prefix}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def list_assets(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.AssetList:
        """Every asset, by code."""
        return cast("t.AssetList", await self._call(LIST_ASSETS, deadline_s=deadline_s, meta=meta))

    async def create_asset(
        self,
        body: t.CreateAssetRequest,
        *,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Asset:
        """Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key."""
        return cast("t.Asset", await self._call(CREATE_ASSET, body=body, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def get_asset(
        self,
        code: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Asset:
        """One asset. Its `ETag` names what it says: `If-None-Match` asks for a change, `If-Match` for none."""
        return cast("t.Asset", await self._call(GET_ASSET, path=[code], deadline_s=deadline_s, meta=meta))

    async def change_asset(
        self,
        code: str,
        body: t.ChangeAssetRequest | None = None,
        *,
        if_match: str | None = None,
        dry_run: bool = False,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Asset:
        """Changes an asset's name, description or policy. Only what is named changes; the list of changes tells who did it. With `If-Match` it is changed only if it is in that state still."""
        return cast("t.Asset", await self._call(CHANGE_ASSET, path=[code], body=body or {}, if_match=if_match, dry_run=dry_run, deadline_s=deadline_s, meta=meta))

    async def list_events(
        self,
        *,
        after: str | None = None,
        types: str | None = None,
        owner: str | None = None,
        limit: int | None = None,
        wait_s: int | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.EventPage:
        """Everything that happened, the oldest first: every transaction, posted or refused, and every change by an operator."""
        return cast("t.EventPage", await self._call(LIST_EVENTS, query={"after": after, "types": types, "owner": owner, "limit": limit, "wait_s": wait_s}, deadline_s=deadline_s, meta=meta))

    async def list_changes(
        self,
        *,
        owner: str | None = None,
        asset: str | None = None,
        actor: str | None = None,
        action: t.ChangeAction | None = None,
        object: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ChangePage:
        """What operators have changed, the latest first: who, when, why, and from what to what. It is the audit trail: assets, wallets, notes, API keys, and each step of an approval. What moves credits is a transaction, which names who asked for it."""
        return cast("t.ChangePage", await self._call(LIST_CHANGES, query={"owner": owner, "asset": asset, "actor": actor, "action": action, "object": object, "limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_changes(
        self,
        *,
        owner: str | None = None,
        asset: str | None = None,
        actor: str | None = None,
        action: t.ChangeAction | None = None,
        object: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[t.Change]:
        """Every item of ``list_changes``, page after page."""
        return iterate_async(lambda cursor: self.list_changes(cursor=cursor, owner=owner, asset=asset, actor=actor, action=action, object=object, limit=limit), cursor)

    async def get_audit(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Audit:
        """Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe; what the latest verification found; and the heads of the chain of commits."""
        return cast("t.Audit", await self._call(GET_AUDIT, deadline_s=deadline_s, meta=meta))

    async def request_verification(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.VerificationRequested:
        """Starts a verification of all commits since the latest one, in the time that traffic leaves."""
        return cast("t.VerificationRequested", await self._call(REQUEST_VERIFICATION, deadline_s=deadline_s, meta=meta))

    async def get_flows(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        by: t.AnalyticsBy | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.FlowsAnswer:
        """What each flow credited to players and debited from them, by day, and by a kind of labels if one is named."""
        return cast("t.FlowsAnswer", await self._call(GET_FLOWS, query={"asset": asset, "from": from_, "to": to, "by": by}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_flows_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        by: t.AnalyticsBy | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_flows`` as CSV."""
        return cast("str", await self._call(Operation(GET_FLOWS.method, GET_FLOWS.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to, "by": by}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_supply(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.SupplyAnswer:
        """What players hold at the end of each day, what came and went on it, and what the treasury and revenue hold."""
        return cast("t.SupplyAnswer", await self._call(GET_SUPPLY, query={"asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_supply_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_supply`` as CSV."""
        return cast("str", await self._call(Operation(GET_SUPPLY.method, GET_SUPPLY.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_velocity(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.VelocityAnswer:
        """By day: the share of their credits that players spend, and how many of their wallets had an entry."""
        return cast("t.VelocityAnswer", await self._call(GET_VELOCITY, query={"asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_velocity_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_velocity`` as CSV."""
        return cast("str", await self._call(Operation(GET_VELOCITY.method, GET_VELOCITY.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_distribution(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Distribution:
        """How an asset is distributed among those who hold it: percentiles, the Lorenz curve, the Gini coefficient."""
        return cast("t.Distribution", await self._call(GET_DISTRIBUTION, query={"asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_distribution_csv(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_distribution`` as CSV."""
        return cast("str", await self._call(Operation(GET_DISTRIBUTION.method, GET_DISTRIBUTION.path, None, True, "text"), query={"format": "csv", "asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_top_holders(
        self,
        *,
        asset: str,
        limit: int | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.TopHolders:
        """The largest holders of an asset: what each holds, has on hold, and owes."""
        return cast("t.TopHolders", await self._call(GET_TOP_HOLDERS, query={"asset": asset, "limit": limit}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_top_holders_csv(
        self,
        *,
        asset: str,
        limit: int | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_top_holders`` as CSV."""
        return cast("str", await self._call(Operation(GET_TOP_HOLDERS.method, GET_TOP_HOLDERS.path, None, True, "text"), query={"format": "csv", "asset": asset, "limit": limit}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def list_holder_days(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.HolderDays:
        """How many players held an asset, by day: as of the latest snapshot of each."""
        return cast("t.HolderDays", await self._call(LIST_HOLDER_DAYS, query={"asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def list_holder_days_csv(
        self,
        *,
        asset: str,
        from_: str | None = None,
        to: str | None = None,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``list_holder_days`` as CSV."""
        return cast("str", await self._call(Operation(LIST_HOLDER_DAYS.method, LIST_HOLDER_DAYS.path, None, True, "text"), query={"format": "csv", "asset": asset, "from": from_, "to": to}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_debts(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Debts:
        """What players owe of an asset, by age."""
        return cast("t.Debts", await self._call(GET_DEBTS, query={"asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_debts_csv(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_debts`` as CSV."""
        return cast("str", await self._call(Operation(GET_DEBTS.method, GET_DEBTS.path, None, True, "text"), query={"format": "csv", "asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_open_holds(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.HoldsByEnd:
        """What open holds keep of an asset, by when they end."""
        return cast("t.HoldsByEnd", await self._call(GET_OPEN_HOLDS, query={"asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def get_open_holds_csv(
        self,
        *,
        asset: str,
        newer_than: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """``get_open_holds`` as CSV."""
        return cast("str", await self._call(Operation(GET_OPEN_HOLDS.method, GET_OPEN_HOLDS.path, None, True, "text"), query={"format": "csv", "asset": asset}, newer_than=newer_than, deadline_s=deadline_s, meta=meta))

    async def list_notes(
        self,
        owner: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.NotePage:
        """What was written about an owner, the latest first: who, when, what. An unknown owner has no notes."""
        return cast("t.NotePage", await self._call(LIST_NOTES, path=[owner], query={"limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_notes(
        self,
        owner: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[t.Note]:
        """Every item of ``list_notes``, page after page."""
        return iterate_async(lambda cursor: self.list_notes(owner, cursor=cursor, limit=limit), cursor)

    async def create_note(
        self,
        owner: str,
        body: t.CreateNoteRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Note:
        """Writes a note about a player or a budget. Nobody changes or deletes it."""
        return cast("t.Note", await self._call(CREATE_NOTE, path=[owner], body=body, deadline_s=deadline_s, meta=meta))

    async def list_webhooks(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookList:
        """Every webhook, and how far each has got."""
        return cast("t.WebhookList", await self._call(LIST_WEBHOOKS, deadline_s=deadline_s, meta=meta))

    async def create_webhook(
        self,
        body: t.CreateWebhookRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookWithSecret:
        """Has events delivered to a URL, signed by Standard Webhooks 1.0.0, in order for each owner who asked. There are 50 at most."""
        return cast("t.WebhookWithSecret", await self._call(CREATE_WEBHOOK, body=body, deadline_s=deadline_s, meta=meta))

    async def get_webhook(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """A webhook, and how far it has got."""
        return cast("t.Webhook", await self._call(GET_WEBHOOK, path=[id], deadline_s=deadline_s, meta=meta))

    async def change_webhook(
        self,
        id: str,
        body: t.ChangeWebhookRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """Changes a webhook: its URL, its types, or whether it is paused."""
        return cast("t.Webhook", await self._call(CHANGE_WEBHOOK, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    async def delete_webhook(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Deleted:
        """Deletes a webhook with all that is known of its deliveries."""
        return cast("t.Deleted", await self._call(DELETE_WEBHOOK, path=[id], deadline_s=deadline_s, meta=meta))

    async def rotate_webhook_secret(
        self,
        id: str,
        body: t.RotateSecretRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookWithSecret:
        """Puts another secret into use. For 24 hours the one before signs, too: a receiver that knows either takes every delivery."""
        return cast("t.WebhookWithSecret", await self._call(ROTATE_WEBHOOK_SECRET, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    async def ping_webhook(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Ping:
        """Sends a webhook a `webhook.ping`, once, paused or not, and tells what was answered."""
        return cast("t.Ping", await self._call(PING_WEBHOOK, path=[id], deadline_s=deadline_s, meta=meta))

    async def replay_webhook(
        self,
        id: str,
        body: t.ReplayWebhookRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """Delivers a range of the feed once more, beside the deliveries of what happens, one range at a time."""
        return cast("t.Webhook", await self._call(REPLAY_WEBHOOK, path=[id], body=body, deadline_s=deadline_s, meta=meta))

    async def stop_webhook_replay(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Webhook:
        """Stops a webhook's replay, if one runs. What was delivered of it stays delivered, and what happens is delivered as ever."""
        return cast("t.Webhook", await self._call(STOP_WEBHOOK_REPLAY, path=[id], deadline_s=deadline_s, meta=meta))

    async def list_webhook_deliveries(
        self,
        id: str,
        *,
        limit: int | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.WebhookAttemptList:
        """What was tried lately to deliver to a webhook: 32 attempts are kept of each of its 16 partitions. What was answered beside the status is never kept."""
        return cast("t.WebhookAttemptList", await self._call(LIST_WEBHOOK_DELIVERIES, path=[id], query={"limit": limit}, deadline_s=deadline_s, meta=meta))

    async def list_parked_deliveries(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ParkedPage:
        """What was given up after ten attempts: its receiver has not got it, unless a replay makes it good."""
        return cast("t.ParkedPage", await self._call(LIST_PARKED_DELIVERIES, path=[id], query={"limit": limit, "cursor": cursor}, deadline_s=deadline_s, meta=meta))

    def iterate_parked_deliveries(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncIterator[t.ParkedDelivery]:
        """Every item of ``list_parked_deliveries``, page after page."""
        return iterate_async(lambda cursor: self.list_parked_deliveries(id, cursor=cursor, limit=limit), cursor)

    async def get_alert(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Alert:
        """An alert."""
        return cast("t.Alert", await self._call(GET_ALERT, path=[id], deadline_s=deadline_s, meta=meta))

    async def put_alert(
        self,
        id: str,
        body: t.PutAlertRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Alert:
        """Has `wallet.below` or `wallet.above` told to webhooks once a crossing, in the place of the alert of this id if there is one. One that says the same as before watches on. There are 100 at most."""
        return cast("t.Alert", await self._call(PUT_ALERT, path=[id], body=body, deadline_s=deadline_s, meta=meta))

    async def delete_alert(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Deleted:
        """Deletes an alert."""
        return cast("t.Deleted", await self._call(DELETE_ALERT, path=[id], deadline_s=deadline_s, meta=meta))

    async def list_alerts(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.AlertList:
        """Every alert, by id."""
        return cast("t.AlertList", await self._call(LIST_ALERTS, deadline_s=deadline_s, meta=meta))

    async def get_own_key(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.OwnKey:
        """What the caller may do: the scopes of its key, their bounds, and what was used of its caps today. Where no key is asked for, everything."""
        return cast("t.OwnKey", await self._call(GET_OWN_KEY, deadline_s=deadline_s, meta=meta))

    async def list_keys(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.KeyList:
        """Every key, revoked and expired ones too. No answer has a secret."""
        return cast("t.KeyList", await self._call(LIST_KEYS, deadline_s=deadline_s, meta=meta))

    async def create_key(
        self,
        body: t.CreateKeyRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.KeyWithSecret:
        """Makes a key, which may do no more than the caller's own. The answer has its secret, this once."""
        return cast("t.KeyWithSecret", await self._call(CREATE_KEY, body=body, deadline_s=deadline_s, meta=meta))

    async def rotate_key(
        self,
        id: str,
        body: t.RotateKeyRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.KeyWithSecret:
        """Gives a key another secret; the one before is turned away within 5 seconds, or once `grace_s` is over. The key may do no more than the caller's own, as its secret is told."""
        return cast("t.KeyWithSecret", await self._call(ROTATE_KEY, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    async def revoke_key(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ListedKey:
        """Turns a key away from now on, for good: on every server within 5 seconds."""
        return cast("t.ListedKey", await self._call(REVOKE_KEY, path=[id], deadline_s=deadline_s, meta=meta))

    async def list_approvals(
        self,
        *,
        status: t.ApprovalStatus | None = None,
        limit: int | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ApprovalList:
        """Approvals, the newest first."""
        return cast("t.ApprovalList", await self._call(LIST_APPROVALS, query={"status": status, "limit": limit}, deadline_s=deadline_s, meta=meta))

    async def create_approval(
        self,
        body: t.AskApprovalRequest,
        *,
        on_behalf_of: str | None = None,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Approval:
        """Asks another to approve a command that the caller's key may not carry out alone. Nothing moves yet."""
        return cast("t.Approval", await self._call(CREATE_APPROVAL, body=body, on_behalf_of=on_behalf_of, deadline_s=deadline_s, meta=meta))

    async def get_approval(
        self,
        id: str,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Approval:
        """An approval."""
        return cast("t.Approval", await self._call(GET_APPROVAL, path=[id], deadline_s=deadline_s, meta=meta))

    async def approve_command(
        self,
        id: str,
        body: t.ApproveRequest,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.ApprovedTransaction:
        """Approves a command of another key's holder, and has it carried out, once. Whoever gets no answer asks again."""
        return cast("t.ApprovedTransaction", await self._call(APPROVE_COMMAND, path=[id], body=body, deadline_s=deadline_s, meta=meta))

    async def reject_command(
        self,
        id: str,
        body: t.RejectRequest | None = None,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Approval:
        """Turns a command of another key's holder down, for good."""
        return cast("t.Approval", await self._call(REJECT_COMMAND, path=[id], body=body or {}, deadline_s=deadline_s, meta=meta))

    async def get_health(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Liveness:
        """The service runs. It may not reach its store: that is `/health/ready`."""
        return cast("t.Liveness", await self._call(GET_HEALTH, deadline_s=deadline_s, meta=meta))

    async def get_liveness(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Liveness:
        """The same under the name that orchestrators look for."""
        return cast("t.Liveness", await self._call(GET_LIVENESS, deadline_s=deadline_s, meta=meta))

    async def get_readiness(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> t.Readiness:
        """The service reaches its store, which answers in time and takes writes. The body names every check: one that is `warning` wants somebody to look, one that is `failed` makes this a 503, whose problem has `checks` as well."""
        return cast("t.Readiness", await self._call(GET_READINESS, deadline_s=deadline_s, meta=meta))

    async def get_metrics(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> str:
        """What is measured, in Prometheus' text format."""
        return cast("str", await self._call(GET_METRICS, deadline_s=deadline_s, meta=meta))

    async def get_document(
        self,
        *,
        deadline_s: float | None = None,
        meta: Meta | None = None,
    ) -> dict[str, Any]:
        """This document."""
        return cast("dict[str, Any]", await self._call(GET_DOCUMENT, deadline_s=deadline_s, meta=meta))
