//! What a key's terms ask of a command: assets that it is for and, of a key with caps, a reason and a ticket.

use wallet_domain::access::KeyTerms;
use wallet_domain::{AssetCode, Command};

use super::Caller;
use crate::http::problem::{Code, Problem};

/// The member of a command's metadata that names the case it is about.
const TICKET: &str = "ticket";

impl Caller {
    /// The terms of its key, if there is one.
    pub(crate) fn terms(&self) -> Option<&KeyTerms> {
        match self {
            Self::Anyone => None,
            Self::Holder(holder, _) => Some(&holder.terms),
        }
    }

    /// The assets that its key is for; all if there are none.
    pub(crate) fn assets(&self) -> &[AssetCode] {
        self.terms().map_or(&[], |terms| &terms.assets)
    }

    /// Whether its key is for that asset.
    pub(crate) fn allow_asset(&self, asset: &AssetCode) -> bool {
        self.terms().is_none_or(|terms| terms.allow_asset(asset))
    }

    /// Fails if its key is not for that asset.
    pub(crate) fn permit_asset(&self, asset: &AssetCode) -> Result<(), Problem> {
        if self.allow_asset(asset) { Ok(()) } else { Err(not_for(asset)) }
    }

    /// Whether what its holder does needs a reason and a ticket.
    pub(crate) fn has_caps(&self) -> bool {
        self.terms().is_some_and(|terms| terms.caps.is_some())
    }

    /// Fails if its key's terms do not allow that command.
    pub(crate) fn permit_command(&self, command: &Command) -> Result<(), Problem> {
        let Some(terms) = self.terms() else { return Ok(()) };
        if !terms.assets.is_empty() {
            self.permit_asset(command.asset())?;
            command.legs().iter().try_for_each(|leg| self.permit_asset(leg.asset))?;
        }
        if terms.caps.is_some() {
            let details = command.details();
            let ticket = details.metadata.as_ref().and_then(|metadata| metadata.member(TICKET));
            let is_said = |text: &str| !text.trim_matches(|c: char| c == '"' || c.is_whitespace()).is_empty();
            let is_named = |text: &str| is_said(text) && !matches!(text, "null" | "true" | "false");
            let has_reason = details.reference.as_ref().is_some_and(|reason| is_said(reason.as_str()));
            if !has_reason || !ticket.is_some_and(is_named) {
                return Err(no_ticket("`reason`, and `ticket` in `metadata`"));
            }
        }
        Ok(())
    }
}

/// The asset is not one of the key's.
pub(crate) fn not_for(asset: &AssetCode) -> Problem {
    Problem::new(Code::AssetNotAllowed, format!("The API key is not for {asset}. Nothing was done."))
}

/// Support says why it does something, and for which case.
pub(crate) fn no_ticket(members: &str) -> Problem {
    let detail =
        format!("With a key of the role support each action needs a reason and a ticket: {members}. Nothing was done.");
    Problem::new(Code::TicketRequired, detail)
}
