// Code generated from the OpenAPI document by `cargo xtask clients`; DO NOT EDIT.

package wallet

// Actor: Who asked for a transaction.
type Actor struct {
	// The name of the other API key that approved it, where one had to.
	ApprovedBy *string `json:"approved_by,omitempty"`
	// That key's id.
	ApprovedWith *string `json:"approved_with,omitempty"`
	// The API key's id.
	Key *string `json:"key,omitempty"`
	// The API key's name; `anyone` where none was asked for, `wallet` for the service itself, or a command line's user.
	Name string `json:"name"`
	// The person whom the caller named with `Wallet-On-Behalf-Of`.
	OnBehalfOf *string `json:"on_behalf_of,omitempty"`
}

// Alert: An alert on balances. Webhooks that ask for `wallet.below` and `wallet.above` are told of each crossing once.
type Alert struct {
	// The line, if it is told when the balance rises above it.
	Above *int64 `json:"above,omitempty"`
	// Whether it watches every player's.
	All bool `json:"all"`
	// Of which asset.
	Asset string `json:"asset"`
	// The line, if it is told when the balance falls below it.
	Below *int64 `json:"below,omitempty"`
	// Its name.
	ID string `json:"id"`
	// Whose balance; absent if it watches every player's.
	Owner *string `json:"owner,omitempty"`
	// Since when it watches for just this.
	Since string `json:"since"`
}

// AlertList: Every alert.
type AlertList struct {
	// By id.
	Data []Alert `json:"data"`
}

// AllocateCommand: A command of a batch: `allocate`, under its own key.
type AllocateCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// Whether it goes back to the treasury; `false` if it is not given.
	Back *bool `json:"back,omitempty"`
	// Whose wallet: `system:` and a name that is not one of the service's own.
	Budget string `json:"budget"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
}

// AllocationRequest: `POST /v1/allocations`: credits of the treasury for an operator's own wallet, or back.
type AllocationRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// Whether it goes back to the treasury; `false` if it is not given.
	Back *bool `json:"back,omitempty"`
	// Whose wallet: `system:` and a name that is not one of the service's own.
	Budget string `json:"budget"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
}

// AnalyticsBy: What figures of flows are told apart by: the flow alone, or a kind of labels as well.
type AnalyticsBy string

// The values of AnalyticsBy.
const (
	AnalyticsByFlow AnalyticsBy = "flow"
	AnalyticsByReason AnalyticsBy = "reason"
	AnalyticsBySink AnalyticsBy = "sink"
	AnalyticsBySource AnalyticsBy = "source"
	AnalyticsByCampaign AnalyticsBy = "campaign"
	AnalyticsByItem AnalyticsBy = "item"
)

// AnalyticsCheck: What players hold, by the ledger's balances and by these figures.
type AnalyticsCheck struct {
	// Whether they are equal; null while the figures are behind the ledger.
	Equal *bool `json:"equal,omitempty"`
	// By the ledger: what all other wallets lack, as the wallets of an asset sum to zero.
	LedgerMinor int64 `json:"ledger_minor"`
	// By the figures.
	RollupsMinor int64 `json:"rollups_minor"`
}

// Approval: A command that waits for another's approval, or waited.
type Approval struct {
	// The command, as it was asked for.
	Command map[string]any `json:"command"`
	// When.
	DecidedAt *string `json:"decided_at,omitempty"`
	Decider *Actor `json:"decider,omitempty"`
	// The digest of the exact command.
	Digest string `json:"digest"`
	// From when on it cannot be approved any more.
	ExpiresAt string `json:"expires_at"`
	// The id that its transaction has, or will have.
	ID string `json:"id"`
	// When it was asked for.
	MadeAt string `json:"made_at"`
	// Who asks.
	Maker Actor `json:"maker"`
	// Why it was rejected.
	Reason *string `json:"reason,omitempty"`
	// The code of the refusal, if its command was refused for good.
	Refusal *string `json:"refusal,omitempty"`
	// How far it has got.
	Status ApprovalStatus `json:"status"`
}

// ApprovalList: Approvals.
type ApprovalList struct {
	// The newest first.
	Data []Approval `json:"data"`
}

// ApprovalStatus: How far an approval has got. It is expired if nobody decided in 24 hours.
type ApprovalStatus string

// The values of ApprovalStatus.
const (
	ApprovalStatusPending ApprovalStatus = "pending"
	ApprovalStatusApproved ApprovalStatus = "approved"
	ApprovalStatusExecuted ApprovalStatus = "executed"
	ApprovalStatusRejected ApprovalStatus = "rejected"
	ApprovalStatusExpired ApprovalStatus = "expired"
)

// ApproveRequest: `POST /v1/approvals/{id}/approve`: which command is meant.
type ApproveRequest struct {
	// The `digest` of the approval that was looked at.
	Digest string `json:"digest"`
}

// ApprovedTransaction: An approval whose command was carried out, and its transaction.
type ApprovedTransaction struct {
	// The approval as it is now.
	Approval Approval `json:"approval"`
	// What came of it.
	Transaction Transaction `json:"transaction"`
}

// AsOf: How far figures are folded.
type AsOf struct {
	// When it happened.
	At *string `json:"at,omitempty"`
	// The last event that is in them, by its id in the feed; `0.0` if there is none.
	Event string `json:"event"`
}

// AskApprovalRequest: `POST /v1/approvals`: the command that another is to approve.
type AskApprovalRequest struct {
	// A bonus, a top-up, a purchase or a reversal, as a batch takes it: with its flow and its idempotency key.
	Command BatchCommand `json:"command"`
}

// Asset: An asset as an operator defined it.
type Asset struct {
	// Unique, and never changed.
	Code string `json:"code"`
	// What it is for.
	Description *string `json:"description,omitempty"`
	// For people.
	Name string `json:"name"`
	// What is allowed with it.
	Policy Policy `json:"policy"`
}

// AssetAmount: An amount of an asset.
type AssetAmount struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
}

// AssetAudit: Where an asset's supply is: `supply + debts = treasury + revenue + budgets + players`.
type AssetAudit struct {
	// Which asset.
	Asset string `json:"asset"`
	// What operators' own wallets hold.
	Budgets int64 `json:"budgets"`
	// What players owe.
	Debts int64 `json:"debts"`
	// What players hold.
	Players int64 `json:"players"`
	// What players have spent.
	Revenue int64 `json:"revenue"`
	// Minor units in existence.
	Supply int64 `json:"supply"`
	// What the treasury holds and can still grant.
	Treasury int64 `json:"treasury"`
}

// AssetList: Every asset.
type AssetList struct {
	// By code.
	Assets []Asset `json:"assets"`
}

// Audit: Where every asset's supply is, and when the ledger was last proven.
type Audit struct {
	// There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over several of them went on. Ask again to have one moment.
	Approximate *bool `json:"approximate,omitempty"`
	// By code.
	Assets []AssetAudit `json:"assets"`
	// The latest commit of every lane, for whoever keeps them elsewhere.
	Heads []AuditHead `json:"heads"`
	LastVerification *Verification `json:"last_verification,omitempty"`
	// The version of the server that answers.
	Version string `json:"version"`
}

// AuditHead: The latest commit of a lane: what `wallet verify --head` compares the ledger with.
type AuditHead struct {
	// When it was decided.
	CreatedAt string `json:"created_at"`
	// Its hash: 64 hexadecimal digits.
	Hash string `json:"hash"`
	// The number of the lane.
	Lane int64 `json:"lane"`
	// The number of the commit.
	Number int64 `json:"number"`
}

// BalanceAt: What a wallet held at a moment.
type BalanceAt struct {
	// Of which asset.
	Asset string `json:"asset"`
	// The time that the balance is of. What was decided at exactly this time is in it.
	At string `json:"at"`
	// Minor units.
	Balance int64 `json:"balance"`
	// Whose it is.
	Owner string `json:"owner"`
	// How many entries it had; absent of the treasury and revenue.
	Sequence *int64 `json:"sequence,omitempty"`
}

// BatchAnswer: What came of a batch: one result per command, in order.
type BatchAnswer struct {
	// In the order of the commands.
	Results []BatchResult `json:"results"`
}

// BatchCommand: One command: its flow and its own key, and else what the flow's own route takes.
type BatchCommand struct {
	// Minor units.
	Amount int64 `json:"amount,omitempty"`
	// Of which asset.
	Asset string `json:"asset,omitempty"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// `system:treasury`, named or not.
	Owner string `json:"owner,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The payment that it was bought with.
	PaymentRef string `json:"payment_ref,omitempty"`
	// Why it is given.
	Reason string `json:"reason,omitempty"`
	// The budget that it is paid from instead of the treasury.
	Source string `json:"source,omitempty"`
	// Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not given.
	AsMuchAs *bool `json:"as_much_as,omitempty"`
	// The operator's own wallet that it is paid to instead of revenue.
	Sink string `json:"sink,omitempty"`
	// After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
	ExpiresInS int64 `json:"expires_in_s,omitempty"`
	// The caller's own handle, such as an order's number.
	Reference string `json:"reference,omitempty"`
	// Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
	Final *bool `json:"final,omitempty"`
	// The id of the earlier transaction.
	Hold string `json:"hold,omitempty"`
	// What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
	OnShortfall OnShortfall `json:"on_shortfall,omitempty"`
	// Whether the fee that was paid beside it is returned as well, or the same share of that.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// The id of the earlier transaction.
	Reverses string `json:"reverses,omitempty"`
	// Instead of `amount`, the share of all that there was, such as two of five items.
	Share string `json:"share,omitempty"`
	// What is paid, to revenue.
	Pay []AssetAmount `json:"pay,omitempty"`
	// What is received, from the treasury. Each asset is paid or received, and named once.
	Receive []AssetAmount `json:"receive,omitempty"`
	// What is bought.
	SKU string `json:"sku,omitempty"`
	// What the giver pays beside it, to revenue.
	Fee int64 `json:"fee,omitempty"`
	// Who receives.
	To string `json:"to,omitempty"`
	// How much of it there must be at least, or nothing happens.
	MinReceive int64 `json:"min_receive,omitempty"`
	// Whether it goes back to the treasury; `false` if it is not given.
	Back *bool `json:"back,omitempty"`
	// Whose wallet: `system:` and a name that is not one of the service's own.
	Budget string `json:"budget,omitempty"`
}

// BatchRequest: `POST /v1/batches`: many commands, each atomic by itself or all together, decided in their order.
type BatchRequest struct {
	// All of them or none: the first that is refused undoes the batch. `false` if it is not given.
	Atomic *bool `json:"atomic,omitempty"`
	// 1 to 10,000 of them.
	Commands []BatchCommand `json:"commands"`
}

// BatchResult: What came of one command: the status it would have had alone, and the transaction or the problem.
type BatchResult struct {
	// Why it was not.
	Problem *Problem `json:"problem,omitempty"`
	// Present and true if it had been decided before.
	Replayed *bool `json:"replayed,omitempty"`
	// 201 if it was posted, else the problem's.
	Status int64 `json:"status"`
	// What was posted.
	Transaction *PostedTransaction `json:"transaction,omitempty"`
}

// Block: Which side of a wallet is stopped.
type Block string

// The values of Block.
const (
	BlockDebits Block = "debits"
	BlockCredits Block = "credits"
	BlockAll Block = "all"
)

// BonusCommand: A command of a batch: `bonus`, under its own key.
type BonusCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who receives.
	Owner string `json:"owner"`
	// Why it is given.
	Reason string `json:"reason,omitempty"`
	// The budget that it is paid from instead of the treasury.
	Source string `json:"source,omitempty"`
}

