use super::*;
use crate::record::chain::Seal;
use crate::testing::spend;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;

/// Commits 1 to 3 of two transactions each, and their leaves.
fn chain() -> Vec<(CommitRecord, Vec<Option<ChainHash>>)> {
    let mut previous = ChainHash::ZERO;
    (1..=3_u8)
        .map(|number| {
            let leaves = [number, number + 100].map(|byte| ChainHash::from_bytes(&[byte; 32]).expect("32 bytes"));
            let transactions: Vec<TransactionId> =
                ["a", "b"].map(|key| spend("user_001", "GOLD_COINS", 1, &format!("{key}{number}")).id()).into();
            let seal = Seal { root: root(&leaves), previous };
            let (number, created_at) = (i64::from(number), Timestamp::from_micros(7));
            previous = ChainLink { lane: 0, number, created_at, count: 2, seal }.hash();
            let commit =
                CommitRecord { number, size: 2, transactions, created_at, seal: Ok(Some(seal)), complaint: None };
            (commit, leaves.map(Some).into())
        })
        .collect()
}

fn lane(hash: Option<ChainHash>) -> LaneHead {
    LaneHead { lane: 0, number: 3, latest: 3, hash }
}

/// What is found, and the head.
fn followed(
    commits: &[(CommitRecord, Vec<Option<ChainHash>>)],
    known: &[Head],
    says: Option<ChainHash>,
) -> (Vec<String>, Option<Head>) {
    let mut findings = Findings::default();
    let mut chain = LaneChain::of(0, known);
    for (commit, leaves) in commits {
        chain.follow(commit, leaves, &mut findings);
    }
    let head = chain.close(&lane(says), &mut findings);
    (findings.into_list().into_iter().map(|finding| format!("{}: {}", finding.subject, finding.detail)).collect(), head)
}

/// The heads after each commit.
fn heads() -> Vec<Head> {
    (1..=3).map(|count| followed(&chain()[..count], &[], None).1.expect("it has hashes")).collect()
}

#[test]
fn a_chain_in_order_has_no_finding_and_ends_with_its_head() {
    let heads = heads();
    let (found, head) = followed(&chain(), &heads, Some(heads[2].hash));
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(head, Some(heads[2]));
}

#[test]
fn a_changed_transaction_is_found_in_its_commit_alone() {
    let mut commits = chain();
    commits[1].1[0] = commits[0].1[0];
    let (found, head) = followed(&commits, &heads(), None);
    let ids = &commits[1].0.transactions;
    let expected = format!("commit 2 of lane 0: what it holds is not what was committed: {}, {}", ids[0], ids[1]);
    assert_eq!(found, [expected]);
    assert_eq!(head, Some(heads()[2]));
    commits[1].1[0] = None;
    assert_eq!(followed(&commits, &[], None).0.len(), 1, "one that is not there is one that was changed");
    let mut swapped = chain();
    swapped[1].1.reverse();
    assert_eq!(followed(&swapped, &[], None).0.len(), 1, "so is another order");
}

#[test]
fn a_commit_that_was_made_anew_does_not_fit_the_next() {
    let mut commits = chain();
    let leaves = [commits[2].1[0].expect("there"); 2];
    commits[1].1 = leaves.map(Some).into();
    commits[1].0.seal = commits[1].0.seal.clone().map(|seal| seal.map(|seal| Seal { root: root(&leaves), ..seal }));
    let (found, _) = followed(&commits, &heads()[..2], None);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "commit 3 of lane 0: it does not follow from the commit before");
    assert!(found[1].starts_with("commit 2 of lane 0: its hash was noted as "), "{found:?}");
}

#[test]
fn a_chain_that_was_cut_or_made_anew_as_a_whole_is_found_by_what_was_noted_elsewhere() {
    let heads = heads();
    let (found, _) = followed(&chain()[..1], &heads[1..2], None);
    assert_eq!(found, ["commit 2 of lane 0: it was noted, and the lane ends with commit 3"]);
    let mut anew = chain();
    for (commit, _) in &mut anew {
        commit.seal = Ok(None);
    }
    assert_eq!(followed(&anew, &[], None).0, Vec::<String>::new(), "nothing in it tells");
    assert_eq!(followed(&anew, &heads, None).0.len(), 3);
}

#[test]
fn hashes_that_are_missing_or_unreadable_or_not_the_lanes_are_found() {
    let mut commits = chain();
    commits[1].0.seal = Ok(None);
    let (found, _) = followed(&commits, &[], None);
    assert_eq!(found[0], "commit 2 of lane 0: it has no hashes, and commit 1 has");
    commits[1].0.seal = Err("its root has 3 bytes".into());
    assert_eq!(followed(&commits, &[], None).0[0], "commit 2 of lane 0: its root has 3 bytes");
    let (found, _) = followed(&chain(), &[], Some(ChainHash::ZERO));
    assert!(found[0].starts_with("lane 0: it says that the hash of commit 3 is 0000"), "{found:?}");
}

#[test]
fn commits_from_before_there_was_a_chain_are_no_finding() {
    let mut commits = chain();
    commits[0].0.seal = Ok(None);
    commits[1].0.seal =
        commits[1].0.seal.clone().map(|seal| seal.map(|seal| Seal { previous: ChainHash::ZERO, ..seal }));
    let (found, _) = followed(&commits[..2], &[], None);
    assert_eq!(found, Vec::<String>::new());
}
