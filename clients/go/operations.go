// Code generated from the OpenAPI document by `cargo xtask clients`; DO NOT EDIT.

package wallet

import "context"

// ListHoldsQuery is the query of ListHolds.
type ListHoldsQuery struct {
	// How many holds at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before.
	Cursor string `json:"cursor,omitempty"`
}

// GetOriginalBalanceQuery is the query of GetOriginalBalance.
type GetOriginalBalanceQuery struct {
	// Of this asset alone; of all if it is empty.
	Asset string `json:"asset,omitempty"`
}

// SearchWalletsQuery is the query of SearchWallets.
type SearchWalletsQuery struct {
	// Of which asset.
	Asset string `json:"asset,omitempty"`
	// With what the owner's name begins.
	Prefix string `json:"prefix,omitempty"`
	// With a balance of at least that, in minor units.
	MinBalance int64 `json:"min_balance,omitempty"`
	// With a balance of at most that.
	MaxBalance int64 `json:"max_balance,omitempty"`
	// In which state.
	Status WalletStatus `json:"status,omitempty"`
	// Whether the owner owes something of the asset.
	InDebt *bool `json:"in_debt,omitempty"`
	// How many at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before.
	Cursor string `json:"cursor,omitempty"`
}

// ListEntriesQuery is the query of ListEntries.
type ListEntriesQuery struct {
	// How many entries at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before, with the same filters.
	Cursor string `json:"cursor,omitempty"`
	// Of which flow.
	Flow Flow `json:"flow,omitempty"`
	// From when on, RFC 3339, or a date, which is its first moment in UTC: what was decided then is among them.
	From string `json:"from,omitempty"`
	// Until when: what was decided then is not.
	To string `json:"to,omitempty"`
	// Of how much at least, whichever way it went.
	MinAmount int64 `json:"min_amount,omitempty"`
	// Of how much at most.
	MaxAmount int64 `json:"max_amount,omitempty"`
	// With which reference: a top-up's payment_ref, a bonus's reason.
	Reference string `json:"reference,omitempty"`
	// With which member at the top of the metadata, `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"` in quotes and anything else is a text.
	Metadata string `json:"metadata,omitempty"`
	// `desc`, the newest first, which it is if it is not given, or `asc`.
	Order EntryOrder `json:"order,omitempty"`
}

// GetBalanceQuery is the query of GetBalance.
type GetBalanceQuery struct {
	// RFC 3339, or a date, which is its first moment in UTC: with what was decided in that very microsecond.
	At string `json:"at"`
}

// GetStatementQuery is the query of GetStatement.
type GetStatementQuery struct {
	// From when on, RFC 3339 or a date; from the wallet's first entry on if it is not given.
	From string `json:"from,omitempty"`
	// Until when: what was decided then is not in it; until now if it is not given.
	To string `json:"to,omitempty"`
}

// SearchTransactionsQuery is the query of SearchTransactions.
type SearchTransactionsQuery struct {
	// Whose command it was, or whose wallets or debt it moved: what a player gave is its receiver's, too. With `idempotency_key`: whose command it was, `system:treasury` for a mint.
	Owner string `json:"owner,omitempty"`
	// The key it was asked for under: with `owner` alone, for the one transaction.
	IdempotencyKey string `json:"idempotency_key,omitempty"`
	// Of which flow.
	Flow Flow `json:"flow,omitempty"`
	// Posted or rejected.
	Status TransactionStatus `json:"status,omitempty"`
	// Of which asset.
	Asset string `json:"asset,omitempty"`
	// From when on, RFC 3339, or a date, which is its first moment in UTC; 31 days before `to` if it is not given. With `payment_ref` alone: from the beginning.
	From string `json:"from,omitempty"`
	// Until when: what was decided then is not among them; now if it is not given. At most 366 days after `from`.
	To string `json:"to,omitempty"`
	// Of how much at least.
	MinAmount int64 `json:"min_amount,omitempty"`
	// Of how much at most.
	MaxAmount int64 `json:"max_amount,omitempty"`
	// With which reference: a top-up's payment_ref, a bonus's reason.
	Reference string `json:"reference,omitempty"`
	// Which payment it credited: posted top-ups, found at once.
	PaymentRef string `json:"payment_ref,omitempty"`
	// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
	Actor string `json:"actor,omitempty"`
	// How many at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before.
	Cursor string `json:"cursor,omitempty"`
	// With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"` in quotes and anything else is a text. A name that has `=` is asked for as `metadata.<name>=<value>`.
	Metadata []string `json:"metadata,omitempty"`
}

// ExportTransactionsQuery is the query of ExportTransactions.
type ExportTransactionsQuery struct {
	// `jsonl`, an object a line, which it is if it is not given, or `csv`.
	Format ExportFormat `json:"format,omitempty"`
	// Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too.
	After string `json:"after,omitempty"`
	// Whose command it was, or whose wallets or debt it moved.
	Owner string `json:"owner,omitempty"`
	// Of which flow.
	Flow Flow `json:"flow,omitempty"`
	// Posted or rejected.
	Status TransactionStatus `json:"status,omitempty"`
	// Of which asset.
	Asset string `json:"asset,omitempty"`
	// From when on, RFC 3339, or a date, which is its first moment in UTC.
	From string `json:"from,omitempty"`
	// Until when: what was decided then is not among them.
	To string `json:"to,omitempty"`
	// Of how much at least.
	MinAmount int64 `json:"min_amount,omitempty"`
	// Of how much at most.
	MaxAmount int64 `json:"max_amount,omitempty"`
	// With which reference: a top-up's payment_ref, a bonus's reason.
	Reference string `json:"reference,omitempty"`
	// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
	Actor string `json:"actor,omitempty"`
	// With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"` in quotes and anything else is a text. A name that has `=` is asked for as `metadata.<name>=<value>`.
	Metadata []string `json:"metadata,omitempty"`
}

// ExportEntriesQuery is the query of ExportEntries.
type ExportEntriesQuery struct {
	// `jsonl`, an object a line, which it is if it is not given, or `csv`.
	Format ExportFormat `json:"format,omitempty"`
	// Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too.
	After string `json:"after,omitempty"`
	// Of whose wallets.
	Owner string `json:"owner,omitempty"`
	// Of which asset.
	Asset string `json:"asset,omitempty"`
	// From when on, RFC 3339, or a date, which is its first moment in UTC.
	From string `json:"from,omitempty"`
	// Until when: what was decided then is not among them.
	To string `json:"to,omitempty"`
}