// BonusRequest: `POST /v1/bonuses`: free credits, such as a referral's.
type BonusRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who receives.
	Owner string `json:"owner"`
	// Why it is given.
	Reason string `json:"reason,omitempty"`
	// The budget that it is paid from instead of the treasury.
	Source string `json:"source,omitempty"`
}

// Cap: A cap: minor units of each asset alone, or wallets that are frozen. A day is a UTC day.
type Cap struct {
	// At most in one action.
	Action int64 `json:"action"`
	// At most in a day.
	Day int64 `json:"day"`
	// At most for one player in a day.
	Player int64 `json:"player"`
}

// Caps: How much a key may do on its own. What is null it may not do.
type Caps struct {
	Freeze *Cap `json:"freeze,omitempty"`
	Grant *Cap `json:"grant,omitempty"`
	Refund *Cap `json:"refund,omitempty"`
}

// CaptureCommand: A command of a batch: `capture`, under its own key.
type CaptureCommand struct {
	// Minor units; all that the hold has left if it is not given.
	Amount int64 `json:"amount,omitempty"`
	// Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it is not given.
	AsMuchAs *bool `json:"as_much_as,omitempty"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
	Final *bool `json:"final,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// The id of the earlier transaction.
	Hold string `json:"hold"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
}

// CaptureRequest: `POST /v1/holds/{id}/capture`: held credits that are spent.
type CaptureRequest struct {
	// Minor units; all that the hold has left if it is not given.
	Amount int64 `json:"amount,omitempty"`
	// Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it is not given.
	AsMuchAs *bool `json:"as_much_as,omitempty"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
	Final *bool `json:"final,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
}

// Change: Something that an operator has changed beside the ledger.
type Change struct {
	// What was done.
	Action ChangeAction `json:"action"`
	// `key` and the id of an API key; `anyone` if none was sent; `cli:` and a user of the command line; `wallet`, the service itself.
	Actor string `json:"actor"`
	// The name of the API key; null if there was none.
	ActorName *string `json:"actor_name,omitempty"`
	// The same members with their values after, null where a value was removed; all members if this change created it.
	After map[string]any `json:"after"`
	// Which asset, or the wallet of which; null for a note, a key and an approval.
	Asset *string `json:"asset,omitempty"`
	// When.
	At string `json:"at"`
	// The changed members with their values before, null where there was no value; null if this change created it.
	Before map[string]any `json:"before,omitempty"`
	// Later ones have higher numbers.
	Number int64 `json:"number"`
	// The id of a key, or of an approval, whose command's transaction has the same id. Null if neither was changed.
	Object *string `json:"object,omitempty"`
	// Whose wallet, or whom a note is about; null for an asset, a key and an approval.
	Owner *string `json:"owner,omitempty"`
	// Why.
	Reason *string `json:"reason,omitempty"`
}

// ChangeAction: What an operator did.
type ChangeAction string

// The values of ChangeAction.
const (
	ChangeActionCreateAsset ChangeAction = "create_asset"
	ChangeActionChangeAsset ChangeAction = "change_asset"
	ChangeActionFreeze ChangeAction = "freeze"
	ChangeActionUnfreeze ChangeAction = "unfreeze"
	ChangeActionClose ChangeAction = "close"
	ChangeActionReopen ChangeAction = "reopen"
	ChangeActionNote ChangeAction = "note"
	ChangeActionCreateKey ChangeAction = "create_key"
	ChangeActionRotateKey ChangeAction = "rotate_key"
	ChangeActionRevokeKey ChangeAction = "revoke_key"
	ChangeActionCreateApproval ChangeAction = "create_approval"
	ChangeActionApproveCommand ChangeAction = "approve_command"
	ChangeActionRejectCommand ChangeAction = "reject_command"
	ChangeActionExecuteCommand ChangeAction = "execute_command"
	ChangeActionExpireApproval ChangeAction = "expire_approval"
)

// ChangeAssetRequest: `PATCH /v1/assets/{code}`: what is to be changed, as RFC 7396 says it: what is not named stays, and null takes away.
type ChangeAssetRequest struct {
	// Whether rates may pay in a circle; `false` if it is not given.
	AllowCycle *bool `json:"allow_cycle,omitempty"`
	// What it is for; null takes it away.
	Description string `json:"description,omitempty"`
	// For people.
	Name string `json:"name,omitempty"`
	Policy *Policy `json:"policy,omitempty"`
	// Why, for the list of changes.
	Reason string `json:"reason,omitempty"`
}

// ChangePage: A page of what operators have changed, the latest first.
type ChangePage struct {
	// The changes.
	Data []Change `json:"data"`
	// The `cursor` of the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
}

// ChangeWebhookRequest: `PATCH /v1/webhooks/{id}`: what is to be changed. What is not named stays.
type ChangeWebhookRequest struct {
	// What it is for; null takes it away.
	Description string `json:"description,omitempty"`
	// Whether deliveries stop where they are, or go on from there. `false` also takes a disabled webhook into use again, and tries at once what failed, as another `url` does.
	Paused *bool `json:"paused,omitempty"`
	// How much of an event is sent.
	Payload WebhookPayload `json:"payload,omitempty"`
	// The types of events, in the place of those before. What was read of the feed before the last seconds is not looked at again.
	Types []string `json:"types,omitempty"`
	URL string `json:"url,omitempty"`
}

// Check: What one check came to.
type Check struct {
	// What is wrong, if anything is.
	Detail *string `json:"detail,omitempty"`
	Status CheckStatus `json:"status"`
}

// CheckStatus: How a check stands.
type CheckStatus string

// The values of CheckStatus.
const (
	CheckStatusOk CheckStatus = "ok"
	CheckStatusWarning CheckStatus = "warning"
	CheckStatusFailed CheckStatus = "failed"
)

// ConversionCommand: A command of a batch: `conversion`, under its own key.
type ConversionCommand struct {
	// How much of it, in minor units.
	Amount int64 `json:"amount"`
	// What is paid.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// How much of it there must be at least, or nothing happens.
	MinReceive int64 `json:"min_receive,omitempty"`
	// Whose credits.
	Owner string `json:"owner"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
	// What is received.
	To string `json:"to"`
}

// ConversionRequest: `POST /v1/conversions`: one asset changed into another, at the rate that is configured when it is decided.
type ConversionRequest struct {
	// How much of it, in minor units.
	Amount int64 `json:"amount"`
	// What is paid.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// How much of it there must be at least, or nothing happens.
	MinReceive int64 `json:"min_receive,omitempty"`
	// Whose credits.
	Owner string `json:"owner"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
	// What is received.
	To string `json:"to"`
}

// CreateAssetRequest: `POST /v1/assets`: a new asset.
type CreateAssetRequest struct {
	// Whether rates may pay in a circle; `false` if it is not given.
	AllowCycle *bool `json:"allow_cycle,omitempty"`
	// Unique, and never changed.
	Code string `json:"code"`
	// What it is for.
	Description string `json:"description,omitempty"`
	// For people.
	Name string `json:"name"`
	Policy *Policy `json:"policy,omitempty"`
}

// CreateKeyRequest: `POST /v1/keys`: whose key it is, and what it may do.
type CreateKeyRequest struct {
	// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval.
	ApprovalOver *int64 `json:"approval_over,omitempty"`
	// The assets that it is for; all if it is not given.
	Assets []string `json:"assets,omitempty"`
	Caps *Caps `json:"caps,omitempty"`
	// For how many seconds it is good; until it is revoked if it is not given.
	ExpiresInS int64 `json:"expires_in_s,omitempty"`
	// Whose key it is, for people; several keys may share a name.
	Name string `json:"name"`
	// The networks that it may be used from, such as `10.0.0.0/8`; all if it is not given.
	Networks []string `json:"networks,omitempty"`
	Role Role `json:"role,omitempty"`
	// What it allows. A key has scopes or a role.
	Scopes []Scope `json:"scopes,omitempty"`
}

// CreateNoteRequest: `POST /v1/owners/{owner}/notes`: what is to be kept.
type CreateNoteRequest struct {
	// What is to be kept, of one line or several.
	Text string `json:"text"`
}

// CreateWebhookRequest: `POST /v1/webhooks`: where events are delivered to, and which.
type CreateWebhookRequest struct {
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// With which event it begins: `now` for those to come, which it is if it is not given; `beginning`; or an event's id.
	From string `json:"from,omitempty"`
	// How much of an event is sent; `full` if it is not given.
	Payload WebhookPayload `json:"payload,omitempty"`
	// What signs: `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
	Secret string `json:"secret,omitempty"`
	// The types of events: names and prefixes such as `spend.*`, `wallet.below` and `wallet.above` of alerts among them. All if it is not given.
	Types []string `json:"types,omitempty"`
	// An https URL on the public internet, without a user name. An operator can allow more by settings.
	URL string `json:"url"`
}

// Debts: What players owe of an asset.
type Debts struct {
	// By the age of the debt, each part apart from the others: since it last grew or was repaid in part.
	Ages []DebtsOfAge `json:"ages"`
	AsOf *SnapshotAsOf `json:"as_of,omitempty"`
	// Which asset.
	Asset string `json:"asset"`
	// How many players owe something.
	Count int64 `json:"count"`
	// What they owe together, in minor units.
	Total int64 `json:"total"`
	// The zone of the days.
	Zone string `json:"zone"`
}

// DebtsOfAge: The debts of an age.
type DebtsOfAge struct {
	// In minor units.
	Amount int64 `json:"amount"`
	Count int64 `json:"count"`
	// At most so many days, and more than the part before; null is any more.
	DaysMax *int64 `json:"days_max,omitempty"`
}

// Deleted: What was deleted.
type Deleted struct {
	// True.
	Deleted bool `json:"deleted"`
	// Its name.
	ID string `json:"id"`
}

// DisabledReason: Why a webhook was disabled: it answered 410 Gone, or took nothing for five days.
type DisabledReason string

// The values of DisabledReason.
const (
	DisabledReasonGone DisabledReason = "gone"
	DisabledReasonFailing DisabledReason = "failing"
)

// Distribution: How an asset is distributed among those who hold it.
type Distribution struct {
	AsOf *SnapshotAsOf `json:"as_of,omitempty"`
	// Which asset.
	Asset string `json:"asset"`
	Check *SnapshotCheck `json:"check,omitempty"`
	// The Gini coefficient: 0 if all hold the same, near 1 if one holds nearly everything. Null if nobody holds anything.
	Gini *float64 `json:"gini,omitempty"`
	// How many of them hold something: all that follows is about these.
	Holders int64 `json:"holders"`
	// What the poorest so many percent of the holders have of the total: the Lorenz curve.
	Lorenz []LorenzPoint `json:"lorenz"`
	// What so many percent of the holders have at most.
	Percentiles []Percentile `json:"percentiles"`
	// What they hold together, in minor units.
	Total int64 `json:"total"`
	// How many wallets players have.
	Wallets int64 `json:"wallets"`
	// The zone of the days.
	Zone string `json:"zone"`
}

// Entry: One leg of a transaction.
type Entry struct {
	// Minor units, signed.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement alone: in a transaction it is absent, because they book several at once.
	BalanceAfter *int64 `json:"balance_after,omitempty"`
	// Who is on the other side: of a credit who paid, of a debit who received.
	Counterparty *string `json:"counterparty,omitempty"`
	// Which way it goes.
	EntryType EntryType `json:"entry_type"`
	// Whose wallet it is in.
	Owner string `json:"owner"`
	// Its number among the wallet's entries, from 1; absent of the treasury and revenue.
	Sequence *int64 `json:"sequence,omitempty"`
}

