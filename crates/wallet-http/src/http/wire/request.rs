//! Requests: structs of fields, whose schemas in the document are the fields'.

use std::marker::PhantomData;

use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};

use super::fields::{Blank, Field, Kind};
use super::object::{Objects, Patched};

/// A field's place in the schema of its request.
pub(super) trait Property {
    const IS_REQUIRED: bool;

    fn schema() -> RefOr<Schema>;

    /// Adds the schemas that it refers to.
    fn refer(_: &mut Vec<(String, RefOr<Schema>)>) {}
}

impl<K: Kind> Property for Field<K> {
    const IS_REQUIRED: bool = true;

    fn schema() -> RefOr<Schema> {
        match K::NAMES {
            Some(set) => Ref::from_schema_name(set).into(),
            None => Schema::Object(object_of::<K>()).into(),
        }
    }
}

impl<K: Kind> Property for Option<Field<K>> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        match K::NAMES {
            Some(set) => or_null(Ref::from_schema_name(set)),
            None => Schema::Object(nullable(object_of::<K>())).into(),
        }
    }
}

impl<K: Kind> Property for Patched<Field<K>> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        Option::<Field<K>>::schema()
    }
}

impl<K: Kind> Property for Blank<K> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        let mut object = nullable(object_of::<K>());
        object.min_length = None;
        Schema::Object(object).into()
    }
}

impl Property for bool {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        // Without `default`: openapi-typescript would have callers give it.
        ObjectBuilder::new().schema_type(Type::Boolean).into()
    }
}

impl Property for Option<bool> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        Schema::Object(nullable(Object::with_type(Type::Boolean))).into()
    }
}

/// Types of events, as a list of texts.
impl Property for Option<Vec<String>> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        let name = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^(\*|[a-z_]+\.(\*|[a-z_]+))$"));
        let list = ArrayBuilder::new().items(name).min_items(Some(1)).max_items(Some(100));
        let mut list = list.build();
        list.schema_type = SchemaType::Array(vec![Type::Array, Type::Null]);
        Schema::Array(list).into()
    }
}

impl<T: ToSchema, const MIN: usize, const MAX: usize> Property for Objects<T, MIN, MAX> {
    const IS_REQUIRED: bool = MIN > 0;

    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name())).max_items(Some(MAX));
        items.min_items((MIN > 0).then_some(MIN)).into()
    }

    fn refer(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: ToSchema, const MIN: usize, const MAX: usize> Property for Option<Objects<T, MIN, MAX>> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Array(mut array)) = Objects::<T, MIN, MAX>::schema() else {
            unreachable!("made an array above")
        };
        array.schema_type = SchemaType::Array(vec![Type::Array, Type::Null]);
        Schema::Array(array).into()
    }

    fn refer(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Objects::<T, MIN, MAX>::refer(schemas);
    }
}

/// One of a set of `names`, in what the domain reads by itself.
pub(super) struct OneOf<Names>(PhantomData<Names>);

impl<Names: ToSchema> Property for OneOf<Names> {
    const IS_REQUIRED: bool = true;

    fn schema() -> RefOr<Schema> {
        Ref::from_schema_name(Names::name()).into()
    }
}

impl<Names: ToSchema> Property for Option<OneOf<Names>> {
    const IS_REQUIRED: bool = false;

    fn schema() -> RefOr<Schema> {
        or_null(Ref::from_schema_name(Names::name()))
    }
}

fn or_null(reference: Ref) -> RefOr<Schema> {
    OneOfBuilder::new().item(Object::with_type(Type::Null)).item(reference).into()
}

fn object_of<K: Kind>() -> Object {
    let mut object = K::schema().build();
    object.description = Some(K::SAYS.to_owned());
    object.example = K::EXAMPLE.map(Value::from);
    object
}

pub(super) fn nullable(mut object: Object) -> Object {
    if let SchemaType::Type(one) = object.schema_type {
        object.schema_type = SchemaType::Array(vec![one, Type::Null]);
    }
    object
}

/// The lines of a doc comment as one text.
pub(super) fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

/// A property, with the field's words and example where it has some of its own.
pub(super) fn property<P: Property>(says: &[&str], given: Option<Value>) -> RefOr<Schema> {
    let mut schema = P::schema();
    let (description, example) = match &mut schema {
        RefOr::T(Schema::Object(object)) => (&mut object.description, &mut object.example),
        RefOr::T(Schema::Array(array)) => (&mut array.description, &mut array.example),
        RefOr::T(Schema::OneOf(choice)) => (&mut choice.description, &mut choice.example),
        // The set has its own words.
        _ => return schema,
    };
    if !says.is_empty() {
        *description = Some(joined(says));
    }
    *example = given.or(example.take());
    schema
}

/// An object that has these properties and no others.
pub(super) fn object<const N: usize>(says: &[&str], properties: [(&str, RefOr<Schema>, bool); N]) -> RefOr<Schema> {
    let no_others = AdditionalProperties::FreeForm(false);
    let object = ObjectBuilder::new().description(Some(joined(says))).additional_properties(Some(no_others));
    let object = properties.into_iter().fold(object, |object, (name, schema, is_required)| {
        let object = object.property(name, schema);
        if is_required { object.required(name) } else { object }
    });
    object.into()
}

/// Makes requests: structs that read just these fields, and their schemas. A name in quotes is the field's on the wire
/// where it is another one, a value behind `=` its example where its kind has another one or none.
macro_rules! request {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $(as $schema:literal)? {
            $($(#[doc = $says:literal])* $(#[serde($($serde:tt)+)])* $field:ident $(as $wire:literal)?: $kind:ty
              $(= $example:expr)?,)*
        }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $says])* $(#[serde($($serde)+)])* $(#[serde(rename = $wire)])? $field: $kind,)*
        }

        $crate::http::wire::request::describe! {
            $(#[doc = $doc])+
            $name $(as $schema)? { $($(#[doc = $says])* $field $(as $wire)?: $kind $(= $example)?,)* }
        }
    )+};
}
pub(super) use request;

/// The schema of a request, or of what the domain reads by itself.
macro_rules! describe {
    (
        $(#[doc = $doc:literal])+
        $name:ident $(as $schema:literal)? {
            $($(#[doc = $says:literal])* $field:ident $(as $wire:literal)?: $kind:ty $(= $example:expr)?,)*
        }
    ) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use $crate::http::wire::request::{Property, object, property};
                object(&[$($doc),+], [$((
                    [$($wire,)? stringify!($field)][0],
                    property::<$kind>(&[$($says),*], [$(Some(serde_json::json!($example)),)? None][0].clone()),
                    <$kind as Property>::IS_REQUIRED,
                )),*])
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                [$($schema,)? stringify!($name)][0].into()
            }

            fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
                $(<$kind as $crate::http::wire::request::Property>::refer(schemas);)*
            }
        }
    };
}
pub(super) use describe;
