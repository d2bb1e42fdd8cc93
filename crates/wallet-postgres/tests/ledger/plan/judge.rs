//! What is wrong with a plan that was carried out: anything that is no look-up by a whole key.

use serde_json::Value;

use super::cases::Case;

/// What a plan of look-ups is made of.
const STEPS: [&str; 21] = [
    "Result",
    "Limit",
    "Nested Loop",
    "Function Scan",
    "Aggregate",
    "Sort",
    "Incremental Sort",
    "Subquery Scan",
    "CTE Scan",
    "LockRows",
    "ModifyTable",
    "Append",
    "Merge Append",
    "Memoize",
    "ProjectSet",
    "WindowAgg",
    "Index Scan",
    "Index Only Scan",
    "Bitmap Heap Scan",
    "Bitmap Index Scan",
    "Tid Scan",
];

/// Pages that a step may touch for each time that it begins, for each row that it gives, and for each row that it writes:
/// an index of four levels and its row; a row; a row's entry in every index of its table.
const BEGIN_MAX: f64 = 6.0;
const ROW_MAX: f64 = 4.0;
const WRITTEN_MAX: f64 = 32.0;

/// What has to be in the condition of an index; a new index has to be told here.
fn whole_key(index: &str) -> &'static [&'static str] {
    match index {
        "assets_pk" | "wallets_pk" | "api_keys_pk" | "approvals_pk" => &["id"],
        "assets_code_unique" => &["code"],
        "wallets_owner_asset_stripe_unique" => &["owner", "asset_id", "stripe", "shard_key"],
        "wallets_debtors" => &["asset_id"],
        "transactions_pk" | "claims_pk" => &["shard_key", "id"],
        "transactions_about" => &["about"],
        "transactions_created_at" => &["created_at", "id"],
        "entries_pk" => &["shard_key", "wallet_id", "sequence"],
        "claims_open" => &["wallet_id"],
        "claims_lapsing" => &["expires_at"],
        "commits_pk" => &["lane", "number"],
        "changes_pk" | "changes_told" | "rollup_state_pk" | "snapshots_pk" => &["number"],
        "changes_owner" => &["owner"],
        "changes_wallet" => &["owner", "asset"],
        "changes_asset" | "ownerships_pk" => &["asset"],
        "changes_actor" => &["actor"],
        "changes_action" => &["action"],
        "changes_object" => &["object"],
        "lanes_pk" => &["lane"],
        "rollups_pk" => &["built", "asset", "kind", "day"],
        "rollup_days_pk" => &["built", "asset", "day"],
        "rollup_active_pk" => &["built"],
        "holder_days_pk" => &["asset", "day"],
        "cap_usages_pk" => &["key", "owner"],
        other => panic!("which columns are the whole key of {other}? It is for whole_key to say"),
    }
}

/// What is wrong, in sentences; `rows` is how many came back or were written.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) complaints: Vec<String>,
    pub(crate) rows: f64,
}

/// Judges what `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)` tells.
pub(crate) fn judge(explained: &Value, case: &Case) -> Judgement {
    let root = &explained[0]["Plan"];
    let mut judgement = Judgement { complaints: Vec::new(), rows: given(root).max(written(root)) };
    judge_step(root, case, &mut judgement.complaints);
    judgement
}

fn judge_step(step: &Value, case: &Case, complaints: &mut Vec<String>) {
    let kind = text(step, "Node Type");
    let what = [kind, text(step, "Index Name"), text(step, "Relation Name")].join(" ");
    let (table, index) = (text(step, "Relation Name"), step["Index Name"].as_str());
    // Of a bitmap the index alone is told, which begins with its table's name.
    let is_small =
        case.small.iter().any(|small| *small == table || index.is_some_and(|index| index.starts_with(small)));
    if !(STEPS.contains(&kind) || kind == "Seq Scan" && is_small) {
        complaints.push(format!("{what}: is no step of a look-up"));
    }
    for removed in ["Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"] {
        // The elements of an array are no rows of a table.
        if kind != "Function Scan" && number(step, removed) > 0.0 {
            complaints.push(format!("{what}: {removed}: {}", number(step, removed)));
        }
    }
    if let Some(index) = index.filter(|_| !is_small) {
        let along = case.along.iter().find(|(walked, _)| *walked == index).map(|(_, columns)| *columns);
        let condition = text(step, "Index Cond");
        let named = columns(condition);
        let key = along.unwrap_or_else(|| whole_key(index));
        if !key.iter().all(|column| named.contains(column)) {
            complaints.push(format!("{what}: not by its whole key ({}), but by {condition:?}", key.join(", ")));
        }
    }
    let own = pages(step) - steps(step).map(pages).sum::<f64>();
    let allowed = match kind {
        "ModifyTable" => WRITTEN_MAX * written(step).max(1.0),
        _ => BEGIN_MAX * number(step, "Actual Loops").max(1.0) + ROW_MAX * given(step),
    };
    if own > allowed {
        complaints.push(format!("{what}: {own} pages for {} rows, {allowed} at most", given(step)));
    }
    for step in steps(step) {
        judge_step(step, case, complaints);
    }
}

fn steps(step: &Value) -> impl Iterator<Item = &Value> {
    step["Plans"].as_array().into_iter().flatten()
}

fn pages(step: &Value) -> f64 {
    number(step, "Shared Hit Blocks") + number(step, "Shared Read Blocks")
}

fn given(step: &Value) -> f64 {
    number(step, "Actual Rows") * number(step, "Actual Loops")
}

fn written(step: &Value) -> f64 {
    if text(step, "Node Type") == "ModifyTable" { steps(step).map(given).sum() } else { 0.0 }
}

fn text<'a>(step: &'a Value, name: &str) -> &'a str {
    step[name].as_str().unwrap_or_default()
}

fn number(step: &Value, name: &str) -> f64 {
    step[name].as_f64().unwrap_or_default()
}

/// The index's own columns in a condition: the names without a table before them.
fn columns(condition: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    condition.split(|c| !is_name(c)).filter(|name| !name.contains('.')).collect()
}
