//! The flows' requests, and the commands that they become.

use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use wallet_domain::{
    Allocation, Command, CommandParts, Conversion, Flow, Gift, IdempotencyKey, OwnerId, Reference, Sum, Terms,
};

use super::fields::{
    Asset, Attached, Budget, Field, Handle, Kind, Minor, Note, PaymentRef, Player, Reason, Seconds, Sku, Through,
    Treasury, details, optional,
};
use super::object::Objects;
use super::request::request;
use crate::http::problem::Problem;

/// A body that becomes a command under an idempotency key.
pub trait FlowRequest: DeserializeOwned + ToSchema {
    /// The flow.
    const FLOW: Flow;

    /// The command, or what is wrong with a value.
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem>;
}

/// Gives `$then` the request of every flow that callers ask for: an `own` one, or one `about` an earlier transaction, which
/// a batch names by an id of that kind.
macro_rules! every_request {
    ($then:ident) => {
        $then! {
            own super::flows::BatchMint;
            own super::flows::TopUpRequest;
            own super::flows::BonusRequest;
            own super::flows::SpendRequest;
            own super::flows::HoldRequest;
            about super::earlier::CaptureRequest, super::fields::HoldId;
            about super::earlier::ReleaseRequest, super::fields::HoldId;
            about super::earlier::ReversalRequest, super::fields::EarlierId;
            own super::flows::PurchaseRequest;
            own super::flows::GiftRequest;
            own super::flows::ConversionRequest;
            own super::flows::AllocationRequest;
        }
    };
}
pub(super) use every_request;

request! {
    /// `POST /v1/top-ups`: credits that a player bought with real money, paid elsewhere.
    TopUpRequest {
        /// Who receives.
        owner: Field<Player>,
        asset: Field<Asset>,
        amount: Field<Minor> = 100,
        /// The payment that it was bought with.
        payment_ref: Option<Field<PaymentRef>> = "pay_8271",
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/bonuses`: free credits, such as a referral's.
    BonusRequest {
        /// Who receives.
        owner: Field<Player>,
        asset: Field<Asset>,
        amount: Field<Minor> = 50,
        /// Why it is given.
        reason: Option<Field<Reason>> = "referral",
        /// The budget that it is paid from instead of the treasury.
        source: Option<Field<Through>> = "system:event_summer",
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/spends`: what a player buys in the application.
    SpendRequest {
        /// Who pays.
        owner: Field<Player>,
        /// With which asset.
        asset: Field<Asset>,
        amount: Field<Minor> = 30,
        /// Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is not
        /// given.
        #[serde(default)]
        as_much_as: bool,
        description: Option<Field<Note>> = "a sword",
        /// The operator's own wallet that it is paid to instead of revenue.
        sink: Option<Field<Through>> = "system:shop_hats",
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/mints`: supply for the treasury.
    MintRequest {
        asset: Field<Asset>,
        amount: Field<Minor> = 100_000,
        description: Option<Field<Note>>,
    }

    /// A mint of a batch.
    BatchMint {
        /// `system:treasury`, named or not.
        owner: Option<Field<Treasury>>,
        asset: Field<Asset>,
        amount: Field<Minor> = 100_000,
        description: Option<Field<Note>>,
    }

    /// `POST /v1/holds`: credits of a player that are kept for later.
    HoldRequest {
        /// Whose credits.
        owner: Field<Player>,
        asset: Field<Asset>,
        amount: Field<Minor> = 30,
        /// After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
        expires_in_s: Option<Field<Seconds>> = 900,
        /// The caller's own handle, such as an order's number.
        reference: Option<Field<Handle>> = "order_77",
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/purchases`: several assets paid, and several received, at once or not at all.
    PurchaseRequest {
        /// Who buys.
        owner: Field<Player>,
        /// What is paid, to revenue.
        pay: Objects<AssetAmount, 1, 10>,
        /// What is received, from the treasury. Each asset is paid or received, and named once.
        #[serde(default)]
        receive: Objects<AssetAmount, 0, 10>,
        /// What is bought.
        sku: Option<Field<Sku>> = "starter_pack",
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// An amount of an asset.
    AssetAmount {
        asset: Field<Asset>,
        amount: Field<Minor> = 30,
    }

    /// `POST /v1/conversions`: one asset changed into another, at the rate that is configured when it is decided.
    ConversionRequest {
        /// Whose credits.
        owner: Field<Player>,
        /// What is paid.
        asset: Field<Asset>,
        /// How much of it, in minor units.
        amount: Field<Minor> = 100,
        /// What is received.
        to: Field<Asset> = "DIAMONDS",
        /// How much of it there must be at least, or nothing happens.
        min_receive: Option<Field<Minor>> = 1,
        reference: Option<Field<Handle>>,
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/gifts`: credits that a player gives to another, of an asset that may be given.
    GiftRequest {
        /// Who gives.
        owner: Field<Player>,
        /// Who receives.
        to: Field<Player> = "user_002",
        asset: Field<Asset>,
        amount: Field<Minor> = 10,
        /// What the giver pays beside it, to revenue.
        fee: Option<Field<Minor>> = 1,
        reference: Option<Field<Handle>>,
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/allocations`: credits of the treasury for an operator's own wallet, or back.
    AllocationRequest {
        /// Whose wallet: `system:` and a name that is not one of the service's own.
        budget: Field<Budget> = "system:event_summer",
        asset: Field<Asset>,
        amount: Field<Minor> = 1000,
        /// Whether it goes back to the treasury; `false` if it is not given.
        #[serde(default)]
        back: bool,
        description: Option<Field<Note>>,
    }
}

/// A plain command of a player, perhaps with an operator's own wallet for the treasury's or revenue's; parsed in the order
/// in which its fields stand.
pub(super) fn plain<R: Kind<Value = Reference>>(
    (flow, key): (Flow, IdempotencyKey),
    (owner, asset, amount): (Field<Player>, Field<Asset>, Field<Minor>),
    reference: Option<Field<R>>,
    (description, metadata): (Option<Field<Note>>, Option<Field<Attached>>),
    budget: Option<Field<Through>>,
) -> Result<Command, Problem> {
    let (owner, asset, amount) = (owner.get()?, asset.get()?, amount.get()?);
    let details = details(reference, description, metadata)?;
    let terms = optional(budget)?.map(|budget| Terms { via: Some(budget), ..Terms::default() });
    Ok(CommandParts { flow, key, owner, asset, amount, terms, details }.build()?)
}

impl FlowRequest for TopUpRequest {
    const FLOW: Flow = Flow::TopUp;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let what = (self.owner, self.asset, self.amount);
        plain((Self::FLOW, key), what, self.payment_ref, (self.description, self.metadata), None)
    }
}

impl FlowRequest for BonusRequest {
    const FLOW: Flow = Flow::Bonus;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let what = (self.owner, self.asset, self.amount);
        plain((Self::FLOW, key), what, self.reason, (self.description, self.metadata), self.source)
    }
}

impl FlowRequest for SpendRequest {
    const FLOW: Flow = Flow::Spend;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let what = (self.owner, self.asset, self.amount);
        let spend =
            plain((Self::FLOW, key), what, None::<Field<Handle>>, (self.description, self.metadata), self.sink)?;
        Ok(if self.as_much_as { spend.as_much_as()? } else { spend })
    }
}

impl FlowRequest for MintRequest {
    const FLOW: Flow = Flow::Mint;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let details = details(None::<Field<Handle>>, self.description, None)?;
        let (asset, amount) = (self.asset.get()?, self.amount.get()?);
        Ok(Command::new(Self::FLOW, key, OwnerId::treasury().clone(), asset, amount, details)?)
    }
}

