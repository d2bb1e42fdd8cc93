//! The usages of a capped key are rows of their own: one in all, and one a player. The store locks them behind the wallets, in
//! ascending order, so that two commands of the key never pass a cap together, whichever lanes and servers they come by. Commands
//! of other keys name no row.

use crate::flow::command::Command;
use crate::value::caps::CapUsage;

/// A capped key's usage: a row for the day, or for one player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapName<'a> {
    /// The key's id.
    pub key: &'a str,
    /// The player; empty for all players together.
    pub owner: &'a str,
}

/// What a capped key has used, as it is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapRow {
    /// The key's id.
    pub key: String,
    /// The player; empty for all players together.
    pub owner: String,
    /// What it has used.
    pub usage: CapUsage,
}

impl<'a> CapName<'a> {
    /// The row of that name.
    pub fn row(self, usage: CapUsage) -> CapRow {
        CapRow { key: self.key.to_owned(), owner: self.owner.to_owned(), usage }
    }

    /// The rows of a key and a player: in all, and for the player.
    pub fn pair(key: &'a str, owner: &'a str) -> [Self; 2] {
        [Self { key, owner: "" }, Self { key, owner }]
    }

    /// The rows that commands name, in ascending order, each once.
    pub(super) fn all_of(commands: &'a [Command]) -> Vec<Self> {
        let capped = |command: &'a Command| Some(Self::pair(command.origin()?.capped()?.0, command.owner().as_str()));
        let mut names: Vec<Self> = commands.iter().filter_map(capped).flatten().collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::bonus;
    use crate::value::key_id::ApiKeyId;
    use crate::{Bounds, Caps, Footprint, Lane, Name, Origin};

    #[test]
    fn commands_of_capped_keys_name_two_rows_each_in_order_and_others_none() {
        let key = |id: &str, bounds| {
            Origin::of_key(ApiKeyId::new(id).expect("an id"), &Name::new("ada").expect("a name")).within(bounds)
        };
        let capped = Bounds { caps: Some(Caps::default()), approval_over: None };
        let alone = Bounds { caps: None, approval_over: Some(5) };
        let give = |player: &str, name: &str| bonus(player, "GOLD_COINS", 1, name);
        let plain = [
            give("user_001", "a"),
            give("user_001", "b").by(Origin::anyone()),
            give("user_001", "c").by(key("0000000000aa", alone)),
        ];
        assert_eq!(Footprint::of(&plain, Lane::ONLY).cap_usages(), []);
        let of = |id: &str, player: &str, name: &str| give(player, name).by(key(id, capped));
        let some = [
            of("0000000000bb", "user_002", "a"),
            of("0000000000aa", "user_001", "b"),
            of("0000000000bb", "user_001", "c"),
            of("0000000000bb", "user_002", "d"),
        ];
        let footprint = Footprint::of(&some, Lane::ONLY);
        let names: Vec<_> = footprint.cap_usages().iter().map(|name| (name.key, name.owner)).collect();
        let (a, b) = ("0000000000aa", "0000000000bb");
        assert_eq!(names, [(a, ""), (a, "user_001"), (b, ""), (b, "user_001"), (b, "user_002")]);
    }
}