// EntryOrder: The newest entries first, or the oldest.
type EntryOrder string

// The values of EntryOrder.
const (
	EntryOrderDesc EntryOrder = "desc"
	EntryOrderAsc EntryOrder = "asc"
)

// EntryPage: A page of a wallet's entries, the newest first.
type EntryPage struct {
	// The entries.
	Data []WalletEntry `json:"data"`
	// The `cursor` of the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
}

// EntryType: Which way a leg goes.
type EntryType string

// The values of EntryType.
const (
	EntryTypeDebit EntryType = "debit"
	EntryTypeCredit EntryType = "credit"
)

// Event: Something that happened. It is told the same, byte for byte, whenever it is read.
type Event struct {
	// When it happened.
	CreatedAt string `json:"created_at"`
	// `after` of a request for what comes behind it. It has a mark of the event beside the `id`, so that a ledger which a restore has set back refuses it.
	Cursor string `json:"cursor"`
	// What happened.
	Data EventData `json:"data"`
	// Its place in the feed: a position, and the place within it. It never changes, and later events have later ones.
	ID string `json:"id"`
	// What kind of event: `<flow>.posted`, `<flow>.rejected`, `hold.expired`, or what an operator did.
	Type string `json:"type"`
	// The version of its form.
	Version int64 `json:"version"`
}

// EventData: What happened: a transaction, or a change by an operator.
type EventData struct {
	// The change, of an event about one.
	Change *Change `json:"change,omitempty"`
	// The transaction, of an event about one.
	Transaction *Transaction `json:"transaction,omitempty"`
	// The players' wallets whose balance, held credits or debt the transaction changed, as they were right after it. Empty if it was rejected, or changed only wallets of the service.
	Wallets []WalletAfter `json:"wallets,omitempty"`
}

// EventPage: A page of the feed, the oldest first.
type EventPage struct {
	// The events.
	Data []Event `json:"data"`
	// `after` of the next request. It never expires, and is of this ledger alone.
	NextCursor string `json:"next_cursor"`
}

// ExportFormat: The form of an export.
type ExportFormat string

// The values of ExportFormat.
const (
	ExportFormatJsonl ExportFormat = "jsonl"
	ExportFormatCsv ExportFormat = "csv"
)

// Flow: The business reason of a transaction.
type Flow string

// The values of Flow.
const (
	FlowMint Flow = "mint"
	FlowTopUp Flow = "top_up"
	FlowBonus Flow = "bonus"
	FlowSpend Flow = "spend"
	FlowHold Flow = "hold"
	FlowCapture Flow = "capture"
	FlowRelease Flow = "release"
	FlowExpire Flow = "expire"
	FlowReversal Flow = "reversal"
	FlowPurchase Flow = "purchase"
	FlowGift Flow = "gift"
	FlowConversion Flow = "conversion"
	FlowAllocate Flow = "allocate"
)

// FlowRow: What a flow moved under a label.
type FlowRow struct {
	// How many transactions.
	Count int64 `json:"count"`
	// The flow.
	Flow Flow `json:"flow"`
	// Credited to players, in minor units.
	In int64 `json:"in"`
	// The label: empty where none is given, `other` for all but the 200 largest of the day.
	Label string `json:"label"`
	// Debited from players.
	Out int64 `json:"out"`
}

// FlowsAnswer: What each flow moved, by day.
type FlowsAnswer struct {
	// How far the figures are.
	AsOf AsOf `json:"as_of"`
	// Of which asset.
	Asset string `json:"asset"`
	// What rows are told apart by beside their flow.
	By AnalyticsBy `json:"by"`
	// Whether they add up to the ledger.
	Check AnalyticsCheck `json:"check"`
	// The days.
	Days []FlowsDay `json:"days"`
	// The time zone of the days.
	Zone string `json:"zone"`
}

// FlowsDay: What each flow moved on a day.
type FlowsDay struct {
	// The day.
	Day string `json:"day"`
	// Whether its figures never change again.
	Final bool `json:"final"`
	// A row a flow and label; largest first of each flow.
	Rows []FlowRow `json:"rows"`
}

// FoundTransactions: One transaction, or a page of those that fit. It stands for both in the document.
type FoundTransactions struct {
	Actor *Actor `json:"actor,omitempty"`
	// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always positive.
	Amount *int64 `json:"amount,omitempty"`
	// What was moved.
	Asset *string `json:"asset,omitempty"`
	// What of it can be spent after it.
	Available *int64 `json:"available,omitempty"`
	// `true` of an allocation that goes back to the treasury.
	Back *bool `json:"back,omitempty"`
	// The owner's balance after it.
	Balance *int64 `json:"balance,omitempty"`
	// The operator's own wallet that stood in for the treasury's or revenue's.
	Budget *string `json:"budget,omitempty"`
	// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
	Clipped *int64 `json:"clipped,omitempty"`
	// When it was decided.
	CreatedAt *string `json:"created_at,omitempty"`
	// What the owner owes of the asset after it.
	Debt *int64 `json:"debt,omitempty"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// Its legs, the debit first; none if it was rejected.
	Entries []Entry `json:"entries,omitempty"`
	// When a hold is over.
	ExpiresAt *string `json:"expires_at,omitempty"`
	// What the payer paid beside `amount`.
	Fee *int64 `json:"fee,omitempty"`
	// The business reason.
	Flow *Flow `json:"flow,omitempty"`
	// What of it is held after it.
	Held *int64 `json:"held,omitempty"`
	// The hold that was captured, released or is over.
	Hold *string `json:"hold,omitempty"`
	// Made from owner and key, so that a retry names the same transaction.
	ID *string `json:"id,omitempty"`
	// The key it was asked for under.
	IdempotencyKey *string `json:"idempotency_key,omitempty"`
	// What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
	Left *int64 `json:"left,omitempty"`
	// What the caller attached.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The least that a conversion had to give.
	MinReceive *int64 `json:"min_receive,omitempty"`
	// What a reversal does about what is no longer there, if that is not to be refused.
	OnShortfall *OnShortfall `json:"on_shortfall,omitempty"`
	// Whose command it was.
	Owner *string `json:"owner,omitempty"`
	// What a purchase pays.
	Pay []AssetAmount `json:"pay,omitempty"`
	// What a purchase gives.
	Receive []AssetAmount `json:"receive,omitempty"`
	// How much a conversion gave.
	Received *int64 `json:"received,omitempty"`
	// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
	Reference *string `json:"reference,omitempty"`
	// What is left of the hold, or of the transaction that is taken back.
	Remaining *int64 `json:"remaining,omitempty"`
	// The most that an order with `as_much_as` asked for; `amount` is how much moved.
	Requested *int64 `json:"requested,omitempty"`
	// `true` of a reversal that returns the fee as well.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// That transaction's flow.
	ReversedFlow *Flow `json:"reversed_flow,omitempty"`
	// The transaction that was taken back.
	Reverses *string `json:"reverses,omitempty"`
	// The share that a reversal takes back, if that was asked for instead of an amount.
	Share *string `json:"share,omitempty"`
	// What was to be taken back and was no longer there.
	Shortfall *int64 `json:"shortfall,omitempty"`
	// What a purchase is of.
	SKU *string `json:"sku,omitempty"`
	// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
	StartingBalance *bool `json:"starting_balance,omitempty"`
	Status *string `json:"status,omitempty"`
	// The other player, who received `amount`; the asset that a conversion gives.
	To *string `json:"to,omitempty"`
	// Why it was rejected; absent if it was posted.
	Problem *Problem `json:"problem,omitempty"`
	// The newest first. A page may be short, or empty, and yet have a `next_cursor`.
	Data []Transaction `json:"data,omitempty"`
	// From when on.
	From *string `json:"from,omitempty"`
	// What asks for the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
	// Down to when all was looked at: on the last page `from`.
	SearchedTo *string `json:"searched_to,omitempty"`
}

// FreezeRequest: `POST /v1/wallets/{owner}/{asset}/freeze`: which side is stopped, and why.
type FreezeRequest struct {
	// `debits`, `credits` or `all`, which it is if it is not given.
	Block Block `json:"block,omitempty"`
	// Why, for the list of changes.
	Reason string `json:"reason,omitempty"`
	// The case that it is about; kept with the reason. A key of the role support has to give both.
	Ticket string `json:"ticket,omitempty"`
}

// GiftCommand: A command of a batch: `gift`, under its own key.
type GiftCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// What the giver pays beside it, to revenue.
	Fee int64 `json:"fee,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who gives.
	Owner string `json:"owner"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
	// Who receives.
	To string `json:"to"`
}

// GiftRequest: `POST /v1/gifts`: credits that a player gives to another, of an asset that may be given.
type GiftRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// What the giver pays beside it, to revenue.
	Fee int64 `json:"fee,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who gives.
	Owner string `json:"owner"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
	// Who receives.
	To string `json:"to"`
}

// Hold: A hold, whatever became of it.
type Hold struct {
	// How much it kept at first, in minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// How much of it was captured.
	Captured int64 `json:"captured"`
	// When it was made.
	CreatedAt string `json:"created_at"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// From when on it is over.
	ExpiresAt string `json:"expires_at"`
	// The id of the transaction that made it.
	ID string `json:"id"`
	// Whose credits.
	Owner string `json:"owner"`
	// The caller's own handle.
	Reference *string `json:"reference,omitempty"`
	// How much it keeps still.
	Remaining int64 `json:"remaining"`
	// `settled` by a last capture or by all of it.
	Status HoldStatus `json:"status"`
	// Its captures, its release, its expiry.
	Transactions []Transaction `json:"transactions"`
}

// HoldCommand: A command of a batch: `hold`, under its own key.
type HoldCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
	ExpiresInS int64 `json:"expires_in_s,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Whose credits.
	Owner string `json:"owner"`
	// The caller's own handle, such as an order's number.
	Reference string `json:"reference,omitempty"`
}

// HoldPage: A page of a wallet's open holds.
type HoldPage struct {
	// The holds, those that end first first.
	Data []OpenHold `json:"data"`
	// The `cursor` of the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
}

// HoldRequest: `POST /v1/holds`: credits of a player that are kept for later.
type HoldRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
	ExpiresInS int64 `json:"expires_in_s,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Whose credits.
	Owner string `json:"owner"`
	// The caller's own handle, such as an order's number.
	Reference string `json:"reference,omitempty"`
}

// HoldStatus: Whether a hold keeps something, or how it ended.
type HoldStatus string

// The values of HoldStatus.
const (
	HoldStatusOpen HoldStatus = "open"
	HoldStatusSettled HoldStatus = "settled"
	HoldStatusReleased HoldStatus = "released"
	HoldStatusExpired HoldStatus = "expired"
)

// HolderDays: How many held an asset, by day.
type HolderDays struct {
	AsOf *SnapshotAsOf `json:"as_of,omitempty"`
	// Which asset.
	Asset string `json:"asset"`
	// The days that have a snapshot, in order.
	Days []HoldersOfDay `json:"days"`
	// The zone of the days.
	Zone string `json:"zone"`
}

// HoldersOfDay: How many held an asset on a day, by its latest snapshot.
type HoldersOfDay struct {
	Day string `json:"day"`
	// Whether it never changes any more.
	Final bool `json:"final"`
	// How many wallets of players held something.
	Holders int64 `json:"holders"`
	// How many wallets players had.
	Wallets int64 `json:"wallets"`
}

