//! A transaction in the document: posted or rejected, told apart by its status.
//!
//! Both have the members of [`Transaction`], which is what is written, and say which of them are there.

use serde_json::Value;
use utoipa::openapi::schema::{Discriminator, Object, ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::story::Story;
use super::transactions::Transaction;

/// A transaction that was posted, in the document.
#[derive(Debug)]
pub enum PostedTransaction {}

/// A transaction that was rejected, in the document.
#[derive(Debug)]
pub(crate) enum RejectedTransaction {}

/// Members that what was posted always has, and that are null of what was rejected.
const NULL_IF_REJECTED: [&str; 4] = ["balance", "held", "available", "debt"];

/// Members that what was rejected never has.
const OF_POSTED: [&str; 7] =
    ["remaining", "shortfall", "clipped", "received", "left", "starting_balance", "expires_at"];

impl PartialSchema for PostedTransaction {
    fn schema() -> RefOr<Schema> {
        let mut object = of_status("posted", "A command that was carried out.");
        object.properties.remove("problem");
        for name in NULL_IF_REJECTED {
            if let Some(RefOr::T(Schema::Object(figure))) = object.properties.get_mut(name) {
                object.required.push(name.to_owned());
                figure.schema_type = SchemaType::Type(Type::Integer);
                figure.description =
                    figure.description.take().map(|says| says.replace("; null if it was rejected", ""));
            }
        }
        Schema::Object(object).into()
    }
}

impl PartialSchema for RejectedTransaction {
    fn schema() -> RefOr<Schema> {
        let mut object = of_status("rejected", "A command that was refused for good: nothing moved.");
        object.required.push("problem".to_owned());
        object.properties.retain(|name, _| !OF_POSTED.contains(&name.as_str()));
        Schema::Object(object).into()
    }
}

/// Every schema that a transaction refers to.
macro_rules! as_transaction {
    ($($name:ident)+) => {$(
        impl ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                Transaction::schemas(schemas);
            }
        }
    )+};
}

as_transaction! { PostedTransaction RejectedTransaction }

/// A transaction, one of the two.
pub(crate) fn schemas() -> [(String, RefOr<Schema>); 3] {
    let posted = Ref::from_schema_name(PostedTransaction::name());
    let rejected = Ref::from_schema_name(RejectedTransaction::name());
    let mut by_status = Discriminator::new("status");
    let mapping = [("posted", &posted), ("rejected", &rejected)];
    by_status.mapping = mapping.map(|(status, one)| (status.to_owned(), one.ref_location.clone())).into();
    let says = "The immutable record of one decided command.";
    let either = OneOfBuilder::new().description(Some(says)).item(posted).item(rejected);
    [
        (Transaction::name().into_owned(), either.discriminator(Some(by_status)).into()),
        (PostedTransaction::name().into_owned(), PostedTransaction::schema()),
        (RejectedTransaction::name().into_owned(), RejectedTransaction::schema()),
    ]
}

fn of_status(status: &str, says: &str) -> Object {
    let [Some(mut object), Some(story)] = [Transaction::schema(), Story::schema()].map(|schema| match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }) else {
        unreachable!("a struct is an object")
    };
    object.properties.extend(story.properties);
    let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([Value::from(status)]));
    object.properties.insert("status".to_owned(), name.into());
    object.description = Some(says.to_owned());
    object
}
