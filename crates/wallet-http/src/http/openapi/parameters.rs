//! The parameters of an operation that its row tells: the parts of its path, its key, its condition, the person behind
//! the request, what a late read must show, the dry run.

use serde_json::{Value, json};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};

use crate::http::routes::{Asks, Condition, Row};
use crate::http::wire;

/// Those that the path and the row ask for, without those that the operation has words for itself.
pub(super) fn of(row: &Row, own: &[&str]) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = row
        .path
        .split(['{', '}'])
        .skip(1)
        .step_by(2)
        .filter(|name| !own.contains(name))
        .filter_map(|name| of_path(row, name))
        .collect();
    parameters.extend(row.key.map(|name| key(row, name)));
    parameters.extend(row.condition.map(condition));
    if row.names_person() {
        let schema = text().min_length(Some(1)).max_length(Some(100)).pattern(Some("^[!-~]([ -~]*[!-~])?$"));
        let description = "The person behind the request, such as a support agent: recorded with the transaction.";
        parameters.push(header("Wallet-On-Behalf-Of", description, schema.into()));
    }
    if row.asks == Asks::Standby {
        let mut schema = text().format(Some(SchemaFormat::Custom("uuid".to_owned()))).build();
        schema.example = Some(json!("0190a1b2-c3d4-5e6f-8a9b-0c1d2e3f4a5b"));
        let description = "A transaction's id: the answer has what it did, where a standby may answer, too.";
        parameters.push(header("If-Newer-Than", description, schema.into()));
    }
    if row.dry_run {
        let schema = ObjectBuilder::new().schema_type(Type::Boolean);
        let description = "Whether only to say what would come of it, recording nothing.";
        parameters.push(parameter("dry_run", ParameterIn::Query, description, schema));
    }
    parameters
}

fn parameter(name: &str, place: ParameterIn, description: &str, schema: impl Into<Schema>) -> Parameter {
    let is_required = place == ParameterIn::Path || name.ends_with("Idempotency-Key");
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(if is_required { Required::True } else { Required::False })
        .description(Some(description))
        .schema(Some(schema.into()))
        .build()
}

fn header(name: &str, description: &str, schema: Schema) -> Parameter {
    parameter(name, ParameterIn::Header, description, schema)
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A part of the path that means the same in every path.
fn of_path(row: &Row, name: &str) -> Option<Parameter> {
    let is_operated = !row.method.is_safe();
    let (description, example) = match name {
        // Only empty wallets are closed: one that the example of `openWallets` opens.
        "owner" if row.path.ends_with("/close") => ("Whose", "user_003"),
        "owner" if is_operated => ("Whose; a player, or a budget such as system:event_summer", "user_001"),
        "owner" | "userId" => ("Whose", "user_001"),
        "asset" | "code" => ("Which asset", "GOLD_COINS"),
        _ => return None,
    };
    let mut schema = wire::in_path(name, is_operated)?.build();
    schema.example = Some(example.into());
    Some(parameter(name, ParameterIn::Path, description, schema))
}

fn key(row: &Row, name: &str) -> Parameter {
    // Quoted as a structured field's string is, or bare; the original's header is always bare. A comma parts keys
    // but in quotes.
    let (chars_max, pattern) = match name {
        "Idempotency-Key" => (512, r#"^([!#-+.-~-][!-+.-~-]{0,254}|"([!#-\[\]-~]|\\["\\]){1,255}")$"#),
        _ => (255, "^[!-+.-~-]+$"),
    };
    let schema = text().min_length(Some(1)).max_length(Some(chars_max)).pattern(Some(pattern));
    let description = "A new one, such as a UUID, for each thing to be done, and the same one for each retry of it; \
                       Idempotency-Key and X-Idempotency-Key are the same.";
    let mut schema = schema.build();
    schema.example = Some(example_of_key(row.path));
    header(name, description, schema.into())
}

/// A key of its own for each route: one key for two requests of a player would be refused.
fn example_of_key(path: &str) -> Value {
    json!(format!("example-{}", path.rsplit('/').next().unwrap_or_default()))
}

fn condition(condition: Condition) -> Parameter {
    let (pattern, description) = match condition {
        Condition::Wallet => (
            r#"^("[0-9]{1,18}(\.[0-9]{1,16})?"|[0-9]{1,18}(\.[0-9]{1,16})?|\*)$"#,
            "The ETag of the owner's wallet: it is carried out only if that is its version still, else refused with 412.",
        ),
        Condition::Asset => (
            r#"^(\*|(W/)?"[!#-+.-~-]*"(, ?(W/)?"[!#-+.-~-]*")*)$"#,
            "The asset's ETag, or several: it is changed only if that is its state still, else refused with 412.",
        ),
    };
    header("If-Match", description, text().pattern(Some(pattern)).into())
}
