//! `wallet rollups`: a ledger without rollups, folded, folded anew in another zone, copied and backed up.

use std::path::Path;

use harness::process::{Done, folder, run, wallet};

fn on(folder: &Path, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", "sqlite:ledger.db"))
}

#[test]
fn rollups_are_shown_folded_anew_backed_up_and_not_copied() {
    let folder = folder();
    let folder = folder.path();
    on(folder, &["migrate"]).success();
    on(folder, &["seed"]).success();
    let none = "there are no rollups yet: a server folds them, or `wallet rollups rebuild`\n";
    assert_eq!(on(folder, &["rollups", "show"]).success(), none);
    let first = on(folder, &["rollups", "rebuild"]).success();
    assert!(first.starts_with("zone      UTC\nlabels    reason=reason,sink=sink,"), "{first}");
    let shown = on(folder, &["rollups", "show"]).success();
    assert!(first.starts_with(shown.trim_end()), "{shown}");
    on(folder, &["verify"]).success();

    let berlin = run(wallet(folder, &["rollups", "rebuild"])
        .env("DATABASE_URL", "sqlite:ledger.db")
        .env("WALLET__ANALYTICS__ZONE", "Europe/Berlin")
        .env("WALLET__ANALYTICS__LABELS", "reason=why"));
    assert!(berlin.success().starts_with("zone      Europe/Berlin\nlabels    reason=why,sink=sink,"));
    on(folder, &["verify"]).success();

    on(folder, &["backup", "backup.db"]).success();
    let backed_up = run(wallet(folder, &["rollups", "show"]).env("DATABASE_URL", "sqlite:backup.db")).success();
    assert!(backed_up.starts_with("zone      Europe/Berlin\n"), "{backed_up}");

    run(&mut wallet(folder, &["copy", "--from", "sqlite:ledger.db", "--to", "sqlite:copy.db"])).success();
    let on_copy = |arguments: &[&str]| run(wallet(folder, arguments).env("DATABASE_URL", "sqlite:copy.db"));
    assert_eq!(on_copy(&["rollups", "show"]).success(), none);
    let anew = on_copy(&["rollups", "rebuild"]).success();
    let without_time =
        |text: &str| text.lines().filter(|line| !line.starts_with("folded in")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_time(&anew), without_time(&first), "the same feed comes to the same");
    on_copy(&["verify"]).success();
}

#[test]
fn a_zone_that_there_is_not_is_refused() {
    let folder = folder();
    on(folder.path(), &["migrate"]).success();
    let done = run(wallet(folder.path(), &["rollups", "rebuild"])
        .env("DATABASE_URL", "sqlite:ledger.db")
        .env("WALLET__ANALYTICS__ZONE", "Berlin"));
    let told =
        "wallet: analytics.zone is \"Berlin\": There is no time zone of that name; use one like Europe/Berlin or UTC.";
    assert_eq!(done.complaint(2), told);
}
