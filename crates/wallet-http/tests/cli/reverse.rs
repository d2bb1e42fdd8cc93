//! `wallet reverse` as a process, beside a server.

use std::path::Path;

use harness::process::{Done, Server, folder, run, wallet};

use crate::postgres::seeded_database;

fn reverse(folder: &Path, arguments: &[&str]) -> Done {
    run(&mut wallet(folder, &[&["reverse"], arguments].concat()))
}

/// Gives 50 to each of the demo's players for one offer, and 7 for another.
fn offered(folder: &Path) -> Server {
    let server = Server::start(&mut wallet(folder, &["serve", "--port", "0"]));
    for player in ["user_001", "user_002"] {
        for (offer, amount) in [(7, 50), (8, 7)] {
            let body = format!(
                r#"{{"owner":"{player}","asset":"GOLD_COINS","amount":{amount},"metadata":{{"offer":{offer}}}}}"#
            );
            assert_eq!(server.post("/v1/bonuses", &format!("offer-{offer}"), &body).0, 201);
        }
    }
    server
}

const OFFER: [&str; 6] = ["--job", "offer-7", "--flow", "bonus", "--metadata", "offer=7"];

#[test]
fn a_mispriced_offer_is_tried_taken_back_and_never_twice_beside_a_server() {
    let folder = folder();
    let server = offered(folder.path());
    // user_002 spends all of it.
    let spent = r#"{"owner":"user_002","asset":"GOLD_COINS","amount":307}"#;
    assert_eq!(server.post("/v1/spends", "all", spent).0, 201);
    let tried = reverse(folder.path(), &[&OFFER[..], &["--dry-run"]].concat());
    assert_eq!(tried.code, Some(1), "one would be refused: {}", tried.stderr);
    assert!(tried.stderr.starts_with("found 2 transactions that fit; saying what would come"), "{}", tried.stderr);
    assert!(tried.stderr.ends_with("2 transactions fit: 1 would be taken back, 1 refused\n"), "{}", tried.stderr);
    assert!(tried.stdout.contains(",would_reverse,50,0,,,\n"), "{}", tried.stdout);
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 557, "nothing was");

    let done = reverse(folder.path(), &OFFER);
    let rows: Vec<&str> = done.stdout.lines().collect();
    assert_eq!(
        rows[0],
        "transaction_id,owner,asset,amount,created_at,outcome,moved,shortfall,debts,reversal_id,detail"
    );
    assert_eq!((rows.len(), done.code), (3, Some(1)), "{}", done.stdout);
    assert!(rows[1].contains(",user_001,GOLD_COINS,50,") && rows[1].contains(",reversed,50,0,,"), "{}", rows[1]);
    assert!(
        rows[2].contains(",user_002,GOLD_COINS,50,")
            && rows[2].contains(",insufficient_funds,,,,,")
            && rows[2].contains("0 available and 50 are needed"),
        "{}",
        rows[2]
    );
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 507);

    let again = reverse(folder.path(), &OFFER);
    assert!(again.stdout.contains(",replayed,50,0,,"), "{}", again.stdout);
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 507, "once");
    // Under another name, with what there is: who has nothing is refused still.
    let rest = ["--job", "offer-7b", "--flow", "bonus", "--metadata", "offer=7", "--on-shortfall", "take_available"];
    let paid = r#"{"owner":"user_002","asset":"GOLD_COINS","amount":20}"#;
    assert_eq!(server.post("/v1/top-ups", "more", paid).0, 201);
    let taken = reverse(folder.path(), &rest);
    assert_eq!(taken.code, Some(0), "{}", taken.stderr);
    assert!(taken.stderr.contains("2 are taken back, 1 of them not in full, 0 refused"), "{}", taken.stderr);
    assert!(
        taken.stdout.contains(",already_reversed,,,,") && taken.stdout.contains(",reversed,20,30,,"),
        "{}",
        taken.stdout
    );
    assert_eq!(server.balance("user_002", "GOLD_COINS"), 0);
    // The rest of it is owed, if that is wanted.
    let rest = ["--job", "offer-7c", "--flow", "bonus", "--metadata", "offer=7", "--on-shortfall", "debt"];
    let owed = reverse(folder.path(), &rest).success();
    assert!(owed.contains(",reversed,30,0,user_002 GOLD_COINS 30,"), "{owed}");
    assert_eq!(server.balance("user_002", "GOLD_COINS"), 0);
    assert_eq!(server.balance("system:debt:user_002", "GOLD_COINS"), -30);
    drop(server);
    run(&mut wallet(folder.path(), &["verify"])).success();
}

