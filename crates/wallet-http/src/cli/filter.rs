//! The options that choose transactions, for commands that read the whole ledger. They are called as the API's conditions are.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use wallet_domain::{AssetCode, Flow, Reference, TransactionFilter};

use crate::config::InvalidSettings;
use crate::http::wire::{parse_member, parse_time};

/// A cause, a time and an asset.
#[derive(Debug, Args)]
pub(super) struct FilterOptions {
    /// With which member in their metadata, several times for several: 7, true and null are what JSON has them for, "7" in
    /// quotes and all else a text
    #[arg(long, value_name = "NAME=VALUE")]
    metadata: Vec<String>,
    /// With which reference: a top-up's payment_ref, a bonus's reason
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Which payment it credited: posted top-ups alone
    #[arg(long, value_name = "TEXT")]
    payment_ref: Option<String>,
    /// From when on, such as 2026-11-25T10:00:00Z, or a date, which is its first moment in UTC
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Until when; what was decided then is not in it
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Of which asset alone
    #[arg(long, value_name = "CODE")]
    asset: Option<String>,
}

/// Reads the name of a flow that is one of some.
pub(super) fn flows_among(is_one: impl Fn(&Flow) -> bool) -> impl TypedValueParser<Value = Flow> {
    let names = Flow::ALL.into_iter().filter(is_one).map(Flow::name);
    PossibleValuesParser::new(names).map(|name| name.parse().expect("one of these names"))
}

impl FilterOptions {
    /// The filter, without the command's own options.
    pub(super) fn parse(&self) -> Result<TransactionFilter, InvalidSettings> {
        let time = |text: &str| parse_time(text).ok_or("it must be a time such as 2026-11-25T10:00:00Z, or a date");
        let filter = TransactionFilter {
            from: part("from", self.from.as_deref(), time)?,
            to: part("to", self.to.as_deref(), time)?,
            reference: part("reference", self.reference.as_deref(), Reference::new)?,
            payment_ref: part("payment-ref", self.payment_ref.as_deref(), Reference::new)?,
            metadata: self.members()?,
            asset: part("asset", self.asset.as_deref(), AssetCode::new)?,
            ..TransactionFilter::default()
        };
        if filter.from.zip(filter.to).is_some_and(|(from, to)| from > to) {
            return Err(InvalidSettings::new("--from is after --to: exchange them"));
        }
        Ok(filter)
    }

    fn members(&self) -> Result<Vec<(String, String)>, InvalidSettings> {
        let mut members: Vec<(String, String)> = Vec::new();
        for text in &self.metadata {
            let refused = |why: &str| InvalidSettings::new(format!("--metadata: {why}"));
            let (name, value) = parse_member(text).ok_or_else(|| refused("it must be NAME=VALUE"))?;
            if members.iter().any(|(known, _)| *known == name) {
                return Err(refused(&format!("it names {name} twice, and a member has one value")));
            }
            members.push((name, value));
        }
        Ok(members)
    }
}

/// An option's parsed value, or a complaint that names the option.
pub(super) fn part<T, E: std::fmt::Display>(
    name: &str,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, InvalidSettings> {
    text.map(parse).transpose().map_err(|why| InvalidSettings::new(format!("--{name}: {why}")))
}
