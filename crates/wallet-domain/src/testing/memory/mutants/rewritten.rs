//! Commands as a store that loses some of them has them.

use crate::{Command, CommandParts, Details};

pub(super) fn without_details(command: &Command) -> Command {
    let parts = CommandParts { details: Details::default(), ..parts(command) };
    parts.build().expect("it was one before")
}

pub(super) fn without_as_much_as(command: &Command) -> Command {
    let mut parts = parts(command);
    parts.terms.iter_mut().for_each(|terms| terms.as_much_as = false);
    parts.build().expect("it was one before")
}

fn parts(command: &Command) -> CommandParts {
    let (key, owner, asset) = (command.key().clone(), command.owner().clone(), command.asset().clone());
    let (flow, amount, terms) = (command.flow(), command.amount(), command.terms().cloned());
    CommandParts { flow, key, owner, asset, amount, terms, details: command.details().clone() }
}
