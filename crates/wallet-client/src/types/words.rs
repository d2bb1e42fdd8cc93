//! Words that a member is one of. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::text_enum::text_enum;

text_enum! {
    /// What figures of flows are told apart by: the flow alone, or a kind of labels as well.
    AnalyticsBy {
        Flow = "flow",
        Reason = "reason",
        Sink = "sink",
        Source = "source",
        Campaign = "campaign",
        Item = "item",
    }
}

text_enum! {
    /// How far an approval has got. It is expired if nobody decided in 24 hours.
    ApprovalStatus {
        Pending = "pending",
        Approved = "approved",
        Executed = "executed",
        Rejected = "rejected",
        Expired = "expired",
    }
}

text_enum! {
    /// Which side of a wallet is stopped.
    Block {
        Debits = "debits",
        Credits = "credits",
        All = "all",
    }
}

text_enum! {
    /// What an operator did.
    ChangeAction {
        CreateAsset = "create_asset",
        ChangeAsset = "change_asset",
        Freeze = "freeze",
        Unfreeze = "unfreeze",
        Close = "close",
        Reopen = "reopen",
        Note = "note",
        CreateKey = "create_key",
        RotateKey = "rotate_key",
        RevokeKey = "revoke_key",
        CreateApproval = "create_approval",
        ApproveCommand = "approve_command",
        RejectCommand = "reject_command",
        ExecuteCommand = "execute_command",
        ExpireApproval = "expire_approval",
    }
}

text_enum! {
    /// How a check stands.
    CheckStatus {
        Ok = "ok",
        Warning = "warning",
        Failed = "failed",
    }
}

text_enum! {
    /// Why a webhook was disabled: it answered 410 Gone, or took nothing for five days.
    DisabledReason {
        Gone = "gone",
        Failing = "failing",
    }
}

text_enum! {
    /// The newest entries first, or the oldest.
    EntryOrder {
        Desc = "desc",
        Asc = "asc",
    }
}

text_enum! {
    /// Which way a leg goes.
    EntryType {
        Debit = "debit",
        Credit = "credit",
    }
}

text_enum! {
    /// The form of an export.
    ExportFormat {
        Jsonl = "jsonl",
        Csv = "csv",
    }
}

text_enum! {
    /// The business reason of a transaction.
    Flow {
        Mint = "mint",
        TopUp = "top_up",
        Bonus = "bonus",
        Spend = "spend",
        Hold = "hold",
        Capture = "capture",
        Release = "release",
        Expire = "expire",
        Reversal = "reversal",
        Purchase = "purchase",
        Gift = "gift",
        Conversion = "conversion",
        Allocate = "allocate",
    }
}

text_enum! {
    /// Whether a hold keeps something, or how it ended.
    HoldStatus {
        Open = "open",
        Settled = "settled",
        Released = "released",
        Expired = "expired",
    }
}

text_enum! {
    /// A flow that a policy may limit.
    LimitedFlow {
        TopUp = "top_up",
        Bonus = "bonus",
        Spend = "spend",
        Hold = "hold",
        Capture = "capture",
        Purchase = "purchase",
        Gift = "gift",
        Conversion = "conversion",
    }
}

text_enum! {
    /// What a reversal does where the player no longer has what it takes back.
    OnShortfall {
        Refuse = "refuse",
        TakeAvailable = "take_available",
        Debt = "debt",
    }
}

text_enum! {
    /// What happens to a bonus that does not fit: it is refused, or cut to what does.
    OverMax {
        Reject = "reject",
        Clip = "clip",
    }
}

text_enum! {
    /// How often a top-up may name one payment.
    PaymentRule {
        Once = "once",
        Free = "free",
    }
}

text_enum! {
    /// The span of the calendar that a limit is about: a day, a week from Monday on, or a month.
    Period {
        Day = "day",
        Week = "week",
        Month = "month",
    }
}

text_enum! {
    /// How a caller gets another try at what was refused.
    RetryWith {
        SameKey = "same_key",
        NewKey = "new_key",
    }
}

text_enum! {
    /// What a key's holder does, in the place of scopes.
    Role {
        Support = "support",
        Economist = "economist",
        Operator = "operator",
        Approver = "approver",
    }
}

text_enum! {
    /// What a key allows.
    Scope {
        Read = "read",
        Spend = "spend",
        Grant = "grant",
        Operate = "operate",
        Events = "events",
        Webhooks = "webhooks",
        Analytics = "analytics",
        Keys = "keys",
        Approve = "approve",
        Support = "support",
    }
}

text_enum! {
    /// The form of a statement.
    StatementFormat {
        Json = "json",
        Csv = "csv",
    }
}

text_enum! {
    /// Whether a transaction moved anything.
    TransactionStatus {
        Posted = "posted",
        Rejected = "rejected",
    }
}

text_enum! {
    /// Whether a wallet takes part in transactions.
    WalletStatus {
        Open = "open",
        Frozen = "frozen",
        Closed = "closed",
        DebitsFrozen = "debits_frozen",
        CreditsFrozen = "credits_frozen",
    }
}

text_enum! {
    /// How much of an event a webhook is sent: all of it, or which transaction or change it is about.
    WebhookPayload {
        Full = "full",
        Thin = "thin",
    }
}

text_enum! {
    /// Whether a webhook is delivered to: not while an operator has paused it, nor once its receiver is gone.
    WebhookStatus {
        Active = "active",
        Paused = "paused",
        Disabled = "disabled",
    }
}
