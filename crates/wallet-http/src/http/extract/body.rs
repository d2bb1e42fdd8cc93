//! The request's body: JSON, bounded in size and time.
//!
//! The bytes are kept and the request is parsed out of them in place. Only a body that cannot be read is parsed
//! twice: the second time to find out which field is to blame.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest, dev};
use futures_util::StreamExt;
use serde::Deserialize;

use crate::http::app::App;
use crate::http::problem::{Code, Problem};
use crate::http::wire::Object;
use crate::toml_error::in_our_words;

/// The most bytes that a body may have.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// The most bytes that a batch's body may have.
pub const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A reader's message may quote what it could not read, and a path names what is not ours; no caller needs more of
/// them than this.
pub(crate) const QUOTE_CHARS_MAX: usize = 200;
const PATH_CHARS_MAX: usize = 100;

/// A JSON body of at most `MAX` bytes, not parsed yet.
#[derive(Debug)]
pub struct JsonBody<const MAX: usize = BODY_BYTES_MAX>(Bytes);

impl<const MAX: usize> JsonBody<MAX> {
    /// Reads a request out of the body. Unknown, missing, doubled and mistyped fields are refused by name.
    pub fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Problem> {
        parse_json(&self.0)
    }
}

/// A JSON body that may be left out where nothing in it is required: then it is an object without members.
#[derive(Debug)]
pub struct OptionalBody(Bytes);

impl OptionalBody {
    /// Reads a request out of the body, as [`JsonBody::parse`] does.
    pub fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Problem> {
        parse_json(if self.0.is_empty() { b"{}" } else { &self.0 })
    }
}

/// Reads a request out of a body's bytes.
pub(crate) fn parse_json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Problem> {
    let read = serde_json::from_slice(bytes).map(|Object(request)| request);
    read.map_err(|error| explain::<Object<T>>(bytes, &error))
}

/// Says which field a body was refused for.
fn explain<'a, T: Deserialize<'a>>(bytes: &'a [u8], error: &serde_json::Error) -> Problem {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let sentence = match serde_path_to_error::deserialize::<_, T>(reader) {
        _ if bytes.trim_ascii().is_empty() => "it is empty; send a JSON object".to_owned(),
        Err(found) if found.path().iter().next().is_some() => {
            format!("{}: {}", cut(&found.path().to_string(), PATH_CHARS_MAX), shorten(found.inner()))
        }
        _ => shorten(error),
    };
    Problem::new(Code::MalformedBody, format!("The body cannot be read: {sentence}."))
}

/// A reader's message in our words, whose place stays whole.
fn shorten(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match message.strip_suffix(&place) {
        Some(reason) => cut(&in_our_words(reason), QUOTE_CHARS_MAX) + &place,
        None => cut(&in_our_words(&message), QUOTE_CHARS_MAX),
    }
}

/// The beginning of a text, if it is longer than that.
pub(crate) fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

impl<const MAX: usize> FromRequest for JsonBody<MAX> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let checked = check_media_type(request).and_then(|()| check_length(request, MAX));
        let reading = read_in_time(request, payload, MAX);
        Box::pin(async move {
            checked?;
            reading.await.map(Self)
        })
    }
}

impl FromRequest for OptionalBody {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (is_short, is_json) = (check_length(request, BODY_BYTES_MAX), check_media_type(request));
        let reading = read_in_time(request, payload, BODY_BYTES_MAX);
        Box::pin(async move {
            is_short?;
            let bytes = reading.await?;
            // Of what type nothing is does not matter.
            if bytes.is_empty() { Ok(Self(bytes)) } else { is_json.map(|()| Self(bytes)) }
        })
    }
}

/// The body's bytes, if they come in time.
fn read_in_time(
    request: &HttpRequest,
    payload: &mut dev::Payload,
    bytes_max: usize,
) -> impl Future<Output = Result<Bytes, Problem>> + use<> {
    let time_max = request.app_data::<Data<App>>().map_or(Duration::from_secs(10), |app| app.limits().body_timeout);
    let payload = payload.take();
    async move {
        match tokio::time::timeout(time_max, read(payload, bytes_max)).await {
            Ok(bytes) => bytes,
            Err(_) => Err(Problem::new(
                Code::RequestTimeout,
                format!("The body did not arrive within {} ms. Send the request again.", time_max.as_millis()),
            )),
        }
    }
}

fn text_of(request: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Whether the head says that the body is JSON, and as it is.
fn check_media_type(request: &HttpRequest) -> Result<(), Problem> {
    let media_type = text_of(request, header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    let media_type = media_type.map_or("", str::trim);
    if !media_type.eq_ignore_ascii_case("application/json") {
        let detail = "The body must be JSON and say so with Content-Type: application/json.";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(Code::UnsupportedMediaType, "The body must be sent without a Content-Encoding."));
    }
    Ok(())
}

/// Whether the head tells of a body that is too large.
fn check_length(request: &HttpRequest, bytes_max: usize) -> Result<(), Problem> {
    let length = text_of(request, header::CONTENT_LENGTH).and_then(|value| value.parse::<u64>().ok());
    match length {
        Some(length) if length > bytes_max as u64 => Err(too_large(bytes_max)),
        _ => Ok(()),
    }
}

async fn read(mut payload: dev::Payload, bytes_max: usize) -> Result<Bytes, Problem> {
    // Most bodies are one chunk, which is then used as it is.
    let first = payload.next().await.transpose().map_err(|error| broken(&error))?.unwrap_or_default();
    let Some(second) = payload.next().await else {
        return if first.len() > bytes_max { Err(too_large(bytes_max)) } else { Ok(first) };
    };
    let mut bytes = BytesMut::from(&first[..]);
    let mut chunk = second;
    loop {
        bytes.extend_from_slice(&chunk.map_err(|error| broken(&error))?);
        if bytes.len() > bytes_max {
            return Err(too_large(bytes_max));
        }
        match payload.next().await {
            Some(next) => chunk = next,
            None => return Ok(bytes.freeze()),
        }
    }
}

fn too_large(bytes_max: usize) -> Problem {
    Problem::new(Code::BodyTooLarge, format!("The body may have at most {bytes_max} bytes."))
}

fn broken(error: &PayloadError) -> Problem {
    Problem::new(Code::MalformedBody, format!("The body did not arrive whole: {error}."))
}
