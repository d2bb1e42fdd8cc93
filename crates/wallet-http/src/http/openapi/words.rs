//! What an operation says of itself, before its row adds what all operations have in common.

use actix_web::http::Method;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Content, ContentBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder};

use crate::http::wire;

/// An operation, and the schemas that it refers to.
pub(crate) type Words = (Operation, Vec<(String, RefOr<Schema>)>);

/// The operation of a handler's document, which has no other.
pub(crate) fn of_handler(method: &Method, mut document: OpenApi) -> Words {
    let item = document.paths.paths.shift_remove_index(0).expect("a handler's document has its operation").1;
    let operation = match *method {
        Method::GET => item.get,
        Method::PUT => item.put,
        Method::PATCH => item.patch,
        Method::DELETE => item.delete,
        _ => item.post,
    };
    let schemas = document.components.unwrap_or_default().schemas;
    (operation.expect("a handler's attribute has the method of its row"), schemas.into_iter().collect())
}

/// The operation of a flow, whose request is an `R` and whose answer an `A`; `about` is what `{id}` in the path is.
pub(crate) fn of_flow<R: ToSchema, A: ToSchema>(
    id: &str,
    summary: &str,
    about: Option<&str>,
    (status, description): (&str, &str),
) -> Words {
    let request = RequestBodyBuilder::new().content("application/json", content::<R>()).required(Some(Required::True));
    let response = ResponseBuilder::new().description(description).content("application/json", content::<A>());
    // As of a doc comment: a summary, and what follows an empty line.
    let (summary, description) = summary.split_once("\n\n").map_or((summary, None), |(one, more)| (one, Some(more)));
    let operation = OperationBuilder::new().operation_id(Some(id)).summary(Some(summary)).description(description);
    let operation = operation.request_body(Some(request.build())).response(status, response);
    let parameter = |about| {
        let schema = wire::in_path("id", false).map(Schema::from);
        let parameter = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
        parameter.description(Some(about)).schema(schema)
    };
    let operation = match about {
        Some(about) => operation.parameter(parameter(about)),
        None => operation,
    };
    let mut schemas = vec![(R::name().into(), R::schema()), (A::name().into(), A::schema())];
    R::schemas(&mut schemas);
    A::schemas(&mut schemas);
    (operation.build(), schemas)
}

fn content<T: ToSchema>() -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).build()
}