// ExportWalletsQuery is the query of ExportWallets.
type ExportWalletsQuery struct {
	// `jsonl`, an object a line, which it is if it is not given, or `csv`.
	Format ExportFormat `json:"format,omitempty"`
	// Behind which row: its `cursor`, with the same filters. From the beginning if it is not given.
	After string `json:"after,omitempty"`
	// Of which asset.
	Asset string `json:"asset,omitempty"`
	// With what the owner's name begins.
	Prefix string `json:"prefix,omitempty"`
}

// ListEventsQuery is the query of ListEvents.
type ListEventsQuery struct {
	// Behind which event: an event's `cursor`, the `next_cursor` of the page before, or `now` for the end of the feed. From the first one on if it is not given. An event's `id` does, too, but is not refused after a restore.
	After string `json:"after,omitempty"`
	// Of which types: names and prefixes with commas between, such as `spend.*,hold.expired`. All if it is not given.
	Types string `json:"types,omitempty"`
	// Those that are this owner's, or move something of this owner's.
	Owner string `json:"owner,omitempty"`
	// How many events at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// How many seconds to wait for an event if there is none: 0 to 30, and 0 if it is not given.
	WaitS *int64 `json:"wait_s,omitempty"`
}

// ListChangesQuery is the query of ListChanges.
type ListChangesQuery struct {
	// Of whose wallets.
	Owner string `json:"owner,omitempty"`
	// Of which asset, or of wallets of it.
	Asset string `json:"asset,omitempty"`
	// What one actor has done: `key` and the id of an API key, as `actor` tells it.
	Actor string `json:"actor,omitempty"`
	// What was done so.
	Action ChangeAction `json:"action,omitempty"`
	// Of which key or approval, by its id.
	Object string `json:"object,omitempty"`
	// How many changes at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before.
	Cursor string `json:"cursor,omitempty"`
}

// GetFlowsQuery is the query of GetFlows.
type GetFlowsQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
	// The first day; 27 days before the last if it is not given.
	From string `json:"from,omitempty"`
	// The last day, which is among them; today if it is not given. At most 1,100 days.
	To string `json:"to,omitempty"`
	// What rows are told apart by beside their flow; by nothing else if it is not given.
	By AnalyticsBy `json:"by,omitempty"`
}

// GetSupplyQuery is the query of GetSupply.
type GetSupplyQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
	// The first day; 27 days before the last if it is not given.
	From string `json:"from,omitempty"`
	// The last day, which is among them; today if it is not given. At most 1,100 days.
	To string `json:"to,omitempty"`
}

// GetVelocityQuery is the query of GetVelocity.
type GetVelocityQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
	// The first day; 27 days before the last if it is not given.
	From string `json:"from,omitempty"`
	// The last day, which is among them; today if it is not given. At most 1,100 days.
	To string `json:"to,omitempty"`
}

// GetDistributionQuery is the query of GetDistribution.
type GetDistributionQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
}

// GetTopHoldersQuery is the query of GetTopHolders.
type GetTopHoldersQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
	// How many at most: 1 to 100, and 100 if it is not given.
	Limit int64 `json:"limit,omitempty"`
}

// ListHolderDaysQuery is the query of ListHolderDays.
type ListHolderDaysQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
	// From which day on; 90 days up to `to` if it is not given.
	From string `json:"from,omitempty"`
	// Up to which day, which is among them; up to today if it is not given.
	To string `json:"to,omitempty"`
}

// GetDebtsQuery is the query of GetDebts.
type GetDebtsQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
}

// GetOpenHoldsQuery is the query of GetOpenHolds.
type GetOpenHoldsQuery struct {
	// Of which asset.
	Asset string `json:"asset"`
}

// ListNotesQuery is the query of ListNotes.
type ListNotesQuery struct {
	// How many notes at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before.
	Cursor string `json:"cursor,omitempty"`
}

// ListWebhookDeliveriesQuery is the query of ListWebhookDeliveries.
type ListWebhookDeliveriesQuery struct {
	// How many at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
}

// ListParkedDeliveriesQuery is the query of ListParkedDeliveries.
type ListParkedDeliveriesQuery struct {
	// How many at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
	// The `next_cursor` of the page before.
	Cursor string `json:"cursor,omitempty"`
}

// ListApprovalsQuery is the query of ListApprovals.
type ListApprovalsQuery struct {
	// Those that stand so; `pending` leaves out those whose time is over.
	Status ApprovalStatus `json:"status,omitempty"`
	// How many at most: 1 to 200, and 50 if it is not given.
	Limit int64 `json:"limit,omitempty"`
}

