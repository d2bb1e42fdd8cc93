//! Batches: commands of every flow in one body, each as the flow's own route takes it, and what came of each.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{CowStrDeserializer, MapDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{Discriminator, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use wallet_domain as domain;
use wallet_domain::{Command, Flow, IdempotencyKey, TransactionId};

use super::earlier::{AboutRequest, Earlier};
use super::fields::{Field, Key, Kind, Text};
use super::flows::{FlowRequest, PurchaseRequest, every_request};
use super::object::Objects;
use super::outcomes::PostedTransaction;
use super::request::{property, request};
use super::transactions::Transaction;
use crate::http::openapi::case::pascal_case;
use crate::http::problem::{self, Code, Problem};

/// The most commands that a batch may hold.
pub const BATCH_COMMANDS_MAX: usize = 10_000;

request! {
    /// `POST /v1/batches`: many commands, each atomic by itself or all together, decided in their order.
    BatchRequest {
        /// 1 to 10,000 of them.
        commands: Objects<BatchCommand, 1, BATCH_COMMANDS_MAX>,
        /// All of them or none: the first that is refused undoes the batch. `false` if it is not given.
        #[serde(default)]
        atomic: bool,
    }
}

/// The flows of a batch, of a row each: how the rest of a command is read, and its request.
macro_rules! flows {
    ($($read:ident $request:ty $(, $id:ty)?;)+) => {
        /// The schemas of every flow's command.
        static SCHEMAS: &[(Flow, fn() -> RefOr<Schema>)] =
            &[$((<$request>::FLOW, || described::<$request>(<$request>::FLOW, named!($request $(, $id)?)))),+];

        /// What a command of that flow asks for.
        fn read<'de, A: MapAccess<'de>>(flow: Option<Flow>, rest: Rest<'_, 'de, A>) -> Result<Order, A::Error> {
            $(if flow == Some(<$request>::FLOW) {
                return $read::<$request, A $(, $id)?>(rest);
            })+
            // What is wrong with it is its flow alone.
            IgnoredAny.visit_map(rest).map(|_| Order::Unknown)
        }
    };
}

/// The member that names the earlier transaction, and its schema.
macro_rules! named {
    ($request:ty) => {
        None
    };
    ($request:ty, $id:ty) => {
        Some((<$request>::MEMBER, property::<Field<$id>>(&["The id of the earlier transaction."], None)))
    };
}

every_request!(flows);

fn own<'de, R: FlowRequest + 'static, A: MapAccess<'de>>(rest: Rest<'_, 'de, A>) -> Result<Order, A::Error> {
    let request = R::deserialize(rest)?;
    Ok(Order::Own(Box::new(move |key| request.into_command(key))))
}

fn about<'de, R: AboutRequest + 'static, A: MapAccess<'de>, Id: Kind<Value = TransactionId>>(
    rest: Rest<'_, 'de, A>,
) -> Result<Order, A::Error> {
    let mut id = None;
    let request = R::deserialize(Rest { about: Some((R::MEMBER, &mut id)), ..rest })?;
    let id = id.ok_or_else(|| A::Error::missing_field(R::MEMBER))?;
    let id = Field::<Id>::deserialize(CowStrDeserializer::<A::Error>::new(id.0))?;
    let order = Box::new(move |earlier: &Command, key| request.into_command(earlier, key));
    Ok(Order::About(id.get().map_err(Box::new), R::EARLIER, order))
}

/// The name of a flow's command in the document, such as `TopUpCommand`.
fn name_of(flow: Flow) -> String {
    pascal_case(flow.name()) + "Command"
}

/// The flow's request with the members that only a batch has.
fn described<R: ToSchema>(flow: Flow, about: Option<(&str, RefOr<Schema>)>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = R::schema() else { unreachable!("a request is an object") };
    let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([flow.name()]));
    let key = property::<Field<Key>>(&[], None);
    let common = [("flow", name.description(Some("The business reason.")).into()), ("idempotency_key", key)];
    for (name, schema) in common.into_iter().chain(about) {
        object.required.push(name.to_owned());
        object.properties.insert(name.to_owned(), schema);
    }
    object.description = Some(format!("A command of a batch: `{}`, under its own key.", flow.name()));
    Schema::from(object).into()
}