// HoldsByEnd: What open holds keep of an asset.
type HoldsByEnd struct {
	AsOf *SnapshotAsOf `json:"as_of,omitempty"`
	// Which asset.
	Asset string `json:"asset"`
	// How many are open and not over.
	Count int64 `json:"count"`
	// By when they end, each part apart from the others.
	Ends []HoldsOfEnd `json:"ends"`
	// What they have left, in minor units.
	Total int64 `json:"total"`
	// The zone of the days.
	Zone string `json:"zone"`
}

// HoldsOfEnd: The holds that end within a time.
type HoldsOfEnd struct {
	// In minor units.
	Amount int64 `json:"amount"`
	Count int64 `json:"count"`
	// Within so many days, and not within those of the part before; null is any later.
	WithinDays *int64 `json:"within_days,omitempty"`
}

// KeyList: Every key.
type KeyList struct {
	// By when they were made.
	Data []ListedKey `json:"data"`
}

// KeyWithSecret: A key and its secret, this once.
type KeyWithSecret struct {
	// The key.
	Key ListedKey `json:"key"`
	// What its holder sends: `Authorization: Bearer` and this.
	Secret string `json:"secret"`
}

// Limit: How much of an asset a player may move by a flow within a period, or how often, or both.
type Limit struct {
	Flow LimitedFlow `json:"flow"`
	// How much, in minor units.
	MaxAmount int64 `json:"max_amount,omitempty"`
	// How often.
	MaxCount int64 `json:"max_count,omitempty"`
	Per Period `json:"per"`
	// Whether a reversal within the period gives its amount back to `max_amount`; `false` if it is not given. `max_count` stays used.
	ReversalsGiveBack *bool `json:"reversals_give_back,omitempty"`
	// Whose days: a name of the IANA database, and UTC if it is not given.
	TimeZone string `json:"time_zone,omitempty"`
}

// LimitedFlow: A flow that a policy may limit.
type LimitedFlow string

// The values of LimitedFlow.
const (
	LimitedFlowTopUp LimitedFlow = "top_up"
	LimitedFlowBonus LimitedFlow = "bonus"
	LimitedFlowSpend LimitedFlow = "spend"
	LimitedFlowHold LimitedFlow = "hold"
	LimitedFlowCapture LimitedFlow = "capture"
	LimitedFlowPurchase LimitedFlow = "purchase"
	LimitedFlowGift LimitedFlow = "gift"
	LimitedFlowConversion LimitedFlow = "conversion"
)

// ListedKey: A key as it is told: all but its secret.
type ListedKey struct {
	// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
	ApprovalOver *int64 `json:"approval_over,omitempty"`
	// The assets that it is for; null if it is for all.
	Assets []string `json:"assets,omitempty"`
	Caps *Caps `json:"caps,omitempty"`
	// When it was made.
	CreatedAt string `json:"created_at"`
	// From when on it is turned away.
	ExpiresAt *string `json:"expires_at,omitempty"`
	// Its public name, as logs and transactions have it.
	ID string `json:"id"`
	// When it was last used, to a minute.
	LastUsedAt *string `json:"last_used_at,omitempty"`
	// Whether it is good now.
	Live bool `json:"live"`
	// Who made it; null if that is not known.
	MadeBy *string `json:"made_by,omitempty"`
	// Whose key it is.
	Name string `json:"name"`
	// The networks that it may be used from; null if it may be from all.
	Networks []string `json:"networks,omitempty"`
	// Until when the secret before is good.
	OldSecretUntil *string `json:"old_secret_until,omitempty"`
	// When it was revoked.
	RevokedAt *string `json:"revoked_at,omitempty"`
	// Who revoked it.
	RevokedBy *string `json:"revoked_by,omitempty"`
	Role *Role `json:"role,omitempty"`
	// When it got the secret that it has, if that is not its first.
	RotatedAt *string `json:"rotated_at,omitempty"`
	// Who rotated it.
	RotatedBy *string `json:"rotated_by,omitempty"`
	// What it allows.
	Scopes []Scope `json:"scopes"`
}

// Liveness: That the service runs.
type Liveness struct {
	// `ok`.
	Status string `json:"status"`
}

// LorenzPoint: A point of the Lorenz curve.
type LorenzPoint struct {
	// Have so many percent of the total.
	BalancePercent float64 `json:"balance_percent"`
	// So many percent of the holders, the poorest first.
	HoldersPercent int64 `json:"holders_percent"`
}

// MintCommand: A command of a batch: `mint`, under its own key.
type MintCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// `system:treasury`, named or not.
	Owner string `json:"owner,omitempty"`
}

// MintRequest: `POST /v1/mints`: supply for the treasury.
type MintRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
}

// Note: What somebody has written about an owner. It is never changed or deleted.
type Note struct {
	// `key` and the id of an API key; `anyone` if none was sent.
	Actor string `json:"actor"`
	// When.
	At string `json:"at"`
	// Its number among the changes; later ones have higher numbers.
	Number int64 `json:"number"`
	// What it says.
	Text string `json:"text"`
}

// NotePage: A page of the notes about an owner, the latest first.
type NotePage struct {
	// The notes.
	Data []Note `json:"data"`
	// The `cursor` of the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
}

// OnShortfall: What a reversal does where the player no longer has what it takes back.
type OnShortfall string

// The values of OnShortfall.
const (
	OnShortfallRefuse OnShortfall = "refuse"
	OnShortfallTakeAvailable OnShortfall = "take_available"
	OnShortfallDebt OnShortfall = "debt"
)

// OpenHold: A hold that keeps something.
type OpenHold struct {
	// How much it kept at first, in minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// How much of it was captured.
	Captured int64 `json:"captured"`
	// When it was made.
	CreatedAt string `json:"created_at"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// From when on it is over.
	ExpiresAt string `json:"expires_at"`
	// The id of the transaction that made it.
	ID string `json:"id"`
	// Whose credits.
	Owner string `json:"owner"`
	// The caller's own handle.
	Reference *string `json:"reference,omitempty"`
	// How much it keeps still.
	Remaining int64 `json:"remaining"`
}

// OpenWalletsAnswer: What came of the wallets: one result per name, in order.
type OpenWalletsAnswer struct {
	// In the order of the names.
	Results []OpeningResult `json:"results"`
}

// OpenWalletsRequest: `POST /v1/wallets`: wallets to open, each by itself.
type OpenWalletsRequest struct {
	// 1 to 10,000 of them.
	Wallets []WalletToOpen `json:"wallets"`
}

// OpeningResult: What came of one name: the status it would have had alone, and the wallet or the problem.
type OpeningResult struct {
	// Why there is none.
	Problem *Problem `json:"problem,omitempty"`
	// 201 if it was opened, 200 if it was open, else the problem's.
	Status int64 `json:"status"`
	// The wallet.
	Wallet *Wallet `json:"wallet,omitempty"`
}

// OriginalBalance: One balance of a user.
type OriginalBalance struct {
	// Of which asset.
	AssetCode string `json:"assetCode"`
	// Minor units.
	Balance int64 `json:"balance"`
}

// OriginalBalanceAnswer: What the seed's balance route answers: by its query, every balance or one.
type OriginalBalanceAnswer struct {
	// One for each asset.
	Balances []OriginalBalance `json:"balances,omitempty"`
	// Whose they are.
	UserID string `json:"userId"`
	// Of which asset.
	AssetCode *string `json:"assetCode,omitempty"`
	// Minor units.
	Balance *int64 `json:"balance,omitempty"`
}

// OriginalBalances: Every balance of a user.
type OriginalBalances struct {
	// One for each asset.
	Balances []OriginalBalance `json:"balances"`
	// Whose they are.
	UserID string `json:"userId"`
}

// OriginalBonus: `POST /wallet/bonus`.
type OriginalBonus struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	AssetCode string `json:"assetCode"`
	// Why it is given.
	Reason string `json:"reason,omitempty"`
	// Who receives.
	UserID string `json:"userId"`
}

// OriginalPosted: What the seed's three flows answer.
type OriginalPosted struct {
	// The user's balance after this very transaction.
	NewBalance int64 `json:"newBalance"`
	// The transaction's id.
	TransactionID string `json:"transactionId"`
}

// OriginalSpend: `POST /wallet/spend`.
type OriginalSpend struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// With which asset.
	AssetCode string `json:"assetCode"`
	// What it is for.
	Description string `json:"description,omitempty"`
	// Who pays.
	UserID string `json:"userId"`
}

// OriginalTopUp: `POST /wallet/topup`.
type OriginalTopUp struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	AssetCode string `json:"assetCode"`
	// The payment that it was bought with.
	PaymentRef string `json:"paymentRef,omitempty"`
	// Who receives.
	UserID string `json:"userId"`
}

// OriginalWallet: A user's balance of the asset that was asked for.
type OriginalWallet struct {
	// Of which asset.
	AssetCode string `json:"assetCode"`
	// Minor units.
	Balance int64 `json:"balance"`
	// Whose it is.
	UserID string `json:"userId"`
}

// OverMax: What happens to a bonus that does not fit: it is refused, or cut to what does.
type OverMax string

// The values of OverMax.
const (
	OverMaxReject OverMax = "reject"
	OverMaxClip OverMax = "clip"
)

// OwnKey: What the caller may do.
type OwnKey struct {
	// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
	ApprovalOver *int64 `json:"approval_over,omitempty"`
	// The assets that it is for; null if it is for all.
	Assets []string `json:"assets,omitempty"`
	Caps *Caps `json:"caps,omitempty"`
	// The key's id; null where no key was sent and none is asked for.
	ID *string `json:"id,omitempty"`
	// Whose key it is.
	Name string `json:"name"`
	// The networks that it may be used from; null if it may be from all.
	Networks []string `json:"networks,omitempty"`
	Role *Role `json:"role,omitempty"`
	// What it allows.
	Scopes []Scope `json:"scopes"`
	UsedToday *UsedToday `json:"used_today,omitempty"`
}

// OwnerWallets: The wallets of an owner.
type OwnerWallets struct {
	// Whose they are.
	Owner string `json:"owner"`
	// By asset.
	Wallets []Wallet `json:"wallets"`
}

// ParkedDelivery: A delivery that was given up. A replay can make it good.
type ParkedDelivery struct {
	// How often it was tried.
	Attempts int64 `json:"attempts"`
	// What went wrong, if there was none.
	Error *string `json:"error,omitempty"`
	// The `webhook-id`.
	ID string `json:"id"`
	// When it was given up.
	ParkedAt string `json:"parked_at"`
	// The latest status, if there was an answer.
	Status *int64 `json:"status,omitempty"`
	// The type of the event.
	Type string `json:"type"`
}

// ParkedPage: A page of what was given up, in the order of the feed.
type ParkedPage struct {
	// The deliveries.
	Data []ParkedDelivery `json:"data"`
	// The `cursor` of the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
}

// Payment: What was credited for a payment.
type Payment struct {
	// The top-ups that credited it, the latest first, up to 100.
	Data []PostedTransaction `json:"data"`
	// Its name elsewhere.
	PaymentRef string `json:"payment_ref"`
}

// PaymentRule: How often a top-up may name one payment.
type PaymentRule string

// The values of PaymentRule.
const (
	PaymentRuleOnce PaymentRule = "once"
	PaymentRuleFree PaymentRule = "free"
)

// Percentile: What so many percent of the holders have at most.
type Percentile struct {
	// In minor units.
	Balance int64 `json:"balance"`
	// So many percent of the holders.
	Percent float64 `json:"percent"`
}

// Period: The span of the calendar that a limit is about: a day, a week from Monday on, or a month.
type Period string

// The values of Period.
const (
	PeriodDay Period = "day"
	PeriodWeek Period = "week"
	PeriodMonth Period = "month"
)

// Ping: What came of a ping.
type Ping struct {
	// Whether it was taken: the answer is 2xx.
	Delivered bool `json:"delivered"`
	// What went wrong, if there was none.
	Error *string `json:"error,omitempty"`
	// Its `webhook-id`.
	ID string `json:"id"`
	// The status of the answer, if there was one.
	Status *int64 `json:"status,omitempty"`
	// How long it took, in milliseconds.
	TookMs int64 `json:"took_ms"`
}

// Policy: What is allowed with an asset. A member that is not there is as if nobody had said anything about it.
type Policy struct {
	// How much of each credit repays what the player owes, in percent, rounded up: all of it if it is not given.
	DebtRepaymentPercent *int64 `json:"debt_repayment_percent,omitempty"`
	// Whether what players do by themselves opens the wallet that it credits.
	GiftsOpenWallets *bool `json:"gifts_open_wallets,omitempty"`
	// How much of it a player may move, and how often.
	Limits []Limit `json:"limits,omitempty"`
	// The most that a player's wallet is filled to by what is given or exchanged. Top-ups and what is given back are never stopped by it.
	MaxBalance int64 `json:"max_balance,omitempty"`
	// Whether a player's first credit opens the wallet. What players do by themselves, such as a conversion, does not.
	OpensOnCredit *bool `json:"opens_on_credit,omitempty"`
	// What happens to a bonus that does not fit: `reject`, or `clip` to what does.
	OverMax OverMax `json:"over_max,omitempty"`
	// How often a top-up may name one `payment_ref`: `once` in the whole ledger, if it is not given, or `free`.
	PaymentRef PaymentRule `json:"payment_ref,omitempty"`
	// What it can be converted to.
	Rates []Rate `json:"rates,omitempty"`
	// What a player is given, once, before the first credit of a wallet without entries. Never before what players do by themselves.
	StartingBalance int64 `json:"starting_balance,omitempty"`
	// Whether players may give it to each other.
	Transferable *bool `json:"transferable,omitempty"`
}

// PostedTransaction: A command that was carried out.
type PostedTransaction struct {
	Actor *Actor `json:"actor,omitempty"`
	// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always positive.
	Amount int64 `json:"amount"`
	// What was moved.
	Asset string `json:"asset"`
	// What of it can be spent after it.
	Available int64 `json:"available"`
	// `true` of an allocation that goes back to the treasury.
	Back *bool `json:"back,omitempty"`
	// The owner's balance after it.
	Balance int64 `json:"balance"`
	// The operator's own wallet that stood in for the treasury's or revenue's.
	Budget *string `json:"budget,omitempty"`
	// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
	Clipped *int64 `json:"clipped,omitempty"`
	// When it was decided.
	CreatedAt string `json:"created_at"`
	// What the owner owes of the asset after it.
	Debt int64 `json:"debt"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// Its legs, the debit first; none if it was rejected.
	Entries []Entry `json:"entries"`
	// When a hold is over.
	ExpiresAt *string `json:"expires_at,omitempty"`
	// What the payer paid beside `amount`.
	Fee *int64 `json:"fee,omitempty"`
	// The business reason.
	Flow Flow `json:"flow"`
	// What of it is held after it.
	Held int64 `json:"held"`
	// The hold that was captured, released or is over.
	Hold *string `json:"hold,omitempty"`
	// Made from owner and key, so that a retry names the same transaction.
	ID string `json:"id"`
	// The key it was asked for under.
	IdempotencyKey string `json:"idempotency_key"`
	// What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
	Left *int64 `json:"left,omitempty"`
	// What the caller attached.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The least that a conversion had to give.
	MinReceive *int64 `json:"min_receive,omitempty"`
	// What a reversal does about what is no longer there, if that is not to be refused.
	OnShortfall *OnShortfall `json:"on_shortfall,omitempty"`
	// Whose command it was.
	Owner string `json:"owner"`
	// What a purchase pays.
	Pay []AssetAmount `json:"pay,omitempty"`
	// What a purchase gives.
	Receive []AssetAmount `json:"receive,omitempty"`
	// How much a conversion gave.
	Received *int64 `json:"received,omitempty"`
	// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
	Reference *string `json:"reference,omitempty"`
	// What is left of the hold, or of the transaction that is taken back.
	Remaining *int64 `json:"remaining,omitempty"`
	// The most that an order with `as_much_as` asked for; `amount` is how much moved.
	Requested *int64 `json:"requested,omitempty"`
	// `true` of a reversal that returns the fee as well.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// That transaction's flow.
	ReversedFlow *Flow `json:"reversed_flow,omitempty"`
	// The transaction that was taken back.
	Reverses *string `json:"reverses,omitempty"`
	// The share that a reversal takes back, if that was asked for instead of an amount.
	Share *string `json:"share,omitempty"`
	// What was to be taken back and was no longer there.
	Shortfall *int64 `json:"shortfall,omitempty"`
	// What a purchase is of.
	SKU *string `json:"sku,omitempty"`
	// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
	StartingBalance *bool `json:"starting_balance,omitempty"`
	Status string `json:"status"`
	// The other player, who received `amount`; the asset that a conversion gives.
	To *string `json:"to,omitempty"`
}