#[test]
fn a_cause_is_matched_by_its_type_and_what_fits_is_counted_first() {
    let folder = folder();
    let server = offered(folder.path());
    let text = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":3,"metadata":{"offer":"7"}}"#;
    assert_eq!(server.post("/v1/bonuses", "text", text).0, 201);
    let look = |value: &str| {
        let arguments = ["transactions", "--metadata", &format!("offer={value}")];
        run(&mut wallet(folder.path(), &arguments)).success().lines().skip(1).count()
    };
    assert_eq!((look("7"), look("\"7\""), look("8"), look("7.0"), look("'7'")), (2, 1, 2, 0, 0));

    let done = reverse(folder.path(), &OFFER);
    assert_eq!((done.code, done.stdout.lines().count()), (Some(0), 3), "{}", done.stderr);
    assert!(done.stderr.starts_with("found 2 transactions that fit; taking them back\n"), "{}", done.stderr);
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 510, "500, 7 of the other offer and 3 of the text");
    let done = reverse(folder.path(), &["--job", "t", "--flow", "bonus", "--metadata", "offer=\"7\""]);
    assert!(done.stderr.starts_with("found 1 transactions that fit; taking them back\n"), "{}", done.stderr);
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 507);
    let none = reverse(folder.path(), &["--job", "n", "--flow", "bonus", "--metadata", "offer=9"]);
    assert!(none.stderr.starts_with("found 0 transactions that fit"), "{}", none.stderr);
}

#[test]
fn a_job_runs_beside_the_servers_of_a_database() {
    let (database, folder) = seeded_database();
    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    let bonus = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":50,"reason":"wrong"}"#;
    assert_eq!(server.post("/v1/bonuses", "a", bonus).0, 201);
    let job = ["reverse", "--job", "wrong-1", "--flow", "bonus", "--reference", "wrong"];
    for (more, outcome, left) in
        [(&["--dry-run"][..], "would_reverse", 550), (&[], "reversed", 500), (&[], "replayed", 500)]
    {
        let done = run(&mut database.wallet(folder.path(), &[&job, more].concat())).success();
        assert!(done.lines().count() == 2 && done.contains(&format!(",{outcome},50,0,")), "{done}");
        assert_eq!(server.balance("user_001", "GOLD_COINS"), left);
    }
    run(&mut database.wallet(folder.path(), &["verify"])).success();
}

#[test]
fn purchases_and_gifts_are_taken_back_by_cause_and_a_job_is_undone_by_another() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    for player in ["user_001", "user_002"] {
        let pack = format!(
            r#"{{"owner":"{player}","pay":[{{"asset":"GOLD_COINS","amount":50}}],
                "receive":[{{"asset":"DIAMONDS","amount":5}}],"sku":"pack"}}"#
        );
        assert_eq!(server.post("/v1/purchases", "p", &pack).0, 201);
    }
    let given = r#"{"owner":"user_001","to":"user_002","asset":"GOLD_COINS","amount":100,"fee":10,"reference":"scam"}"#;
    assert_eq!(server.post("/v1/gifts", "g", given).0, 201);
    let used = r#"{"owner":"user_002","asset":"DIAMONDS","amount":8}"#;
    assert_eq!(server.post("/v1/spends", "used", used).0, 201);
    let balances = || {
        let of = |player, asset| server.balance(player, asset);
        [
            of("user_001", "GOLD_COINS"),
            of("user_002", "GOLD_COINS"),
            of("user_001", "DIAMONDS"),
            of("user_002", "DIAMONDS"),
        ]
    };
    assert_eq!(balances(), [340, 300, 15, 2]);
    // Of the second pack two diamonds are there: a share that divides nothing goes back.
    let packs = ["--job", "pack", "--flow", "purchase", "--reference", "pack", "--on-shortfall", "take_available"];
    let done = reverse(folder.path(), &packs);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stderr.contains("2 are taken back, 1 of them not in full, 0 refused"), "{}", done.stderr);
    assert!(done.stdout.contains(",reversed,50,0,") && done.stdout.contains(",reversed,20,30,"), "{}", done.stdout);
    let gift = ["--job", "scam", "--flow", "gift", "--reference", "scam", "--return-fee", "--reason", "scam 7"];
    let done = reverse(folder.path(), &gift).success();
    assert!(done.contains(",user_001,GOLD_COINS,100,") && done.contains(",reversed,100,0,"), "{done}");
    assert_eq!(balances(), [500, 220, 10, 0]);
    // It was no scam: what the job took back is given again, once.
    let undo = ["--job", "undo", "--flow", "reversal", "--reference", "scam 7"];
    assert!(reverse(folder.path(), &undo).success().contains(",reversed,100,0,"));
    assert_eq!(balances(), [390, 320, 10, 0]);
    let again =
        reverse(folder.path(), &["--job", "undo-undo", "--flow", "reversal", "--reference", "scam 7"]).success();
    assert!(again.contains(",already_reversed,"), "{again}");
    drop(server);
    run(&mut wallet(folder.path(), &["verify"])).success();
}