impl BatchRequest {
    /// The commands, if there are as many as a batch may hold.
    pub fn into_commands(self) -> Result<Vec<BatchCommand>, Problem> {
        match self.commands.0.len() {
            0 => Err(Problem::new(Code::MalformedBody, "commands must hold at least one command.")),
            1..=BATCH_COMMANDS_MAX => Ok(self.commands.0),
            count => {
                let detail = format!("A batch may hold {BATCH_COMMANDS_MAX} commands and this one holds {count}.");
                Err(Problem::new(Code::TooManyCommands, detail))
            }
        }
    }

    /// Whether all of them are carried out or none.
    pub fn is_atomic(&self) -> bool {
        self.atomic
    }
}

/// One command of a batch, with its own key.
pub struct BatchCommand {
    flow: Option<Flow>,
    key: Field<Key>,
    order: Order,
}

/// What a command asks for.
enum Order {
    /// Nothing that there is.
    Unknown,
    /// A flow by itself.
    Own(Box<dyn FnOnce(IdempotencyKey) -> Result<Command, Problem>>),
    /// A flow about an earlier transaction.
    About(Result<TransactionId, Box<Problem>>, Earlier, AboutOrder),
}

type AboutOrder = Box<dyn FnOnce(&Command, IdempotencyKey) -> Result<Command, Problem>>;

impl fmt::Debug for BatchCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchCommand").field("flow", &self.flow).field("key", &self.key).finish_non_exhaustive()
    }
}

impl BatchCommand {
    /// Its flow, if there is one of that name.
    pub fn flow(&self) -> Option<Flow> {
        self.flow
    }

    /// The earlier transaction that it is about.
    pub fn about(&self) -> Option<(TransactionId, Earlier)> {
        match &self.order {
            Order::About(Ok(id), kind, _) => Some((*id, *kind)),
            _ => None,
        }
    }

    /// The command, or what is wrong with a value: its neighbours are carried out all the same. What it is about is
    /// looked up by `find`.
    pub fn into_command<'e>(
        self,
        find: impl FnOnce(TransactionId, Earlier) -> Result<&'e Command, Problem>,
    ) -> Result<Command, Problem> {
        match self.order {
            Order::Unknown => {
                let names: Vec<_> = SCHEMAS.iter().map(|(flow, _)| flow.name()).collect();
                let [names @ .., last] = names.as_slice() else { unreachable!("there are flows") };
                let detail = format!("flow must be {} or {last}.", names.join(", "));
                Err(Problem::new(Code::InvalidFlow, detail))
            }
            Order::Own(order) => order(self.key.get()?),
            Order::About(id, kind, order) => {
                let key = self.key.get()?;
                let earlier = find(id.map_err(|problem| problem.same_key())?, kind)?;
                order(earlier, key)
            }
        }
    }
}

/// Members that plain flows once had in common: null is as good as none, also where a flow has no such member.
const MAY_BE_NULL: [&str; 7] = ["owner", "payment_ref", "reason", "source", "sink", "description", "metadata"];

