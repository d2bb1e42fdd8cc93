use super::*;
use crate::record::transaction::{Entry, Posting};
use crate::testing::{asset, owner, spend};
use crate::value::amount::Balance;
use crate::value::wallet_id::WalletId;

fn entry(owner_name: &str, wallet: i64, amount: i64, balance: i64, sequence: i64) -> Entry {
    Entry {
        wallet: WalletId::from_value(wallet),
        owner: owner(owner_name),
        asset: asset("GOLD_COINS"),
        amount,
        balance_after: Balance::new(balance).expect("valid"),
        sequence,
    }
}

fn posted() -> Transaction {
    let entries = vec![entry("user_001", 70, -30, 70, 2), entry("system:revenue", 3, 30, 130, 5)];
    let result = Ok(Posting { balance: entries[0].balance_after, entries, effects: None });
    Transaction { command: spend("user_001", "GOLD_COINS", 30, "k"), created_at: Timestamp::from_micros(9), result }
}

fn rejected(available: i64) -> Transaction {
    let result = Err(Rejection::InsufficientFunds { available, required: 30, asset: None, owner: None });
    Transaction { result, ..posted() }
}

fn entries(transaction: &mut Transaction) -> &mut Vec<Entry> {
    &mut transaction.result.as_mut().expect("posted").entries
}

fn leaves(count: u8) -> Vec<ChainHash> {
    (0..count).map(|byte| ChainHash([byte; 32])).collect()
}

fn link() -> ChainLink {
    ChainLink {
        lane: 1,
        number: 7,
        created_at: Timestamp::from_micros(9),
        count: 2,
        seal: Seal { root: ChainHash([1; 32]), previous: ChainHash([2; 32]) },
    }
}

#[test]
fn a_leaf_covers_everything_that_was_recorded() {
    let with = |change: &dyn Fn(&mut Transaction)| {
        let mut transaction = posted();
        change(&mut transaction);
        leaf(&transaction)
    };
    let changes: [&dyn Fn(&mut Transaction); 9] = [
        &|it| it.command = spend("user_001", "GOLD_COINS", 30, "other"),
        &|it| it.command = spend("user_001", "GOLD_COINS", 31, "k"),
        &|it| it.created_at = Timestamp::from_micros(10),
        &|it| it.result = rejected(1).result,
        &|it| it.result = rejected(2).result,
        &|it| entries(it)[0].wallet = WalletId::from_value(71),
        &|it| entries(it)[0].sequence = 3,
        &|it| entries(it)[1].amount = 31,
        &|it| entries(it)[1].balance_after = Balance::new(131).expect("valid"),
    ];
    let mut seen = vec![leaf(&posted())];
    for change in changes {
        let leaf = with(change);
        assert!(!seen.contains(&leaf));
        seen.push(leaf);
    }
    assert_eq!(with(&|it| entries(it).reverse()), seen[0], "the order of entries is the store's affair");
}

#[test]
fn a_commits_hash_covers_its_place_its_time_and_what_it_holds() {
    let with = |change: &dyn Fn(&mut ChainLink)| {
        let mut link = link();
        change(&mut link);
        link.hash()
    };
    let changes: [&dyn Fn(&mut ChainLink); 6] = [
        &|it| it.lane = 2,
        &|it| it.number = 8,
        &|it| it.created_at = Timestamp::from_micros(10),
        &|it| it.count = 3,
        &|it| it.seal.root = ChainHash([3; 32]),
        &|it| it.seal.previous = ChainHash([3; 32]),
    ];
    for change in changes {
        assert_ne!(with(change), link().hash());
    }
}

#[test]
fn every_leaf_of_a_tree_of_any_size_leads_to_its_root_and_to_no_other() {
    for count in 1..=17 {
        let leaves = leaves(count);
        let (count, root) = (leaves.len(), root(&leaves));
        for index in 0..count {
            let path = path(&leaves, index).expect("there is such a leaf");
            assert_eq!(root_of_path(leaves[index], index, count, &path), Some(root), "{index} of {count}");
            assert_ne!(root_of_path(ChainHash([99; 32]), index, count, &path), Some(root));
            let other = (index + 1) % count;
            assert!(other == index || root_of_path(leaves[index], other, count, &path) != Some(root));
            let longer = [&path[..], &[root]].concat();
            assert_eq!(root_of_path(leaves[index], index, count, &longer), None);
        }
        assert_eq!(path(&leaves, count), None);
    }
}

/// The tree of RFC 6962 over the leaves of its published test vectors.
#[test]
fn the_tree_is_that_of_rfc_6962() {
    let inputs: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    let leaves: Vec<ChainHash> =
        inputs.iter().map(|input| ChainHash(Sha256::digest([&[LEAF], *input].concat()).into())).collect();
    for (count, expected) in [
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ] {
        assert_eq!(root(&leaves[..count]).to_string(), expected, "{count}");
    }
    assert_eq!(root(&[]).to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/// Stored rows carry these, and so do the heads that people keep: a change here makes every old ledger look forged.
#[test]
fn hashes_never_change() {
    let found = [leaf(&posted()), leaf(&rejected(1)), link().hash()].map(|hash| hash.to_string());
    let pinned = [
        "ee0fee3d00cd0c662720197a6f5c298bff1e47543ee8c4ae1c8023cc9d4dd2cf",
        "572ea8e928d521547c236993cbdfc9e4f89e5e5305b513aae9a7ba0859cd7def",
        "4e11962ea6d81ba8a8b7e3fcae8ea7faf379ae0ebd724afb04ef9b4bc98e3b66",
    ];
    assert_eq!(found, pinned);
}

#[test]
fn a_hash_is_read_back_from_text_and_from_bytes_and_nothing_else_is() {
    let hash = link().hash();
    assert_eq!(hash.to_string().parse(), Ok(hash));
    assert_eq!(ChainHash::from_bytes(hash.as_bytes()), Ok(hash));
    for bad in ["", "00", &"g".repeat(64), &"+1".repeat(32), &"é".repeat(32), &"0".repeat(65)] {
        assert_eq!(bad.parse::<ChainHash>(), Err(InvalidHash), "{bad}");
    }
    assert_eq!(ChainHash::from_bytes(&[0; 31]), Err(InvalidHash));
}

#[test]
fn a_row_has_both_hashes_or_neither() {
    let (hash, bytes) = (ChainHash([1; 32]), [1; 32]);
    assert_eq!(Seal::from_stored(None, None), Ok(None));
    assert_eq!(Seal::from_stored(Some(&bytes), Some(&bytes)), Ok(Some(Seal { root: hash, previous: hash })));
    for (root, previous) in [(Some(&bytes[..]), None), (None, Some(&bytes[..])), (Some(&bytes[1..]), Some(&bytes))] {
        assert_eq!(Seal::from_stored(root, previous), Err(InvalidHash));
    }
}
