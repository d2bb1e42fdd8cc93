//! Bodies that are not read to their end.
//!
//! When a handler answers before a chunked body has ended (it is too large, too slow, or its head was enough to refuse
//! it), actix reads on and throws away for as long as the caller sends, so an endless body would hold its connection
//! for ever. It does so only once the payload has been dropped: holding on to the payload until the answer is sent
//! makes it close the connection instead. Bodies that tell their length need none of this, and are the rule.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};

/// A payload that lives as long as any of its holders.
#[derive(Clone)]
pub(super) struct Held(Rc<RefCell<Payload>>);

impl Held {
    /// Holds the payload of a chunked request.
    pub(super) fn of_chunked(request: &mut ServiceRequest) -> Option<Self> {
        request.headers().contains_key(header::TRANSFER_ENCODING).then(|| {
            let held = Self(Rc::new(RefCell::new(request.take_payload())));
            request.set_payload(Payload::Stream { payload: Box::pin(held.clone()) });
            held
        })
    }

    /// The same body, holding the payload until it is sent.
    pub(super) fn until_sent(self, body: BoxBody) -> BoxBody {
        BoxBody::new(Holding { body, _held: self })
    }
}

impl Stream for Held {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next_unpin(context)
    }
}

struct Holding {
    body: BoxBody,
    _held: Held,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}