/// The members of a command but for its flow, on their way to the flow's request: those that only a batch has are kept.
struct Rest<'c, 'de, A> {
    members: A,
    key: &'c mut Option<Field<Key>>,
    about: Option<(&'static str, &'c mut Option<Text<'de>>)>,
    /// The members that the request has; none of a flow that there is not, which may have any.
    fields: Option<&'static [&'static str]>,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Rest<'_, 'de, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_map(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_map(Self { fields: Some(fields), ..self })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        while let Some(Text(name)) = self.members.next_key()? {
            let name = name.as_ref();
            match &mut self.about {
                _ if name == "flow" => return Err(A::Error::duplicate_field("flow")),
                _ if name == "idempotency_key" => keep(self.key, "idempotency_key", &mut self.members)?,
                Some((about, id)) if name == *about => keep(id, about, &mut self.members)?,
                _ => match self.fields {
                    Some(fields) if !fields.contains(&name) && MAY_BE_NULL.contains(&name) => {
                        if self.members.next_value::<Option<IgnoredAny>>()?.is_some() {
                            return Err(A::Error::unknown_field(name, fields));
                        }
                    }
                    _ => return seed.deserialize(name.into_deserializer()).map(Some),
                },
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.members.next_value_seed(seed)
    }
}

/// Keeps the value of a member that there is once.
fn keep<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    kept: &mut Option<T>,
    name: &'static str,
    members: &mut A,
) -> Result<(), A::Error> {
    match kept.replace(members.next_value()?) {
        None => Ok(()),
        Some(_) => Err(A::Error::duplicate_field(name)),
    }
}

/// A command whose flow is known, of its other members.
fn command<'de, A: MapAccess<'de>>(flow: &str, members: A) -> Result<BatchCommand, A::Error> {
    let flow = flow.parse().ok().filter(|flow| SCHEMAS.iter().any(|(known, _)| known == flow));
    let mut key = None;
    let order = read(flow, Rest { members, key: &mut key, about: None, fields: None })?;
    Ok(BatchCommand { flow, key: key.ok_or_else(|| A::Error::missing_field("idempotency_key"))?, order })
}

impl<'de> Deserialize<'de> for BatchCommand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyFlow;

        impl<'de> Visitor<'de> for AnyFlow {
            type Value = BatchCommand;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a command")
            }

            /// Mostly the flow comes first, and the rest is read as it comes. Else it is kept until the flow is known.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BatchCommand, A::Error> {
                let mut before: Vec<(Cow<'de, str>, &'de RawValue)> = Vec::new();
                let flow = loop {
                    match map.next_key()? {
                        Some(Text(name)) if name == "flow" => break map.next_value::<Text<'_>>()?.0,
                        Some(Text(name)) => before.push((name, map.next_value()?)),
                        None => return Err(A::Error::missing_field("flow")),
                    }
                };
                if before.is_empty() {
                    return command(&flow, map);
                }
                while let Some((Text(name), value)) = map.next_entry()? {
                    before.push((name, value));
                }
                command(&flow, MapDeserializer::<_, serde_json::Error>::new(before.into_iter())).map_err(|error| {
                    // Its place would be one within a value.
                    let message = error.to_string();
                    let place = format!(" at line {} column {}", error.line(), error.column());
                    A::Error::custom(message.strip_suffix(&place).unwrap_or(&message))
                })
            }
        }

        deserializer.deserialize_map(AnyFlow)
    }
}

impl PartialSchema for BatchCommand {
    fn schema() -> RefOr<Schema> {
        let mut by_flow = Discriminator::new("flow");
        let mut choices = OneOfBuilder::new()
            .description(Some("One command: its flow and its own key, and else what the flow's own route takes."));
        for (flow, _) in SCHEMAS {
            let reference = Ref::from_schema_name(name_of(*flow));
            by_flow.mapping.insert(flow.name().to_owned(), reference.ref_location.clone());
            choices = choices.item(reference);
        }
        choices.discriminator(Some(by_flow)).into()
    }
}

impl ToSchema for BatchCommand {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend(SCHEMAS.iter().map(|(flow, schema)| (name_of(*flow), schema())));
        PurchaseRequest::schemas(schemas);
    }
}

/// What came of a batch: one result per command, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswer<'a> {
    /// In the order of the commands.
    pub results: Vec<BatchResult<'a>>,
}

/// What came of one command: the status it would have had alone, and the transaction or the problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResult<'a> {
    /// 201 if it was posted, else the problem's.
    #[schema(example = 201)]
    status: u16,
    /// Present and true if it had been decided before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    replayed: bool,
    /// What was posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PostedTransaction>, nullable = false)]
    transaction: Option<Transaction<'a>>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<problem::Body<'a>>,
}

impl<'a> BatchResult<'a> {
    /// A command that was posted, now or before.
    pub fn posted(transaction: &'a domain::Transaction, replayed: bool) -> Self {
        Self { status: 201, replayed, transaction: Some(transaction.into()), problem: None }
    }

    /// A command that was not carried out.
    pub fn refused(problem: &'a Problem) -> Self {
        Self {
            status: problem.code().status(),
            replayed: problem.is_replay(),
            transaction: None,
            problem: Some(problem.body()),
        }
    }
}
