//! What generators of clients ask of schemas: members that are always there are required, an object that takes any
//! member says so, and a struct within a struct is one object.
//!
//! Schemas of answers are derived, and derive takes every `Option` for a member that may be missing. One that is left out
//! has `#[schema(nullable = false)]`; any other is written as null, so it is required. Requests take no other members,
//! which tells them from answers.

use std::collections::BTreeMap;

use utoipa::openapi::schema::{AdditionalProperties, Object, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Shapes all of them.
pub(super) fn shape_all(schemas: &mut Schemas) {
    let flat: Vec<(String, Object)> =
        schemas.iter().filter_map(|(name, schema)| Some((name.clone(), merged(schemas, schema)?))).collect();
    schemas.extend(flat.into_iter().map(|(name, object)| (name, Schema::Object(object).into())));
    schemas.values_mut().for_each(shape);
}

/// Shapes one, and those within it.
pub(super) fn shape(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => shape_object(object),
        Schema::Array(array) => {
            if let utoipa::openapi::schema::ArrayItems::RefOrSchema(items) = &mut array.items {
                shape(items);
            }
        }
        Schema::OneOf(choice) => choice.items.iter_mut().for_each(shape),
        _ => {}
    }
}

fn shape_object(object: &mut Object) {
    object.properties.values_mut().for_each(shape);
    let is_object = has_type(&object.schema_type, &Type::Object);
    if object.additional_properties.is_some() || !is_object {
        return;
    }
    if object.properties.is_empty() {
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(true)));
        return;
    }
    for (name, schema) in &object.properties {
        if is_nullable(schema) && !object.required.contains(name) {
            object.required.push(name.clone());
        }
    }
}

fn is_nullable(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::Object(object)) => has_type(&object.schema_type, &Type::Null),
        RefOr::T(Schema::Array(array)) => has_type(&array.schema_type, &Type::Null),
        RefOr::T(Schema::OneOf(choice)) => choice.items.iter().any(is_nullable),
        _ => false,
    }
}

fn has_type(types: &SchemaType, wanted: &Type) -> bool {
    match types {
        SchemaType::Type(one) => one == wanted,
        SchemaType::Array(many) => many.contains(wanted),
        SchemaType::AnyValue => false,
    }
}

/// The object that has the members of all that a schema is made of; none if it is not made of several.
fn merged(schemas: &Schemas, schema: &RefOr<Schema>) -> Option<Object> {
    let RefOr::T(Schema::AllOf(all)) = schema else { return None };
    let mut whole = Object::with_type(Type::Object);
    for part in &all.items {
        let part = match part {
            RefOr::T(part) => part,
            RefOr::Ref(reference) => match schemas.get(reference.ref_location.rsplit('/').next()?)? {
                RefOr::T(part) => part,
                RefOr::Ref(_) => return None,
            },
        };
        let Schema::Object(part) = part else { return None };
        whole.properties.extend(part.properties.clone());
        whole.required.extend(part.required.clone());
        whole.description = whole.description.or(part.description.clone());
    }
    whole.description = all.description.clone().or(whole.description);
    Some(whole)
}