// Problem: A problem's body, `application/problem+json`.
type Problem struct {
	// `insufficient_funds` of a command that pays in several assets: of which.
	Asset *string `json:"asset,omitempty"`
	// `insufficient_funds`: what can be taken out.
	Available *int64 `json:"available,omitempty"`
	// `/health/ready`: every check, by name.
	Checks map[string]Check `json:"checks,omitempty"`
	// The stable name to program against.
	Code ProblemCode `json:"code"`
	// `rate_cycle`: the assets along the circle; the first comes again as the last.
	Cycle []string `json:"cycle,omitempty"`
	// What happened, and what to do.
	Detail string `json:"detail"`
	// The same as `detail`.
	Error string `json:"error"`
	// `balance_limit_exceeded`, `ceiling_exceeded`: what would still fit.
	Headroom *int64 `json:"headroom,omitempty"`
	// Of a batch that stands or falls together: the position of the command that spoiled it, from 0.
	Index *int64 `json:"index,omitempty"`
	// `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
	Limit *int64 `json:"limit,omitempty"`
	// `insufficient_funds` of another player than the command's owner: whose wallet.
	Owner *string `json:"owner,omitempty"`
	// `batch_refused`: the problem of the command at `index`.
	Refusal *Problem `json:"refusal,omitempty"`
	// `capture_exceeds_hold`, `reversal_exceeds_original`: what is left.
	Remaining *int64 `json:"remaining,omitempty"`
	// `insufficient_funds`, `cap_exceeded`, `approval_required`: what was asked for.
	Required *int64 `json:"required,omitempty"`
	// `limit_exceeded`, `cap_exceeded`: when all of it can be used again.
	ResetsAt *string `json:"resets_at,omitempty"`
	// `rate_limited`: in how many seconds the same would be let through.
	RetryAfter *int64 `json:"retry_after,omitempty"`
	// How to get another try, where there is one.
	RetryWith *RetryWith `json:"retry_with,omitempty"`
	// The HTTP status.
	Status int64 `json:"status"`
	// `share_not_whole`: what is taken back is a multiple of this.
	Step *int64 `json:"step,omitempty"`
	// What it means in general.
	Title string `json:"title"`
	// `payment_ref_used`: the transaction that credited the payment.
	Transaction *string `json:"transaction,omitempty"`
	// `urn:wallet:problem:` and the code.
	Type string `json:"type"`
	// `limit_exceeded`, `cap_exceeded`: what of it is used.
	Used *int64 `json:"used,omitempty"`
	// `version_mismatch`: the version that the wallet has.
	Version *int64 `json:"version,omitempty"`
	// `rate_below_minimum`: what the conversion would come to.
	WouldReceive *int64 `json:"would_receive,omitempty"`
}

// ProblemCode: The stable name of a problem. A later version may have more.
type ProblemCode string