impl FlowRequest for BatchMint {
    const FLOW: Flow = Flow::Mint;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let Self { owner, asset, amount, description } = self;
        optional(owner)?;
        MintRequest { asset, amount, description }.into_command(key)
    }
}

impl FlowRequest for HoldRequest {
    const FLOW: Flow = Flow::Hold;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let (owner, asset, amount) = (self.owner.get()?, self.asset.get()?, self.amount.get()?);
        let expires_in_s = optional(self.expires_in_s)?.unwrap_or(Terms::HOLD_S_DEFAULT);
        let details = details(self.reference, self.description, self.metadata)?;
        Ok(Command::hold(key, owner, asset, amount, expires_in_s, details)?)
    }
}

impl AssetAmount {
    fn get(self) -> Result<Sum, Problem> {
        Ok(Sum { asset: self.asset.get()?, amount: self.amount.get()? })
    }
}

impl FlowRequest for PurchaseRequest {
    const FLOW: Flow = Flow::Purchase;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let owner = self.owner.get()?;
        let sums =
            |parts: Vec<AssetAmount>| parts.into_iter().map(AssetAmount::get).collect::<Result<Vec<Sum>, Problem>>();
        let (pay, receive) = (sums(self.pay.0)?, sums(self.receive.0)?);
        let details = details(self.sku, self.description, self.metadata)?;
        Ok(Command::purchase(key, owner, pay, receive, details)?)
    }
}

impl FlowRequest for ConversionRequest {
    const FLOW: Flow = Flow::Conversion;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let owner = self.owner.get()?;
        let (asset, amount) = (self.asset.get()?, self.amount.get()?);
        let min = optional(self.min_receive)?;
        let conversion = Conversion { to: self.to.get()?, min };
        let details = details(self.reference, self.description, self.metadata)?;
        Ok(Command::ordered(conversion, key, owner, asset, amount, details)?)
    }
}

impl FlowRequest for GiftRequest {
    const FLOW: Flow = Flow::Gift;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let (owner, to) = (self.owner.get()?, self.to.get()?);
        let (asset, amount) = (self.asset.get()?, self.amount.get()?);
        let gift = Gift { to, fee: optional(self.fee)? };
        let details = details(self.reference, self.description, self.metadata)?;
        Ok(Command::ordered(gift, key, owner, asset, amount, details)?)
    }
}

impl FlowRequest for AllocationRequest {
    const FLOW: Flow = Flow::Allocate;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let budget = self.budget.get()?;
        let (asset, amount) = (self.asset.get()?, self.amount.get()?);
        let details = details(None::<Field<Handle>>, self.description, None)?;
        Ok(Command::ordered(Allocation { back: self.back }, key, budget, asset, amount, details)?)
    }
}
