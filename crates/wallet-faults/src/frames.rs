//! PostgreSQL's messages, told apart in a stream of bytes: as much of the protocol as it takes to find COMMIT and its
//! answer.

/// A stream that is cut into whole messages.
pub(crate) struct Frames {
    bytes: Vec<u8>,
    /// A client's first message has no type.
    is_first: bool,
}

impl Frames {
    pub(crate) fn of_client() -> Self {
        Self { bytes: Vec::new(), is_first: true }
    }

    pub(crate) fn of_server() -> Self {
        Self { bytes: Vec::new(), is_first: false }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next message, if all of it is there.
    pub(crate) fn next(&mut self) -> Option<Vec<u8>> {
        let begin = usize::from(!self.is_first);
        let length = u32::from_be_bytes(self.bytes.get(begin..begin + 4)?.try_into().ok()?);
        let end = begin + usize::try_from(length).ok()?;
        if self.bytes.len() < end {
            return None;
        }
        self.is_first = false;
        let rest = self.bytes.split_off(end);
        Some(std::mem::replace(&mut self.bytes, rest))
    }
}

/// Whether a client asks for COMMIT.
pub(crate) fn commits(message: &[u8]) -> bool {
    message.first() == Some(&b'Q') && message.get(5..) == Some(b"COMMIT\0")
}

/// Whether the server says that it has committed.
pub(crate) fn has_committed(message: &[u8]) -> bool {
    message.first() == Some(&b'C') && message.get(5..) == Some(b"COMMIT\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).expect("it is short");
        [&[tag], &length.to_be_bytes()[..], body].concat()
    }

    #[test]
    fn commit_is_found_however_the_stream_is_torn() {
        let startup = [&8_u32.to_be_bytes()[..], &[0, 3, 0, 0]].concat();
        let stream = [startup, message(b'Q', b"BEGIN\0"), message(b'Q', b"COMMIT\0")].concat();
        for at in 0..stream.len() {
            let mut frames = Frames::of_client();
            let mut found = Vec::new();
            for part in [&stream[..at], &stream[at..]] {
                frames.push(part);
                found.extend(std::iter::from_fn(|| frames.next()).map(|message| commits(&message)));
            }
            assert_eq!(found, [false, false, true], "torn at {at}");
        }
    }

    #[test]
    fn a_rolled_back_commit_is_none_and_a_text_with_the_word_neither() {
        assert!(has_committed(&message(b'C', b"COMMIT\0")));
        assert!(!has_committed(&message(b'C', b"ROLLBACK\0")));
        assert!(!has_committed(&message(b'D', b"COMMIT\0")));
        assert!(!commits(&message(b'B', b"COMMIT\0")));
    }
}