// The values of ProblemCode.
const (
	ProblemCodeMalformedBody ProblemCode = "malformed_body"
	ProblemCodeMalformedQuery ProblemCode = "malformed_query"
	ProblemCodeInvalidAmount ProblemCode = "invalid_amount"
	ProblemCodeInvalidAsset ProblemCode = "invalid_asset"
	ProblemCodeInvalidOwner ProblemCode = "invalid_owner"
	ProblemCodeInvalidFlow ProblemCode = "invalid_flow"
	ProblemCodeInvalidName ProblemCode = "invalid_name"
	ProblemCodeInvalidDescription ProblemCode = "invalid_description"
	ProblemCodeInvalidReference ProblemCode = "invalid_reference"
	ProblemCodeInvalidMetadata ProblemCode = "invalid_metadata"
	ProblemCodeMissingIdempotencyKey ProblemCode = "missing_idempotency_key"
	ProblemCodeInvalidIdempotencyKey ProblemCode = "invalid_idempotency_key"
	ProblemCodeTooManyCommands ProblemCode = "too_many_commands"
	ProblemCodeTooManyWallets ProblemCode = "too_many_wallets"
	ProblemCodeInvalidLimit ProblemCode = "invalid_limit"
	ProblemCodeInvalidEventType ProblemCode = "invalid_event_type"
	ProblemCodeInvalidCursor ProblemCode = "invalid_cursor"
	ProblemCodeInvalidURL ProblemCode = "invalid_url"
	ProblemCodeForbiddenAddress ProblemCode = "forbidden_address"
	ProblemCodeInvalidSecret ProblemCode = "invalid_secret"
	ProblemCodeInvalidAlert ProblemCode = "invalid_alert"
	ProblemCodeInvalidExpiry ProblemCode = "invalid_expiry"
	ProblemCodeInvalidSums ProblemCode = "invalid_sums"
	ProblemCodeInvalidShare ProblemCode = "invalid_share"
	ProblemCodeInvalidPolicy ProblemCode = "invalid_policy"
	ProblemCodeRateCycle ProblemCode = "rate_cycle"
	ProblemCodeInvalidIfMatch ProblemCode = "invalid_if_match"
	ProblemCodeInvalidIfNewerThan ProblemCode = "invalid_if_newer_than"
	ProblemCodeInvalidPerson ProblemCode = "invalid_person"
	ProblemCodeInvalidKeyTerms ProblemCode = "invalid_key_terms"
	ProblemCodeTicketRequired ProblemCode = "ticket_required"
	ProblemCodeUnauthorized ProblemCode = "unauthorized"
	ProblemCodeInsufficientFunds ProblemCode = "insufficient_funds"
	ProblemCodeForbidden ProblemCode = "forbidden"
	ProblemCodeAddressNotAllowed ProblemCode = "address_not_allowed"
	ProblemCodeAssetNotAllowed ProblemCode = "asset_not_allowed"
	ProblemCodeExceedsOwnKey ProblemCode = "exceeds_own_key"
	ProblemCodeOwnApproval ProblemCode = "own_approval"
	ProblemCodeCapExceeded ProblemCode = "cap_exceeded"
	ProblemCodeApprovalRequired ProblemCode = "approval_required"
	ProblemCodeForeignOrigin ProblemCode = "foreign_origin"
	ProblemCodeRouteNotFound ProblemCode = "route_not_found"
	ProblemCodeWalletNotFound ProblemCode = "wallet_not_found"
	ProblemCodeAssetNotFound ProblemCode = "asset_not_found"
	ProblemCodeTransactionNotFound ProblemCode = "transaction_not_found"
	ProblemCodeHoldNotFound ProblemCode = "hold_not_found"
	ProblemCodePaymentNotFound ProblemCode = "payment_not_found"
	ProblemCodeWebhookNotFound ProblemCode = "webhook_not_found"
	ProblemCodeAlertNotFound ProblemCode = "alert_not_found"
	ProblemCodeApprovalNotFound ProblemCode = "approval_not_found"
	ProblemCodeKeyNotFound ProblemCode = "key_not_found"
	ProblemCodeMethodNotAllowed ProblemCode = "method_not_allowed"
	ProblemCodeRequestTimeout ProblemCode = "request_timeout"
	ProblemCodeBatchRefused ProblemCode = "batch_refused"
	ProblemCodeRequestInProgress ProblemCode = "request_in_progress"
	ProblemCodeSameWallet ProblemCode = "same_wallet"
	ProblemCodeWalletFrozen ProblemCode = "wallet_frozen"
	ProblemCodeWalletClosed ProblemCode = "wallet_closed"
	ProblemCodeWalletNotEmpty ProblemCode = "wallet_not_empty"
	ProblemCodeWalletInDebt ProblemCode = "wallet_in_debt"
	ProblemCodeNotTransferable ProblemCode = "not_transferable"
	ProblemCodePaymentRefUsed ProblemCode = "payment_ref_used"
	ProblemCodeNoRate ProblemCode = "no_rate"
	ProblemCodeConversionTooSmall ProblemCode = "conversion_too_small"
	ProblemCodeRateBelowMinimum ProblemCode = "rate_below_minimum"
	ProblemCodeLimitExceeded ProblemCode = "limit_exceeded"
	ProblemCodeCeilingExceeded ProblemCode = "ceiling_exceeded"
	ProblemCodeBalanceLimitExceeded ProblemCode = "balance_limit_exceeded"
	ProblemCodeTreasuryExhausted ProblemCode = "treasury_exhausted"
	ProblemCodeBudgetExhausted ProblemCode = "budget_exhausted"
	ProblemCodeRevenueExhausted ProblemCode = "revenue_exhausted"
	ProblemCodeHoldSettled ProblemCode = "hold_settled"
	ProblemCodeHoldExpired ProblemCode = "hold_expired"
	ProblemCodeCaptureExceedsHold ProblemCode = "capture_exceeds_hold"
	ProblemCodeNotReversible ProblemCode = "not_reversible"
	ProblemCodeAlreadyReversed ProblemCode = "already_reversed"
	ProblemCodeReversalExceedsOriginal ProblemCode = "reversal_exceeds_original"
	ProblemCodeShareNotWhole ProblemCode = "share_not_whole"
	ProblemCodeAssetExists ProblemCode = "asset_exists"
	ProblemCodeTooManyWebhooks ProblemCode = "too_many_webhooks"
	ProblemCodeTooManyAlerts ProblemCode = "too_many_alerts"
	ProblemCodeReplayRunning ProblemCode = "replay_running"
	ProblemCodeApprovalChanged ProblemCode = "approval_changed"
	ProblemCodeApprovalSettled ProblemCode = "approval_settled"
	ProblemCodeApprovalExpired ProblemCode = "approval_expired"
	ProblemCodeKeyNotLive ProblemCode = "key_not_live"
	ProblemCodeVersionMismatch ProblemCode = "version_mismatch"
	ProblemCodeAssetChanged ProblemCode = "asset_changed"
	ProblemCodeBodyTooLarge ProblemCode = "body_too_large"
	ProblemCodeUnsupportedMediaType ProblemCode = "unsupported_media_type"
	ProblemCodeMisdirectedRequest ProblemCode = "misdirected_request"
	ProblemCodeIdempotencyKeyReused ProblemCode = "idempotency_key_reused"
	ProblemCodeRateLimited ProblemCode = "rate_limited"
	ProblemCodeInternalError ProblemCode = "internal_error"
	ProblemCodeOverloaded ProblemCode = "overloaded"
	ProblemCodeOutcomeUnknown ProblemCode = "outcome_unknown"
	ProblemCodeStoreUnavailable ProblemCode = "store_unavailable"
	ProblemCodeWritesStopped ProblemCode = "writes_stopped"
)

// PurchaseCommand: A command of a batch: `purchase`, under its own key.
type PurchaseCommand struct {
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who buys.
	Owner string `json:"owner"`
	// What is paid, to revenue.
	Pay []AssetAmount `json:"pay"`
	// What is received, from the treasury. Each asset is paid or received, and named once.
	Receive []AssetAmount `json:"receive,omitempty"`
	// What is bought.
	SKU string `json:"sku,omitempty"`
}

// PurchaseRequest: `POST /v1/purchases`: several assets paid, and several received, at once or not at all.
type PurchaseRequest struct {
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who buys.
	Owner string `json:"owner"`
	// What is paid, to revenue.
	Pay []AssetAmount `json:"pay"`
	// What is received, from the treasury. Each asset is paid or received, and named once.
	Receive []AssetAmount `json:"receive,omitempty"`
	// What is bought.
	SKU string `json:"sku,omitempty"`
}

// PutAlertRequest: `PUT /v1/alerts/{id}`: a line, and whose balance of which asset crosses it.
type PutAlertRequest struct {
	// It is told when the balance rises above this from this or less.
	Above *int64 `json:"above,omitempty"`
	// Whether it watches every player's.
	All *bool `json:"all,omitempty"`
	// Of which asset.
	Asset string `json:"asset"`
	// It is told when the balance falls below this from this or more, in minor units. Either this or `above`.
	Below int64 `json:"below,omitempty"`
	// Whose balance. Either this or `all`.
	Owner string `json:"owner,omitempty"`
}

// QueryWalletsAnswer: The wallets of many owners, as of one moment.
type QueryWalletsAnswer struct {
	// There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over several of them went on. Ask again to have one moment.
	Approximate *bool `json:"approximate,omitempty"`
	// In the order in which they were asked for, each once.
	Data []OwnerWallets `json:"data"`
}

// QueryWalletsRequest: `POST /v1/wallets/query`: whose wallets.
type QueryWalletsRequest struct {
	// 1 to 1,000 owners; who is named twice is answered once.
	Owners []string `json:"owners"`
}

// Rate: So many minor units received for so many paid; what is received is rounded down, and no more is paid than that costs.
type Rate struct {
	// So much of the policy's asset ...
	Pay int64 `json:"pay"`
	// ... for so much of the other.
	Receive int64 `json:"receive"`
	// What is received.
	To string `json:"to"`
}

// Readiness: The answer of a service that is ready.
type Readiness struct {
	// Every check, by name.
	Checks map[string]Check `json:"checks"`
	// `ready`.
	Status string `json:"status"`
}

// ReasonRequest: `POST /v1/wallets/{owner}/{asset}/unfreeze`, `close` and `reopen`: why.
type ReasonRequest struct {
	// Why, for the list of changes.
	Reason string `json:"reason,omitempty"`
}

// RejectRequest: `POST /v1/approvals/{id}/reject`: why.
type RejectRequest struct {
	// Why, for the list of changes.
	Reason string `json:"reason,omitempty"`
}

// RejectedTransaction: A command that was refused for good: nothing moved.
type RejectedTransaction struct {
	Actor *Actor `json:"actor,omitempty"`
	// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always positive.
	Amount int64 `json:"amount"`
	// What was moved.
	Asset string `json:"asset"`
	// What of it can be spent after it; null if it was rejected.
	Available *int64 `json:"available,omitempty"`
	// `true` of an allocation that goes back to the treasury.
	Back *bool `json:"back,omitempty"`
	// The owner's balance after it; null if it was rejected.
	Balance *int64 `json:"balance,omitempty"`
	// The operator's own wallet that stood in for the treasury's or revenue's.
	Budget *string `json:"budget,omitempty"`
	// When it was decided.
	CreatedAt string `json:"created_at"`
	// What the owner owes of the asset after it; null if it was rejected.
	Debt *int64 `json:"debt,omitempty"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// Its legs, the debit first; none if it was rejected.
	Entries []Entry `json:"entries"`
	// What the payer paid beside `amount`.
	Fee *int64 `json:"fee,omitempty"`
	// The business reason.
	Flow Flow `json:"flow"`
	// What of it is held after it; null if it was rejected.
	Held *int64 `json:"held,omitempty"`
	// The hold that was captured, released or is over.
	Hold *string `json:"hold,omitempty"`
	// Made from owner and key, so that a retry names the same transaction.
	ID string `json:"id"`
	// The key it was asked for under.
	IdempotencyKey string `json:"idempotency_key"`
	// What the caller attached.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The least that a conversion had to give.
	MinReceive *int64 `json:"min_receive,omitempty"`
	// What a reversal does about what is no longer there, if that is not to be refused.
	OnShortfall *OnShortfall `json:"on_shortfall,omitempty"`
	// Whose command it was.
	Owner string `json:"owner"`
	// What a purchase pays.
	Pay []AssetAmount `json:"pay,omitempty"`
	// Why it was rejected; absent if it was posted.
	Problem Problem `json:"problem"`
	// What a purchase gives.
	Receive []AssetAmount `json:"receive,omitempty"`
	// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
	Reference *string `json:"reference,omitempty"`
	// The most that an order with `as_much_as` asked for; `amount` is how much moved.
	Requested *int64 `json:"requested,omitempty"`
	// `true` of a reversal that returns the fee as well.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// That transaction's flow.
	ReversedFlow *Flow `json:"reversed_flow,omitempty"`
	// The transaction that was taken back.
	Reverses *string `json:"reverses,omitempty"`
	// The share that a reversal takes back, if that was asked for instead of an amount.
	Share *string `json:"share,omitempty"`
	// What a purchase is of.
	SKU *string `json:"sku,omitempty"`
	Status string `json:"status"`
	// The other player, who received `amount`; the asset that a conversion gives.
	To *string `json:"to,omitempty"`
}

// ReleaseCommand: A command of a batch: `release`, under its own key.
type ReleaseCommand struct {
	// Why, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// The id of the earlier transaction.
	Hold string `json:"hold"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
}

// ReleaseRequest: `POST /v1/holds/{id}/release`: what a hold has left is the player's to spend again.
type ReleaseRequest struct {
	// Why, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The caller's own handle.
	Reference string `json:"reference,omitempty"`
}

// ReplayWebhookRequest: `POST /v1/webhooks/{id}/replay`: the part of the feed to deliver once more.
type ReplayWebhookRequest struct {
	// The id of the first event, or of a delivery of it or a gap; `0.0` is the beginning.
	From string `json:"from"`
	// The id of the last event, or of a delivery of it; the latest one if it is not given.
	To string `json:"to,omitempty"`
}

// RetryWith: How a caller gets another try at what was refused.
type RetryWith string

// The values of RetryWith.
const (
	RetryWithSameKey RetryWith = "same_key"
	RetryWithNewKey RetryWith = "new_key"
)

