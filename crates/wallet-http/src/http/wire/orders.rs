//! Requests about holds, earlier transactions and purchases.

use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use wallet_domain::{AssetCode, Command, IdempotencyKey, OnShortfall, OwnerId, Sum, Terms};

use super::requests::{KeyedRequest, RawAmount, RawDetails, RawMetadata, Text};
use crate::http::problem::{Code, Problem};

/// A body that becomes a command about an earlier one, under the key in the header.
pub trait OrderRequest<'a>: Deserialize<'a> {
    /// The command, or what is wrong with a value.
    fn into_command(self, earlier: &Command, key: IdempotencyKey) -> Result<Command, Problem>;
}

/// `POST /v1/holds`: credits of a player that are kept for later.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest<'a> {
    /// Whose credits.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 30)]
    amount: RawAmount<'a>,
    /// After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
    #[serde(borrow)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 604_800, example = 900)]
    expires_in_s: Option<&'a RawValue>,
    /// The caller's own handle, such as an order's number.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "order_77")]
    reference: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> KeyedRequest<'a> for HoldRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let owner = OwnerId::player(&self.owner.0)?;
        let asset = AssetCode::new(&self.asset.0)?;
        let amount = self.amount.parse()?;
        let expires_in_s = match self.expires_in_s {
            None => Terms::HOLD_S_DEFAULT,
            // Judged by its digits, as amounts are; what does not fit is refused as what is too long.
            Some(raw) => raw.get().parse().map_err(|_| Problem::from(wallet_domain::InvalidCommand::HoldTime))?,
        };
        let details = details(self.reference, self.description, self.metadata).parse()?;
        Ok(Command::hold(key, owner, asset, amount, expires_in_s, details)?)
    }
}

/// `POST /v1/holds/{id}/capture`: held credits that are spent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureRequest<'a> {
    /// Minor units; all that the hold has left if it is not given.
    #[serde(borrow)]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 25)]
    amount: Option<RawAmount<'a>>,
    /// Whether it is the last: what is left after it is the player's to spend again.
    #[serde(default, rename = "final")]
    #[schema(default = false)]
    last: bool,
    /// The caller's own handle.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reference: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> OrderRequest<'a> for CaptureRequest<'a> {
    fn into_command(self, hold: &Command, key: IdempotencyKey) -> Result<Command, Problem> {
        let amount = self.amount.map(|amount| amount.parse()).transpose()?;
        let details = details(self.reference, self.description, self.metadata).parse()?;
        Ok(Command::capture(hold, key, amount, self.last, details)?)
    }
}

/// `POST /v1/holds/{id}/release`: what a hold has left is the player's to spend again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest<'a> {
    /// The caller's own handle.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reference: Option<Text<'a>>,
    /// Why, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> OrderRequest<'a> for ReleaseRequest<'a> {
    fn into_command(self, hold: &Command, key: IdempotencyKey) -> Result<Command, Problem> {
        let details = details(self.reference, self.description, self.metadata).parse()?;
        Ok(Command::release(hold, key, details)?)
    }
}

/// `POST /v1/transactions/{id}/reversals`: a transaction that is taken back, in full or in part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReversalRequest<'a> {
    /// Minor units; all that is left of the transaction if it is not given.
    #[serde(borrow)]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 10)]
    amount: Option<RawAmount<'a>>,
    /// Why it is taken back.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "refund")]
    reason: Option<Text<'a>>,
    /// What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, pattern = "^(refuse|take_available|debt)$", example = "refuse")]
    on_shortfall: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> OrderRequest<'a> for ReversalRequest<'a> {
    fn into_command(self, original: &Command, key: IdempotencyKey) -> Result<Command, Problem> {
        let amount = self.amount.map(|amount| amount.parse()).transpose()?;
        let on_shortfall = match self.on_shortfall.as_ref().map(|text| &*text.0) {
            None | Some("refuse") => OnShortfall::Refuse,
            Some("take_available") => OnShortfall::TakeAvailable,
            Some("debt") => OnShortfall::Debt,
            Some(_) => {
                let detail = "on_shortfall must be refuse, take_available or debt.";
                return Err(Problem::new(Code::MalformedBody, detail));
            }
        };
        let reference = self.reason.map(|text| ("reason", text));
        let details = RawDetails { reference, description: self.description, metadata: self.metadata }.parse()?;
        Ok(Command::reversal(original, key, amount, on_shortfall, details)?)
    }
}