#[test]
fn a_row_says_who_owes_what_was_taken_back_whoever_that_is() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let given = r#"{"owner":"user_001","to":"user_002","asset":"GOLD_COINS","amount":100,"reference":"scam"}"#;
    assert_eq!(server.post("/v1/gifts", "g", given).0, 201);
    let spent = r#"{"owner":"user_002","asset":"GOLD_COINS","amount":310}"#;
    assert_eq!(server.post("/v1/spends", "s", spent).0, 201);
    let scam = ["--job", "scam", "--flow", "gift", "--reference", "scam"];
    let refused = reverse(folder.path(), &scam);
    assert_eq!(refused.code, Some(1), "{}", refused.stdout);
    assert!(refused.stdout.contains(",insufficient_funds,,,,,"), "{}", refused.stdout);
    assert!(refused.stdout.contains("wallet of user_002 has 40 available"), "{}", refused.stdout);
    let debt = ["--job", "debt", "--flow", "gift", "--reference", "scam", "--on-shortfall", "debt"];
    let done = reverse(folder.path(), &debt).success();
    assert!(
        done.contains(",user_001,GOLD_COINS,100,") && done.contains(",reversed,100,0,user_002 GOLD_COINS 60,"),
        "{done}"
    );
    drop(server);
    run(&mut wallet(folder.path(), &["verify"])).success();
}

#[test]
fn a_job_needs_a_cause_and_says_what_is_wrong_with_one() {
    let folder = folder();
    drop(offered(folder.path()));
    let told = |arguments: &[&str]| reverse(folder.path(), arguments).complaint(2).to_owned();
    assert!(told(&["--job", "x", "--flow", "bonus"]).contains("name a cause as well"));
    let fee = ["--job", "x", "--flow", "bonus", "--reference", "r", "--return-fee"];
    assert!(told(&fee).contains("--return-fee is for flows with a fee: --flow gift"));
    assert!(told(&["--job", "x", "--flow", "bonus", "--from", "noon"]).contains("--from: it must be a time such as"));
    assert!(
        told(&["--job", "x", "--flow", "bonus", "--metadata", "offer"]).contains("--metadata: it must be NAME=VALUE")
    );
    assert!(
        told(&["--job", "x", "--flow", "bonus", "--reference", "r", "--asset", "gold"]).contains("--asset: An asset's")
    );
    assert!(told(&["--job", "two words", "--flow", "bonus", "--metadata", "offer=9"]).contains("--job: "));
    assert!(told(&["--job", "", "--flow", "bonus", "--metadata", "offer=9"]).contains("--job: "));
    let mint = ["--job", "x", "--flow", "mint", "--metadata", "offer=7"];
    assert!(
        reverse(folder.path(), &mint)
            .stderr
            .contains("[possible values: top_up, bonus, spend, capture, reversal, purchase, gift, conversion]")
    );
}
