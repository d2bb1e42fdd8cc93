// Made from the OpenAPI document by `cargo xtask clients`; do not edit.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who asked for a transaction. */
        Actor: {
            /** @description The name of the other API key that approved it, where one had to. */
            approved_by?: string;
            /** @description That key's id. */
            approved_with?: string;
            /** @description The API key's id. */
            key?: string;
            /**
             * @description The API key's name; `anyone` where none was asked for, `wallet` for the service itself, or a command line's user.
             * @example shop
             */
            name: string;
            /** @description The person whom the caller named with `Wallet-On-Behalf-Of`. */
            on_behalf_of?: string;
        };
        /** @description An alert on balances. Webhooks that ask for `wallet.below` and `wallet.above` are told of each crossing once. */
        Alert: {
            /**
             * Format: int64
             * @description The line, if it is told when the balance rises above it.
             */
            above?: number;
            /** @description Whether it watches every player's. */
            all: boolean;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description The line, if it is told when the balance falls below it.
             * @example 100
             */
            below?: number;
            /**
             * @description Its name.
             * @example low_gold
             */
            id: string;
            /**
             * @description Whose balance; absent if it watches every player's.
             * @example user_001
             */
            owner?: string;
            /**
             * Format: date-time
             * @description Since when it watches for just this.
             */
            since: string;
        };
        /** @description Every alert. */
        AlertList: {
            /** @description By id. */
            data: components["schemas"]["Alert"][];
        };
        /** @description A command of a batch: `allocate`, under its own key. */
        AllocateCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 1000
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description Whether it goes back to the treasury; `false` if it is not given. */
            back?: boolean;
            /**
             * @description Whose wallet: `system:` and a name that is not one of the service's own.
             * @example system:event_summer
             */
            budget: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "allocate";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
        };
        /** @description `POST /v1/allocations`: credits of the treasury for an operator's own wallet, or back. */
        AllocationRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 1000
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description Whether it goes back to the treasury; `false` if it is not given. */
            back?: boolean;
            /**
             * @description Whose wallet: `system:` and a name that is not one of the service's own.
             * @example system:event_summer
             */
            budget: string;
            /** @description What it is for, for people. */
            description?: string | null;
        };
        /**
         * @description What figures of flows are told apart by: the flow alone, or a kind of labels as well.
         * @enum {string}
         */
        AnalyticsBy: "flow" | "reason" | "sink" | "source" | "campaign" | "item";
        /** @description What players hold, by the ledger's balances and by these figures. */
        AnalyticsCheck: {
            /** @description Whether they are equal; null while the figures are behind the ledger. */
            equal: boolean | null;
            /**
             * Format: int64
             * @description By the ledger: what all other wallets lack, as the wallets of an asset sum to zero.
             */
            ledger_minor: number;
            /**
             * Format: int64
             * @description By the figures.
             */
            rollups_minor: number;
        };
        /** @description A command that waits for another's approval, or waited. */
        Approval: {
            /** @description The command, as it was asked for. */
            command: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When.
             */
            decided_at: string | null;
            decider: components["schemas"]["Actor"] | null;
            /** @description The digest of the exact command. */
            digest: string;
            /**
             * Format: date-time
             * @description From when on it cannot be approved any more.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The id that its transaction has, or will have.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            made_at: string;
            /** @description Who asks. */
            maker: components["schemas"]["Actor"];
            /** @description Why it was rejected. */
            reason: string | null;
            /** @description The code of the refusal, if its command was refused for good. */
            refusal: string | null;
            /** @description How far it has got. */
            status: components["schemas"]["ApprovalStatus"];
        };
        /** @description Approvals. */
        ApprovalList: {
            /** @description The newest first. */
            data: components["schemas"]["Approval"][];
        };
        /**
         * @description How far an approval has got. It is expired if nobody decided in 24 hours.
         * @enum {string}
         */
        ApprovalStatus: "pending" | "approved" | "executed" | "rejected" | "expired";
        /** @description `POST /v1/approvals/{id}/approve`: which command is meant. */
        ApproveRequest: {
            /** @description The `digest` of the approval that was looked at. */
            digest: string;
        };
        /** @description An approval whose command was carried out, and its transaction. */
        ApprovedTransaction: {
            /** @description The approval as it is now. */
            approval: components["schemas"]["Approval"];
            /** @description What came of it. */
            transaction: components["schemas"]["Transaction"];
        };
        /** @description How far figures are folded. */
        AsOf: {
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string | null;
            /**
             * @description The last event that is in them, by its id in the feed; `0.0` if there is none.
             * @example 1204.0
             */
            event: string;
        };
        /** @description `POST /v1/approvals`: the command that another is to approve. */
        AskApprovalRequest: {
            /** @description A bonus, a top-up, a purchase or a reversal, as a batch takes it: with its flow and its idempotency key. */
            command: components["schemas"]["BatchCommand"];
        };
        /** @description An asset as an operator defined it. */
        Asset: {
            /**
             * @description Unique, and never changed.
             * @example GOLD_COINS
             */
            code: string;
            /** @description What it is for. */
            description: string | null;
            /**
             * @description For people.
             * @example Gold coins
             */
            name: string;
            /** @description What is allowed with it. */
            policy: components["schemas"]["Policy"];
        };
        /** @description An amount of an asset. */
        AssetAmount: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
        };
        /** @description Where an asset's supply is: `supply + debts = treasury + revenue + budgets + players`. */
        AssetAudit: {
            /**
             * @description Which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description What operators' own wallets hold.
             */
            budgets: number;
            /**
             * Format: int64
             * @description What players owe.
             */
            debts: number;
            /**
             * Format: int64
             * @description What players hold.
             */
            players: number;
            /**
             * Format: int64
             * @description What players have spent.
             */
            revenue: number;
            /**
             * Format: int64
             * @description Minor units in existence.
             */
            supply: number;
            /**
             * Format: int64
             * @description What the treasury holds and can still grant.
             */
            treasury: number;
        };
        /** @description Every asset. */
        AssetList: {
            /** @description By code. */
            assets: components["schemas"]["Asset"][];
        };
        /** @description Where every asset's supply is, and when the ledger was last proven. */
        Audit: {
            /**
             * @description There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over
             *     several of them went on. Ask again to have one moment.
             */
            approximate?: boolean;
            /** @description By code. */
            assets: components["schemas"]["AssetAudit"][];
            /** @description The latest commit of every lane, for whoever keeps them elsewhere. */
            heads: components["schemas"]["AuditHead"][];
            last_verification: components["schemas"]["Verification"] | null;
            /**
             * @description The version of the server that answers.
             * @example 0.1.0
             */
            version: string;
        };
        /** @description The latest commit of a lane: what `wallet verify --head` compares the ledger with. */
        AuditHead: {
            /**
             * Format: date-time
             * @description When it was decided.
             */
            created_at: string;
            /** @description Its hash: 64 hexadecimal digits. */
            hash: string;
            /**
             * Format: int32
             * @description The number of the lane.
             * @example 0
             */
            lane: number;
            /**
             * Format: int64
             * @description The number of the commit.
             * @example 17
             */
            number: number;
        };
        /** @description What a wallet held at a moment. */
        BalanceAt: {
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: date-time
             * @description The time that the balance is of. What was decided at exactly this time is in it.
             */
            at: string;
            /**
             * Format: int64
             * @description Minor units.
             * @example 470
             */
            balance: number;
            /**
             * @description Whose it is.
             * @example user_001
             */
            owner: string;
            /**
             * Format: int64
             * @description How many entries it had; absent of the treasury and revenue.
             * @example 2
             */
            sequence?: number;
        };
        /** @description What came of a batch: one result per command, in order. */
        BatchAnswer: {
            /** @description In the order of the commands. */
            results: components["schemas"]["BatchResult"][];
        };
        /** @description One command: its flow and its own key, and else what the flow's own route takes. */
        BatchCommand: components["schemas"]["MintCommand"] | components["schemas"]["TopUpCommand"] | components["schemas"]["BonusCommand"] | components["schemas"]["SpendCommand"] | components["schemas"]["HoldCommand"] | components["schemas"]["CaptureCommand"] | components["schemas"]["ReleaseCommand"] | components["schemas"]["ReversalCommand"] | components["schemas"]["PurchaseCommand"] | components["schemas"]["GiftCommand"] | components["schemas"]["ConversionCommand"] | components["schemas"]["AllocateCommand"];
        /** @description `POST /v1/batches`: many commands, each atomic by itself or all together, decided in their order. */
        BatchRequest: {
            /** @description All of them or none: the first that is refused undoes the batch. `false` if it is not given. */
            atomic?: boolean;
            /** @description 1 to 10,000 of them. */
            commands: components["schemas"]["BatchCommand"][];
        };
        /** @description What came of one command: the status it would have had alone, and the transaction or the problem. */
        BatchResult: {
            /** @description Why it was not. */
            problem?: components["schemas"]["Problem"];
            /** @description Present and true if it had been decided before. */
            replayed?: boolean;
            /**
             * Format: int32
             * @description 201 if it was posted, else the problem's.
             * @example 201
             */
            status: number;
            /** @description What was posted. */
            transaction?: components["schemas"]["PostedTransaction"];
        };
        /**
         * @description Which side of a wallet is stopped.
         * @enum {string}
         */
        Block: "debits" | "credits" | "all";
        /** @description A command of a batch: `bonus`, under its own key. */
        BonusCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 50
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "bonus";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who receives.
             * @example user_001
             */
            owner: string;
            /**
             * @description Why it is given.
             * @example referral
             */
            reason?: string | null;
            /**
             * @description The budget that it is paid from instead of the treasury.
             * @example system:event_summer
             */
            source?: string | null;
        };
        /** @description `POST /v1/bonuses`: free credits, such as a referral's. */
        BonusRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 50
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who receives.
             * @example user_001
             */
            owner: string;
            /**
             * @description Why it is given.
             * @example referral
             */
            reason?: string | null;
            /**
             * @description The budget that it is paid from instead of the treasury.
             * @example system:event_summer
             */
            source?: string | null;
        };
        /** @description A cap: minor units of each asset alone, or wallets that are frozen. A day is a UTC day. */
        Cap: {
            /**
             * Format: int64
             * @description At most in one action.
             */
            action: number;
            /**
             * Format: int64
             * @description At most in a day.
             */
            day: number;
            /**
             * Format: int64
             * @description At most for one player in a day.
             */
            player: number;
        };
        /** @description How much a key may do on its own. What is null it may not do. */
        Caps: {
            freeze?: components["schemas"]["Cap"] | null;
            grant?: components["schemas"]["Cap"] | null;
            refund?: components["schemas"]["Cap"] | null;
        };
        /** @description A command of a batch: `capture`, under its own key. */
        CaptureCommand: {
            /**
             * Format: int64
             * @description Minor units; all that the hold has left if it is not given.
             * @example 25
             */
            amount?: number | null;
            /**
             * @description Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it
             *     is not given.
             */
            as_much_as?: boolean;
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given. */
            final?: boolean;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "capture";
            /**
             * Format: uuid
             * @description The id of the earlier transaction.
             */
            hold: string;
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The caller's own handle. */
            reference?: string | null;
        };
        /** @description `POST /v1/holds/{id}/capture`: held credits that are spent. */
        CaptureRequest: {
            /**
             * Format: int64
             * @description Minor units; all that the hold has left if it is not given.
             * @example 25
             */
            amount?: number | null;
            /**
             * @description Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it
             *     is not given.
             */
            as_much_as?: boolean;
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given. */
            final?: boolean;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The caller's own handle. */
            reference?: string | null;
        };
        /** @description Something that an operator has changed beside the ledger. */
        Change: {
            /** @description What was done. */
            action: components["schemas"]["ChangeAction"];
            /**
             * @description `key` and the id of an API key; `anyone` if none was sent; `cli:` and a user of the command line; `wallet`, the service
             *     itself.
             * @example key 0a1b2c3d4e5f
             */
            actor: string;
            /**
             * @description The name of the API key; null if there was none.
             * @example ada, support
             */
            actor_name: string | null;
            /** @description The same members with their values after, null where a value was removed; all members if this change created it. */
            after: {
                [key: string]: unknown;
            };
            /**
             * @description Which asset, or the wallet of which; null for a note, a key and an approval.
             * @example GOLD_COINS
             */
            asset: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The changed members with their values before, null where there was no value; null if this change created it. */
            before: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description Later ones have higher numbers.
             * @example 7
             */
            number: number;
            /** @description The id of a key, or of an approval, whose command's transaction has the same id. Null if neither was changed. */
            object: string | null;
            /** @description Whose wallet, or whom a note is about; null for an asset, a key and an approval. */
            owner: string | null;
            /** @description Why. */
            reason: string | null;
        };
        /**
         * @description What an operator did.
         * @enum {string}
         */
        ChangeAction: "create_asset" | "change_asset" | "freeze" | "unfreeze" | "close" | "reopen" | "note" | "create_key" | "rotate_key" | "revoke_key" | "create_approval" | "approve_command" | "reject_command" | "execute_command" | "expire_approval";
        /** @description `PATCH /v1/assets/{code}`: what is to be changed, as RFC 7396 says it: what is not named stays, and null takes away. */
        ChangeAssetRequest: {
            /** @description Whether rates may pay in a circle; `false` if it is not given. */
            allow_cycle?: boolean;
            /** @description What it is for; null takes it away. */
            description?: string | null;
            /** @description For people. */
            name?: string;
            policy?: components["schemas"]["Policy"] | null;
            /** @description Why, for the list of changes. */
            reason?: string | null;
        };
        /** @description A page of what operators have changed, the latest first. */
        ChangePage: {
            /** @description The changes. */
            data: components["schemas"]["Change"][];
            /** @description The `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description `PATCH /v1/webhooks/{id}`: what is to be changed. What is not named stays. */
        ChangeWebhookRequest: {
            /** @description What it is for; null takes it away. */
            description?: string | null;
            /**
             * @description Whether deliveries stop where they are, or go on from there. `false` also takes a disabled webhook into use again, and
             *     tries at once what failed, as another `url` does.
             */
            paused?: boolean | null;
            /** @description How much of an event is sent. */
            payload?: null | components["schemas"]["WebhookPayload"];
            /**
             * @description The types of events, in the place of those before. What was read of the feed before the last
             *     seconds is not looked at again.
             * @example [
             *       "spend.*"
             *     ]
             */
            types?: string[] | null;
            /** @example https://shop.example/hooks/wallet */
            url?: string | null;
        };
        /** @description What one check came to. */
        Check: {
            /** @description What is wrong, if anything is. */
            detail?: string;
            status: components["schemas"]["CheckStatus"];
        };
        /**
         * @description How a check stands.
         * @enum {string}
         */
        CheckStatus: "ok" | "warning" | "failed";
        /** @description A command of a batch: `conversion`, under its own key. */
        ConversionCommand: {
            /**
             * Format: int64
             * @description How much of it, in minor units.
             * @example 100
             */
            amount: number;
            /**
             * @description What is paid.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "conversion";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description How much of it there must be at least, or nothing happens.
             * @example 1
             */
            min_receive?: number | null;
            /**
             * @description Whose credits.
             * @example user_001
             */
            owner: string;
            /** @description The caller's own handle. */
            reference?: string | null;
            /**
             * @description What is received.
             * @example DIAMONDS
             */
            to: string;
        };
        /** @description `POST /v1/conversions`: one asset changed into another, at the rate that is configured when it is decided. */
        ConversionRequest: {
            /**
             * Format: int64
             * @description How much of it, in minor units.
             * @example 100
             */
            amount: number;
            /**
             * @description What is paid.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description How much of it there must be at least, or nothing happens.
             * @example 1
             */
            min_receive?: number | null;
            /**
             * @description Whose credits.
             * @example user_001
             */
            owner: string;
            /** @description The caller's own handle. */
            reference?: string | null;
            /**
             * @description What is received.
             * @example DIAMONDS
             */
            to: string;
        };
        /** @description `POST /v1/assets`: a new asset. */
        CreateAssetRequest: {
            /** @description Whether rates may pay in a circle; `false` if it is not given. */
            allow_cycle?: boolean;
            /**
             * @description Unique, and never changed.
             * @example EVENT_TOKENS
             */
            code: string;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description For people.
             * @example Event tokens
             */
            name: string;
            policy?: components["schemas"]["Policy"] | null;
        };
        /** @description `POST /v1/keys`: whose key it is, and what it may do. */
        CreateKeyRequest: {
            /**
             * Format: int64
             * @description The largest bonus, purchase or reversal, in minor units, that needs nobody's approval.
             */
            approval_over?: number | null;
            /**
             * @description The assets that it is for; all if it is not given.
             * @example [
             *       "GOLD_COINS"
             *     ]
             */
            assets?: string[] | null;
            caps?: components["schemas"]["Caps"] | null;
            /**
             * Format: int64
             * @description For how many seconds it is good; until it is revoked if it is not given.
             */
            expires_in_s?: number | null;
            /**
             * @description Whose key it is, for people; several keys may share a name.
             * @example ada, support
             */
            name: string;
            /** @description The networks that it may be used from, such as `10.0.0.0/8`; all if it is not given. */
            networks?: string[] | null;
            role?: components["schemas"]["Role"] | null;
            /** @description What it allows. A key has scopes or a role. */
            scopes?: components["schemas"]["Scope"][] | null;
        };
        /** @description `POST /v1/owners/{owner}/notes`: what is to be kept. */
        CreateNoteRequest: {
            /**
             * @description What is to be kept, of one line or several.
             * @example Asked for a refund of the hat.
             */
            text: string;
        };
        /** @description `POST /v1/webhooks`: where events are delivered to, and which. */
        CreateWebhookRequest: {
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description With which event it begins: `now` for those to come, which it is if it is not given; `beginning`; or an event's id.
             * @example now
             */
            from?: string | null;
            /** @description How much of an event is sent; `full` if it is not given. */
            payload?: null | components["schemas"]["WebhookPayload"];
            /** @description What signs: `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given. */
            secret?: string | null;
            /**
             * @description The types of events: names and prefixes such as `spend.*`, `wallet.below` and `wallet.above` of alerts among them. All if it
             *     is not given.
             * @example [
             *       "spend.*",
             *       "top_up.posted"
             *     ]
             */
            types?: string[] | null;
            /**
             * @description An https URL on the public internet, without a user name. An operator can allow more by settings.
             * @example https://shop.example/hooks/wallet
             */
            url: string;
        };
        /** @description What players owe of an asset. */
        Debts: {
            /** @description By the age of the debt, each part apart from the others: since it last grew or was repaid in part. */
            ages: components["schemas"]["DebtsOfAge"][];
            as_of: components["schemas"]["SnapshotAsOf"] | null;
            /**
             * @description Which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description How many players owe something.
             */
            count: number;
            /**
             * Format: int64
             * @description What they owe together, in minor units.
             */
            total: number;
            /**
             * @description The zone of the days.
             * @example UTC
             */
            zone: string;
        };
        /** @description The debts of an age. */
        DebtsOfAge: {
            /**
             * Format: int64
             * @description In minor units.
             */
            amount: number;
            /** Format: int64 */
            count: number;
            /**
             * Format: int32
             * @description At most so many days, and more than the part before; null is any more.
             */
            days_max: number | null;
        };
        /** @description What was deleted. */
        Deleted: {
            /**
             * @description True.
             * @example true
             */
            deleted: boolean;
            /** @description Its name. */
            id: string;
        };
        /**
         * @description Why a webhook was disabled: it answered 410 Gone, or took nothing for five days.
         * @enum {string}
         */
        DisabledReason: "gone" | "failing";
        /** @description How an asset is distributed among those who hold it. */
        Distribution: {
            as_of: components["schemas"]["SnapshotAsOf"] | null;
            /**
             * @description Which asset.
             * @example GOLD_COINS
             */
            asset: string;
            check: components["schemas"]["SnapshotCheck"] | null;
            /**
             * Format: double
             * @description The Gini coefficient: 0 if all hold the same, near 1 if one holds nearly everything. Null if nobody holds anything.
             */
            gini: number | null;
            /**
             * Format: int64
             * @description How many of them hold something: all that follows is about these.
             */
            holders: number;
            /** @description What the poorest so many percent of the holders have of the total: the Lorenz curve. */
            lorenz: components["schemas"]["LorenzPoint"][];
            /** @description What so many percent of the holders have at most. */
            percentiles: components["schemas"]["Percentile"][];
            /**
             * Format: int64
             * @description What they hold together, in minor units.
             */
            total: number;
            /**
             * Format: int64
             * @description How many wallets players have.
             */
            wallets: number;
            /**
             * @description The zone of the days.
             * @example UTC
             */
            zone: string;
        };
        /** @description One leg of a transaction. */
        Entry: {
            /**
             * Format: int64
             * @description Minor units, signed.
             * @example -30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement
             *     alone: in a transaction it is absent, because they book several at once.
             * @example 70
             */
            balance_after?: number;
            /**
             * @description Who is on the other side: of a credit who paid, of a debit who received.
             * @example system:revenue
             */
            counterparty?: string;
            /** @description Which way it goes. */
            entry_type: components["schemas"]["EntryType"];
            /**
             * @description Whose wallet it is in.
             * @example user_001
             */
            owner: string;
            /**
             * Format: int64
             * @description Its number among the wallet's entries, from 1; absent of the treasury and revenue.
             * @example 2
             */
            sequence?: number;
        };
        /**
         * @description The newest entries first, or the oldest.
         * @enum {string}
         */
        EntryOrder: "desc" | "asc";
        /** @description A page of a wallet's entries, the newest first. */
        EntryPage: {
            /** @description The entries. */
            data: components["schemas"]["WalletEntry"][];
            /** @description The `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description Which way a leg goes.
         * @enum {string}
         */
        EntryType: "debit" | "credit";
        /** @description Something that happened. It is told the same, byte for byte, whenever it is read. */
        Event: {
            /**
             * Format: date-time
             * @description When it happened.
             */
            created_at: string;
            /**
             * @description `after` of a request for what comes behind it. It has a mark of the event beside the `id`, so that a ledger which a
             *     restore has set back refuses it.
             * @example 12.0.9f86d081
             */
            cursor: string;
            /** @description What happened. */
            data: components["schemas"]["EventData"];
            /**
             * @description Its place in the feed: a position, and the place within it. It never changes, and later events have later ones.
             * @example 12.0
             */
            id: string;
            /**
             * @description What kind of event: `<flow>.posted`, `<flow>.rejected`, `hold.expired`, or what an operator did.
             * @example spend.posted
             */
            type: string;
            /**
             * Format: int32
             * @description The version of its form.
             * @example 1
             */
            version: number;
        };
        /** @description What happened: a transaction, or a change by an operator. */
        EventData: {
            /** @description The change, of an event about one. */
            change?: components["schemas"]["Change"];
            /** @description The transaction, of an event about one. */
            transaction?: components["schemas"]["Transaction"];
            /**
             * @description The players' wallets whose balance, held credits or debt the transaction changed, as they were right after it. Empty
             *     if it was rejected, or changed only wallets of the service.
             */
            wallets?: components["schemas"]["WalletAfter"][];
        };
        /** @description A page of the feed, the oldest first. */
        EventPage: {
            /** @description The events. */
            data: components["schemas"]["Event"][];
            /**
             * @description `after` of the next request. It never expires, and is of this ledger alone.
             * @example 12.0.9f86d081
             */
            next_cursor: string;
        };
        /**
         * @description The form of an export.
         * @enum {string}
         */
        ExportFormat: "jsonl" | "csv";
        /**
         * @description The business reason of a transaction.
         * @enum {string}
         */
        Flow: "mint" | "top_up" | "bonus" | "spend" | "hold" | "capture" | "release" | "expire" | "reversal" | "purchase" | "gift" | "conversion" | "allocate";
        /** @description What a flow moved under a label. */
        FlowRow: {
            /**
             * Format: int64
             * @description How many transactions.
             */
            count: number;
            /** @description The flow. */
            flow: components["schemas"]["Flow"];
            /**
             * Format: int64
             * @description Credited to players, in minor units.
             */
            in: number;
            /** @description The label: empty where none is given, `other` for all but the 200 largest of the day. */
            label: string;
            /**
             * Format: int64
             * @description Debited from players.
             */
            out: number;
        };
        /** @description What each flow moved, by day. */
        FlowsAnswer: {
            /** @description How far the figures are. */
            as_of: components["schemas"]["AsOf"];
            /** @description Of which asset. */
            asset: string;
            /** @description What rows are told apart by beside their flow. */
            by: components["schemas"]["AnalyticsBy"];
            /** @description Whether they add up to the ledger. */
            check: components["schemas"]["AnalyticsCheck"];
            /** @description The days. */
            days: components["schemas"]["FlowsDay"][];
            /** @description The time zone of the days. */
            zone: string;
        };
        /** @description What each flow moved on a day. */
        FlowsDay: {
            /**
             * Format: date
             * @description The day.
             * @example 2026-11-30
             */
            day: string;
            /** @description Whether its figures never change again. */
            final: boolean;
            /** @description A row a flow and label; largest first of each flow. */
            rows: components["schemas"]["FlowRow"][];
        };
        /** @description One transaction, or a page of those that fit. It stands for both in the document. */
        FoundTransactions: components["schemas"]["Transaction"] | components["schemas"]["TransactionPage"];
        /** @description `POST /v1/wallets/{owner}/{asset}/freeze`: which side is stopped, and why. */
        FreezeRequest: {
            /** @description `debits`, `credits` or `all`, which it is if it is not given. */
            block?: null | components["schemas"]["Block"];
            /**
             * @description Why, for the list of changes.
             * @example charged back
             */
            reason?: string | null;
            /**
             * @description The case that it is about; kept with the reason. A key of the role support has to give both.
             * @example T-1234
             */
            ticket?: string | null;
        };
        /** @description A command of a batch: `gift`, under its own key. */
        GiftCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 10
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * Format: int64
             * @description What the giver pays beside it, to revenue.
             * @example 1
             */
            fee?: number | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "gift";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who gives.
             * @example user_001
             */
            owner: string;
            /** @description The caller's own handle. */
            reference?: string | null;
            /**
             * @description Who receives.
             * @example user_002
             */
            to: string;
        };
        /** @description `POST /v1/gifts`: credits that a player gives to another, of an asset that may be given. */
        GiftRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 10
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * Format: int64
             * @description What the giver pays beside it, to revenue.
             * @example 1
             */
            fee?: number | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who gives.
             * @example user_001
             */
            owner: string;
            /** @description The caller's own handle. */
            reference?: string | null;
            /**
             * @description Who receives.
             * @example user_002
             */
            to: string;
        };
        /** @description A hold, whatever became of it. */
        Hold: {
            /**
             * Format: int64
             * @description How much it kept at first, in minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description How much of it was captured.
             * @example 10
             */
            captured: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What it is for, for people. */
            description: string | null;
            /**
             * Format: date-time
             * @description From when on it is over.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The id of the transaction that made it.
             */
            id: string;
            /**
             * @description Whose credits.
             * @example user_001
             */
            owner: string;
            /** @description The caller's own handle. */
            reference: string | null;
            /**
             * Format: int64
             * @description How much it keeps still.
             * @example 20
             */
            remaining: number;
            /** @description `settled` by a last capture or by all of it. */
            status: components["schemas"]["HoldStatus"];
            /** @description Its captures, its release, its expiry. */
            transactions: components["schemas"]["Transaction"][];
        };
        /** @description A command of a batch: `hold`, under its own key. */
        HoldCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * Format: int32
             * @description After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
             * @example 900
             */
            expires_in_s?: number | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "hold";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Whose credits.
             * @example user_001
             */
            owner: string;
            /**
             * @description The caller's own handle, such as an order's number.
             * @example order_77
             */
            reference?: string | null;
        };
        /** @description A page of a wallet's open holds. */
        HoldPage: {
            /** @description The holds, those that end first first. */
            data: components["schemas"]["OpenHold"][];
            /** @description The `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description `POST /v1/holds`: credits of a player that are kept for later. */
        HoldRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * Format: int32
             * @description After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
             * @example 900
             */
            expires_in_s?: number | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Whose credits.
             * @example user_001
             */
            owner: string;
            /**
             * @description The caller's own handle, such as an order's number.
             * @example order_77
             */
            reference?: string | null;
        };
        /**
         * @description Whether a hold keeps something, or how it ended.
         * @enum {string}
         */
        HoldStatus: "open" | "settled" | "released" | "expired";
        /** @description How many held an asset, by day. */
        HolderDays: {
            as_of: components["schemas"]["SnapshotAsOf"] | null;
            /**
             * @description Which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description The days that have a snapshot, in order. */
            days: components["schemas"]["HoldersOfDay"][];
            /**
             * @description The zone of the days.
             * @example UTC
             */
            zone: string;
        };
        /** @description How many held an asset on a day, by its latest snapshot. */
        HoldersOfDay: {
            /** @example 2026-11-30 */
            day: string;
            /** @description Whether it never changes any more. */
            final: boolean;
            /**
             * Format: int64
             * @description How many wallets of players held something.
             */
            holders: number;
            /**
             * Format: int64
             * @description How many wallets players had.
             */
            wallets: number;
        };
        /** @description What open holds keep of an asset. */
        HoldsByEnd: {
            as_of: components["schemas"]["SnapshotAsOf"] | null;
            /**
             * @description Which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description How many are open and not over.
             */
            count: number;
            /** @description By when they end, each part apart from the others. */
            ends: components["schemas"]["HoldsOfEnd"][];
            /**
             * Format: int64
             * @description What they have left, in minor units.
             */
            total: number;
            /**
             * @description The zone of the days.
             * @example UTC
             */
            zone: string;
        };
        /** @description The holds that end within a time. */
        HoldsOfEnd: {
            /**
             * Format: int64
             * @description In minor units.
             */
            amount: number;
            /** Format: int64 */
            count: number;
            /**
             * Format: int32
             * @description Within so many days, and not within those of the part before; null is any later.
             */
            within_days: number | null;
        };
        /** @description Every key. */
        KeyList: {
            /** @description By when they were made. */
            data: components["schemas"]["ListedKey"][];
        };
        /** @description A key and its secret, this once. */
        KeyWithSecret: {
            /** @description The key. */
            key: components["schemas"]["ListedKey"];
            /** @description What its holder sends: `Authorization: Bearer` and this. */
            secret: string;
        };
        /** @description How much of an asset a player may move by a flow within a period, or how often, or both. */
        Limit: {
            flow: components["schemas"]["LimitedFlow"];
            /**
             * Format: int64
             * @description How much, in minor units.
             * @example 500
             */
            max_amount?: number | null;
            /**
             * Format: int64
             * @description How often.
             */
            max_count?: number | null;
            per: components["schemas"]["Period"];
            /** @description Whether a reversal within the period gives its amount back to `max_amount`; `false` if it is not given. `max_count` stays used. */
            reversals_give_back?: boolean;
            /**
             * @description Whose days: a name of the IANA database, and UTC if it is not given.
             * @example Europe/Berlin
             */
            time_zone?: string;
        };
        /**
         * @description A flow that a policy may limit.
         * @enum {string}
         */
        LimitedFlow: "top_up" | "bonus" | "spend" | "hold" | "capture" | "purchase" | "gift" | "conversion";
        /** @description A key as it is told: all but its secret. */
        ListedKey: {
            /**
             * Format: int64
             * @description The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
             */
            approval_over: number | null;
            /** @description The assets that it is for; null if it is for all. */
            assets: string[] | null;
            caps: components["schemas"]["Caps"] | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description From when on it is turned away.
             */
            expires_at: string | null;
            /** @description Its public name, as logs and transactions have it. */
            id: string;
            /**
             * Format: date-time
             * @description When it was last used, to a minute.
             */
            last_used_at: string | null;
            /** @description Whether it is good now. */
            live: boolean;
            /** @description Who made it; null if that is not known. */
            made_by: string | null;
            /** @description Whose key it is. */
            name: string;
            /** @description The networks that it may be used from; null if it may be from all. */
            networks: string[] | null;
            /**
             * Format: date-time
             * @description Until when the secret before is good.
             */
            old_secret_until: string | null;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at: string | null;
            /** @description Who revoked it. */
            revoked_by: string | null;
            role: components["schemas"]["Role"] | null;
            /**
             * Format: date-time
             * @description When it got the secret that it has, if that is not its first.
             */
            rotated_at: string | null;
            /** @description Who rotated it. */
            rotated_by: string | null;
            /** @description What it allows. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description That the service runs. */
        Liveness: {
            /**
             * @description `ok`.
             * @example ok
             */
            status: string;
        };
        /** @description A point of the Lorenz curve. */
        LorenzPoint: {
            /**
             * Format: double
             * @description Have so many percent of the total.
             * @example 12.3456
             */
            balance_percent: number;
            /**
             * Format: int32
             * @description So many percent of the holders, the poorest first.
             */
            holders_percent: number;
        };
        /** @description A command of a batch: `mint`, under its own key. */
        MintCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 100000
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "mint";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /**
             * @description `system:treasury`, named or not.
             * @example system:treasury
             */
            owner?: string | null;
        };
        /** @description `POST /v1/mints`: supply for the treasury. */
        MintRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 100000
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
        };
        /** @description What somebody has written about an owner. It is never changed or deleted. */
        Note: {
            /**
             * @description `key` and the id of an API key; `anyone` if none was sent.
             * @example key 0a1b2c3d4e5f
             */
            actor: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: int64
             * @description Its number among the changes; later ones have higher numbers.
             * @example 7
             */
            number: number;
            /**
             * @description What it says.
             * @example Asked for a refund of the hat; told to wait until Tuesday.
             */
            text: string;
        };
        /** @description A page of the notes about an owner, the latest first. */
        NotePage: {
            /** @description The notes. */
            data: components["schemas"]["Note"][];
            /** @description The `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description What a reversal does where the player no longer has what it takes back.
         * @enum {string}
         */
        OnShortfall: "refuse" | "take_available" | "debt";
        /** @description A hold that keeps something. */
        OpenHold: {
            /**
             * Format: int64
             * @description How much it kept at first, in minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description How much of it was captured.
             * @example 10
             */
            captured: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What it is for, for people. */
            description: string | null;
            /**
             * Format: date-time
             * @description From when on it is over.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The id of the transaction that made it.
             */
            id: string;
            /**
             * @description Whose credits.
             * @example user_001
             */
            owner: string;
            /** @description The caller's own handle. */
            reference: string | null;
            /**
             * Format: int64
             * @description How much it keeps still.
             * @example 20
             */
            remaining: number;
        };
        /** @description What came of the wallets: one result per name, in order. */
        OpenWalletsAnswer: {
            /** @description In the order of the names. */
            results: components["schemas"]["OpeningResult"][];
        };
        /** @description `POST /v1/wallets`: wallets to open, each by itself. */
        OpenWalletsRequest: {
            /** @description 1 to 10,000 of them. */
            wallets: components["schemas"]["WalletToOpen"][];
        };
        /** @description What came of one name: the status it would have had alone, and the wallet or the problem. */
        OpeningResult: {
            /** @description Why there is none. */
            problem?: components["schemas"]["Problem"];
            /**
             * Format: int32
             * @description 201 if it was opened, 200 if it was open, else the problem's.
             * @example 201
             */
            status: number;
            /** @description The wallet. */
            wallet?: components["schemas"]["Wallet"];
        };
        /** @description One balance of a user. */
        OriginalBalance: {
            /** @description Of which asset. */
            assetCode: string;
            /**
             * Format: int64
             * @description Minor units.
             */
            balance: number;
        };
        /** @description What the seed's balance route answers: by its query, every balance or one. */
        OriginalBalanceAnswer: components["schemas"]["OriginalBalances"] | components["schemas"]["OriginalWallet"];
        /** @description Every balance of a user. */
        OriginalBalances: {
            /** @description One for each asset. */
            balances: components["schemas"]["OriginalBalance"][];
            /** @description Whose they are. */
            userId: string;
        };
        /** @description `POST /wallet/bonus`. */
        OriginalBonus: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 50
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            assetCode: string;
            /** @description Why it is given. */
            reason?: string | null;
            /**
             * @description Who receives.
             * @example user_001
             */
            userId: string;
        };
        /** @description What the seed's three flows answer. */
        OriginalPosted: {
            /**
             * Format: int64
             * @description The user's balance after this very transaction.
             */
            newBalance: number;
            /**
             * Format: uuid
             * @description The transaction's id.
             */
            transactionId: string;
        };
        /** @description `POST /wallet/spend`. */
        OriginalSpend: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description With which asset.
             * @example GOLD_COINS
             */
            assetCode: string;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description Who pays.
             * @example user_001
             */
            userId: string;
        };
        /** @description `POST /wallet/topup`. */
        OriginalTopUp: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 100
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            assetCode: string;
            /** @description The payment that it was bought with. */
            paymentRef?: string | null;
            /**
             * @description Who receives.
             * @example user_001
             */
            userId: string;
        };
        /** @description A user's balance of the asset that was asked for. */
        OriginalWallet: {
            /** @description Of which asset. */
            assetCode: string;
            /**
             * Format: int64
             * @description Minor units.
             */
            balance: number;
            /** @description Whose it is. */
            userId: string;
        };
        /**
         * @description What happens to a bonus that does not fit: it is refused, or cut to what does.
         * @enum {string}
         */
        OverMax: "reject" | "clip";
        /** @description What the caller may do. */
        OwnKey: {
            /**
             * Format: int64
             * @description The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
             */
            approval_over: number | null;
            /** @description The assets that it is for; null if it is for all. */
            assets: string[] | null;
            caps: components["schemas"]["Caps"] | null;
            /** @description The key's id; null where no key was sent and none is asked for. */
            id: string | null;
            /** @description Whose key it is. */
            name: string;
            /** @description The networks that it may be used from; null if it may be from all. */
            networks: string[] | null;
            role: components["schemas"]["Role"] | null;
            /** @description What it allows. */
            scopes: components["schemas"]["Scope"][];
            used_today: components["schemas"]["UsedToday"] | null;
        };
        /**
         * @description An owner, in the document.
         * @example user_001
         */
        OwnerName: string;
        /** @description The wallets of an owner. */
        OwnerWallets: {
            /**
             * @description Whose they are.
             * @example user_001
             */
            owner: string;
            /** @description By asset. */
            wallets: components["schemas"]["Wallet"][];
        };
        /** @description A delivery that was given up. A replay can make it good. */
        ParkedDelivery: {
            /**
             * Format: int32
             * @description How often it was tried.
             * @example 10
             */
            attempts: number;
            /**
             * @description What went wrong, if there was none.
             * @example timeout: no answer in time
             */
            error?: string;
            /**
             * @description The `webhook-id`.
             * @example 1204.0
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was given up.
             */
            parked_at: string;
            /**
             * Format: int32
             * @description The latest status, if there was an answer.
             * @example 500
             */
            status?: number;
            /**
             * @description The type of the event.
             * @example spend.posted
             */
            type: string;
        };
        /** @description A page of what was given up, in the order of the feed. */
        ParkedPage: {
            /** @description The deliveries. */
            data: components["schemas"]["ParkedDelivery"][];
            /** @description The `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description What was credited for a payment. */
        Payment: {
            /** @description The top-ups that credited it, the latest first, up to 100. */
            data: components["schemas"]["PostedTransaction"][];
            /**
             * @description Its name elsewhere.
             * @example pay_8271
             */
            payment_ref: string;
        };
        /**
         * @description How often a top-up may name one payment.
         * @enum {string}
         */
        PaymentRule: "once" | "free";
        /** @description What so many percent of the holders have at most. */
        Percentile: {
            /**
             * Format: int64
             * @description In minor units.
             */
            balance: number;
            /**
             * Format: double
             * @description So many percent of the holders.
             * @example 99.9
             */
            percent: number;
        };
        /**
         * @description The span of the calendar that a limit is about: a day, a week from Monday on, or a month.
         * @enum {string}
         */
        Period: "day" | "week" | "month";
        /** @description What came of a ping. */
        Ping: {
            /** @description Whether it was taken: the answer is 2xx. */
            delivered: boolean;
            /** @description What went wrong, if there was none. */
            error?: string;
            /**
             * @description Its `webhook-id`.
             * @example ping.1793491200000000
             */
            id: string;
            /**
             * Format: int32
             * @description The status of the answer, if there was one.
             * @example 204
             */
            status?: number;
            /**
             * Format: int32
             * @description How long it took, in milliseconds.
             */
            took_ms: number;
        };
        /** @description What is allowed with an asset. A member that is not there is as if nobody had said anything about it. */
        Policy: {
            /**
             * Format: int32
             * @description How much of each credit repays what the player owes, in percent, rounded up: all of it if it is not given.
             */
            debt_repayment_percent?: number | null;
            /** @description Whether what players do by themselves opens the wallet that it credits. */
            gifts_open_wallets?: boolean | null;
            /** @description How much of it a player may move, and how often. */
            limits?: components["schemas"]["Limit"][] | null;
            /**
             * Format: int64
             * @description The most that a player's wallet is filled to by what is given or exchanged. Top-ups and what is given back are never
             *     stopped by it.
             */
            max_balance?: number | null;
            /** @description Whether a player's first credit opens the wallet. What players do by themselves, such as a conversion, does not. */
            opens_on_credit?: boolean | null;
            /** @description What happens to a bonus that does not fit: `reject`, or `clip` to what does. */
            over_max?: null | components["schemas"]["OverMax"];
            /** @description How often a top-up may name one `payment_ref`: `once` in the whole ledger, if it is not given, or `free`. */
            payment_ref?: null | components["schemas"]["PaymentRule"];
            /** @description What it can be converted to. */
            rates?: components["schemas"]["Rate"][] | null;
            /**
             * Format: int64
             * @description What a player is given, once, before the first credit of a wallet without entries. Never before what
             *     players do by themselves.
             */
            starting_balance?: number | null;
            /** @description Whether players may give it to each other. */
            transferable?: boolean | null;
        };
        /** @description A command that was carried out. */
        PostedTransaction: {
            actor: components["schemas"]["Actor"] | null;
            /**
             * Format: int64
             * @description How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always
             *     positive.
             * @example 30
             */
            amount: number;
            /**
             * @description What was moved.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description What of it can be spent after it.
             * @example 70
             */
            available: number;
            /** @description `true` of an allocation that goes back to the treasury. */
            back?: boolean;
            /**
             * Format: int64
             * @description The owner's balance after it.
             * @example 70
             */
            balance: number;
            /** @description The operator's own wallet that stood in for the treasury's or revenue's. */
            budget?: string;
            /**
             * Format: int64
             * @description What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
             */
            clipped?: number;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            created_at: string;
            /**
             * Format: int64
             * @description What the owner owes of the asset after it.
             * @example 0
             */
            debt: number;
            /** @description What it is for, for people. */
            description: string | null;
            /** @description Its legs, the debit first; none if it was rejected. */
            entries: components["schemas"]["Entry"][];
            /**
             * Format: date-time
             * @description When a hold is over.
             */
            expires_at?: string;
            /**
             * Format: int64
             * @description What the payer paid beside `amount`.
             */
            fee?: number;
            /** @description The business reason. */
            flow: components["schemas"]["Flow"];
            /**
             * Format: int64
             * @description What of it is held after it.
             * @example 0
             */
            held: number;
            /**
             * Format: uuid
             * @description The hold that was captured, released or is over.
             */
            hold?: string;
            /**
             * Format: uuid
             * @description Made from owner and key, so that a retry names the same transaction.
             */
            id: string;
            /** @description The key it was asked for under. */
            idempotency_key: string;
            /**
             * Format: int64
             * @description What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
             */
            left?: number;
            /** @description What the caller attached. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The least that a conversion had to give.
             */
            min_receive?: number;
            /** @description What a reversal does about what is no longer there, if that is not to be refused. */
            on_shortfall?: components["schemas"]["OnShortfall"];
            /**
             * @description Whose command it was.
             * @example user_001
             */
            owner: string;
            /** @description What a purchase pays. */
            pay?: components["schemas"]["AssetAmount"][];
            /** @description What a purchase gives. */
            receive?: components["schemas"]["AssetAmount"][];
            /**
             * Format: int64
             * @description How much a conversion gave.
             */
            received?: number;
            /** @description A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku. */
            reference: string | null;
            /**
             * Format: int64
             * @description What is left of the hold, or of the transaction that is taken back.
             */
            remaining?: number;
            /**
             * Format: int64
             * @description The most that an order with `as_much_as` asked for; `amount` is how much moved.
             */
            requested?: number;
            /** @description `true` of a reversal that returns the fee as well. */
            return_fee?: boolean;
            /** @description That transaction's flow. */
            reversed_flow?: components["schemas"]["Flow"];
            /**
             * Format: uuid
             * @description The transaction that was taken back.
             */
            reverses?: string;
            /**
             * @description The share that a reversal takes back, if that was asked for instead of an amount.
             * @example 2/5
             */
            share?: string;
            /**
             * Format: int64
             * @description What was to be taken back and was no longer there.
             */
            shortfall?: number;
            /** @description What a purchase is of. */
            sku?: string;
            /** @description `true` of the bonus that a wallet begins with, by the asset's `starting_balance`. */
            starting_balance?: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "posted";
            /**
             * @description The other player, who received `amount`; the asset that a conversion gives.
             * @example user_002
             */
            to?: string;
        };
        /** @description A problem's body, `application/problem+json`. */
        Problem: {
            /** @description `insufficient_funds` of a command that pays in several assets: of which. */
            asset?: string;
            /**
             * Format: int64
             * @description `insufficient_funds`: what can be taken out.
             */
            available?: number;
            /** @description `/health/ready`: every check, by name. */
            checks?: {
                [key: string]: components["schemas"]["Check"];
            };
            /** @description The stable name to program against. */
            code: components["schemas"]["ProblemCode"];
            /** @description `rate_cycle`: the assets along the circle; the first comes again as the last. */
            cycle?: string[];
            /**
             * @description What happened, and what to do.
             * @example The wallet has 10 available and 30 are needed.
             */
            detail: string;
            /**
             * @description The same as `detail`.
             * @example The wallet has 10 available and 30 are needed.
             */
            error: string;
            /**
             * Format: int64
             * @description `balance_limit_exceeded`, `ceiling_exceeded`: what would still fit.
             */
            headroom?: number;
            /** @description Of a batch that stands or falls together: the position of the command that spoiled it, from 0. */
            index?: number;
            /**
             * Format: int64
             * @description `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
             */
            limit?: number;
            /** @description `insufficient_funds` of another player than the command's owner: whose wallet. */
            owner?: string;
            /** @description `batch_refused`: the problem of the command at `index`. */
            refusal?: components["schemas"]["Problem"];
            /**
             * Format: int64
             * @description `capture_exceeds_hold`, `reversal_exceeds_original`: what is left.
             */
            remaining?: number;
            /**
             * Format: int64
             * @description `insufficient_funds`, `cap_exceeded`, `approval_required`: what was asked for.
             */
            required?: number;
            /**
             * Format: date-time
             * @description `limit_exceeded`, `cap_exceeded`: when all of it can be used again.
             */
            resets_at?: string;
            /**
             * Format: int32
             * @description `rate_limited`: in how many seconds the same would be let through.
             */
            retry_after?: number;
            /** @description How to get another try, where there is one. */
            retry_with?: components["schemas"]["RetryWith"];
            /**
             * Format: int32
             * @description The HTTP status.
             * @example 402
             */
            status: number;
            /**
             * Format: int64
             * @description `share_not_whole`: what is taken back is a multiple of this.
             */
            step?: number;
            /**
             * @description What it means in general.
             * @example The wallet has too little available
             */
            title: string;
            /** @description `payment_ref_used`: the transaction that credited the payment. */
            transaction?: string;
            /**
             * @description `urn:wallet:problem:` and the code.
             * @example urn:wallet:problem:insufficient_funds
             */
            type: string;
            /**
             * Format: int64
             * @description `limit_exceeded`, `cap_exceeded`: what of it is used.
             */
            used?: number;
            /**
             * Format: int64
             * @description `version_mismatch`: the version that the wallet has.
             */
            version?: number;
            /**
             * Format: int64
             * @description `rate_below_minimum`: what the conversion would come to.
             */
            would_receive?: number;
        };
        /**
         * @description The stable name of a problem. A later version may have more.
         * @enum {string}
         */
        ProblemCode: "malformed_body" | "malformed_query" | "invalid_amount" | "invalid_asset" | "invalid_owner" | "invalid_flow" | "invalid_name" | "invalid_description" | "invalid_reference" | "invalid_metadata" | "missing_idempotency_key" | "invalid_idempotency_key" | "too_many_commands" | "too_many_wallets" | "invalid_limit" | "invalid_event_type" | "invalid_cursor" | "invalid_url" | "forbidden_address" | "invalid_secret" | "invalid_alert" | "invalid_expiry" | "invalid_sums" | "invalid_share" | "invalid_policy" | "rate_cycle" | "invalid_if_match" | "invalid_if_newer_than" | "invalid_person" | "invalid_key_terms" | "ticket_required" | "unauthorized" | "insufficient_funds" | "forbidden" | "address_not_allowed" | "asset_not_allowed" | "exceeds_own_key" | "own_approval" | "cap_exceeded" | "approval_required" | "foreign_origin" | "route_not_found" | "wallet_not_found" | "asset_not_found" | "transaction_not_found" | "hold_not_found" | "payment_not_found" | "webhook_not_found" | "alert_not_found" | "approval_not_found" | "key_not_found" | "method_not_allowed" | "request_timeout" | "batch_refused" | "request_in_progress" | "same_wallet" | "wallet_frozen" | "wallet_closed" | "wallet_not_empty" | "wallet_in_debt" | "not_transferable" | "payment_ref_used" | "no_rate" | "conversion_too_small" | "rate_below_minimum" | "limit_exceeded" | "ceiling_exceeded" | "balance_limit_exceeded" | "treasury_exhausted" | "budget_exhausted" | "revenue_exhausted" | "hold_settled" | "hold_expired" | "capture_exceeds_hold" | "not_reversible" | "already_reversed" | "reversal_exceeds_original" | "share_not_whole" | "asset_exists" | "too_many_webhooks" | "too_many_alerts" | "replay_running" | "approval_changed" | "approval_settled" | "approval_expired" | "key_not_live" | "version_mismatch" | "asset_changed" | "body_too_large" | "unsupported_media_type" | "misdirected_request" | "idempotency_key_reused" | "rate_limited" | "internal_error" | "overloaded" | "outcome_unknown" | "store_unavailable" | "writes_stopped";
        /** @description A command of a batch: `purchase`, under its own key. */
        PurchaseCommand: {
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "purchase";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who buys.
             * @example user_001
             */
            owner: string;
            /** @description What is paid, to revenue. */
            pay: components["schemas"]["AssetAmount"][];
            /** @description What is received, from the treasury. Each asset is paid or received, and named once. */
            receive?: components["schemas"]["AssetAmount"][];
            /**
             * @description What is bought.
             * @example starter_pack
             */
            sku?: string | null;
        };
        /** @description `POST /v1/purchases`: several assets paid, and several received, at once or not at all. */
        PurchaseRequest: {
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who buys.
             * @example user_001
             */
            owner: string;
            /** @description What is paid, to revenue. */
            pay: components["schemas"]["AssetAmount"][];
            /** @description What is received, from the treasury. Each asset is paid or received, and named once. */
            receive?: components["schemas"]["AssetAmount"][];
            /**
             * @description What is bought.
             * @example starter_pack
             */
            sku?: string | null;
        };
        /** @description `PUT /v1/alerts/{id}`: a line, and whose balance of which asset crosses it. */
        PutAlertRequest: {
            /**
             * Format: int64
             * @description It is told when the balance rises above this from this or less.
             */
            above?: number | null;
            /** @description Whether it watches every player's. */
            all?: boolean;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description It is told when the balance falls below this from this or more, in minor units. Either this or `above`.
             * @example 100
             */
            below?: number | null;
            /**
             * @description Whose balance. Either this or `all`.
             * @example user_001
             */
            owner?: string | null;
        };
        /** @description The wallets of many owners, as of one moment. */
        QueryWalletsAnswer: {
            /**
             * @description There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over
             *     several of them went on. Ask again to have one moment.
             */
            approximate?: boolean;
            /** @description In the order in which they were asked for, each once. */
            data: components["schemas"]["OwnerWallets"][];
        };
        /** @description `POST /v1/wallets/query`: whose wallets. */
        QueryWalletsRequest: {
            /**
             * @description 1 to 1,000 owners; who is named twice is answered once.
             * @example [
             *       "user_001",
             *       "user_002"
             *     ]
             */
            owners: components["schemas"]["OwnerName"][];
        };
        /** @description So many minor units received for so many paid; what is received is rounded down, and no more is paid than that costs. */
        Rate: {
            /**
             * Format: int64
             * @description So much of the policy's asset ...
             * @example 100
             */
            pay: number;
            /**
             * Format: int64
             * @description ... for so much of the other.
             * @example 1
             */
            receive: number;
            /**
             * @description What is received.
             * @example DIAMONDS
             */
            to: string;
        };
        /** @description The answer of a service that is ready. */
        Readiness: {
            /** @description Every check, by name. */
            checks: {
                [key: string]: components["schemas"]["Check"];
            };
            /**
             * @description `ready`.
             * @example ready
             */
            status: string;
        };
        /** @description `POST /v1/wallets/{owner}/{asset}/unfreeze`, `close` and `reopen`: why. */
        ReasonRequest: {
            /**
             * @description Why, for the list of changes.
             * @example settled
             */
            reason?: string | null;
        };
        /** @description `POST /v1/approvals/{id}/reject`: why. */
        RejectRequest: {
            /**
             * @description Why, for the list of changes.
             * @example not ours to give back
             */
            reason?: string | null;
        };
        /** @description A command that was refused for good: nothing moved. */
        RejectedTransaction: {
            actor: components["schemas"]["Actor"] | null;
            /**
             * Format: int64
             * @description How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always
             *     positive.
             * @example 30
             */
            amount: number;
            /**
             * @description What was moved.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description What of it can be spent after it; null if it was rejected.
             * @example 70
             */
            available: number | null;
            /** @description `true` of an allocation that goes back to the treasury. */
            back?: boolean;
            /**
             * Format: int64
             * @description The owner's balance after it; null if it was rejected.
             * @example 70
             */
            balance: number | null;
            /** @description The operator's own wallet that stood in for the treasury's or revenue's. */
            budget?: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            created_at: string;
            /**
             * Format: int64
             * @description What the owner owes of the asset after it; null if it was rejected.
             * @example 0
             */
            debt: number | null;
            /** @description What it is for, for people. */
            description: string | null;
            /** @description Its legs, the debit first; none if it was rejected. */
            entries: components["schemas"]["Entry"][];
            /**
             * Format: int64
             * @description What the payer paid beside `amount`.
             */
            fee?: number;
            /** @description The business reason. */
            flow: components["schemas"]["Flow"];
            /**
             * Format: int64
             * @description What of it is held after it; null if it was rejected.
             * @example 0
             */
            held: number | null;
            /**
             * Format: uuid
             * @description The hold that was captured, released or is over.
             */
            hold?: string;
            /**
             * Format: uuid
             * @description Made from owner and key, so that a retry names the same transaction.
             */
            id: string;
            /** @description The key it was asked for under. */
            idempotency_key: string;
            /** @description What the caller attached. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The least that a conversion had to give.
             */
            min_receive?: number;
            /** @description What a reversal does about what is no longer there, if that is not to be refused. */
            on_shortfall?: components["schemas"]["OnShortfall"];
            /**
             * @description Whose command it was.
             * @example user_001
             */
            owner: string;
            /** @description What a purchase pays. */
            pay?: components["schemas"]["AssetAmount"][];
            /** @description Why it was rejected; absent if it was posted. */
            problem: components["schemas"]["Problem"];
            /** @description What a purchase gives. */
            receive?: components["schemas"]["AssetAmount"][];
            /** @description A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku. */
            reference: string | null;
            /**
             * Format: int64
             * @description The most that an order with `as_much_as` asked for; `amount` is how much moved.
             */
            requested?: number;
            /** @description `true` of a reversal that returns the fee as well. */
            return_fee?: boolean;
            /** @description That transaction's flow. */
            reversed_flow?: components["schemas"]["Flow"];
            /**
             * Format: uuid
             * @description The transaction that was taken back.
             */
            reverses?: string;
            /**
             * @description The share that a reversal takes back, if that was asked for instead of an amount.
             * @example 2/5
             */
            share?: string;
            /** @description What a purchase is of. */
            sku?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "rejected";
            /**
             * @description The other player, who received `amount`; the asset that a conversion gives.
             * @example user_002
             */
            to?: string;
        };
        /** @description A command of a batch: `release`, under its own key. */
        ReleaseCommand: {
            /** @description Why, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "release";
            /**
             * Format: uuid
             * @description The id of the earlier transaction.
             */
            hold: string;
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The caller's own handle. */
            reference?: string | null;
        };
        /** @description `POST /v1/holds/{id}/release`: what a hold has left is the player's to spend again. */
        ReleaseRequest: {
            /** @description Why, for people. */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The caller's own handle. */
            reference?: string | null;
        };
        /** @description `POST /v1/webhooks/{id}/replay`: the part of the feed to deliver once more. */
        ReplayWebhookRequest: {
            /**
             * @description The id of the first event, or of a delivery of it or a gap; `0.0` is the beginning.
             * @example 1.0
             */
            from: string;
            /**
             * @description The id of the last event, or of a delivery of it; the latest one if it is not given.
             * @example 1.0
             */
            to?: string | null;
        };
        /**
         * @description How a caller gets another try at what was refused.
         * @enum {string}
         */
        RetryWith: "same_key" | "new_key";
        /** @description A command of a batch: `reversal`, under its own key. */
        ReversalCommand: {
            /**
             * Format: int64
             * @description Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was
             *     paid. All that is left of it if neither this nor `share` is given.
             * @example 10
             */
            amount?: number | null;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "reversal";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`. */
            on_shortfall?: null | components["schemas"]["OnShortfall"];
            /**
             * @description Why it is taken back.
             * @example refund
             */
            reason?: string | null;
            /** @description Whether the fee that was paid beside it is returned as well, or the same share of that. */
            return_fee?: boolean;
            /**
             * Format: uuid
             * @description The id of the earlier transaction.
             */
            reverses: string;
            /**
             * @description Instead of `amount`, the share of all that there was, such as two of five items.
             * @example 2/5
             */
            share?: string | null;
        };
        /** @description What was taken back of a transaction. */
        ReversalList: {
            /** @description Its reversals, refused ones too, in the order of their times: the first 1,000. */
            data: components["schemas"]["Transaction"][];
            /**
             * Format: int64
             * @description How much of it is left to take back.
             * @example 20
             */
            remaining: number;
            /**
             * Format: int64
             * @description How much of it in all, in minor units.
             * @example 10
             */
            reversed: number;
        };
        /** @description `POST /v1/transactions/{id}/reversals`: a transaction that is taken back, in full or in part. */
        ReversalRequest: {
            /**
             * Format: int64
             * @description Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was
             *     paid. All that is left of it if neither this nor `share` is given.
             * @example 10
             */
            amount?: number | null;
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`. */
            on_shortfall?: null | components["schemas"]["OnShortfall"];
            /**
             * @description Why it is taken back.
             * @example refund
             */
            reason?: string | null;
            /** @description Whether the fee that was paid beside it is returned as well, or the same share of that. */
            return_fee?: boolean;
            /**
             * @description Instead of `amount`, the share of all that there was, such as two of five items.
             * @example 2/5
             */
            share?: string | null;
        };
        /**
         * @description What a key's holder does, in the place of scopes.
         * @enum {string}
         */
        Role: "support" | "economist" | "operator" | "approver";
        /** @description `POST /v1/keys/{id}/rotate`: what becomes of the secret before. */
        RotateKeyRequest: {
            /**
             * Format: int64
             * @description For how many seconds it is good yet; 0 if it is not given: it is turned away at once.
             */
            grace_s?: number | null;
        };
        /** @description `POST /v1/webhooks/{id}/rotate`: what signs from now on. The secret before signs, too, for 24 hours. */
        RotateSecretRequest: {
            /** @description `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given. */
            secret?: string | null;
        };
        /**
         * @description What a key allows.
         * @enum {string}
         */
        Scope: "read" | "spend" | "grant" | "operate" | "events" | "webhooks" | "analytics" | "keys" | "approve" | "support";
        /** @description Of which moment figures are. */
        SnapshotAsOf: {
            /**
             * Format: date-time
             * @description The time.
             */
            at: string;
            /**
             * @description The latest event that had a place in the feed, or one of the same commit: all up to it are counted.
             * @example 4711.0
             */
            event: string;
        };
        /** @description Whether the figures add up to the ledger. */
        SnapshotCheck: {
            /** @description Whether both are the same. Only a ledger on several machines may answer false, as they do not answer as of one moment. */
            equal: boolean;
            /**
             * Format: int64
             * @description What players' wallets hold together.
             */
            holdings_minor: number;
            /**
             * Format: int64
             * @description What players hold by all other wallets, since all wallets sum to zero.
             */
            ledger_minor: number;
        };
        /** @description A command of a batch: `spend`, under its own key. */
        SpendCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not
             *     given.
             */
            as_much_as?: boolean;
            /**
             * @description With which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * @description What it is for, for people.
             * @example a sword
             */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "spend";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who pays.
             * @example user_001
             */
            owner: string;
            /**
             * @description The operator's own wallet that it is paid to instead of revenue.
             * @example system:shop_hats
             */
            sink?: string | null;
        };
        /** @description `POST /v1/spends`: what a player buys in the application. */
        SpendRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 30
             */
            amount: number;
            /**
             * @description Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not
             *     given.
             */
            as_much_as?: boolean;
            /**
             * @description With which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * @description What it is for, for people.
             * @example a sword
             */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who pays.
             * @example user_001
             */
            owner: string;
            /**
             * @description The operator's own wallet that it is paid to instead of revenue.
             * @example system:shop_hats
             */
            sink?: string | null;
        };
        /** @description A wallet's statement. Its entries are sent as they are read. */
        Statement: {
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description What it held after the last.
             * @example 470
             */
            closing_balance: number;
            /** @description The entries, the oldest first. */
            entries: components["schemas"]["WalletEntry"][];
            /**
             * Format: date-time
             * @description From when on; null from the first entry on.
             */
            from: string | null;
            /**
             * Format: int64
             * @description What it held before the first entry, in minor units.
             * @example 500
             */
            opening_balance: number;
            /**
             * @description Whose it is.
             * @example user_001
             */
            owner: string;
            /**
             * Format: date-time
             * @description Until when; null until the moment at which it was asked for.
             */
            to: string | null;
        };
        /**
         * @description The form of a statement.
         * @enum {string}
         */
        StatementFormat: "json" | "csv";
        /** @description What players hold, by day. */
        SupplyAnswer: {
            /** @description How far the figures are. */
            as_of: components["schemas"]["AsOf"];
            /** @description Of which asset. */
            asset: string;
            /** @description Whether they add up to the ledger. */
            check: components["schemas"]["AnalyticsCheck"];
            /** @description The days. */
            days: components["schemas"]["SupplyDay"][];
            /** @description The time zone of the days. */
            zone: string;
        };
        /** @description What players held at the end of a day. */
        SupplyDay: {
            /**
             * Format: date
             * @description The day.
             * @example 2026-11-30
             */
            day: string;
            /** @description Whether its figures never change again. */
            final: boolean;
            /**
             * Format: int64
             * @description Credited to players on the day, in minor units.
             */
            in: number;
            /**
             * Format: int64
             * @description What was minted until then.
             */
            minted: number;
            /**
             * Format: int64
             * @description The first without the second.
             */
            net: number;
            /**
             * Format: int64
             * @description Debited from players on the day.
             */
            out: number;
            /**
             * Format: int64
             * @description What revenue holds then.
             */
            revenue: number;
            /**
             * Format: int64
             * @description What players hold at its end.
             */
            supply: number;
            /**
             * Format: int64
             * @description What the treasury holds then.
             */
            treasury: number;
        };
        /** @description One of the largest holders. */
        TopHolder: {
            /**
             * Format: int64
             * @description What the wallet holds, in minor units.
             */
            balance: number;
            /**
             * Format: int64
             * @description What the owner owes of the asset.
             */
            debt: number;
            /**
             * Format: int64
             * @description What of that its open holds keep.
             */
            held: number;
            /** @example user_001 */
            owner: string;
            /**
             * Format: double
             * @description How many percent of what all players hold.
             * @example 1.25
             */
            share_percent: number;
        };
        /** @description The largest holders of an asset. */
        TopHolders: {
            as_of: components["schemas"]["SnapshotAsOf"] | null;
            /**
             * @description Which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description The largest first; of equal ones by name. */
            items: components["schemas"]["TopHolder"][];
            /**
             * @description The zone of the days.
             * @example UTC
             */
            zone: string;
        };
        /** @description A command of a batch: `top_up`, under its own key. */
        TopUpCommand: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 100
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /**
             * @description The business reason. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            flow: "top_up";
            /** @description A new one for each thing to be done, the same one for each retry of it. */
            idempotency_key: string;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who receives.
             * @example user_001
             */
            owner: string;
            /**
             * @description The payment that it was bought with.
             * @example pay_8271
             */
            payment_ref?: string | null;
        };
        /** @description `POST /v1/top-ups`: credits that a player bought with real money, paid elsewhere. */
        TopUpRequest: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 100
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description What it is for, for people. */
            description?: string | null;
            /** @description Anything else: at most 4 KiB and 8 levels deep. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Who receives.
             * @example user_001
             */
            owner: string;
            /**
             * @description The payment that it was bought with.
             * @example pay_8271
             */
            payment_ref?: string | null;
        };
        /** @description The immutable record of one decided command. */
        Transaction: components["schemas"]["PostedTransaction"] | components["schemas"]["RejectedTransaction"];
        /** @description A page of transactions, and the time that it is about. */
        TransactionPage: {
            /** @description The newest first. A page may be short, or empty, and yet have a `next_cursor`. */
            data: components["schemas"]["Transaction"][];
            /**
             * Format: date-time
             * @description From when on.
             */
            from: string;
            /** @description What asks for the next page; null on the last one. */
            next_cursor: string | null;
            /**
             * Format: date-time
             * @description Down to when all was looked at: on the last page `from`.
             */
            searched_to: string;
            /**
             * Format: date-time
             * @description Until when; what was decided then is not in it.
             */
            to: string;
        };
        /**
         * @description Whether a transaction moved anything.
         * @enum {string}
         */
        TransactionStatus: "posted" | "rejected";
        /** @description What was used of an asset. */
        UsedAmount: {
            /**
             * Format: int64
             * @description Minor units.
             */
            amount: number;
            /** @description Of which asset. */
            asset: string;
        };
        /** @description What a key has used of its caps today. */
        UsedToday: {
            /**
             * Format: int64
             * @description How many wallets were frozen.
             */
            freeze: number;
            /** @description Of bonuses, by asset. */
            grant: components["schemas"]["UsedAmount"][];
            /** @description Of reversals, by asset. */
            refund: components["schemas"]["UsedAmount"][];
            /**
             * Format: date-time
             * @description When the day is over.
             */
            resets_at: string;
        };
        /** @description How much of what players hold is spent, by day. */
        VelocityAnswer: {
            /** @description How far the figures are. */
            as_of: components["schemas"]["AsOf"];
            /** @description Of which asset. */
            asset: string;
            /** @description Whether they add up to the ledger. */
            check: components["schemas"]["AnalyticsCheck"];
            /** @description The days. */
            days: components["schemas"]["VelocityDay"][];
            /** @description The time zone of the days. */
            zone: string;
        };
        /** @description How much was spent on a day. */
        VelocityDay: {
            /**
             * Format: int64
             * @description How many wallets of players moved.
             */
            active_wallets: number;
            /**
             * Format: date
             * @description The day.
             * @example 2026-11-30
             */
            day: string;
            /** @description Whether its figures never change again. */
            final: boolean;
            /**
             * Format: int64
             * @description What players spent, in minor units: spends, captures, and the prices of purchases.
             */
            spent: number;
            /**
             * Format: int64
             * @description What they hold at its end.
             */
            supply: number;
            /**
             * Format: double
             * @description The first by the second; null if they hold nothing.
             */
            velocity: number | null;
        };
        /** @description A verification as it was recorded. */
        Verification: {
            /**
             * Format: int64
             * @description How many places it found where an invariant does not hold.
             * @example 0
             */
            findings: number;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at: string;
            /** @description Whether every invariant held. */
            ok: boolean;
        };
        /** @description That a verification was asked for. */
        VerificationRequested: {
            before: components["schemas"]["Verification"] | null;
        };
        /** @description One owner's holding of one asset. */
        Wallet: {
            /**
             * @description What it holds.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description What of it can be spent.
             * @example 470
             */
            available: number;
            /**
             * Format: int64
             * @description Minor units.
             * @example 500
             */
            balance: number;
            /**
             * Format: int64
             * @description What its owner owes of the asset.
             * @example 0
             */
            debt: number;
            /**
             * Format: int64
             * @description What of it open holds keep.
             * @example 30
             */
            held: number;
            /**
             * @description Whose it is.
             * @example user_001
             */
            owner: string;
            /**
             * Format: int64
             * @description How many entries it has; absent of the treasury and revenue.
             * @example 1
             */
            sequence?: number;
            /** @description Whether it takes part. */
            status: components["schemas"]["WalletStatus"];
            /**
             * Format: int64
             * @description Moves with everything that changes the wallet.
             * @example 1
             */
            version: number;
        };
        /** @description A player's wallet right after a transaction. */
        WalletAfter: {
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * Format: int64
             * @description What of it can be spent.
             * @example 70
             */
            available: number;
            /**
             * Format: int64
             * @description What it holds.
             * @example 70
             */
            balance: number;
            /**
             * Format: int64
             * @description What it held before, in minor units.
             * @example 100
             */
            balance_before: number;
            /**
             * Format: int64
             * @description What its owner owes of the asset.
             * @example 0
             */
            debt: number;
            /**
             * Format: int64
             * @description What of it is held.
             * @example 0
             */
            held: number;
            /**
             * @description Whose wallet.
             * @example user_001
             */
            owner: string;
            /**
             * Format: int64
             * @description The number of its entry by the transaction; absent if the transaction makes none in it.
             * @example 2
             */
            sequence?: number;
        };
        /** @description An entry with what its transaction says of it. */
        WalletEntry: {
            /**
             * Format: int64
             * @description Minor units, signed.
             * @example -30
             */
            amount: number;
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /** @description `true` of an allocation that goes back to the treasury. */
            back?: boolean;
            /**
             * Format: int64
             * @description The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement
             *     alone: in a transaction it is absent, because they book several at once.
             * @example 70
             */
            balance_after?: number;
            /** @description The operator's own wallet that stood in for the treasury's or revenue's. */
            budget?: string;
            /**
             * Format: int64
             * @description What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
             */
            clipped?: number;
            /**
             * @description Who is on the other side: of a credit who paid, of a debit who received.
             * @example system:revenue
             */
            counterparty?: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            created_at: string;
            /** @description What it is for, for people. */
            description: string | null;
            /** @description Which way it goes. */
            entry_type: components["schemas"]["EntryType"];
            /**
             * Format: int64
             * @description What the payer paid beside `amount`.
             */
            fee?: number;
            /** @description That transaction's business reason. */
            flow: components["schemas"]["Flow"];
            /**
             * Format: uuid
             * @description The hold that was captured, released or is over.
             */
            hold?: string;
            /**
             * Format: int64
             * @description What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
             */
            left?: number;
            /** @description What the caller attached. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The least that a conversion had to give.
             */
            min_receive?: number;
            /** @description What a reversal does about what is no longer there, if that is not to be refused. */
            on_shortfall?: components["schemas"]["OnShortfall"];
            /**
             * @description Whose wallet it is in.
             * @example user_001
             */
            owner: string;
            /** @description What a purchase pays. */
            pay?: components["schemas"]["AssetAmount"][];
            /** @description What a purchase gives. */
            receive?: components["schemas"]["AssetAmount"][];
            /**
             * Format: int64
             * @description How much a conversion gave.
             */
            received?: number;
            /** @description A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku. */
            reference: string | null;
            /**
             * Format: int64
             * @description The most that an order with `as_much_as` asked for; `amount` is how much moved.
             */
            requested?: number;
            /** @description `true` of a reversal that returns the fee as well. */
            return_fee?: boolean;
            /** @description That transaction's flow. */
            reversed_flow?: components["schemas"]["Flow"];
            /**
             * Format: uuid
             * @description The transaction that was taken back.
             */
            reverses?: string;
            /**
             * Format: int64
             * @description Its number among the wallet's entries, from 1; absent of the treasury and revenue.
             * @example 2
             */
            sequence?: number;
            /**
             * @description The share that a reversal takes back, if that was asked for instead of an amount.
             * @example 2/5
             */
            share?: string;
            /** @description What a purchase is of. */
            sku?: string;
            /** @description `true` of the bonus that a wallet begins with, by the asset's `starting_balance`. */
            starting_balance?: boolean;
            /**
             * @description The other player, who received `amount`; the asset that a conversion gives.
             * @example user_002
             */
            to?: string;
            /**
             * Format: uuid
             * @description The transaction that it is a leg of.
             */
            transaction_id: string;
        };
        /** @description A page of wallets. */
        WalletPage: {
            /** @description By owner and asset. A page may be short, or empty, and yet have a `next_cursor`. */
            data: components["schemas"]["Wallet"][];
            /** @description What asks for the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description Whether a wallet takes part in transactions.
         * @enum {string}
         */
        WalletStatus: "open" | "frozen" | "closed" | "debits_frozen" | "credits_frozen";
        /** @description A wallet by its name. */
        WalletToOpen: {
            /**
             * @description Of which asset.
             * @example GOLD_COINS
             */
            asset: string;
            /**
             * @description Whose; a player.
             * @example user_001
             */
            owner: string;
        };
        /** @description A webhook. */
        Webhook: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What it is for. */
            description: string | null;
            /**
             * Format: date-time
             * @description Since when it is disabled, if it is.
             */
            disabled_at?: string;
            /** @description Why it was disabled, if it is. */
            disabled_reason?: components["schemas"]["DisabledReason"];
            /**
             * Format: date-time
             * @description The first failure since something was delivered.
             */
            failing_since?: string;
            /**
             * @description Its name.
             * @example 0a1b2c3d4e5f
             */
            id: string;
            /** @description How much of an event it is sent. */
            payload: components["schemas"]["WebhookPayload"];
            /**
             * Format: date-time
             * @description Until when the secret before the last rotation signs, too.
             */
            previous_secret_until?: string;
            /** @description How far it has got, where one webhook or the list of them is asked for. */
            progress?: components["schemas"]["WebhookProgress"];
            /**
             * Format: int64
             * @description How many parked deliveries replays have made good.
             */
            recovered: number;
            /** @description What is delivered once more at the moment. */
            replay?: components["schemas"]["WebhookReplay"];
            /** @description Whether it is delivered to. */
            status: components["schemas"]["WebhookStatus"];
            /** @description The types of events that it is sent. */
            types: string[];
            /**
             * @description Where deliveries go.
             * @example https://shop.example/hooks/wallet
             */
            url: string;
        };
        /** @description An attempt to deliver, or a run of attempts that all went well. */
        WebhookAttempt: {
            /**
             * Format: date-time
             * @description When it began; of a run, the last one.
             */
            at: string;
            /**
             * Format: int32
             * @description Which attempt it was, from 1.
             * @example 1
             */
            attempt: number;
            /**
             * Format: int32
             * @description How many.
             * @example 1
             */
            count: number;
            /**
             * @description What went wrong, if there was none.
             * @example timeout: no answer in time
             */
            error?: string;
            /**
             * @description The `webhook-id` of the message; of several in one row, of the first.
             * @example 1204.0
             */
            id: string;
            /**
             * Format: int32
             * @description The status, if there was an answer.
             * @example 204
             */
            status?: number;
            /**
             * @description Of a run, the last one's.
             * @example 1206.0
             */
            to?: string;
            /**
             * Format: int32
             * @description How long it took, in milliseconds; of a run, the slowest.
             * @example 12
             */
            took_ms: number;
            /**
             * @description The type of the event; of a run, the last one's.
             * @example spend.posted
             */
            type: string;
        };
        /** @description What was tried lately. */
        WebhookAttemptList: {
            /** @description The latest first. */
            data: components["schemas"]["WebhookAttempt"][];
        };
        /** @description Every webhook. */
        WebhookList: {
            /** @description By when they were made. */
            data: components["schemas"]["Webhook"][];
        };
        /**
         * @description How much of an event a webhook is sent: all of it, or which transaction or change it is about.
         * @enum {string}
         */
        WebhookPayload: "full" | "thin";
        /** @description How far a webhook has got. */
        WebhookProgress: {
            /**
             * Format: int64
             * @description How many positions of the feed are behind that.
             */
            behind: number;
            /**
             * Format: int64
             * @description How many deliveries were taken, without those of replays.
             */
            delivered: number;
            /**
             * @description Up to this event all that it asks for is delivered or parked.
             * @example 12.0
             */
            done: string;
            /** @description How many of its 16 partitions wait to try something again. */
            failing: number;
            /**
             * Format: date-time
             * @description When the first of them does; absent while it is paused or disabled.
             */
            next_attempt_at?: string;
            /** @description How many deliveries are parked, up to 1,000. */
            parked: number;
        };
        /** @description A range of the feed, both ends included. */
        WebhookReplay: {
            /**
             * @description The first event.
             * @example 1.0
             */
            from: string;
            /**
             * @description The last event.
             * @example 12.0
             */
            to: string;
        };
        /**
         * @description Whether a webhook is delivered to: not while an operator has paused it, nor once its receiver is gone.
         * @enum {string}
         */
        WebhookStatus: "active" | "paused" | "disabled";
        /** @description A webhook, and what signs its deliveries: told this once. */
        WebhookWithSecret: {
            /**
             * @description The secret: `whsec_` and base64. Keep it where the receiver finds it.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret: string;
            /** @description The webhook. */
            webhook: components["schemas"]["Webhook"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Actor = components['schemas']['Actor'];
export type Alert = components['schemas']['Alert'];
export type AlertList = components['schemas']['AlertList'];
export type AllocateCommand = components['schemas']['AllocateCommand'];
export type AllocationRequest = components['schemas']['AllocationRequest'];
export type AnalyticsBy = components['schemas']['AnalyticsBy'];
export type AnalyticsCheck = components['schemas']['AnalyticsCheck'];
export type Approval = components['schemas']['Approval'];
export type ApprovalList = components['schemas']['ApprovalList'];
export type ApprovalStatus = components['schemas']['ApprovalStatus'];
export type ApproveRequest = components['schemas']['ApproveRequest'];
export type ApprovedTransaction = components['schemas']['ApprovedTransaction'];
export type AsOf = components['schemas']['AsOf'];
export type AskApprovalRequest = components['schemas']['AskApprovalRequest'];
export type Asset = components['schemas']['Asset'];
export type AssetAmount = components['schemas']['AssetAmount'];
export type AssetAudit = components['schemas']['AssetAudit'];
export type AssetList = components['schemas']['AssetList'];
export type Audit = components['schemas']['Audit'];
export type AuditHead = components['schemas']['AuditHead'];
export type BalanceAt = components['schemas']['BalanceAt'];
export type BatchAnswer = components['schemas']['BatchAnswer'];
export type BatchCommand = components['schemas']['BatchCommand'];
export type BatchRequest = components['schemas']['BatchRequest'];
export type BatchResult = components['schemas']['BatchResult'];
export type Block = components['schemas']['Block'];
export type BonusCommand = components['schemas']['BonusCommand'];
export type BonusRequest = components['schemas']['BonusRequest'];
export type Cap = components['schemas']['Cap'];
export type Caps = components['schemas']['Caps'];
export type CaptureCommand = components['schemas']['CaptureCommand'];
export type CaptureRequest = components['schemas']['CaptureRequest'];
export type Change = components['schemas']['Change'];
export type ChangeAction = components['schemas']['ChangeAction'];
export type ChangeAssetRequest = components['schemas']['ChangeAssetRequest'];
export type ChangePage = components['schemas']['ChangePage'];
export type ChangeWebhookRequest = components['schemas']['ChangeWebhookRequest'];
export type Check = components['schemas']['Check'];
export type CheckStatus = components['schemas']['CheckStatus'];
export type ConversionCommand = components['schemas']['ConversionCommand'];
export type ConversionRequest = components['schemas']['ConversionRequest'];
export type CreateAssetRequest = components['schemas']['CreateAssetRequest'];
export type CreateKeyRequest = components['schemas']['CreateKeyRequest'];
export type CreateNoteRequest = components['schemas']['CreateNoteRequest'];
export type CreateWebhookRequest = components['schemas']['CreateWebhookRequest'];
export type Debts = components['schemas']['Debts'];
export type DebtsOfAge = components['schemas']['DebtsOfAge'];
export type Deleted = components['schemas']['Deleted'];
export type DisabledReason = components['schemas']['DisabledReason'];
export type Distribution = components['schemas']['Distribution'];
export type Entry = components['schemas']['Entry'];
export type EntryOrder = components['schemas']['EntryOrder'];
export type EntryPage = components['schemas']['EntryPage'];
export type EntryType = components['schemas']['EntryType'];
export type Event = components['schemas']['Event'];
export type EventData = components['schemas']['EventData'];
export type EventPage = components['schemas']['EventPage'];
export type ExportFormat = components['schemas']['ExportFormat'];
export type Flow = components['schemas']['Flow'];
export type FlowRow = components['schemas']['FlowRow'];
export type FlowsAnswer = components['schemas']['FlowsAnswer'];
export type FlowsDay = components['schemas']['FlowsDay'];
export type FoundTransactions = components['schemas']['FoundTransactions'];
export type FreezeRequest = components['schemas']['FreezeRequest'];
export type GiftCommand = components['schemas']['GiftCommand'];
export type GiftRequest = components['schemas']['GiftRequest'];
export type Hold = components['schemas']['Hold'];
export type HoldCommand = components['schemas']['HoldCommand'];
export type HoldPage = components['schemas']['HoldPage'];
export type HoldRequest = components['schemas']['HoldRequest'];
export type HoldStatus = components['schemas']['HoldStatus'];
export type HolderDays = components['schemas']['HolderDays'];
export type HoldersOfDay = components['schemas']['HoldersOfDay'];
export type HoldsByEnd = components['schemas']['HoldsByEnd'];
export type HoldsOfEnd = components['schemas']['HoldsOfEnd'];
export type KeyList = components['schemas']['KeyList'];
export type KeyWithSecret = components['schemas']['KeyWithSecret'];
export type Limit = components['schemas']['Limit'];
export type LimitedFlow = components['schemas']['LimitedFlow'];
export type ListedKey = components['schemas']['ListedKey'];
export type Liveness = components['schemas']['Liveness'];
export type LorenzPoint = components['schemas']['LorenzPoint'];
export type MintCommand = components['schemas']['MintCommand'];
export type MintRequest = components['schemas']['MintRequest'];
export type Note = components['schemas']['Note'];
export type NotePage = components['schemas']['NotePage'];
export type OnShortfall = components['schemas']['OnShortfall'];
export type OpenHold = components['schemas']['OpenHold'];
export type OpenWalletsAnswer = components['schemas']['OpenWalletsAnswer'];
export type OpenWalletsRequest = components['schemas']['OpenWalletsRequest'];
export type OpeningResult = components['schemas']['OpeningResult'];
export type OriginalBalance = components['schemas']['OriginalBalance'];
export type OriginalBalanceAnswer = components['schemas']['OriginalBalanceAnswer'];
export type OriginalBalances = components['schemas']['OriginalBalances'];
export type OriginalBonus = components['schemas']['OriginalBonus'];
export type OriginalPosted = components['schemas']['OriginalPosted'];
export type OriginalSpend = components['schemas']['OriginalSpend'];
export type OriginalTopUp = components['schemas']['OriginalTopUp'];
export type OriginalWallet = components['schemas']['OriginalWallet'];
export type OverMax = components['schemas']['OverMax'];
export type OwnKey = components['schemas']['OwnKey'];
export type OwnerName = components['schemas']['OwnerName'];
export type OwnerWallets = components['schemas']['OwnerWallets'];
export type ParkedDelivery = components['schemas']['ParkedDelivery'];
export type ParkedPage = components['schemas']['ParkedPage'];
export type Payment = components['schemas']['Payment'];
export type PaymentRule = components['schemas']['PaymentRule'];
export type Percentile = components['schemas']['Percentile'];
export type Period = components['schemas']['Period'];
export type Ping = components['schemas']['Ping'];
export type Policy = components['schemas']['Policy'];
export type PostedTransaction = components['schemas']['PostedTransaction'];
export type Problem = components['schemas']['Problem'];
export type ProblemCode = components['schemas']['ProblemCode'];
export type PurchaseCommand = components['schemas']['PurchaseCommand'];
export type PurchaseRequest = components['schemas']['PurchaseRequest'];
export type PutAlertRequest = components['schemas']['PutAlertRequest'];
export type QueryWalletsAnswer = components['schemas']['QueryWalletsAnswer'];
export type QueryWalletsRequest = components['schemas']['QueryWalletsRequest'];
export type Rate = components['schemas']['Rate'];
export type Readiness = components['schemas']['Readiness'];
export type ReasonRequest = components['schemas']['ReasonRequest'];
export type RejectRequest = components['schemas']['RejectRequest'];
export type RejectedTransaction = components['schemas']['RejectedTransaction'];
export type ReleaseCommand = components['schemas']['ReleaseCommand'];
export type ReleaseRequest = components['schemas']['ReleaseRequest'];
export type ReplayWebhookRequest = components['schemas']['ReplayWebhookRequest'];
export type RetryWith = components['schemas']['RetryWith'];
export type ReversalCommand = components['schemas']['ReversalCommand'];
export type ReversalList = components['schemas']['ReversalList'];
export type ReversalRequest = components['schemas']['ReversalRequest'];
export type Role = components['schemas']['Role'];
export type RotateKeyRequest = components['schemas']['RotateKeyRequest'];
export type RotateSecretRequest = components['schemas']['RotateSecretRequest'];
export type Scope = components['schemas']['Scope'];
export type SnapshotAsOf = components['schemas']['SnapshotAsOf'];
export type SnapshotCheck = components['schemas']['SnapshotCheck'];
export type SpendCommand = components['schemas']['SpendCommand'];
export type SpendRequest = components['schemas']['SpendRequest'];
export type Statement = components['schemas']['Statement'];
export type StatementFormat = components['schemas']['StatementFormat'];
export type SupplyAnswer = components['schemas']['SupplyAnswer'];
export type SupplyDay = components['schemas']['SupplyDay'];
export type TopHolder = components['schemas']['TopHolder'];
export type TopHolders = components['schemas']['TopHolders'];
export type TopUpCommand = components['schemas']['TopUpCommand'];
export type TopUpRequest = components['schemas']['TopUpRequest'];
export type Transaction = components['schemas']['Transaction'];
export type TransactionPage = components['schemas']['TransactionPage'];
export type TransactionStatus = components['schemas']['TransactionStatus'];
export type UsedAmount = components['schemas']['UsedAmount'];
export type UsedToday = components['schemas']['UsedToday'];
export type VelocityAnswer = components['schemas']['VelocityAnswer'];
export type VelocityDay = components['schemas']['VelocityDay'];
export type Verification = components['schemas']['Verification'];
export type VerificationRequested = components['schemas']['VerificationRequested'];
export type Wallet = components['schemas']['Wallet'];
export type WalletAfter = components['schemas']['WalletAfter'];
export type WalletEntry = components['schemas']['WalletEntry'];
export type WalletPage = components['schemas']['WalletPage'];
export type WalletStatus = components['schemas']['WalletStatus'];
export type WalletToOpen = components['schemas']['WalletToOpen'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookAttempt = components['schemas']['WebhookAttempt'];
export type WebhookAttemptList = components['schemas']['WebhookAttemptList'];
export type WebhookList = components['schemas']['WebhookList'];
export type WebhookPayload = components['schemas']['WebhookPayload'];
export type WebhookProgress = components['schemas']['WebhookProgress'];
export type WebhookReplay = components['schemas']['WebhookReplay'];
export type WebhookStatus = components['schemas']['WebhookStatus'];
export type WebhookWithSecret = components['schemas']['WebhookWithSecret'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