// ReversalCommand: A command of a batch: `reversal`, under its own key.
type ReversalCommand struct {
	// Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was paid. All that is left of it if neither this nor `share` is given.
	Amount int64 `json:"amount,omitempty"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
	OnShortfall OnShortfall `json:"on_shortfall,omitempty"`
	// Why it is taken back.
	Reason string `json:"reason,omitempty"`
	// Whether the fee that was paid beside it is returned as well, or the same share of that.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// The id of the earlier transaction.
	Reverses string `json:"reverses"`
	// Instead of `amount`, the share of all that there was, such as two of five items.
	Share string `json:"share,omitempty"`
}

// ReversalList: What was taken back of a transaction.
type ReversalList struct {
	// Its reversals, refused ones too, in the order of their times: the first 1,000.
	Data []Transaction `json:"data"`
	// How much of it is left to take back.
	Remaining int64 `json:"remaining"`
	// How much of it in all, in minor units.
	Reversed int64 `json:"reversed"`
}

// ReversalRequest: `POST /v1/transactions/{id}/reversals`: a transaction that is taken back, in full or in part.
type ReversalRequest struct {
	// Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was paid. All that is left of it if neither this nor `share` is given.
	Amount int64 `json:"amount,omitempty"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
	OnShortfall OnShortfall `json:"on_shortfall,omitempty"`
	// Why it is taken back.
	Reason string `json:"reason,omitempty"`
	// Whether the fee that was paid beside it is returned as well, or the same share of that.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// Instead of `amount`, the share of all that there was, such as two of five items.
	Share string `json:"share,omitempty"`
}

// Role: What a key's holder does, in the place of scopes.
type Role string

// The values of Role.
const (
	RoleSupport Role = "support"
	RoleEconomist Role = "economist"
	RoleOperator Role = "operator"
	RoleApprover Role = "approver"
)

// RotateKeyRequest: `POST /v1/keys/{id}/rotate`: what becomes of the secret before.
type RotateKeyRequest struct {
	// For how many seconds it is good yet; 0 if it is not given: it is turned away at once.
	GraceS *int64 `json:"grace_s,omitempty"`
}

// RotateSecretRequest: `POST /v1/webhooks/{id}/rotate`: what signs from now on. The secret before signs, too, for 24 hours.
type RotateSecretRequest struct {
	// `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
	Secret string `json:"secret,omitempty"`
}

// Scope: What a key allows.
type Scope string

// The values of Scope.
const (
	ScopeRead Scope = "read"
	ScopeSpend Scope = "spend"
	ScopeGrant Scope = "grant"
	ScopeOperate Scope = "operate"
	ScopeEvents Scope = "events"
	ScopeWebhooks Scope = "webhooks"
	ScopeAnalytics Scope = "analytics"
	ScopeKeys Scope = "keys"
	ScopeApprove Scope = "approve"
	ScopeSupport Scope = "support"
)

// SnapshotAsOf: Of which moment figures are.
type SnapshotAsOf struct {
	// The time.
	At string `json:"at"`
	// The latest event that had a place in the feed, or one of the same commit: all up to it are counted.
	Event string `json:"event"`
}

// SnapshotCheck: Whether the figures add up to the ledger.
type SnapshotCheck struct {
	// Whether both are the same. Only a ledger on several machines may answer false, as they do not answer as of one moment.
	Equal bool `json:"equal"`
	// What players' wallets hold together.
	HoldingsMinor int64 `json:"holdings_minor"`
	// What players hold by all other wallets, since all wallets sum to zero.
	LedgerMinor int64 `json:"ledger_minor"`
}

// SpendCommand: A command of a batch: `spend`, under its own key.
type SpendCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not given.
	AsMuchAs *bool `json:"as_much_as,omitempty"`
	// With which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who pays.
	Owner string `json:"owner"`
	// The operator's own wallet that it is paid to instead of revenue.
	Sink string `json:"sink,omitempty"`
}

// SpendRequest: `POST /v1/spends`: what a player buys in the application.
type SpendRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not given.
	AsMuchAs *bool `json:"as_much_as,omitempty"`
	// With which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who pays.
	Owner string `json:"owner"`
	// The operator's own wallet that it is paid to instead of revenue.
	Sink string `json:"sink,omitempty"`
}

// Statement: A wallet's statement. Its entries are sent as they are read.
type Statement struct {
	// Of which asset.
	Asset string `json:"asset"`
	// What it held after the last.
	ClosingBalance int64 `json:"closing_balance"`
	// The entries, the oldest first.
	Entries []WalletEntry `json:"entries"`
	// From when on; null from the first entry on.
	From *string `json:"from,omitempty"`
	// What it held before the first entry, in minor units.
	OpeningBalance int64 `json:"opening_balance"`
	// Whose it is.
	Owner string `json:"owner"`
	// Until when; null until the moment at which it was asked for.
	To *string `json:"to,omitempty"`
}

// StatementFormat: The form of a statement.
type StatementFormat string

// The values of StatementFormat.
const (
	StatementFormatJson StatementFormat = "json"
	StatementFormatCsv StatementFormat = "csv"
)

// SupplyAnswer: What players hold, by day.
type SupplyAnswer struct {
	// How far the figures are.
	AsOf AsOf `json:"as_of"`
	// Of which asset.
	Asset string `json:"asset"`
	// Whether they add up to the ledger.
	Check AnalyticsCheck `json:"check"`
	// The days.
	Days []SupplyDay `json:"days"`
	// The time zone of the days.
	Zone string `json:"zone"`
}

// SupplyDay: What players held at the end of a day.
type SupplyDay struct {
	// The day.
	Day string `json:"day"`
	// Whether its figures never change again.
	Final bool `json:"final"`
	// Credited to players on the day, in minor units.
	In int64 `json:"in"`
	// What was minted until then.
	Minted int64 `json:"minted"`
	// The first without the second.
	Net int64 `json:"net"`
	// Debited from players on the day.
	Out int64 `json:"out"`
	// What revenue holds then.
	Revenue int64 `json:"revenue"`
	// What players hold at its end.
	Supply int64 `json:"supply"`
	// What the treasury holds then.
	Treasury int64 `json:"treasury"`
}

// TopHolder: One of the largest holders.
type TopHolder struct {
	// What the wallet holds, in minor units.
	Balance int64 `json:"balance"`
	// What the owner owes of the asset.
	Debt int64 `json:"debt"`
	// What of that its open holds keep.
	Held int64 `json:"held"`
	Owner string `json:"owner"`
	// How many percent of what all players hold.
	SharePercent float64 `json:"share_percent"`
}

// TopHolders: The largest holders of an asset.
type TopHolders struct {
	AsOf *SnapshotAsOf `json:"as_of,omitempty"`
	// Which asset.
	Asset string `json:"asset"`
	// The largest first; of equal ones by name.
	Items []TopHolder `json:"items"`
	// The zone of the days.
	Zone string `json:"zone"`
}

// TopUpCommand: A command of a batch: `top_up`, under its own key.
type TopUpCommand struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// The business reason.
	Flow string `json:"flow"`
	// A new one for each thing to be done, the same one for each retry of it.
	IdempotencyKey string `json:"idempotency_key"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who receives.
	Owner string `json:"owner"`
	// The payment that it was bought with.
	PaymentRef string `json:"payment_ref,omitempty"`
}

// TopUpRequest: `POST /v1/top-ups`: credits that a player bought with real money, paid elsewhere.
type TopUpRequest struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// What it is for, for people.
	Description string `json:"description,omitempty"`
	// Anything else: at most 4 KiB and 8 levels deep.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Who receives.
	Owner string `json:"owner"`
	// The payment that it was bought with.
	PaymentRef string `json:"payment_ref,omitempty"`
}

// Transaction: The immutable record of one decided command.
type Transaction struct {
	Actor *Actor `json:"actor,omitempty"`
	// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always positive.
	Amount int64 `json:"amount"`
	// What was moved.
	Asset string `json:"asset"`
	// What of it can be spent after it.
	Available *int64 `json:"available,omitempty"`
	// `true` of an allocation that goes back to the treasury.
	Back *bool `json:"back,omitempty"`
	// The owner's balance after it.
	Balance *int64 `json:"balance,omitempty"`
	// The operator's own wallet that stood in for the treasury's or revenue's.
	Budget *string `json:"budget,omitempty"`
	// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
	Clipped *int64 `json:"clipped,omitempty"`
	// When it was decided.
	CreatedAt string `json:"created_at"`
	// What the owner owes of the asset after it.
	Debt *int64 `json:"debt,omitempty"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// Its legs, the debit first; none if it was rejected.
	Entries []Entry `json:"entries"`
	// When a hold is over.
	ExpiresAt *string `json:"expires_at,omitempty"`
	// What the payer paid beside `amount`.
	Fee *int64 `json:"fee,omitempty"`
	// The business reason.
	Flow Flow `json:"flow"`
	// What of it is held after it.
	Held *int64 `json:"held,omitempty"`
	// The hold that was captured, released or is over.
	Hold *string `json:"hold,omitempty"`
	// Made from owner and key, so that a retry names the same transaction.
	ID string `json:"id"`
	// The key it was asked for under.
	IdempotencyKey string `json:"idempotency_key"`
	// What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
	Left *int64 `json:"left,omitempty"`
	// What the caller attached.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The least that a conversion had to give.
	MinReceive *int64 `json:"min_receive,omitempty"`
	// What a reversal does about what is no longer there, if that is not to be refused.
	OnShortfall *OnShortfall `json:"on_shortfall,omitempty"`
	// Whose command it was.
	Owner string `json:"owner"`
	// What a purchase pays.
	Pay []AssetAmount `json:"pay,omitempty"`
	// What a purchase gives.
	Receive []AssetAmount `json:"receive,omitempty"`
	// How much a conversion gave.
	Received *int64 `json:"received,omitempty"`
	// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
	Reference *string `json:"reference,omitempty"`
	// What is left of the hold, or of the transaction that is taken back.
	Remaining *int64 `json:"remaining,omitempty"`
	// The most that an order with `as_much_as` asked for; `amount` is how much moved.
	Requested *int64 `json:"requested,omitempty"`
	// `true` of a reversal that returns the fee as well.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// That transaction's flow.
	ReversedFlow *Flow `json:"reversed_flow,omitempty"`
	// The transaction that was taken back.
	Reverses *string `json:"reverses,omitempty"`
	// The share that a reversal takes back, if that was asked for instead of an amount.
	Share *string `json:"share,omitempty"`
	// What was to be taken back and was no longer there.
	Shortfall *int64 `json:"shortfall,omitempty"`
	// What a purchase is of.
	SKU *string `json:"sku,omitempty"`
	// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
	StartingBalance *bool `json:"starting_balance,omitempty"`
	Status string `json:"status"`
	// The other player, who received `amount`; the asset that a conversion gives.
	To *string `json:"to,omitempty"`
	// Why it was rejected; absent if it was posted.
	Problem *Problem `json:"problem,omitempty"`
}

// TransactionPage: A page of transactions, and the time that it is about.
type TransactionPage struct {
	// The newest first. A page may be short, or empty, and yet have a `next_cursor`.
	Data []Transaction `json:"data"`
	// From when on.
	From string `json:"from"`
	// What asks for the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
	// Down to when all was looked at: on the last page `from`.
	SearchedTo string `json:"searched_to"`
	// Until when; what was decided then is not in it.
	To string `json:"to"`
}

// TransactionStatus: Whether a transaction moved anything.
type TransactionStatus string

// The values of TransactionStatus.
const (
	TransactionStatusPosted TransactionStatus = "posted"
	TransactionStatusRejected TransactionStatus = "rejected"
)

