//! Lists, page after page.

use std::collections::VecDeque;

use crate::call::{Call, Draft, Readable};
use crate::client::Client;
use crate::error::Error;

/// A page's items, and the cursor of the next one.
type Parts<T> = (Vec<T>, Option<String>);

/// A page of a list.
pub trait Paged: Readable {
    /// What the list holds.
    type Item;

    /// The page's items, and the cursor of the next one.
    fn parts(self) -> (Vec<Self::Item>, Option<String>);
}

/// Goes through a list item by item, and asks for a page where it needs one.
///
/// Dropping a call of `next` loses nothing: the page is asked for again.
pub struct Pages<T> {
    client: Client,
    draft: Draft,
    read: fn(&[u8]) -> Result<Parts<T>, String>,
    items: VecDeque<T>,
    is_last: bool,
}

impl<T> Pages<T> {
    /// The next item; `None` at the end. After an error, the same page is asked for again.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        // A page may be empty and have a next one: a filter has looked at many.
        while self.items.is_empty() && !self.is_last {
            let (body, meta) = self.client.send(&self.draft).await?;
            let unreadable = |reason| Error::Unreadable { reason, meta: Box::new(meta) };
            let (items, next) = (self.read)(&body).map_err(unreadable)?;
            self.items = items.into();
            match next {
                Some(cursor) => self.draft.parameter("cursor", &cursor),
                None => self.is_last = true,
            }
        }
        Ok(self.items.pop_front())
    }
}

impl<T: Paged, O> Call<'_, T, O> {
    /// Every item of the list, page after page, from this page on.
    pub fn pages(self) -> Pages<T::Item> {
        let (client, draft) = self.into_parts();
        let read = |body: &[u8]| T::read(body).map(T::parts);
        Pages { client: client.clone(), draft, read, items: VecDeque::new(), is_last: false }
    }
}