/// `POST /v1/purchases`: several assets paid, and several received, at once or not at all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseRequest<'a> {
    /// Who buys.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// What is paid, to revenue.
    #[serde(borrow, deserialize_with = "super::object::objects")]
    #[schema(min_items = 1, max_items = 10)]
    pay: Vec<SumPart<'a>>,
    /// What is received, from the treasury. Each asset is paid or received, and named once.
    #[serde(default, borrow, deserialize_with = "super::object::objects")]
    #[schema(max_items = 10)]
    receive: Vec<SumPart<'a>>,
    /// What is bought.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "starter_pack")]
    sku: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

/// `POST /v1/conversions`: one asset changed into another, at the rate that is configured when it is decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversionRequest<'a> {
    /// Whose credits.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// What is paid.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// How much of it, in minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 100)]
    amount: RawAmount<'a>,
    /// What is received.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "DIAMONDS")]
    to: Text<'a>,
    /// How much of it there must be at least, or nothing happens.
    #[serde(borrow)]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    min_receive: Option<RawAmount<'a>>,
    /// The caller's own handle.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reference: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> KeyedRequest<'a> for ConversionRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let owner = OwnerId::player(&self.owner.0)?;
        let pay = (AssetCode::new(&self.asset.0)?, self.amount.parse()?);
        let min = self.min_receive.map(|amount| amount.parse()).transpose()?;
        let receive = (AssetCode::new(&self.to.0)?, min);
        let details = details(self.reference, self.description, self.metadata).parse()?;
        Ok(Command::conversion(key, owner, pay, receive, details)?)
    }
}

/// `POST /v1/gifts`: credits that a player gives to another, of an asset that may be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftRequest<'a> {
    /// Who gives.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// Who receives.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_002")]
    to: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 10)]
    amount: RawAmount<'a>,
    /// What the giver pays beside it, to revenue.
    #[serde(borrow)]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    fee: Option<RawAmount<'a>>,
    /// The caller's own handle.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reference: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> KeyedRequest<'a> for GiftRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let between = (OwnerId::player(&self.owner.0)?, OwnerId::player(&self.to.0)?);
        let (asset, amount) = (AssetCode::new(&self.asset.0)?, self.amount.parse()?);
        let fee = self.fee.map(|amount| amount.parse()).transpose()?;
        let details = details(self.reference, self.description, self.metadata).parse()?;
        Ok(Command::gift(key, between, asset, amount, fee, details)?)
    }
}

/// `POST /v1/allocations`: credits of the treasury for an operator's own wallet, or back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocationRequest<'a> {
    /// Whose wallet: `system:` and a name that is not one of the service's own.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^system:(?!(issuance|treasury|revenue)$)[a-z0-9_]{1,50}$",
             example = "system:event_summer")]
    budget: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1000)]
    amount: RawAmount<'a>,
    /// Whether it goes back to the treasury.
    #[serde(default)]
    #[schema(default = false)]
    back: bool,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
}

impl<'a> KeyedRequest<'a> for AllocationRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let budget = OwnerId::budget(&self.budget.0)?;
        let (asset, amount) = (AssetCode::new(&self.asset.0)?, self.amount.parse()?);
        let details = details(None, self.description, None).parse()?;
        Ok(Command::allocation(key, budget, asset, amount, self.back, details)?)
    }
}

/// An amount of an asset.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SumPart<'a> {
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 30)]
    amount: RawAmount<'a>,
}

impl SumPart<'_> {
    fn parse(&self) -> Result<Sum, Problem> {
        Ok(Sum { asset: AssetCode::new(&self.asset.0)?, amount: self.amount.parse()? })
    }
}

impl<'a> KeyedRequest<'a> for PurchaseRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let owner = OwnerId::player(&self.owner.0)?;
        let sums = |parts: &[SumPart<'_>]| parts.iter().map(SumPart::parse).collect::<Result<Vec<Sum>, Problem>>();
        let (pay, receive) = (sums(&self.pay)?, sums(&self.receive)?);
        let reference = self.sku.map(|text| ("sku", text));
        let details = RawDetails { reference, description: self.description, metadata: self.metadata }.parse()?;
        Ok(Command::purchase(key, owner, pay, receive, details)?)
    }
}

fn details<'a>(
    reference: Option<Text<'a>>,
    description: Option<Text<'a>>,
    metadata: Option<RawMetadata>,
) -> RawDetails<'a> {
    RawDetails { reference: reference.map(|text| ("reference", text)), description, metadata }
}
