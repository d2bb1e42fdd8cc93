"""Made from the OpenAPI document by ``cargo xtask clients``; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from .problems import Problem as Problem


class Actor(TypedDict):
    """Who asked for a transaction."""
    #: The name of the other API key that approved it, where one had to.
    approved_by: NotRequired[str]
    #: That key's id.
    approved_with: NotRequired[str]
    #: The API key's id.
    key: NotRequired[str]
    #: The API key's name; `anyone` where none was asked for, `wallet` for the service itself, or a command line's user.
    name: str
    #: The person whom the caller named with `Wallet-On-Behalf-Of`.
    on_behalf_of: NotRequired[str]


class Alert(TypedDict):
    """An alert on balances. Webhooks that ask for `wallet.below` and `wallet.above` are told of each crossing once."""
    #: The line, if it is told when the balance rises above it.
    above: NotRequired[int]
    #: Whether it watches every player's.
    all: bool
    #: Of which asset.
    asset: str
    #: The line, if it is told when the balance falls below it.
    below: NotRequired[int]
    #: Its name.
    id: str
    #: Whose balance; absent if it watches every player's.
    owner: NotRequired[str]
    #: Since when it watches for just this.
    since: str


class AlertList(TypedDict):
    """Every alert."""
    #: By id.
    data: list[Alert]


class AllocateCommand(TypedDict):
    """A command of a batch: `allocate`, under its own key."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: Whether it goes back to the treasury; `false` if it is not given.
    back: NotRequired[bool]
    #: Whose wallet: `system:` and a name that is not one of the service's own.
    budget: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["allocate"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str


class AllocationRequest(TypedDict):
    """`POST /v1/allocations`: credits of the treasury for an operator's own wallet, or back."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: Whether it goes back to the treasury; `false` if it is not given.
    back: NotRequired[bool]
    #: Whose wallet: `system:` and a name that is not one of the service's own.
    budget: str
    #: What it is for, for people.
    description: NotRequired[str | None]


#: What figures of flows are told apart by: the flow alone, or a kind of labels as well.
AnalyticsBy: TypeAlias = Literal["flow", "reason", "sink", "source", "campaign", "item"]


class AnalyticsCheck(TypedDict):
    """What players hold, by the ledger's balances and by these figures."""
    #: Whether they are equal; null while the figures are behind the ledger.
    equal: bool | None
    #: By the ledger: what all other wallets lack, as the wallets of an asset sum to zero.
    ledger_minor: int
    #: By the figures.
    rollups_minor: int


class Approval(TypedDict):
    """A command that waits for another's approval, or waited."""
    #: The command, as it was asked for.
    command: dict[str, Any]
    #: When.
    decided_at: str | None
    decider: Actor | None
    #: The digest of the exact command.
    digest: str
    #: From when on it cannot be approved any more.
    expires_at: str
    #: The id that its transaction has, or will have.
    id: str
    #: When it was asked for.
    made_at: str
    #: Who asks.
    maker: Actor
    #: Why it was rejected.
    reason: str | None
    #: The code of the refusal, if its command was refused for good.
    refusal: str | None
    #: How far it has got.
    status: ApprovalStatus


class ApprovalList(TypedDict):
    """Approvals."""
    #: The newest first.
    data: list[Approval]


#: How far an approval has got. It is expired if nobody decided in 24 hours.
ApprovalStatus: TypeAlias = Literal["pending", "approved", "executed", "rejected", "expired"]


class ApproveRequest(TypedDict):
    """`POST /v1/approvals/{id}/approve`: which command is meant."""
    #: The `digest` of the approval that was looked at.
    digest: str


class ApprovedTransaction(TypedDict):
    """An approval whose command was carried out, and its transaction."""
    #: The approval as it is now.
    approval: Approval
    #: What came of it.
    transaction: Transaction


class AsOf(TypedDict):
    """How far figures are folded."""
    #: When it happened.
    at: str | None
    #: The last event that is in them, by its id in the feed; `0.0` if there is none.
    event: str


class AskApprovalRequest(TypedDict):
    """`POST /v1/approvals`: the command that another is to approve."""
    #: A bonus, a top-up, a purchase or a reversal, as a batch takes it: with its flow and its idempotency key.
    command: BatchCommand


class Asset(TypedDict):
    """An asset as an operator defined it."""
    #: Unique, and never changed.
    code: str
    #: What it is for.
    description: str | None
    #: For people.
    name: str
    #: What is allowed with it.
    policy: Policy


class AssetAmount(TypedDict):
    """An amount of an asset."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str


class AssetAudit(TypedDict):
    """Where an asset's supply is: `supply + debts = treasury + revenue + budgets + players`."""
    #: Which asset.
    asset: str
    #: What operators' own wallets hold.
    budgets: int
    #: What players owe.
    debts: int
    #: What players hold.
    players: int
    #: What players have spent.
    revenue: int
    #: Minor units in existence.
    supply: int
    #: What the treasury holds and can still grant.
    treasury: int


class AssetList(TypedDict):
    """Every asset."""
    #: By code.
    assets: list[Asset]


class Audit(TypedDict):
    """Where every asset's supply is, and when the ledger was last proven."""
    #: There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over several of them went on. Ask again to have one moment.
    approximate: NotRequired[bool]
    #: By code.
    assets: list[AssetAudit]
    #: The latest commit of every lane, for whoever keeps them elsewhere.
    heads: list[AuditHead]
    last_verification: Verification | None
    #: The version of the server that answers.
    version: str


class AuditHead(TypedDict):
    """The latest commit of a lane: what `wallet verify --head` compares the ledger with."""
    #: When it was decided.
    created_at: str
    #: Its hash: 64 hexadecimal digits.
    hash: str
    #: The number of the lane.
    lane: int
    #: The number of the commit.
    number: int


class BalanceAt(TypedDict):
    """What a wallet held at a moment."""
    #: Of which asset.
    asset: str
    #: The time that the balance is of. What was decided at exactly this time is in it.
    at: str
    #: Minor units.
    balance: int
    #: Whose it is.
    owner: str
    #: How many entries it had; absent of the treasury and revenue.
    sequence: NotRequired[int]


class BatchAnswer(TypedDict):
    """What came of a batch: one result per command, in order."""
    #: In the order of the commands.
    results: list[BatchResult]


#: One command: its flow and its own key, and else what the flow's own route takes.
BatchCommand: TypeAlias = "MintCommand | TopUpCommand | BonusCommand | SpendCommand | HoldCommand | CaptureCommand | ReleaseCommand | ReversalCommand | PurchaseCommand | GiftCommand | ConversionCommand | AllocateCommand"


class BatchRequest(TypedDict):
    """`POST /v1/batches`: many commands, each atomic by itself or all together, decided in their order."""
    #: All of them or none: the first that is refused undoes the batch. `false` if it is not given.
    atomic: NotRequired[bool]
    #: 1 to 10,000 of them.
    commands: list[BatchCommand]


class BatchResult(TypedDict):
    """What came of one command: the status it would have had alone, and the transaction or the problem."""
    #: Why it was not.
    problem: NotRequired[Problem]
    #: Present and true if it had been decided before.
    replayed: NotRequired[bool]
    #: 201 if it was posted, else the problem's.
    status: int
    #: What was posted.
    transaction: NotRequired[PostedTransaction]


#: Which side of a wallet is stopped.
Block: TypeAlias = Literal["debits", "credits", "all"]


class BonusCommand(TypedDict):
    """A command of a batch: `bonus`, under its own key."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["bonus"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who receives.
    owner: str
    #: Why it is given.
    reason: NotRequired[str | None]
    #: The budget that it is paid from instead of the treasury.
    source: NotRequired[str | None]


class BonusRequest(TypedDict):
    """`POST /v1/bonuses`: free credits, such as a referral's."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who receives.
    owner: str
    #: Why it is given.
    reason: NotRequired[str | None]
    #: The budget that it is paid from instead of the treasury.
    source: NotRequired[str | None]


class Cap(TypedDict):
    """A cap: minor units of each asset alone, or wallets that are frozen. A day is a UTC day."""
    #: At most in one action.
    action: int
    #: At most in a day.
    day: int
    #: At most for one player in a day.
    player: int


class Caps(TypedDict):
    """How much a key may do on its own. What is null it may not do."""
    freeze: NotRequired[Cap | None]
    grant: NotRequired[Cap | None]
    refund: NotRequired[Cap | None]


class CaptureCommand(TypedDict):
    """A command of a batch: `capture`, under its own key."""
    #: Minor units; all that the hold has left if it is not given.
    amount: NotRequired[int | None]
    #: Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it is not given.
    as_much_as: NotRequired[bool]
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
    final: NotRequired[bool]
    #: The business reason.
    flow: Literal["capture"]
    #: The id of the earlier transaction.
    hold: str
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: The caller's own handle.
    reference: NotRequired[str | None]


class CaptureRequest(TypedDict):
    """`POST /v1/holds/{id}/capture`: held credits that are spent."""
    #: Minor units; all that the hold has left if it is not given.
    amount: NotRequired[int | None]
    #: Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it is not given.
    as_much_as: NotRequired[bool]
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
    final: NotRequired[bool]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: The caller's own handle.
    reference: NotRequired[str | None]


class Change(TypedDict):
    """Something that an operator has changed beside the ledger."""
    #: What was done.
    action: ChangeAction
    #: `key` and the id of an API key; `anyone` if none was sent; `cli:` and a user of the command line; `wallet`, the service itself.
    actor: str
    #: The name of the API key; null if there was none.
    actor_name: str | None
    #: The same members with their values after, null where a value was removed; all members if this change created it.
    after: dict[str, Any]
    #: Which asset, or the wallet of which; null for a note, a key and an approval.
    asset: str | None
    #: When.
    at: str
    #: The changed members with their values before, null where there was no value; null if this change created it.
    before: dict[str, Any] | None
    #: Later ones have higher numbers.
    number: int
    #: The id of a key, or of an approval, whose command's transaction has the same id. Null if neither was changed.
    object: str | None
    #: Whose wallet, or whom a note is about; null for an asset, a key and an approval.
    owner: str | None
    #: Why.
    reason: str | None


#: What an operator did.
ChangeAction: TypeAlias = Literal["create_asset", "change_asset", "freeze", "unfreeze", "close", "reopen", "note", "create_key", "rotate_key", "revoke_key", "create_approval", "approve_command", "reject_command", "execute_command", "expire_approval"]


class ChangeAssetRequest(TypedDict):
    """`PATCH /v1/assets/{code}`: what is to be changed, as RFC 7396 says it: what is not named stays, and null takes away."""
    #: Whether rates may pay in a circle; `false` if it is not given.
    allow_cycle: NotRequired[bool]
    #: What it is for; null takes it away.
    description: NotRequired[str | None]
    #: For people.
    name: NotRequired[str]
    policy: NotRequired[Policy | None]
    #: Why, for the list of changes.
    reason: NotRequired[str | None]


class ChangePage(TypedDict):
    """A page of what operators have changed, the latest first."""
    #: The changes.
    data: list[Change]
    #: The `cursor` of the next page; null on the last one.
    next_cursor: str | None


class ChangeWebhookRequest(TypedDict):
    """`PATCH /v1/webhooks/{id}`: what is to be changed. What is not named stays."""
    #: What it is for; null takes it away.
    description: NotRequired[str | None]
    #: Whether deliveries stop where they are, or go on from there. `false` also takes a disabled webhook into use again, and tries at once what failed, as another `url` does.
    paused: NotRequired[bool | None]
    #: How much of an event is sent.
    payload: NotRequired[WebhookPayload | None]
    #: The types of events, in the place of those before. What was read of the feed before the last seconds is not looked at again.
    types: NotRequired[list[str] | None]
    url: NotRequired[str | None]


class Check(TypedDict):
    """What one check came to."""
    #: What is wrong, if anything is.
    detail: NotRequired[str]
    status: CheckStatus


#: How a check stands.
CheckStatus: TypeAlias = Literal["ok", "warning", "failed"]


class ConversionCommand(TypedDict):
    """A command of a batch: `conversion`, under its own key."""
    #: How much of it, in minor units.
    amount: int
    #: What is paid.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["conversion"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: How much of it there must be at least, or nothing happens.
    min_receive: NotRequired[int | None]
    #: Whose credits.
    owner: str
    #: The caller's own handle.
    reference: NotRequired[str | None]
    #: What is received.
    to: str


class ConversionRequest(TypedDict):
    """`POST /v1/conversions`: one asset changed into another, at the rate that is configured when it is decided."""
    #: How much of it, in minor units.
    amount: int
    #: What is paid.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: How much of it there must be at least, or nothing happens.
    min_receive: NotRequired[int | None]
    #: Whose credits.
    owner: str
    #: The caller's own handle.
    reference: NotRequired[str | None]
    #: What is received.
    to: str


class CreateAssetRequest(TypedDict):
    """`POST /v1/assets`: a new asset."""
    #: Whether rates may pay in a circle; `false` if it is not given.
    allow_cycle: NotRequired[bool]
    #: Unique, and never changed.
    code: str
    #: What it is for.
    description: NotRequired[str | None]
    #: For people.
    name: str
    policy: NotRequired[Policy | None]


class CreateKeyRequest(TypedDict):
    """`POST /v1/keys`: whose key it is, and what it may do."""
    #: The largest bonus, purchase or reversal, in minor units, that needs nobody's approval.
    approval_over: NotRequired[int | None]
    #: The assets that it is for; all if it is not given.
    assets: NotRequired[list[str] | None]
    caps: NotRequired[Caps | None]
    #: For how many seconds it is good; until it is revoked if it is not given.
    expires_in_s: NotRequired[int | None]
    #: Whose key it is, for people; several keys may share a name.
    name: str
    #: The networks that it may be used from, such as `10.0.0.0/8`; all if it is not given.
    networks: NotRequired[list[str] | None]
    role: NotRequired[Role | None]
    #: What it allows. A key has scopes or a role.
    scopes: NotRequired[list[Scope] | None]


class CreateNoteRequest(TypedDict):
    """`POST /v1/owners/{owner}/notes`: what is to be kept."""
    #: What is to be kept, of one line or several.
    text: str


#: `POST /v1/webhooks`: where events are delivered to, and which.
CreateWebhookRequest = TypedDict(
    "CreateWebhookRequest",
    {
        "description": "NotRequired[str | None]",
        "from": "NotRequired[str | None]",
        "payload": "NotRequired[WebhookPayload | None]",
        "secret": "NotRequired[str | None]",
        "types": "NotRequired[list[str] | None]",
        "url": "str",
    },
)


class Debts(TypedDict):
    """What players owe of an asset."""
    #: By the age of the debt, each part apart from the others: since it last grew or was repaid in part.
    ages: list[DebtsOfAge]
    as_of: SnapshotAsOf | None
    #: Which asset.
    asset: str
    #: How many players owe something.
    count: int
    #: What they owe together, in minor units.
    total: int
    #: The zone of the days.
    zone: str


class DebtsOfAge(TypedDict):
    """The debts of an age."""
    #: In minor units.
    amount: int
    count: int
    #: At most so many days, and more than the part before; null is any more.
    days_max: int | None


class Deleted(TypedDict):
    """What was deleted."""
    #: True.
    deleted: bool
    #: Its name.
    id: str


#: Why a webhook was disabled: it answered 410 Gone, or took nothing for five days.
DisabledReason: TypeAlias = Literal["gone", "failing"]


class Distribution(TypedDict):
    """How an asset is distributed among those who hold it."""
    as_of: SnapshotAsOf | None
    #: Which asset.
    asset: str
    check: SnapshotCheck | None
    #: The Gini coefficient: 0 if all hold the same, near 1 if one holds nearly everything. Null if nobody holds anything.
    gini: float | None
    #: How many of them hold something: all that follows is about these.
    holders: int
    #: What the poorest so many percent of the holders have of the total: the Lorenz curve.
    lorenz: list[LorenzPoint]
    #: What so many percent of the holders have at most.
    percentiles: list[Percentile]
    #: What they hold together, in minor units.
    total: int
    #: How many wallets players have.
    wallets: int
    #: The zone of the days.
    zone: str


class Entry(TypedDict):
    """One leg of a transaction."""
    #: Minor units, signed.
    amount: int
    #: Of which asset.
    asset: str
    #: The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement alone: in a transaction it is absent, because they book several at once.
    balance_after: NotRequired[int]
    #: Who is on the other side: of a credit who paid, of a debit who received.
    counterparty: NotRequired[str]
    #: Which way it goes.
    entry_type: EntryType
    #: Whose wallet it is in.
    owner: str
    #: Its number among the wallet's entries, from 1; absent of the treasury and revenue.
    sequence: NotRequired[int]


#: The newest entries first, or the oldest.
EntryOrder: TypeAlias = Literal["desc", "asc"]


class EntryPage(TypedDict):
    """A page of a wallet's entries, the newest first."""
    #: The entries.
    data: list[WalletEntry]
    #: The `cursor` of the next page; null on the last one.
    next_cursor: str | None


#: Which way a leg goes.
EntryType: TypeAlias = Literal["debit", "credit"]


class Event(TypedDict):
    """Something that happened. It is told the same, byte for byte, whenever it is read."""
    #: When it happened.
    created_at: str
    #: `after` of a request for what comes behind it. It has a mark of the event beside the `id`, so that a ledger which a restore has set back refuses it.
    cursor: str
    #: What happened.
    data: EventData
    #: Its place in the feed: a position, and the place within it. It never changes, and later events have later ones.
    id: str
    #: What kind of event: `<flow>.posted`, `<flow>.rejected`, `hold.expired`, or what an operator did.
    type: str
    #: The version of its form.
    version: int


class EventData(TypedDict):
    """What happened: a transaction, or a change by an operator."""
    #: The change, of an event about one.
    change: NotRequired[Change]
    #: The transaction, of an event about one.
    transaction: NotRequired[Transaction]
    #: The players' wallets whose balance, held credits or debt the transaction changed, as they were right after it. Empty if it was rejected, or changed only wallets of the service.
    wallets: NotRequired[list[WalletAfter]]


class EventPage(TypedDict):
    """A page of the feed, the oldest first."""
    #: The events.
    data: list[Event]
    #: `after` of the next request. It never expires, and is of this ledger alone.
    next_cursor: str


#: The form of an export.
ExportFormat: TypeAlias = Literal["jsonl", "csv"]


#: The business reason of a transaction.
Flow: TypeAlias = Literal["mint", "top_up", "bonus", "spend", "hold", "capture", "release", "expire", "reversal", "purchase", "gift", "conversion", "allocate"]


#: What a flow moved under a label.
FlowRow = TypedDict(
    "FlowRow",
    {
        "count": "int",
        "flow": "Flow",
        "in": "int",
        "label": "str",
        "out": "int",
    },
)


class FlowsAnswer(TypedDict):
    """What each flow moved, by day."""
    #: How far the figures are.
    as_of: AsOf
    #: Of which asset.
    asset: str
    #: What rows are told apart by beside their flow.
    by: AnalyticsBy
    #: Whether they add up to the ledger.
    check: AnalyticsCheck
    #: The days.
    days: list[FlowsDay]
    #: The time zone of the days.
    zone: str


class FlowsDay(TypedDict):
    """What each flow moved on a day."""
    #: The day.
    day: str
    #: Whether its figures never change again.
    final: bool
    #: A row a flow and label; largest first of each flow.
    rows: list[FlowRow]


#: One transaction, or a page of those that fit. It stands for both in the document.
FoundTransactions: TypeAlias = "Transaction | TransactionPage"


class FreezeRequest(TypedDict):
    """`POST /v1/wallets/{owner}/{asset}/freeze`: which side is stopped, and why."""
    #: `debits`, `credits` or `all`, which it is if it is not given.
    block: NotRequired[Block | None]
    #: Why, for the list of changes.
    reason: NotRequired[str | None]
    #: The case that it is about; kept with the reason. A key of the role support has to give both.
    ticket: NotRequired[str | None]


class GiftCommand(TypedDict):
    """A command of a batch: `gift`, under its own key."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: What the giver pays beside it, to revenue.
    fee: NotRequired[int | None]
    #: The business reason.
    flow: Literal["gift"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who gives.
    owner: str
    #: The caller's own handle.
    reference: NotRequired[str | None]
    #: Who receives.
    to: str


class GiftRequest(TypedDict):
    """`POST /v1/gifts`: credits that a player gives to another, of an asset that may be given."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: What the giver pays beside it, to revenue.
    fee: NotRequired[int | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who gives.
    owner: str
    #: The caller's own handle.
    reference: NotRequired[str | None]
    #: Who receives.
    to: str


class Hold(TypedDict):
    """A hold, whatever became of it."""
    #: How much it kept at first, in minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: How much of it was captured.
    captured: int
    #: When it was made.
    created_at: str
    #: What it is for, for people.
    description: str | None
    #: From when on it is over.
    expires_at: str
    #: The id of the transaction that made it.
    id: str
    #: Whose credits.
    owner: str
    #: The caller's own handle.
    reference: str | None
    #: How much it keeps still.
    remaining: int
    #: `settled` by a last capture or by all of it.
    status: HoldStatus
    #: Its captures, its release, its expiry.
    transactions: list[Transaction]


class HoldCommand(TypedDict):
    """A command of a batch: `hold`, under its own key."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
    expires_in_s: NotRequired[int | None]
    #: The business reason.
    flow: Literal["hold"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Whose credits.
    owner: str
    #: The caller's own handle, such as an order's number.
    reference: NotRequired[str | None]


class HoldPage(TypedDict):
    """A page of a wallet's open holds."""
    #: The holds, those that end first first.
    data: list[OpenHold]
    #: The `cursor` of the next page; null on the last one.
    next_cursor: str | None


class HoldRequest(TypedDict):
    """`POST /v1/holds`: credits of a player that are kept for later."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
    expires_in_s: NotRequired[int | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Whose credits.
    owner: str
    #: The caller's own handle, such as an order's number.
    reference: NotRequired[str | None]


#: Whether a hold keeps something, or how it ended.
HoldStatus: TypeAlias = Literal["open", "settled", "released", "expired"]


class HolderDays(TypedDict):
    """How many held an asset, by day."""
    as_of: SnapshotAsOf | None
    #: Which asset.
    asset: str
    #: The days that have a snapshot, in order.
    days: list[HoldersOfDay]
    #: The zone of the days.
    zone: str


class HoldersOfDay(TypedDict):
    """How many held an asset on a day, by its latest snapshot."""
    day: str
    #: Whether it never changes any more.
    final: bool
    #: How many wallets of players held something.
    holders: int
    #: How many wallets players had.
    wallets: int


class HoldsByEnd(TypedDict):
    """What open holds keep of an asset."""
    as_of: SnapshotAsOf | None
    #: Which asset.
    asset: str
    #: How many are open and not over.
    count: int
    #: By when they end, each part apart from the others.
    ends: list[HoldsOfEnd]
    #: What they have left, in minor units.
    total: int
    #: The zone of the days.
    zone: str


class HoldsOfEnd(TypedDict):
    """The holds that end within a time."""
    #: In minor units.
    amount: int
    count: int
    #: Within so many days, and not within those of the part before; null is any later.
    within_days: int | None


class KeyList(TypedDict):
    """Every key."""
    #: By when they were made.
    data: list[ListedKey]


class KeyWithSecret(TypedDict):
    """A key and its secret, this once."""
    #: The key.
    key: ListedKey
    #: What its holder sends: `Authorization: Bearer` and this.
    secret: str


class Limit(TypedDict):
    """How much of an asset a player may move by a flow within a period, or how often, or both."""
    flow: LimitedFlow
    #: How much, in minor units.
    max_amount: NotRequired[int | None]
    #: How often.
    max_count: NotRequired[int | None]
    per: Period
    #: Whether a reversal within the period gives its amount back to `max_amount`; `false` if it is not given. `max_count` stays used.
    reversals_give_back: NotRequired[bool]
    #: Whose days: a name of the IANA database, and UTC if it is not given.
    time_zone: NotRequired[str]


#: A flow that a policy may limit.
LimitedFlow: TypeAlias = Literal["top_up", "bonus", "spend", "hold", "capture", "purchase", "gift", "conversion"]


class ListedKey(TypedDict):
    """A key as it is told: all but its secret."""
    #: The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
    approval_over: int | None
    #: The assets that it is for; null if it is for all.
    assets: list[str] | None
    caps: Caps | None
    #: When it was made.
    created_at: str
    #: From when on it is turned away.
    expires_at: str | None
    #: Its public name, as logs and transactions have it.
    id: str
    #: When it was last used, to a minute.
    last_used_at: str | None
    #: Whether it is good now.
    live: bool
    #: Who made it; null if that is not known.
    made_by: str | None
    #: Whose key it is.
    name: str
    #: The networks that it may be used from; null if it may be from all.
    networks: list[str] | None
    #: Until when the secret before is good.
    old_secret_until: str | None
    #: When it was revoked.
    revoked_at: str | None
    #: Who revoked it.
    revoked_by: str | None
    role: Role | None
    #: When it got the secret that it has, if that is not its first.
    rotated_at: str | None
    #: Who rotated it.
    rotated_by: str | None
    #: What it allows.
    scopes: list[Scope]


class Liveness(TypedDict):
    """That the service runs."""
    #: `ok`.
    status: str


class LorenzPoint(TypedDict):
    """A point of the Lorenz curve."""
    #: Have so many percent of the total.
    balance_percent: float
    #: So many percent of the holders, the poorest first.
    holders_percent: int


class MintCommand(TypedDict):
    """A command of a batch: `mint`, under its own key."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["mint"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: `system:treasury`, named or not.
    owner: NotRequired[str | None]


class MintRequest(TypedDict):
    """`POST /v1/mints`: supply for the treasury."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]


class Note(TypedDict):
    """What somebody has written about an owner. It is never changed or deleted."""
    #: `key` and the id of an API key; `anyone` if none was sent.
    actor: str
    #: When.
    at: str
    #: Its number among the changes; later ones have higher numbers.
    number: int
    #: What it says.
    text: str


class NotePage(TypedDict):
    """A page of the notes about an owner, the latest first."""
    #: The notes.
    data: list[Note]
    #: The `cursor` of the next page; null on the last one.
    next_cursor: str | None


#: What a reversal does where the player no longer has what it takes back.
OnShortfall: TypeAlias = Literal["refuse", "take_available", "debt"]


class OpenHold(TypedDict):
    """A hold that keeps something."""
    #: How much it kept at first, in minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: How much of it was captured.
    captured: int
    #: When it was made.
    created_at: str
    #: What it is for, for people.
    description: str | None
    #: From when on it is over.
    expires_at: str
    #: The id of the transaction that made it.
    id: str
    #: Whose credits.
    owner: str
    #: The caller's own handle.
    reference: str | None
    #: How much it keeps still.
    remaining: int


class OpenWalletsAnswer(TypedDict):
    """What came of the wallets: one result per name, in order."""
    #: In the order of the names.
    results: list[OpeningResult]


class OpenWalletsRequest(TypedDict):
    """`POST /v1/wallets`: wallets to open, each by itself."""
    #: 1 to 10,000 of them.
    wallets: list[WalletToOpen]


class OpeningResult(TypedDict):
    """What came of one name: the status it would have had alone, and the wallet or the problem."""
    #: Why there is none.
    problem: NotRequired[Problem]
    #: 201 if it was opened, 200 if it was open, else the problem's.
    status: int
    #: The wallet.
    wallet: NotRequired[Wallet]


class OriginalBalance(TypedDict):
    """One balance of a user."""
    #: Of which asset.
    assetCode: str
    #: Minor units.
    balance: int


#: What the seed's balance route answers: by its query, every balance or one.
OriginalBalanceAnswer: TypeAlias = "OriginalBalances | OriginalWallet"


class OriginalBalances(TypedDict):
    """Every balance of a user."""
    #: One for each asset.
    balances: list[OriginalBalance]
    #: Whose they are.
    userId: str


class OriginalBonus(TypedDict):
    """`POST /wallet/bonus`."""
    #: Minor units.
    amount: int
    #: Of which asset.
    assetCode: str
    #: Why it is given.
    reason: NotRequired[str | None]
    #: Who receives.
    userId: str


class OriginalPosted(TypedDict):
    """What the seed's three flows answer."""
    #: The user's balance after this very transaction.
    newBalance: int
    #: The transaction's id.
    transactionId: str


class OriginalSpend(TypedDict):
    """`POST /wallet/spend`."""
    #: Minor units.
    amount: int
    #: With which asset.
    assetCode: str
    #: What it is for.
    description: NotRequired[str | None]
    #: Who pays.
    userId: str


class OriginalTopUp(TypedDict):
    """`POST /wallet/topup`."""
    #: Minor units.
    amount: int
    #: Of which asset.
    assetCode: str
    #: The payment that it was bought with.
    paymentRef: NotRequired[str | None]
    #: Who receives.
    userId: str


class OriginalWallet(TypedDict):
    """A user's balance of the asset that was asked for."""
    #: Of which asset.
    assetCode: str
    #: Minor units.
    balance: int
    #: Whose it is.
    userId: str


#: What happens to a bonus that does not fit: it is refused, or cut to what does.
OverMax: TypeAlias = Literal["reject", "clip"]


class OwnKey(TypedDict):
    """What the caller may do."""
    #: The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
    approval_over: int | None
    #: The assets that it is for; null if it is for all.
    assets: list[str] | None
    caps: Caps | None
    #: The key's id; null where no key was sent and none is asked for.
    id: str | None
    #: Whose key it is.
    name: str
    #: The networks that it may be used from; null if it may be from all.
    networks: list[str] | None
    role: Role | None
    #: What it allows.
    scopes: list[Scope]
    used_today: UsedToday | None


#: An owner, in the document.
OwnerName: TypeAlias = "str"


class OwnerWallets(TypedDict):
    """The wallets of an owner."""
    #: Whose they are.
    owner: str
    #: By asset.
    wallets: list[Wallet]


class ParkedDelivery(TypedDict):
    """A delivery that was given up. A replay can make it good."""
    #: How often it was tried.
    attempts: int
    #: What went wrong, if there was none.
    error: NotRequired[str]
    #: The `webhook-id`.
    id: str
    #: When it was given up.
    parked_at: str
    #: The latest status, if there was an answer.
    status: NotRequired[int]
    #: The type of the event.
    type: str


class ParkedPage(TypedDict):
    """A page of what was given up, in the order of the feed."""
    #: The deliveries.
    data: list[ParkedDelivery]
    #: The `cursor` of the next page; null on the last one.
    next_cursor: str | None


class Payment(TypedDict):
    """What was credited for a payment."""
    #: The top-ups that credited it, the latest first, up to 100.
    data: list[PostedTransaction]
    #: Its name elsewhere.
    payment_ref: str


#: How often a top-up may name one payment.
PaymentRule: TypeAlias = Literal["once", "free"]


class Percentile(TypedDict):
    """What so many percent of the holders have at most."""
    #: In minor units.
    balance: int
    #: So many percent of the holders.
    percent: float


#: The span of the calendar that a limit is about: a day, a week from Monday on, or a month.
Period: TypeAlias = Literal["day", "week", "month"]


class Ping(TypedDict):
    """What came of a ping."""
    #: Whether it was taken: the answer is 2xx.
    delivered: bool
    #: What went wrong, if there was none.
    error: NotRequired[str]
    #: Its `webhook-id`.
    id: str
    #: The status of the answer, if there was one.
    status: NotRequired[int]
    #: How long it took, in milliseconds.
    took_ms: int


class Policy(TypedDict):
    """What is allowed with an asset. A member that is not there is as if nobody had said anything about it."""
    #: How much of each credit repays what the player owes, in percent, rounded up: all of it if it is not given.
    debt_repayment_percent: NotRequired[int | None]
    #: Whether what players do by themselves opens the wallet that it credits.
    gifts_open_wallets: NotRequired[bool | None]
    #: How much of it a player may move, and how often.
    limits: NotRequired[list[Limit] | None]
    #: The most that a player's wallet is filled to by what is given or exchanged. Top-ups and what is given back are never stopped by it.
    max_balance: NotRequired[int | None]
    #: Whether a player's first credit opens the wallet. What players do by themselves, such as a conversion, does not.
    opens_on_credit: NotRequired[bool | None]
    #: What happens to a bonus that does not fit: `reject`, or `clip` to what does.
    over_max: NotRequired[OverMax | None]
    #: How often a top-up may name one `payment_ref`: `once` in the whole ledger, if it is not given, or `free`.
    payment_ref: NotRequired[PaymentRule | None]
    #: What it can be converted to.
    rates: NotRequired[list[Rate] | None]
    #: What a player is given, once, before the first credit of a wallet without entries. Never before what players do by themselves.
    starting_balance: NotRequired[int | None]
    #: Whether players may give it to each other.
    transferable: NotRequired[bool | None]


class PostedTransaction(TypedDict):
    """A command that was carried out."""
    actor: Actor | None
    #: How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always positive.
    amount: int
    #: What was moved.
    asset: str
    #: What of it can be spent after it.
    available: int
    #: `true` of an allocation that goes back to the treasury.
    back: NotRequired[bool]
    #: The owner's balance after it.
    balance: int
    #: The operator's own wallet that stood in for the treasury's or revenue's.
    budget: NotRequired[str]
    #: What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
    clipped: NotRequired[int]
    #: When it was decided.
    created_at: str
    #: What the owner owes of the asset after it.
    debt: int
    #: What it is for, for people.
    description: str | None
    #: Its legs, the debit first; none if it was rejected.
    entries: list[Entry]
    #: When a hold is over.
    expires_at: NotRequired[str]
    #: What the payer paid beside `amount`.
    fee: NotRequired[int]
    #: The business reason.
    flow: Flow
    #: What of it is held after it.
    held: int
    #: The hold that was captured, released or is over.
    hold: NotRequired[str]
    #: Made from owner and key, so that a retry names the same transaction.
    id: str
    #: The key it was asked for under.
    idempotency_key: str
    #: What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
    left: NotRequired[int]
    #: What the caller attached.
    metadata: dict[str, Any] | None
    #: The least that a conversion had to give.
    min_receive: NotRequired[int]
    #: What a reversal does about what is no longer there, if that is not to be refused.
    on_shortfall: NotRequired[OnShortfall]
    #: Whose command it was.
    owner: str
    #: What a purchase pays.
    pay: NotRequired[list[AssetAmount]]
    #: What a purchase gives.
    receive: NotRequired[list[AssetAmount]]
    #: How much a conversion gave.
    received: NotRequired[int]
    #: A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    reference: str | None
    #: What is left of the hold, or of the transaction that is taken back.
    remaining: NotRequired[int]
    #: The most that an order with `as_much_as` asked for; `amount` is how much moved.
    requested: NotRequired[int]
    #: `true` of a reversal that returns the fee as well.
    return_fee: NotRequired[bool]
    #: That transaction's flow.
    reversed_flow: NotRequired[Flow]
    #: The transaction that was taken back.
    reverses: NotRequired[str]
    #: The share that a reversal takes back, if that was asked for instead of an amount.
    share: NotRequired[str]
    #: What was to be taken back and was no longer there.
    shortfall: NotRequired[int]
    #: What a purchase is of.
    sku: NotRequired[str]
    #: `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
    starting_balance: NotRequired[bool]
    status: Literal["posted"]
    #: The other player, who received `amount`; the asset that a conversion gives.
    to: NotRequired[str]


#: The stable name of a problem. A later version may have more.
ProblemCode: TypeAlias = Literal["malformed_body", "malformed_query", "invalid_amount", "invalid_asset", "invalid_owner", "invalid_flow", "invalid_name", "invalid_description", "invalid_reference", "invalid_metadata", "missing_idempotency_key", "invalid_idempotency_key", "too_many_commands", "too_many_wallets", "invalid_limit", "invalid_event_type", "invalid_cursor", "invalid_url", "forbidden_address", "invalid_secret", "invalid_alert", "invalid_expiry", "invalid_sums", "invalid_share", "invalid_policy", "rate_cycle", "invalid_if_match", "invalid_if_newer_than", "invalid_person", "invalid_key_terms", "ticket_required", "unauthorized", "insufficient_funds", "forbidden", "address_not_allowed", "asset_not_allowed", "exceeds_own_key", "own_approval", "cap_exceeded", "approval_required", "foreign_origin", "route_not_found", "wallet_not_found", "asset_not_found", "transaction_not_found", "hold_not_found", "payment_not_found", "webhook_not_found", "alert_not_found", "approval_not_found", "key_not_found", "method_not_allowed", "request_timeout", "batch_refused", "request_in_progress", "same_wallet", "wallet_frozen", "wallet_closed", "wallet_not_empty", "wallet_in_debt", "not_transferable", "payment_ref_used", "no_rate", "conversion_too_small", "rate_below_minimum", "limit_exceeded", "ceiling_exceeded", "balance_limit_exceeded", "treasury_exhausted", "budget_exhausted", "revenue_exhausted", "hold_settled", "hold_expired", "capture_exceeds_hold", "not_reversible", "already_reversed", "reversal_exceeds_original", "share_not_whole", "asset_exists", "too_many_webhooks", "too_many_alerts", "replay_running", "approval_changed", "approval_settled", "approval_expired", "key_not_live", "version_mismatch", "asset_changed", "body_too_large", "unsupported_media_type", "misdirected_request", "idempotency_key_reused", "rate_limited", "internal_error", "overloaded", "outcome_unknown", "store_unavailable", "writes_stopped"]


class PurchaseCommand(TypedDict):
    """A command of a batch: `purchase`, under its own key."""
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["purchase"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who buys.
    owner: str
    #: What is paid, to revenue.
    pay: list[AssetAmount]
    #: What is received, from the treasury. Each asset is paid or received, and named once.
    receive: NotRequired[list[AssetAmount]]
    #: What is bought.
    sku: NotRequired[str | None]


class PurchaseRequest(TypedDict):
    """`POST /v1/purchases`: several assets paid, and several received, at once or not at all."""
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who buys.
    owner: str
    #: What is paid, to revenue.
    pay: list[AssetAmount]
    #: What is received, from the treasury. Each asset is paid or received, and named once.
    receive: NotRequired[list[AssetAmount]]
    #: What is bought.
    sku: NotRequired[str | None]


class PutAlertRequest(TypedDict):
    """`PUT /v1/alerts/{id}`: a line, and whose balance of which asset crosses it."""
    #: It is told when the balance rises above this from this or less.
    above: NotRequired[int | None]
    #: Whether it watches every player's.
    all: NotRequired[bool]
    #: Of which asset.
    asset: str
    #: It is told when the balance falls below this from this or more, in minor units. Either this or `above`.
    below: NotRequired[int | None]
    #: Whose balance. Either this or `all`.
    owner: NotRequired[str | None]


class QueryWalletsAnswer(TypedDict):
    """The wallets of many owners, as of one moment."""
    #: There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over several of them went on. Ask again to have one moment.
    approximate: NotRequired[bool]
    #: In the order in which they were asked for, each once.
    data: list[OwnerWallets]


class QueryWalletsRequest(TypedDict):
    """`POST /v1/wallets/query`: whose wallets."""
    #: 1 to 1,000 owners; who is named twice is answered once.
    owners: list[OwnerName]


class Rate(TypedDict):
    """So many minor units received for so many paid; what is received is rounded down, and no more is paid than that costs."""
    #: So much of the policy's asset ...
    pay: int
    #: ... for so much of the other.
    receive: int
    #: What is received.
    to: str


class Readiness(TypedDict):
    """The answer of a service that is ready."""
    #: Every check, by name.
    checks: dict[str, Check]
    #: `ready`.
    status: str


class ReasonRequest(TypedDict):
    """`POST /v1/wallets/{owner}/{asset}/unfreeze`, `close` and `reopen`: why."""
    #: Why, for the list of changes.
    reason: NotRequired[str | None]


class RejectRequest(TypedDict):
    """`POST /v1/approvals/{id}/reject`: why."""
    #: Why, for the list of changes.
    reason: NotRequired[str | None]


class RejectedTransaction(TypedDict):
    """A command that was refused for good: nothing moved."""
    actor: Actor | None
    #: How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always positive.
    amount: int
    #: What was moved.
    asset: str
    #: What of it can be spent after it; null if it was rejected.
    available: int | None
    #: `true` of an allocation that goes back to the treasury.
    back: NotRequired[bool]
    #: The owner's balance after it; null if it was rejected.
    balance: int | None
    #: The operator's own wallet that stood in for the treasury's or revenue's.
    budget: NotRequired[str]
    #: When it was decided.
    created_at: str
    #: What the owner owes of the asset after it; null if it was rejected.
    debt: int | None
    #: What it is for, for people.
    description: str | None
    #: Its legs, the debit first; none if it was rejected.
    entries: list[Entry]
    #: What the payer paid beside `amount`.
    fee: NotRequired[int]
    #: The business reason.
    flow: Flow
    #: What of it is held after it; null if it was rejected.
    held: int | None
    #: The hold that was captured, released or is over.
    hold: NotRequired[str]
    #: Made from owner and key, so that a retry names the same transaction.
    id: str
    #: The key it was asked for under.
    idempotency_key: str
    #: What the caller attached.
    metadata: dict[str, Any] | None
    #: The least that a conversion had to give.
    min_receive: NotRequired[int]
    #: What a reversal does about what is no longer there, if that is not to be refused.
    on_shortfall: NotRequired[OnShortfall]
    #: Whose command it was.
    owner: str
    #: What a purchase pays.
    pay: NotRequired[list[AssetAmount]]
    #: Why it was rejected; absent if it was posted.
    problem: Problem
    #: What a purchase gives.
    receive: NotRequired[list[AssetAmount]]
    #: A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    reference: str | None
    #: The most that an order with `as_much_as` asked for; `amount` is how much moved.
    requested: NotRequired[int]
    #: `true` of a reversal that returns the fee as well.
    return_fee: NotRequired[bool]
    #: That transaction's flow.
    reversed_flow: NotRequired[Flow]
    #: The transaction that was taken back.
    reverses: NotRequired[str]
    #: The share that a reversal takes back, if that was asked for instead of an amount.
    share: NotRequired[str]
    #: What a purchase is of.
    sku: NotRequired[str]
    status: Literal["rejected"]
    #: The other player, who received `amount`; the asset that a conversion gives.
    to: NotRequired[str]


class ReleaseCommand(TypedDict):
    """A command of a batch: `release`, under its own key."""
    #: Why, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["release"]
    #: The id of the earlier transaction.
    hold: str
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: The caller's own handle.
    reference: NotRequired[str | None]


class ReleaseRequest(TypedDict):
    """`POST /v1/holds/{id}/release`: what a hold has left is the player's to spend again."""
    #: Why, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: The caller's own handle.
    reference: NotRequired[str | None]


#: `POST /v1/webhooks/{id}/replay`: the part of the feed to deliver once more.
ReplayWebhookRequest = TypedDict(
    "ReplayWebhookRequest",
    {
        "from": "str",
        "to": "NotRequired[str | None]",
    },
)


#: How a caller gets another try at what was refused.
RetryWith: TypeAlias = Literal["same_key", "new_key"]


class ReversalCommand(TypedDict):
    """A command of a batch: `reversal`, under its own key."""
    #: Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was paid. All that is left of it if neither this nor `share` is given.
    amount: NotRequired[int | None]
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["reversal"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
    on_shortfall: NotRequired[OnShortfall | None]
    #: Why it is taken back.
    reason: NotRequired[str | None]
    #: Whether the fee that was paid beside it is returned as well, or the same share of that.
    return_fee: NotRequired[bool]
    #: The id of the earlier transaction.
    reverses: str
    #: Instead of `amount`, the share of all that there was, such as two of five items.
    share: NotRequired[str | None]


class ReversalList(TypedDict):
    """What was taken back of a transaction."""
    #: Its reversals, refused ones too, in the order of their times: the first 1,000.
    data: list[Transaction]
    #: How much of it is left to take back.
    remaining: int
    #: How much of it in all, in minor units.
    reversed: int


class ReversalRequest(TypedDict):
    """`POST /v1/transactions/{id}/reversals`: a transaction that is taken back, in full or in part."""
    #: Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was paid. All that is left of it if neither this nor `share` is given.
    amount: NotRequired[int | None]
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
    on_shortfall: NotRequired[OnShortfall | None]
    #: Why it is taken back.
    reason: NotRequired[str | None]
    #: Whether the fee that was paid beside it is returned as well, or the same share of that.
    return_fee: NotRequired[bool]
    #: Instead of `amount`, the share of all that there was, such as two of five items.
    share: NotRequired[str | None]


#: What a key's holder does, in the place of scopes.
Role: TypeAlias = Literal["support", "economist", "operator", "approver"]


class RotateKeyRequest(TypedDict):
    """`POST /v1/keys/{id}/rotate`: what becomes of the secret before."""
    #: For how many seconds it is good yet; 0 if it is not given: it is turned away at once.
    grace_s: NotRequired[int | None]


class RotateSecretRequest(TypedDict):
    """`POST /v1/webhooks/{id}/rotate`: what signs from now on. The secret before signs, too, for 24 hours."""
    #: `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
    secret: NotRequired[str | None]


#: What a key allows.
Scope: TypeAlias = Literal["read", "spend", "grant", "operate", "events", "webhooks", "analytics", "keys", "approve", "support"]


class SnapshotAsOf(TypedDict):
    """Of which moment figures are."""
    #: The time.
    at: str
    #: The latest event that had a place in the feed, or one of the same commit: all up to it are counted.
    event: str


class SnapshotCheck(TypedDict):
    """Whether the figures add up to the ledger."""
    #: Whether both are the same. Only a ledger on several machines may answer false, as they do not answer as of one moment.
    equal: bool
    #: What players' wallets hold together.
    holdings_minor: int
    #: What players hold by all other wallets, since all wallets sum to zero.
    ledger_minor: int


class SpendCommand(TypedDict):
    """A command of a batch: `spend`, under its own key."""
    #: Minor units.
    amount: int
    #: Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not given.
    as_much_as: NotRequired[bool]
    #: With which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["spend"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who pays.
    owner: str
    #: The operator's own wallet that it is paid to instead of revenue.
    sink: NotRequired[str | None]


class SpendRequest(TypedDict):
    """`POST /v1/spends`: what a player buys in the application."""
    #: Minor units.
    amount: int
    #: Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not given.
    as_much_as: NotRequired[bool]
    #: With which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who pays.
    owner: str
    #: The operator's own wallet that it is paid to instead of revenue.
    sink: NotRequired[str | None]


#: A wallet's statement. Its entries are sent as they are read.
Statement = TypedDict(
    "Statement",
    {
        "asset": "str",
        "closing_balance": "int",
        "entries": "list[WalletEntry]",
        "from": "str | None",
        "opening_balance": "int",
        "owner": "str",
        "to": "str | None",
    },
)


#: The form of a statement.
StatementFormat: TypeAlias = Literal["json", "csv"]


class SupplyAnswer(TypedDict):
    """What players hold, by day."""
    #: How far the figures are.
    as_of: AsOf
    #: Of which asset.
    asset: str
    #: Whether they add up to the ledger.
    check: AnalyticsCheck
    #: The days.
    days: list[SupplyDay]
    #: The time zone of the days.
    zone: str


#: What players held at the end of a day.
SupplyDay = TypedDict(
    "SupplyDay",
    {
        "day": "str",
        "final": "bool",
        "in": "int",
        "minted": "int",
        "net": "int",
        "out": "int",
        "revenue": "int",
        "supply": "int",
        "treasury": "int",
    },
)


class TopHolder(TypedDict):
    """One of the largest holders."""
    #: What the wallet holds, in minor units.
    balance: int
    #: What the owner owes of the asset.
    debt: int
    #: What of that its open holds keep.
    held: int
    owner: str
    #: How many percent of what all players hold.
    share_percent: float


class TopHolders(TypedDict):
    """The largest holders of an asset."""
    as_of: SnapshotAsOf | None
    #: Which asset.
    asset: str
    #: The largest first; of equal ones by name.
    items: list[TopHolder]
    #: The zone of the days.
    zone: str


class TopUpCommand(TypedDict):
    """A command of a batch: `top_up`, under its own key."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: The business reason.
    flow: Literal["top_up"]
    #: A new one for each thing to be done, the same one for each retry of it.
    idempotency_key: str
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who receives.
    owner: str
    #: The payment that it was bought with.
    payment_ref: NotRequired[str | None]


class TopUpRequest(TypedDict):
    """`POST /v1/top-ups`: credits that a player bought with real money, paid elsewhere."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str
    #: What it is for, for people.
    description: NotRequired[str | None]
    #: Anything else: at most 4 KiB and 8 levels deep.
    metadata: NotRequired[dict[str, Any] | None]
    #: Who receives.
    owner: str
    #: The payment that it was bought with.
    payment_ref: NotRequired[str | None]


#: The immutable record of one decided command.
Transaction: TypeAlias = "PostedTransaction | RejectedTransaction"


#: A page of transactions, and the time that it is about.
TransactionPage = TypedDict(
    "TransactionPage",
    {
        "data": "list[Transaction]",
        "from": "str",
        "next_cursor": "str | None",
        "searched_to": "str",
        "to": "str",
    },
)


#: Whether a transaction moved anything.
TransactionStatus: TypeAlias = Literal["posted", "rejected"]


class UsedAmount(TypedDict):
    """What was used of an asset."""
    #: Minor units.
    amount: int
    #: Of which asset.
    asset: str


class UsedToday(TypedDict):
    """What a key has used of its caps today."""
    #: How many wallets were frozen.
    freeze: int
    #: Of bonuses, by asset.
    grant: list[UsedAmount]
    #: Of reversals, by asset.
    refund: list[UsedAmount]
    #: When the day is over.
    resets_at: str


class VelocityAnswer(TypedDict):
    """How much of what players hold is spent, by day."""
    #: How far the figures are.
    as_of: AsOf
    #: Of which asset.
    asset: str
    #: Whether they add up to the ledger.
    check: AnalyticsCheck
    #: The days.
    days: list[VelocityDay]
    #: The time zone of the days.
    zone: str


class VelocityDay(TypedDict):
    """How much was spent on a day."""
    #: How many wallets of players moved.
    active_wallets: int
    #: The day.
    day: str
    #: Whether its figures never change again.
    final: bool
    #: What players spent, in minor units: spends, captures, and the prices of purchases.
    spent: int
    #: What they hold at its end.
    supply: int
    #: The first by the second; null if they hold nothing.
    velocity: float | None


class Verification(TypedDict):
    """A verification as it was recorded."""
    #: How many places it found where an invariant does not hold.
    findings: int
    #: When it ended.
    finished_at: str
    #: Whether every invariant held.
    ok: bool


class VerificationRequested(TypedDict):
    """That a verification was asked for."""
    before: Verification | None


class Wallet(TypedDict):
    """One owner's holding of one asset."""
    #: What it holds.
    asset: str
    #: What of it can be spent.
    available: int
    #: Minor units.
    balance: int
    #: What its owner owes of the asset.
    debt: int
    #: What of it open holds keep.
    held: int
    #: Whose it is.
    owner: str
    #: How many entries it has; absent of the treasury and revenue.
    sequence: NotRequired[int]
    #: Whether it takes part.
    status: WalletStatus
    #: Moves with everything that changes the wallet.
    version: int


class WalletAfter(TypedDict):
    """A player's wallet right after a transaction."""
    #: Of which asset.
    asset: str
    #: What of it can be spent.
    available: int
    #: What it holds.
    balance: int
    #: What it held before, in minor units.
    balance_before: int
    #: What its owner owes of the asset.
    debt: int
    #: What of it is held.
    held: int
    #: Whose wallet.
    owner: str
    #: The number of its entry by the transaction; absent if the transaction makes none in it.
    sequence: NotRequired[int]


class WalletEntry(TypedDict):
    """An entry with what its transaction says of it."""
    #: Minor units, signed.
    amount: int
    #: Of which asset.
    asset: str
    #: `true` of an allocation that goes back to the treasury.
    back: NotRequired[bool]
    #: The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement alone: in a transaction it is absent, because they book several at once.
    balance_after: NotRequired[int]
    #: The operator's own wallet that stood in for the treasury's or revenue's.
    budget: NotRequired[str]
    #: What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
    clipped: NotRequired[int]
    #: Who is on the other side: of a credit who paid, of a debit who received.
    counterparty: NotRequired[str]
    #: When it was decided.
    created_at: str
    #: What it is for, for people.
    description: str | None
    #: Which way it goes.
    entry_type: EntryType
    #: What the payer paid beside `amount`.
    fee: NotRequired[int]
    #: That transaction's business reason.
    flow: Flow
    #: The hold that was captured, released or is over.
    hold: NotRequired[str]
    #: What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
    left: NotRequired[int]
    #: What the caller attached.
    metadata: dict[str, Any] | None
    #: The least that a conversion had to give.
    min_receive: NotRequired[int]
    #: What a reversal does about what is no longer there, if that is not to be refused.
    on_shortfall: NotRequired[OnShortfall]
    #: Whose wallet it is in.
    owner: str
    #: What a purchase pays.
    pay: NotRequired[list[AssetAmount]]
    #: What a purchase gives.
    receive: NotRequired[list[AssetAmount]]
    #: How much a conversion gave.
    received: NotRequired[int]
    #: A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    reference: str | None
    #: The most that an order with `as_much_as` asked for; `amount` is how much moved.
    requested: NotRequired[int]
    #: `true` of a reversal that returns the fee as well.
    return_fee: NotRequired[bool]
    #: That transaction's flow.
    reversed_flow: NotRequired[Flow]
    #: The transaction that was taken back.
    reverses: NotRequired[str]
    #: Its number among the wallet's entries, from 1; absent of the treasury and revenue.
    sequence: NotRequired[int]
    #: The share that a reversal takes back, if that was asked for instead of an amount.
    share: NotRequired[str]
    #: What a purchase is of.
    sku: NotRequired[str]
    #: `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
    starting_balance: NotRequired[bool]
    #: The other player, who received `amount`; the asset that a conversion gives.
    to: NotRequired[str]
    #: The transaction that it is a leg of.
    transaction_id: str


class WalletPage(TypedDict):
    """A page of wallets."""
    #: By owner and asset. A page may be short, or empty, and yet have a `next_cursor`.
    data: list[Wallet]
    #: What asks for the next page; null on the last one.
    next_cursor: str | None


#: Whether a wallet takes part in transactions.
WalletStatus: TypeAlias = Literal["open", "frozen", "closed", "debits_frozen", "credits_frozen"]


class WalletToOpen(TypedDict):
    """A wallet by its name."""
    #: Of which asset.
    asset: str
    #: Whose; a player.
    owner: str


class Webhook(TypedDict):
    """A webhook."""
    #: When it was made.
    created_at: str
    #: What it is for.
    description: str | None
    #: Since when it is disabled, if it is.
    disabled_at: NotRequired[str]
    #: Why it was disabled, if it is.
    disabled_reason: NotRequired[DisabledReason]
    #: The first failure since something was delivered.
    failing_since: NotRequired[str]
    #: Its name.
    id: str
    #: How much of an event it is sent.
    payload: WebhookPayload
    #: Until when the secret before the last rotation signs, too.
    previous_secret_until: NotRequired[str]
    #: How far it has got, where one webhook or the list of them is asked for.
    progress: NotRequired[WebhookProgress]
    #: How many parked deliveries replays have made good.
    recovered: int
    #: What is delivered once more at the moment.
    replay: NotRequired[WebhookReplay]
    #: Whether it is delivered to.
    status: WebhookStatus
    #: The types of events that it is sent.
    types: list[str]
    #: Where deliveries go.
    url: str


class WebhookAttempt(TypedDict):
    """An attempt to deliver, or a run of attempts that all went well."""
    #: When it began; of a run, the last one.
    at: str
    #: Which attempt it was, from 1.
    attempt: int
    #: How many.
    count: int
    #: What went wrong, if there was none.
    error: NotRequired[str]
    #: The `webhook-id` of the message; of several in one row, of the first.
    id: str
    #: The status, if there was an answer.
    status: NotRequired[int]
    #: Of a run, the last one's.
    to: NotRequired[str]
    #: How long it took, in milliseconds; of a run, the slowest.
    took_ms: int
    #: The type of the event; of a run, the last one's.
    type: str


class WebhookAttemptList(TypedDict):
    """What was tried lately."""
    #: The latest first.
    data: list[WebhookAttempt]


class WebhookList(TypedDict):
    """Every webhook."""
    #: By when they were made.
    data: list[Webhook]


#: How much of an event a webhook is sent: all of it, or which transaction or change it is about.
WebhookPayload: TypeAlias = Literal["full", "thin"]


class WebhookProgress(TypedDict):
    """How far a webhook has got."""
    #: How many positions of the feed are behind that.
    behind: int
    #: How many deliveries were taken, without those of replays.
    delivered: int
    #: Up to this event all that it asks for is delivered or parked.
    done: str
    #: How many of its 16 partitions wait to try something again.
    failing: int
    #: When the first of them does; absent while it is paused or disabled.
    next_attempt_at: NotRequired[str]
    #: How many deliveries are parked, up to 1,000.
    parked: int


#: A range of the feed, both ends included.
WebhookReplay = TypedDict(
    "WebhookReplay",
    {
        "from": "str",
        "to": "str",
    },
)


#: Whether a webhook is delivered to: not while an operator has paused it, nor once its receiver is gone.
WebhookStatus: TypeAlias = Literal["active", "paused", "disabled"]


class WebhookWithSecret(TypedDict):
    """A webhook, and what signs its deliveries: told this once."""
    #: The secret: `whsec_` and base64. Keep it where the receiver finds it.
    secret: str
    #: The webhook.
    webhook: Webhook