var (
	opCreateTopUp = operation{method: "POST", path: "/v1/top-ups", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateBonus = operation{method: "POST", path: "/v1/bonuses", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateSpend = operation{method: "POST", path: "/v1/spends", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreatePurchase = operation{method: "POST", path: "/v1/purchases", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateConversion = operation{method: "POST", path: "/v1/conversions", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateGift = operation{method: "POST", path: "/v1/gifts", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateHold = operation{method: "POST", path: "/v1/holds", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateMint = operation{method: "POST", path: "/v1/mints", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCreateAllocation = operation{method: "POST", path: "/v1/allocations", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opCaptureHold = operation{method: "POST", path: "/v1/holds/{id}/capture", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opReleaseHold = operation{method: "POST", path: "/v1/holds/{id}/release", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opListReversals = operation{method: "GET", path: "/v1/transactions/{id}/reversals", repeatable: true, answer: answersJSON}
	opCreateReversal = operation{method: "POST", path: "/v1/transactions/{id}/reversals", key: "Idempotency-Key", repeatable: true, answer: answersJSON}
	opGetHold = operation{method: "GET", path: "/v1/holds/{id}", repeatable: true, answer: answersJSON}
	opListHolds = operation{method: "GET", path: "/v1/wallets/{owner}/{asset}/holds", repeatable: true, answer: answersJSON}
	opOriginalTopUp = operation{method: "POST", path: "/wallet/topup", key: "X-Idempotency-Key", repeatable: true, answer: answersJSON}
	opOriginalBonus = operation{method: "POST", path: "/wallet/bonus", key: "X-Idempotency-Key", repeatable: true, answer: answersJSON}
	opOriginalSpend = operation{method: "POST", path: "/wallet/spend", key: "X-Idempotency-Key", repeatable: true, answer: answersJSON}
	opGetOriginalBalance = operation{method: "GET", path: "/wallet/balance/{userId}", repeatable: true, answer: answersJSON}
	opExecuteBatch = operation{method: "POST", path: "/v1/batches", repeatable: true, answer: answersJSON}
	opSearchWallets = operation{method: "GET", path: "/v1/wallets", repeatable: true, answer: answersJSON}
	opOpenWallets = operation{method: "POST", path: "/v1/wallets", repeatable: true, answer: answersJSON}
	opQueryWallets = operation{method: "POST", path: "/v1/wallets/query", repeatable: true, answer: answersJSON}
	opFreezeWallets = operation{method: "POST", path: "/v1/wallets/{owner}/freeze", repeatable: true, answer: answersJSON}
	opUnfreezeWallets = operation{method: "POST", path: "/v1/wallets/{owner}/unfreeze", repeatable: true, answer: answersJSON}
	opCloseWallets = operation{method: "POST", path: "/v1/wallets/{owner}/close", repeatable: true, answer: answersJSON}
	opReopenWallets = operation{method: "POST", path: "/v1/wallets/{owner}/reopen", repeatable: true, answer: answersJSON}
	opFreezeWallet = operation{method: "POST", path: "/v1/wallets/{owner}/{asset}/freeze", repeatable: true, answer: answersJSON}
	opUnfreezeWallet = operation{method: "POST", path: "/v1/wallets/{owner}/{asset}/unfreeze", repeatable: true, answer: answersJSON}
	opCloseWallet = operation{method: "POST", path: "/v1/wallets/{owner}/{asset}/close", repeatable: true, answer: answersJSON}
	opReopenWallet = operation{method: "POST", path: "/v1/wallets/{owner}/{asset}/reopen", repeatable: true, answer: answersJSON}
	opListWallets = operation{method: "GET", path: "/v1/wallets/{owner}", repeatable: true, answer: answersJSON}
	opGetWallet = operation{method: "GET", path: "/v1/wallets/{owner}/{asset}", repeatable: true, answer: answersJSON}
	opOpenWallet = operation{method: "PUT", path: "/v1/wallets/{owner}/{asset}", repeatable: true, answer: answersJSON}
	opListEntries = operation{method: "GET", path: "/v1/wallets/{owner}/{asset}/entries", repeatable: true, answer: answersJSON}
	opGetBalance = operation{method: "GET", path: "/v1/wallets/{owner}/{asset}/balance", repeatable: true, answer: answersJSON}
	opGetStatement = operation{method: "GET", path: "/v1/wallets/{owner}/{asset}/statement", repeatable: true, answer: answersJSON}
	opSearchTransactions = operation{method: "GET", path: "/v1/transactions", repeatable: true, answer: answersJSON}
	opGetTransaction = operation{method: "GET", path: "/v1/transactions/{id}", repeatable: true, answer: answersJSON}
	opGetPayment = operation{method: "GET", path: "/v1/payments/{payment_ref}", repeatable: true, answer: answersJSON}
	opExportTransactions = operation{method: "GET", path: "/v1/exports/transactions", repeatable: true, answer: answersText}
	opExportEntries = operation{method: "GET", path: "/v1/exports/entries", repeatable: true, answer: answersText}
	opExportWallets = operation{method: "GET", path: "/v1/exports/wallets", repeatable: true, answer: answersText}
	opListAssets = operation{method: "GET", path: "/v1/assets", repeatable: true, answer: answersJSON}
	opCreateAsset = operation{method: "POST", path: "/v1/assets", repeatable: true, answer: answersJSON}
	opGetAsset = operation{method: "GET", path: "/v1/assets/{code}", repeatable: true, answer: answersJSON}
	opChangeAsset = operation{method: "PATCH", path: "/v1/assets/{code}", repeatable: true, answer: answersJSON}
	opListEvents = operation{method: "GET", path: "/v1/events", repeatable: true, answer: answersJSON}
	opListChanges = operation{method: "GET", path: "/v1/changes", repeatable: true, answer: answersJSON}
	opGetAudit = operation{method: "GET", path: "/v1/audit", repeatable: true, answer: answersJSON}
	opRequestVerification = operation{method: "POST", path: "/v1/verifications", repeatable: true, answer: answersJSON}
	opGetFlows = operation{method: "GET", path: "/v1/analytics/flows", repeatable: true, answer: answersJSON}
	opGetSupply = operation{method: "GET", path: "/v1/analytics/supply", repeatable: true, answer: answersJSON}
	opGetVelocity = operation{method: "GET", path: "/v1/analytics/velocity", repeatable: true, answer: answersJSON}
	opGetDistribution = operation{method: "GET", path: "/v1/analytics/distribution", repeatable: true, answer: answersJSON}
	opGetTopHolders = operation{method: "GET", path: "/v1/analytics/top", repeatable: true, answer: answersJSON}
	opListHolderDays = operation{method: "GET", path: "/v1/analytics/holders", repeatable: true, answer: answersJSON}
	opGetDebts = operation{method: "GET", path: "/v1/analytics/debts", repeatable: true, answer: answersJSON}
	opGetOpenHolds = operation{method: "GET", path: "/v1/analytics/holds", repeatable: true, answer: answersJSON}
	opListNotes = operation{method: "GET", path: "/v1/owners/{owner}/notes", repeatable: true, answer: answersJSON}
	opCreateNote = operation{method: "POST", path: "/v1/owners/{owner}/notes", repeatable: true, answer: answersJSON}
	opListWebhooks = operation{method: "GET", path: "/v1/webhooks", repeatable: true, answer: answersJSON}
	opCreateWebhook = operation{method: "POST", path: "/v1/webhooks", answer: answersJSON}
	opGetWebhook = operation{method: "GET", path: "/v1/webhooks/{id}", repeatable: true, answer: answersJSON}
	opChangeWebhook = operation{method: "PATCH", path: "/v1/webhooks/{id}", repeatable: true, answer: answersJSON}
	opDeleteWebhook = operation{method: "DELETE", path: "/v1/webhooks/{id}", repeatable: true, answer: answersJSON}
	opRotateWebhookSecret = operation{method: "POST", path: "/v1/webhooks/{id}/rotate", answer: answersJSON}
	opPingWebhook = operation{method: "POST", path: "/v1/webhooks/{id}/ping", answer: answersJSON}
	opReplayWebhook = operation{method: "POST", path: "/v1/webhooks/{id}/replay", answer: answersJSON}
	opStopWebhookReplay = operation{method: "DELETE", path: "/v1/webhooks/{id}/replay", repeatable: true, answer: answersJSON}
	opListWebhookDeliveries = operation{method: "GET", path: "/v1/webhooks/{id}/deliveries", repeatable: true, answer: answersJSON}
	opListParkedDeliveries = operation{method: "GET", path: "/v1/webhooks/{id}/parked", repeatable: true, answer: answersJSON}
	opGetAlert = operation{method: "GET", path: "/v1/alerts/{id}", repeatable: true, answer: answersJSON}
	opPutAlert = operation{method: "PUT", path: "/v1/alerts/{id}", repeatable: true, answer: answersJSON}
	opDeleteAlert = operation{method: "DELETE", path: "/v1/alerts/{id}", repeatable: true, answer: answersJSON}
	opListAlerts = operation{method: "GET", path: "/v1/alerts", repeatable: true, answer: answersJSON}
	opGetOwnKey = operation{method: "GET", path: "/v1/keys/self", repeatable: true, answer: answersJSON}
	opListKeys = operation{method: "GET", path: "/v1/keys", repeatable: true, answer: answersJSON}
	opCreateKey = operation{method: "POST", path: "/v1/keys", repeatable: true, answer: answersJSON}
	opRotateKey = operation{method: "POST", path: "/v1/keys/{id}/rotate", repeatable: true, answer: answersJSON}
	opRevokeKey = operation{method: "POST", path: "/v1/keys/{id}/revoke", repeatable: true, answer: answersJSON}
	opListApprovals = operation{method: "GET", path: "/v1/approvals", repeatable: true, answer: answersJSON}
	opCreateApproval = operation{method: "POST", path: "/v1/approvals", repeatable: true, answer: answersJSON}
	opGetApproval = operation{method: "GET", path: "/v1/approvals/{id}", repeatable: true, answer: answersJSON}
	opApproveCommand = operation{method: "POST", path: "/v1/approvals/{id}/approve", repeatable: true, answer: answersJSON}
	opRejectCommand = operation{method: "POST", path: "/v1/approvals/{id}/reject", repeatable: true, answer: answersJSON}
	opGetHealth = operation{method: "GET", path: "/health", repeatable: true, answer: answersJSON}
	opGetLiveness = operation{method: "GET", path: "/health/live", repeatable: true, answer: answersJSON}
	opGetReadiness = operation{method: "GET", path: "/health/ready", repeatable: true, answer: answersJSON}
	opGetMetrics = operation{method: "GET", path: "/metrics", repeatable: true, answer: answersText}
	opGetDocument = operation{method: "GET", path: "/openapi.json", repeatable: true, answer: answersJSON}
)

// CreateTopUp: Credits that a player bought with real money, paid elsewhere.
func (c *Client) CreateTopUp(ctx context.Context, body TopUpRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateTopUp, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateBonus: Free credits, such as a referral's.
func (c *Client) CreateBonus(ctx context.Context, body BonusRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateBonus, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateSpend: What a player buys in the application.
func (c *Client) CreateSpend(ctx context.Context, body SpendRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateSpend, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreatePurchase: Pays in one or several assets and receives in others, all of it or nothing.
func (c *Client) CreatePurchase(ctx context.Context, body PurchaseRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreatePurchase, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateConversion: Changes one asset into another at the configured rate, rounded down.
func (c *Client) CreateConversion(ctx context.Context, body ConversionRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateConversion, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateGift: Gives credits to another player, where the asset's policy allows it.
func (c *Client) CreateGift(ctx context.Context, body GiftRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateGift, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateHold: Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise.
func (c *Client) CreateHold(ctx context.Context, body HoldRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateHold, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateMint: Supply for the treasury, by an operator.
func (c *Client) CreateMint(ctx context.Context, body MintRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateMint, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateAllocation: Funds an operator's own wallet from the treasury, or takes back what it holds.
func (c *Client) CreateAllocation(ctx context.Context, body AllocationRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateAllocation, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CaptureHold: Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left.
func (c *Client) CaptureHold(ctx context.Context, id string, body CaptureRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCaptureHold, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ReleaseHold: Lets go what a hold has left.
func (c *Client) ReleaseHold(ctx context.Context, id string, body ReleaseRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opReleaseHold, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListReversals: What was taken back of a transaction.
func (c *Client) ListReversals(ctx context.Context, id string, options ...Option) (*ReversalList, error) {
	var answer ReversalList
	if err := c.call(ctx, opListReversals, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateReversal: Takes a transaction back, in full, in part or by a share of it: what it gave is taken from whoever received it, what it cost is returned. Any number of reversals take no more than there was. A reversal is taken back once.
func (c *Client) CreateReversal(ctx context.Context, id string, body ReversalRequest, options ...Option) (*PostedTransaction, error) {
	var answer PostedTransaction
	if err := c.call(ctx, opCreateReversal, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetHold: A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their times.
func (c *Client) GetHold(ctx context.Context, id string, options ...Option) (*Hold, error) {
	var answer Hold
	if err := c.call(ctx, opGetHold, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListHolds: The open holds of a wallet, in the order in which they end. Those that are over are not among them.
func (c *Client) ListHolds(ctx context.Context, owner string, asset string, query ListHoldsQuery, options ...Option) (*HoldPage, error) {
	var answer HoldPage
	if err := c.call(ctx, opListHolds, parts{path: []string{owner, asset}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateHolds is every item of ListHolds, page after page.
func (c *Client) IterateHolds(owner string, asset string, query ListHoldsQuery, options ...Option) *Iterator[OpenHold] {
	return &Iterator[OpenHold]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]OpenHold, *string, error) {
		query.Cursor = cursor
		page, err := c.ListHolds(ctx, owner, asset, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// OriginalTopUp: The user bought credits with real money.
func (c *Client) OriginalTopUp(ctx context.Context, body OriginalTopUp, options ...Option) (*OriginalPosted, error) {
	var answer OriginalPosted
	if err := c.call(ctx, opOriginalTopUp, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// OriginalBonus: Free credits for the user.
func (c *Client) OriginalBonus(ctx context.Context, body OriginalBonus, options ...Option) (*OriginalPosted, error) {
	var answer OriginalPosted
	if err := c.call(ctx, opOriginalBonus, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// OriginalSpend: The user buys something.
func (c *Client) OriginalSpend(ctx context.Context, body OriginalSpend, options ...Option) (*OriginalPosted, error) {
	var answer OriginalPosted
	if err := c.call(ctx, opOriginalSpend, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetOriginalBalance: The user's balances, or the one of an asset.
func (c *Client) GetOriginalBalance(ctx context.Context, userId string, query GetOriginalBalanceQuery, options ...Option) (*OriginalBalanceAnswer, error) {
	var answer OriginalBalanceAnswer
	if err := c.call(ctx, opGetOriginalBalance, parts{path: []string{userId}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ExecuteBatch: Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the API key lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone.
func (c *Client) ExecuteBatch(ctx context.Context, body BatchRequest, options ...Option) (*BatchAnswer, error) {
	var answer BatchAnswer
	if err := c.call(ctx, opExecuteBatch, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// SearchWallets: Wallets across owners, by owner and then by asset: all that fit every condition, the service's own among them.
func (c *Client) SearchWallets(ctx context.Context, query SearchWalletsQuery, options ...Option) (*WalletPage, error) {
	var answer WalletPage
	if err := c.call(ctx, opSearchWallets, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateWallets is every item of SearchWallets, page after page.
func (c *Client) IterateWallets(query SearchWalletsQuery, options ...Option) *Iterator[Wallet] {
	return &Iterator[Wallet]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]Wallet, *string, error) {
		query.Cursor = cursor
		page, err := c.SearchWallets(ctx, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// OpenWallets: Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone. Safe to repeat.
func (c *Client) OpenWallets(ctx context.Context, body OpenWalletsRequest, options ...Option) (*OpenWalletsAnswer, error) {
	var answer OpenWalletsAnswer
	if err := c.call(ctx, opOpenWallets, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// QueryWallets: The wallets of up to 1,000 owners, all as of one moment. Only a ledger on several machines may fail to, and then says `approximate`.
func (c *Client) QueryWallets(ctx context.Context, body QueryWalletsRequest, options ...Option) (*QueryWalletsAnswer, error) {
	var answer QueryWalletsAnswer
	if err := c.call(ctx, opQueryWallets, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// FreezeWallets: Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released.
func (c *Client) FreezeWallets(ctx context.Context, owner string, body FreezeRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opFreezeWallets, parts{path: []string{owner}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// UnfreezeWallets: Lets frozen wallets take part again.
func (c *Client) UnfreezeWallets(ctx context.Context, owner string, body ReasonRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opUnfreezeWallets, parts{path: []string{owner}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CloseWallets: Ends wallets: only empty ones, for as long as nobody opens them again.
func (c *Client) CloseWallets(ctx context.Context, owner string, body ReasonRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opCloseWallets, parts{path: []string{owner}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ReopenWallets: Opens wallets again that were closed.
func (c *Client) ReopenWallets(ctx context.Context, owner string, body ReasonRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opReopenWallets, parts{path: []string{owner}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// FreezeWallet: Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released.
func (c *Client) FreezeWallet(ctx context.Context, owner string, asset string, body FreezeRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opFreezeWallet, parts{path: []string{owner, asset}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// UnfreezeWallet: Lets frozen wallets take part again.
func (c *Client) UnfreezeWallet(ctx context.Context, owner string, asset string, body ReasonRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opUnfreezeWallet, parts{path: []string{owner, asset}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CloseWallet: Ends wallets: only empty ones, for as long as nobody opens them again.
func (c *Client) CloseWallet(ctx context.Context, owner string, asset string, body ReasonRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opCloseWallet, parts{path: []string{owner, asset}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ReopenWallet: Opens wallets again that were closed.
func (c *Client) ReopenWallet(ctx context.Context, owner string, asset string, body ReasonRequest, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opReopenWallet, parts{path: []string{owner, asset}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListWallets: An owner's wallets, by asset; none if the owner is not known.
func (c *Client) ListWallets(ctx context.Context, owner string, options ...Option) (*OwnerWallets, error) {
	var answer OwnerWallets
	if err := c.call(ctx, opListWallets, parts{path: []string{owner}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetWallet: One wallet. Its `ETag` is its version, and what is held if anything is: `If-None-Match` asks for a change, `If-Match` for none.
func (c *Client) GetWallet(ctx context.Context, owner string, asset string, options ...Option) (*Wallet, error) {
	var answer Wallet
	if err := c.call(ctx, opGetWallet, parts{path: []string{owner, asset}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// OpenWallet: Opens a player's wallet, or an operator's own, which needs the scope `operate`; or leaves the one that is there as it is. The path says all, so a body is empty or an object without members.
func (c *Client) OpenWallet(ctx context.Context, owner string, asset string, options ...Option) (*Wallet, error) {
	var answer Wallet
	if err := c.call(ctx, opOpenWallet, parts{path: []string{owner, asset}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListEntries: A wallet's entries, the newest first or the oldest, all of them or those that a filter asks for.
func (c *Client) ListEntries(ctx context.Context, owner string, asset string, query ListEntriesQuery, options ...Option) (*EntryPage, error) {
	var answer EntryPage
	if err := c.call(ctx, opListEntries, parts{path: []string{owner, asset}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateEntries is every item of ListEntries, page after page.
func (c *Client) IterateEntries(owner string, asset string, query ListEntriesQuery, options ...Option) *Iterator[WalletEntry] {
	return &Iterator[WalletEntry]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]WalletEntry, *string, error) {
		query.Cursor = cursor
		page, err := c.ListEntries(ctx, owner, asset, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// GetBalance: What a wallet held at a moment. It is found by the entries alone, at any depth as fast.
func (c *Client) GetBalance(ctx context.Context, owner string, asset string, query GetBalanceQuery, options ...Option) (*BalanceAt, error) {
	var answer BalanceAt
	if err := c.call(ctx, opGetBalance, parts{path: []string{owner, asset}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetStatement: A wallet's statement: what it held before, every entry in between, the oldest first, and what it held after.
func (c *Client) GetStatement(ctx context.Context, owner string, asset string, query GetStatementQuery, options ...Option) (*Statement, error) {
	var answer Statement
	if err := c.call(ctx, opGetStatement, parts{path: []string{owner, asset}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetStatementCSV is GetStatement as CSV.
func (c *Client) GetStatementCSV(ctx context.Context, owner string, asset string, query GetStatementQuery, options ...Option) (string, error) {
	var answer string
	op := opGetStatement
	op.answer = answersText
	err := c.call(ctx, op, parts{path: []string{owner, asset}, query: query, format: "csv"}, options, &answer)
	return answer, err
}

// SearchTransactions: Transactions across owners, the newest first: all that fit every condition, posted and rejected.
func (c *Client) SearchTransactions(ctx context.Context, query SearchTransactionsQuery, options ...Option) (*FoundTransactions, error) {
	var answer FoundTransactions
	if err := c.call(ctx, opSearchTransactions, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateTransactions is every item of SearchTransactions, page after page.
func (c *Client) IterateTransactions(query SearchTransactionsQuery, options ...Option) *Iterator[Transaction] {
	return &Iterator[Transaction]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]Transaction, *string, error) {
		query.Cursor = cursor
		page, err := c.SearchTransactions(ctx, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// GetTransaction: A transaction with its entries, posted or rejected.
func (c *Client) GetTransaction(ctx context.Context, id string, options ...Option) (*Transaction, error) {
	var answer Transaction
	if err := c.call(ctx, opGetTransaction, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetPayment: The top-ups that credited a payment, whatever asset and player, the latest first, up to 100. Reversed ones are among them.
func (c *Client) GetPayment(ctx context.Context, paymentRef string, options ...Option) (*Payment, error) {
	var answer Payment
	if err := c.call(ctx, opGetPayment, parts{path: []string{paymentRef}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ExportTransactions: Every transaction that fits, posted or refused, the oldest first: as lines of JSON, as `GET /v1/transactions/{id}` shows each, or as CSV.
func (c *Client) ExportTransactions(ctx context.Context, query ExportTransactionsQuery, options ...Option) (string, error) {
	var answer string
	if err := c.call(ctx, opExportTransactions, parts{query: query}, options, &answer); err != nil {
		return "", err
	}
	return answer, nil
}

// ExportEntries: Every entry that fits, the oldest first: as lines of JSON, with what its transaction says of itself, or as CSV.
func (c *Client) ExportEntries(ctx context.Context, query ExportEntriesQuery, options ...Option) (string, error) {
	var answer string
	if err := c.call(ctx, opExportEntries, parts{query: query}, options, &answer); err != nil {
		return "", err
	}
	return answer, nil
}

// ExportWallets: Every wallet that fits, by owner and asset, the service's own among them: as lines of JSON, or as CSV.
func (c *Client) ExportWallets(ctx context.Context, query ExportWalletsQuery, options ...Option) (string, error) {
	var answer string
	if err := c.call(ctx, opExportWallets, parts{query: query}, options, &answer); err != nil {
		return "", err
	}
	return answer, nil
}

// ListAssets: Every asset, by code.
func (c *Client) ListAssets(ctx context.Context, options ...Option) (*AssetList, error) {
	var answer AssetList
	if err := c.call(ctx, opListAssets, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateAsset: Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key.
func (c *Client) CreateAsset(ctx context.Context, body CreateAssetRequest, options ...Option) (*Asset, error) {
	var answer Asset
	if err := c.call(ctx, opCreateAsset, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetAsset: One asset. Its `ETag` names what it says: `If-None-Match` asks for a change, `If-Match` for none.
func (c *Client) GetAsset(ctx context.Context, code string, options ...Option) (*Asset, error) {
	var answer Asset
	if err := c.call(ctx, opGetAsset, parts{path: []string{code}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ChangeAsset: Changes an asset's name, description or policy. Only what is named changes; the list of changes tells who did it. With `If-Match` it is changed only if it is in that state still.
func (c *Client) ChangeAsset(ctx context.Context, code string, body ChangeAssetRequest, options ...Option) (*Asset, error) {
	var answer Asset
	if err := c.call(ctx, opChangeAsset, parts{path: []string{code}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListEvents: Everything that happened, the oldest first: every transaction, posted or refused, and every change by an operator.
func (c *Client) ListEvents(ctx context.Context, query ListEventsQuery, options ...Option) (*EventPage, error) {
	var answer EventPage
	if err := c.call(ctx, opListEvents, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListChanges: What operators have changed, the latest first: who, when, why, and from what to what. It is the audit trail: assets, wallets, notes, API keys, and each step of an approval. What moves credits is a transaction, which names who asked for it.
func (c *Client) ListChanges(ctx context.Context, query ListChangesQuery, options ...Option) (*ChangePage, error) {
	var answer ChangePage
	if err := c.call(ctx, opListChanges, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateChanges is every item of ListChanges, page after page.
func (c *Client) IterateChanges(query ListChangesQuery, options ...Option) *Iterator[Change] {
	return &Iterator[Change]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]Change, *string, error) {
		query.Cursor = cursor
		page, err := c.ListChanges(ctx, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// GetAudit: Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe; what the latest verification found; and the heads of the chain of commits.
func (c *Client) GetAudit(ctx context.Context, options ...Option) (*Audit, error) {
	var answer Audit
	if err := c.call(ctx, opGetAudit, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// RequestVerification: Starts a verification of all commits since the latest one, in the time that traffic leaves.
func (c *Client) RequestVerification(ctx context.Context, options ...Option) (*VerificationRequested, error) {
	var answer VerificationRequested
	if err := c.call(ctx, opRequestVerification, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetFlows: What each flow credited to players and debited from them, by day, and by a kind of labels if one is named.
func (c *Client) GetFlows(ctx context.Context, query GetFlowsQuery, options ...Option) (*FlowsAnswer, error) {
	var answer FlowsAnswer
	if err := c.call(ctx, opGetFlows, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetFlowsCSV is GetFlows as CSV.
func (c *Client) GetFlowsCSV(ctx context.Context, query GetFlowsQuery, options ...Option) (string, error) {
	var answer string
	op := opGetFlows
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// GetSupply: What players hold at the end of each day, what came and went on it, and what the treasury and revenue hold.
func (c *Client) GetSupply(ctx context.Context, query GetSupplyQuery, options ...Option) (*SupplyAnswer, error) {
	var answer SupplyAnswer
	if err := c.call(ctx, opGetSupply, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetSupplyCSV is GetSupply as CSV.
func (c *Client) GetSupplyCSV(ctx context.Context, query GetSupplyQuery, options ...Option) (string, error) {
	var answer string
	op := opGetSupply
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// GetVelocity: By day: the share of their credits that players spend, and how many of their wallets had an entry.
func (c *Client) GetVelocity(ctx context.Context, query GetVelocityQuery, options ...Option) (*VelocityAnswer, error) {
	var answer VelocityAnswer
	if err := c.call(ctx, opGetVelocity, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetVelocityCSV is GetVelocity as CSV.
func (c *Client) GetVelocityCSV(ctx context.Context, query GetVelocityQuery, options ...Option) (string, error) {
	var answer string
	op := opGetVelocity
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// GetDistribution: How an asset is distributed among those who hold it: percentiles, the Lorenz curve, the Gini coefficient.
func (c *Client) GetDistribution(ctx context.Context, query GetDistributionQuery, options ...Option) (*Distribution, error) {
	var answer Distribution
	if err := c.call(ctx, opGetDistribution, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetDistributionCSV is GetDistribution as CSV.
func (c *Client) GetDistributionCSV(ctx context.Context, query GetDistributionQuery, options ...Option) (string, error) {
	var answer string
	op := opGetDistribution
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// GetTopHolders: The largest holders of an asset: what each holds, has on hold, and owes.
func (c *Client) GetTopHolders(ctx context.Context, query GetTopHoldersQuery, options ...Option) (*TopHolders, error) {
	var answer TopHolders
	if err := c.call(ctx, opGetTopHolders, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetTopHoldersCSV is GetTopHolders as CSV.
func (c *Client) GetTopHoldersCSV(ctx context.Context, query GetTopHoldersQuery, options ...Option) (string, error) {
	var answer string
	op := opGetTopHolders
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// ListHolderDays: How many players held an asset, by day: as of the latest snapshot of each.
func (c *Client) ListHolderDays(ctx context.Context, query ListHolderDaysQuery, options ...Option) (*HolderDays, error) {
	var answer HolderDays
	if err := c.call(ctx, opListHolderDays, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListHolderDaysCSV is ListHolderDays as CSV.
func (c *Client) ListHolderDaysCSV(ctx context.Context, query ListHolderDaysQuery, options ...Option) (string, error) {
	var answer string
	op := opListHolderDays
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// GetDebts: What players owe of an asset, by age.
func (c *Client) GetDebts(ctx context.Context, query GetDebtsQuery, options ...Option) (*Debts, error) {
	var answer Debts
	if err := c.call(ctx, opGetDebts, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetDebtsCSV is GetDebts as CSV.
func (c *Client) GetDebtsCSV(ctx context.Context, query GetDebtsQuery, options ...Option) (string, error) {
	var answer string
	op := opGetDebts
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// GetOpenHolds: What open holds keep of an asset, by when they end.
func (c *Client) GetOpenHolds(ctx context.Context, query GetOpenHoldsQuery, options ...Option) (*HoldsByEnd, error) {
	var answer HoldsByEnd
	if err := c.call(ctx, opGetOpenHolds, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetOpenHoldsCSV is GetOpenHolds as CSV.
func (c *Client) GetOpenHoldsCSV(ctx context.Context, query GetOpenHoldsQuery, options ...Option) (string, error) {
	var answer string
	op := opGetOpenHolds
	op.answer = answersText
	err := c.call(ctx, op, parts{query: query, format: "csv"}, options, &answer)
	return answer, err
}

// ListNotes: What was written about an owner, the latest first: who, when, what. An unknown owner has no notes.
func (c *Client) ListNotes(ctx context.Context, owner string, query ListNotesQuery, options ...Option) (*NotePage, error) {
	var answer NotePage
	if err := c.call(ctx, opListNotes, parts{path: []string{owner}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateNotes is every item of ListNotes, page after page.
func (c *Client) IterateNotes(owner string, query ListNotesQuery, options ...Option) *Iterator[Note] {
	return &Iterator[Note]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]Note, *string, error) {
		query.Cursor = cursor
		page, err := c.ListNotes(ctx, owner, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// CreateNote: Writes a note about a player or a budget. Nobody changes or deletes it.
func (c *Client) CreateNote(ctx context.Context, owner string, body CreateNoteRequest, options ...Option) (*Note, error) {
	var answer Note
	if err := c.call(ctx, opCreateNote, parts{path: []string{owner}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListWebhooks: Every webhook, and how far each has got.
func (c *Client) ListWebhooks(ctx context.Context, options ...Option) (*WebhookList, error) {
	var answer WebhookList
	if err := c.call(ctx, opListWebhooks, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateWebhook: Has events delivered to a URL, signed by Standard Webhooks 1.0.0, in order for each owner who asked. There are 50 at most.
func (c *Client) CreateWebhook(ctx context.Context, body CreateWebhookRequest, options ...Option) (*WebhookWithSecret, error) {
	var answer WebhookWithSecret
	if err := c.call(ctx, opCreateWebhook, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetWebhook: A webhook, and how far it has got.
func (c *Client) GetWebhook(ctx context.Context, id string, options ...Option) (*Webhook, error) {
	var answer Webhook
	if err := c.call(ctx, opGetWebhook, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ChangeWebhook: Changes a webhook: its URL, its types, or whether it is paused.
func (c *Client) ChangeWebhook(ctx context.Context, id string, body ChangeWebhookRequest, options ...Option) (*Webhook, error) {
	var answer Webhook
	if err := c.call(ctx, opChangeWebhook, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// DeleteWebhook: Deletes a webhook with all that is known of its deliveries.
func (c *Client) DeleteWebhook(ctx context.Context, id string, options ...Option) (*Deleted, error) {
	var answer Deleted
	if err := c.call(ctx, opDeleteWebhook, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// RotateWebhookSecret: Puts another secret into use. For 24 hours the one before signs, too: a receiver that knows either takes every delivery.
func (c *Client) RotateWebhookSecret(ctx context.Context, id string, body RotateSecretRequest, options ...Option) (*WebhookWithSecret, error) {
	var answer WebhookWithSecret
	if err := c.call(ctx, opRotateWebhookSecret, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// PingWebhook: Sends a webhook a `webhook.ping`, once, paused or not, and tells what was answered.
func (c *Client) PingWebhook(ctx context.Context, id string, options ...Option) (*Ping, error) {
	var answer Ping
	if err := c.call(ctx, opPingWebhook, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ReplayWebhook: Delivers a range of the feed once more, beside the deliveries of what happens, one range at a time.
func (c *Client) ReplayWebhook(ctx context.Context, id string, body ReplayWebhookRequest, options ...Option) (*Webhook, error) {
	var answer Webhook
	if err := c.call(ctx, opReplayWebhook, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// StopWebhookReplay: Stops a webhook's replay, if one runs. What was delivered of it stays delivered, and what happens is delivered as ever.
func (c *Client) StopWebhookReplay(ctx context.Context, id string, options ...Option) (*Webhook, error) {
	var answer Webhook
	if err := c.call(ctx, opStopWebhookReplay, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListWebhookDeliveries: What was tried lately to deliver to a webhook: 32 attempts are kept of each of its 16 partitions. What was answered beside the status is never kept.
func (c *Client) ListWebhookDeliveries(ctx context.Context, id string, query ListWebhookDeliveriesQuery, options ...Option) (*WebhookAttemptList, error) {
	var answer WebhookAttemptList
	if err := c.call(ctx, opListWebhookDeliveries, parts{path: []string{id}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListParkedDeliveries: What was given up after ten attempts: its receiver has not got it, unless a replay makes it good.
func (c *Client) ListParkedDeliveries(ctx context.Context, id string, query ListParkedDeliveriesQuery, options ...Option) (*ParkedPage, error) {
	var answer ParkedPage
	if err := c.call(ctx, opListParkedDeliveries, parts{path: []string{id}, query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// IterateParkedDeliveries is every item of ListParkedDeliveries, page after page.
func (c *Client) IterateParkedDeliveries(id string, query ListParkedDeliveriesQuery, options ...Option) *Iterator[ParkedDelivery] {
	return &Iterator[ParkedDelivery]{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]ParkedDelivery, *string, error) {
		query.Cursor = cursor
		page, err := c.ListParkedDeliveries(ctx, id, query, options...)
		if err != nil {
			return nil, nil, err
		}
		return page.Data, page.NextCursor, nil
	}}
}

// GetAlert: An alert.
func (c *Client) GetAlert(ctx context.Context, id string, options ...Option) (*Alert, error) {
	var answer Alert
	if err := c.call(ctx, opGetAlert, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// PutAlert: Has `wallet.below` or `wallet.above` told to webhooks once a crossing, in the place of the alert of this id if there is one. One that says the same as before watches on. There are 100 at most.
func (c *Client) PutAlert(ctx context.Context, id string, body PutAlertRequest, options ...Option) (*Alert, error) {
	var answer Alert
	if err := c.call(ctx, opPutAlert, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// DeleteAlert: Deletes an alert.
func (c *Client) DeleteAlert(ctx context.Context, id string, options ...Option) (*Deleted, error) {
	var answer Deleted
	if err := c.call(ctx, opDeleteAlert, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListAlerts: Every alert, by id.
func (c *Client) ListAlerts(ctx context.Context, options ...Option) (*AlertList, error) {
	var answer AlertList
	if err := c.call(ctx, opListAlerts, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetOwnKey: What the caller may do: the scopes of its key, their bounds, and what was used of its caps today. Where no key is asked for, everything.
func (c *Client) GetOwnKey(ctx context.Context, options ...Option) (*OwnKey, error) {
	var answer OwnKey
	if err := c.call(ctx, opGetOwnKey, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListKeys: Every key, revoked and expired ones too. No answer has a secret.
func (c *Client) ListKeys(ctx context.Context, options ...Option) (*KeyList, error) {
	var answer KeyList
	if err := c.call(ctx, opListKeys, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateKey: Makes a key, which may do no more than the caller's own. The answer has its secret, this once.
func (c *Client) CreateKey(ctx context.Context, body CreateKeyRequest, options ...Option) (*KeyWithSecret, error) {
	var answer KeyWithSecret
	if err := c.call(ctx, opCreateKey, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// RotateKey: Gives a key another secret; the one before is turned away within 5 seconds, or once `grace_s` is over. The key may do no more than the caller's own, as its secret is told.
func (c *Client) RotateKey(ctx context.Context, id string, body RotateKeyRequest, options ...Option) (*KeyWithSecret, error) {
	var answer KeyWithSecret
	if err := c.call(ctx, opRotateKey, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// RevokeKey: Turns a key away from now on, for good: on every server within 5 seconds.
func (c *Client) RevokeKey(ctx context.Context, id string, options ...Option) (*ListedKey, error) {
	var answer ListedKey
	if err := c.call(ctx, opRevokeKey, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ListApprovals: Approvals, the newest first.
func (c *Client) ListApprovals(ctx context.Context, query ListApprovalsQuery, options ...Option) (*ApprovalList, error) {
	var answer ApprovalList
	if err := c.call(ctx, opListApprovals, parts{query: query}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// CreateApproval: Asks another to approve a command that the caller's key may not carry out alone. Nothing moves yet.
func (c *Client) CreateApproval(ctx context.Context, body AskApprovalRequest, options ...Option) (*Approval, error) {
	var answer Approval
	if err := c.call(ctx, opCreateApproval, parts{body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetApproval: An approval.
func (c *Client) GetApproval(ctx context.Context, id string, options ...Option) (*Approval, error) {
	var answer Approval
	if err := c.call(ctx, opGetApproval, parts{path: []string{id}}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// ApproveCommand: Approves a command of another key's holder, and has it carried out, once. Whoever gets no answer asks again.
func (c *Client) ApproveCommand(ctx context.Context, id string, body ApproveRequest, options ...Option) (*ApprovedTransaction, error) {
	var answer ApprovedTransaction
	if err := c.call(ctx, opApproveCommand, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// RejectCommand: Turns a command of another key's holder down, for good.
func (c *Client) RejectCommand(ctx context.Context, id string, body RejectRequest, options ...Option) (*Approval, error) {
	var answer Approval
	if err := c.call(ctx, opRejectCommand, parts{path: []string{id}, body: body}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetHealth: The service runs. It may not reach its store: that is `/health/ready`.
func (c *Client) GetHealth(ctx context.Context, options ...Option) (*Liveness, error) {
	var answer Liveness
	if err := c.call(ctx, opGetHealth, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetLiveness: The same under the name that orchestrators look for.
func (c *Client) GetLiveness(ctx context.Context, options ...Option) (*Liveness, error) {
	var answer Liveness
	if err := c.call(ctx, opGetLiveness, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetReadiness: The service reaches its store, which answers in time and takes writes. The body names every check: one that is `warning` wants somebody to look, one that is `failed` makes this a 503, whose problem has `checks` as well.
func (c *Client) GetReadiness(ctx context.Context, options ...Option) (*Readiness, error) {
	var answer Readiness
	if err := c.call(ctx, opGetReadiness, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}

// GetMetrics: What is measured, in Prometheus' text format.
func (c *Client) GetMetrics(ctx context.Context, options ...Option) (string, error) {
	var answer string
	if err := c.call(ctx, opGetMetrics, parts{}, options, &answer); err != nil {
		return "", err
	}
	return answer, nil
}

// GetDocument: This document.
func (c *Client) GetDocument(ctx context.Context, options ...Option) (map[string]any, error) {
	var answer map[string]any
	if err := c.call(ctx, opGetDocument, parts{}, options, &answer); err != nil {
		return nil, err
	}
	return answer, nil
}