// UsedAmount: What was used of an asset.
type UsedAmount struct {
	// Minor units.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
}

// UsedToday: What a key has used of its caps today.
type UsedToday struct {
	// How many wallets were frozen.
	Freeze int64 `json:"freeze"`
	// Of bonuses, by asset.
	Grant []UsedAmount `json:"grant"`
	// Of reversals, by asset.
	Refund []UsedAmount `json:"refund"`
	// When the day is over.
	ResetsAt string `json:"resets_at"`
}

// VelocityAnswer: How much of what players hold is spent, by day.
type VelocityAnswer struct {
	// How far the figures are.
	AsOf AsOf `json:"as_of"`
	// Of which asset.
	Asset string `json:"asset"`
	// Whether they add up to the ledger.
	Check AnalyticsCheck `json:"check"`
	// The days.
	Days []VelocityDay `json:"days"`
	// The time zone of the days.
	Zone string `json:"zone"`
}

// VelocityDay: How much was spent on a day.
type VelocityDay struct {
	// How many wallets of players moved.
	ActiveWallets int64 `json:"active_wallets"`
	// The day.
	Day string `json:"day"`
	// Whether its figures never change again.
	Final bool `json:"final"`
	// What players spent, in minor units: spends, captures, and the prices of purchases.
	Spent int64 `json:"spent"`
	// What they hold at its end.
	Supply int64 `json:"supply"`
	// The first by the second; null if they hold nothing.
	Velocity *float64 `json:"velocity,omitempty"`
}

// Verification: A verification as it was recorded.
type Verification struct {
	// How many places it found where an invariant does not hold.
	Findings int64 `json:"findings"`
	// When it ended.
	FinishedAt string `json:"finished_at"`
	// Whether every invariant held.
	Ok bool `json:"ok"`
}

// VerificationRequested: That a verification was asked for.
type VerificationRequested struct {
	Before *Verification `json:"before,omitempty"`
}

// Wallet: One owner's holding of one asset.
type Wallet struct {
	// What it holds.
	Asset string `json:"asset"`
	// What of it can be spent.
	Available int64 `json:"available"`
	// Minor units.
	Balance int64 `json:"balance"`
	// What its owner owes of the asset.
	Debt int64 `json:"debt"`
	// What of it open holds keep.
	Held int64 `json:"held"`
	// Whose it is.
	Owner string `json:"owner"`
	// How many entries it has; absent of the treasury and revenue.
	Sequence *int64 `json:"sequence,omitempty"`
	// Whether it takes part.
	Status WalletStatus `json:"status"`
	// Moves with everything that changes the wallet.
	Version int64 `json:"version"`
}

// WalletAfter: A player's wallet right after a transaction.
type WalletAfter struct {
	// Of which asset.
	Asset string `json:"asset"`
	// What of it can be spent.
	Available int64 `json:"available"`
	// What it holds.
	Balance int64 `json:"balance"`
	// What it held before, in minor units.
	BalanceBefore int64 `json:"balance_before"`
	// What its owner owes of the asset.
	Debt int64 `json:"debt"`
	// What of it is held.
	Held int64 `json:"held"`
	// Whose wallet.
	Owner string `json:"owner"`
	// The number of its entry by the transaction; absent if the transaction makes none in it.
	Sequence *int64 `json:"sequence,omitempty"`
}

// WalletEntry: An entry with what its transaction says of it.
type WalletEntry struct {
	// Minor units, signed.
	Amount int64 `json:"amount"`
	// Of which asset.
	Asset string `json:"asset"`
	// `true` of an allocation that goes back to the treasury.
	Back *bool `json:"back,omitempty"`
	// The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement alone: in a transaction it is absent, because they book several at once.
	BalanceAfter *int64 `json:"balance_after,omitempty"`
	// The operator's own wallet that stood in for the treasury's or revenue's.
	Budget *string `json:"budget,omitempty"`
	// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
	Clipped *int64 `json:"clipped,omitempty"`
	// Who is on the other side: of a credit who paid, of a debit who received.
	Counterparty *string `json:"counterparty,omitempty"`
	// When it was decided.
	CreatedAt string `json:"created_at"`
	// What it is for, for people.
	Description *string `json:"description,omitempty"`
	// Which way it goes.
	EntryType EntryType `json:"entry_type"`
	// What the payer paid beside `amount`.
	Fee *int64 `json:"fee,omitempty"`
	// That transaction's business reason.
	Flow Flow `json:"flow"`
	// The hold that was captured, released or is over.
	Hold *string `json:"hold,omitempty"`
	// What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
	Left *int64 `json:"left,omitempty"`
	// What the caller attached.
	Metadata map[string]any `json:"metadata,omitempty"`
	// The least that a conversion had to give.
	MinReceive *int64 `json:"min_receive,omitempty"`
	// What a reversal does about what is no longer there, if that is not to be refused.
	OnShortfall *OnShortfall `json:"on_shortfall,omitempty"`
	// Whose wallet it is in.
	Owner string `json:"owner"`
	// What a purchase pays.
	Pay []AssetAmount `json:"pay,omitempty"`
	// What a purchase gives.
	Receive []AssetAmount `json:"receive,omitempty"`
	// How much a conversion gave.
	Received *int64 `json:"received,omitempty"`
	// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
	Reference *string `json:"reference,omitempty"`
	// The most that an order with `as_much_as` asked for; `amount` is how much moved.
	Requested *int64 `json:"requested,omitempty"`
	// `true` of a reversal that returns the fee as well.
	ReturnFee *bool `json:"return_fee,omitempty"`
	// That transaction's flow.
	ReversedFlow *Flow `json:"reversed_flow,omitempty"`
	// The transaction that was taken back.
	Reverses *string `json:"reverses,omitempty"`
	// Its number among the wallet's entries, from 1; absent of the treasury and revenue.
	Sequence *int64 `json:"sequence,omitempty"`
	// The share that a reversal takes back, if that was asked for instead of an amount.
	Share *string `json:"share,omitempty"`
	// What a purchase is of.
	SKU *string `json:"sku,omitempty"`
	// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
	StartingBalance *bool `json:"starting_balance,omitempty"`
	// The other player, who received `amount`; the asset that a conversion gives.
	To *string `json:"to,omitempty"`
	// The transaction that it is a leg of.
	TransactionID string `json:"transaction_id"`
}

// WalletPage: A page of wallets.
type WalletPage struct {
	// By owner and asset. A page may be short, or empty, and yet have a `next_cursor`.
	Data []Wallet `json:"data"`
	// What asks for the next page; null on the last one.
	NextCursor *string `json:"next_cursor,omitempty"`
}

// WalletStatus: Whether a wallet takes part in transactions.
type WalletStatus string

// The values of WalletStatus.
const (
	WalletStatusOpen WalletStatus = "open"
	WalletStatusFrozen WalletStatus = "frozen"
	WalletStatusClosed WalletStatus = "closed"
	WalletStatusDebitsFrozen WalletStatus = "debits_frozen"
	WalletStatusCreditsFrozen WalletStatus = "credits_frozen"
)

// WalletToOpen: A wallet by its name.
type WalletToOpen struct {
	// Of which asset.
	Asset string `json:"asset"`
	// Whose; a player.
	Owner string `json:"owner"`
}

// Webhook: A webhook.
type Webhook struct {
	// When it was made.
	CreatedAt string `json:"created_at"`
	// What it is for.
	Description *string `json:"description,omitempty"`
	// Since when it is disabled, if it is.
	DisabledAt *string `json:"disabled_at,omitempty"`
	// Why it was disabled, if it is.
	DisabledReason *DisabledReason `json:"disabled_reason,omitempty"`
	// The first failure since something was delivered.
	FailingSince *string `json:"failing_since,omitempty"`
	// Its name.
	ID string `json:"id"`
	// How much of an event it is sent.
	Payload WebhookPayload `json:"payload"`
	// Until when the secret before the last rotation signs, too.
	PreviousSecretUntil *string `json:"previous_secret_until,omitempty"`
	// How far it has got, where one webhook or the list of them is asked for.
	Progress *WebhookProgress `json:"progress,omitempty"`
	// How many parked deliveries replays have made good.
	Recovered int64 `json:"recovered"`
	// What is delivered once more at the moment.
	Replay *WebhookReplay `json:"replay,omitempty"`
	// Whether it is delivered to.
	Status WebhookStatus `json:"status"`
	// The types of events that it is sent.
	Types []string `json:"types"`
	// Where deliveries go.
	URL string `json:"url"`
}

// WebhookAttempt: An attempt to deliver, or a run of attempts that all went well.
type WebhookAttempt struct {
	// When it began; of a run, the last one.
	At string `json:"at"`
	// Which attempt it was, from 1.
	Attempt int64 `json:"attempt"`
	// How many.
	Count int64 `json:"count"`
	// What went wrong, if there was none.
	Error *string `json:"error,omitempty"`
	// The `webhook-id` of the message; of several in one row, of the first.
	ID string `json:"id"`
	// The status, if there was an answer.
	Status *int64 `json:"status,omitempty"`
	// Of a run, the last one's.
	To *string `json:"to,omitempty"`
	// How long it took, in milliseconds; of a run, the slowest.
	TookMs int64 `json:"took_ms"`
	// The type of the event; of a run, the last one's.
	Type string `json:"type"`
}

// WebhookAttemptList: What was tried lately.
type WebhookAttemptList struct {
	// The latest first.
	Data []WebhookAttempt `json:"data"`
}

// WebhookList: Every webhook.
type WebhookList struct {
	// By when they were made.
	Data []Webhook `json:"data"`
}

// WebhookPayload: How much of an event a webhook is sent: all of it, or which transaction or change it is about.
type WebhookPayload string

// The values of WebhookPayload.
const (
	WebhookPayloadFull WebhookPayload = "full"
	WebhookPayloadThin WebhookPayload = "thin"
)

// WebhookProgress: How far a webhook has got.
type WebhookProgress struct {
	// How many positions of the feed are behind that.
	Behind int64 `json:"behind"`
	// How many deliveries were taken, without those of replays.
	Delivered int64 `json:"delivered"`
	// Up to this event all that it asks for is delivered or parked.
	Done string `json:"done"`
	// How many of its 16 partitions wait to try something again.
	Failing int64 `json:"failing"`
	// When the first of them does; absent while it is paused or disabled.
	NextAttemptAt *string `json:"next_attempt_at,omitempty"`
	// How many deliveries are parked, up to 1,000.
	Parked int64 `json:"parked"`
}

// WebhookReplay: A range of the feed, both ends included.
type WebhookReplay struct {
	// The first event.
	From string `json:"from"`
	// The last event.
	To string `json:"to"`
}

// WebhookStatus: Whether a webhook is delivered to: not while an operator has paused it, nor once its receiver is gone.
type WebhookStatus string

// The values of WebhookStatus.
const (
	WebhookStatusActive WebhookStatus = "active"
	WebhookStatusPaused WebhookStatus = "paused"
	WebhookStatusDisabled WebhookStatus = "disabled"
)

// WebhookWithSecret: A webhook, and what signs its deliveries: told this once.
type WebhookWithSecret struct {
	// The secret: `whsec_` and base64. Keep it where the receiver finds it.
	Secret string `json:"secret"`
	// The webhook.
	Webhook Webhook `json:"webhook"`
}

// CodeNoProblem is the code of an answer that is none of the service: a proxy's page, a redirect.
const CodeNoProblem = "no_problem"
