//! Cuts a stream of bytes into PostgreSQL's messages, and recognises those that begin, end and answer a commit.

/// Cuts a stream into whole messages.
#[derive(Debug)]
pub struct Frames {
    bytes: Vec<u8>,
    /// A client's first message has no type.
    is_first: bool,
}

impl Frames {
    /// The stream of a client, from its first message on.
    pub fn of_client() -> Self {
        Self { bytes: Vec::new(), is_first: true }
    }

    /// The stream of a server, or of a client after its first message.
    pub fn of_server() -> Self {
        Self { bytes: Vec::new(), is_first: false }
    }

    /// Adds bytes as they came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next message, if all of it is there.
    #[allow(clippy::should_implement_trait, reason = "there may be more after a None")]
    pub fn next(&mut self) -> Option<Vec<u8>> {
        let tag = usize::from(!self.is_first);
        let length = self.bytes.get(tag..tag + 4)?;
        let length = u32::from_be_bytes(length.try_into().expect("four bytes were taken"));
        let end = tag + usize::try_from(length).expect("32 bits fit into a usize");
        if self.bytes.len() < end {
            return None;
        }
        self.is_first = false;
        let rest = self.bytes.split_off(end);
        Some(std::mem::replace(&mut self.bytes, rest))
    }
}

/// Whether a client's message begins a database transaction.
pub fn begins(message: &[u8]) -> bool {
    message.first() == Some(&b'Q') && message[5..].starts_with(b"BEGIN")
}

/// Whether a client's message asks for COMMIT.
pub fn commits(message: &[u8]) -> bool {
    is(message, b'Q', b"COMMIT\0")
}

/// Whether a client's message ends a database transaction.
pub fn ends(message: &[u8]) -> bool {
    commits(message) || is(message, b'Q', b"ROLLBACK\0")
}

/// Whether the server says that it has committed.
pub fn has_committed(message: &[u8]) -> bool {
    is(message, b'C', b"COMMIT\0")
}

/// Whether the server says that it has rolled back.
pub fn has_rolled_back(message: &[u8]) -> bool {
    is(message, b'C', b"ROLLBACK\0")
}

fn is(message: &[u8], tag: u8, body: &[u8]) -> bool {
    message.first() == Some(&tag) && message.get(5..) == Some(body)
}

/// The id of the server's process, which it tells once, in the beginning.
pub fn process(message: &[u8]) -> Option<i32> {
    let key_data = message.strip_prefix(b"K")?;
    Some(i32::from_be_bytes(key_data.get(4..8)?.try_into().expect("four bytes were taken")))
}

/// Whether a client's message makes the server say that it is ready.
pub fn is_answered(message: &[u8]) -> bool {
    matches!(message.first(), Some(b'Q' | b'S'))
}

/// Whether the server is ready for more.
pub fn is_ready(message: &[u8]) -> bool {
    message.first() == Some(&b'Z')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).expect("it is short");
        [&[tag], &length.to_be_bytes()[..], body].concat()
    }

    #[test]
    fn a_stream_is_cut_into_messages_wherever_it_was_torn() {
        let startup = [&8_u32.to_be_bytes()[..], &[0, 3, 0, 0]].concat();
        let messages = [startup, message(b'Q', b"BEGIN ISOLATION LEVEL READ COMMITTED\0"), message(b'Q', b"COMMIT\0")];
        let stream = messages.concat();
        for at in 0..stream.len() {
            let mut frames = Frames::of_client();
            let mut found = Vec::new();
            for part in [&stream[..at], &stream[at..]] {
                frames.push(part);
                found.extend(std::iter::from_fn(|| frames.next()));
            }
            assert_eq!(found, messages, "torn at {at}");
        }
        assert_eq!(messages.each_ref().map(|it| begins(it)), [false, true, false]);
        assert_eq!(messages.each_ref().map(|it| ends(it)), [false, false, true]);
        assert_eq!(messages.each_ref().map(|it| commits(it)), [false, false, true]);
    }

    #[test]
    fn a_server_says_who_it_is_and_when_it_is_ready() {
        assert_eq!(process(&message(b'K', &[0, 0, 1, 2, 9, 9, 9, 9])), Some(258));
        assert_eq!([&b"I"[..], b"T", b"E"].map(|state| is_ready(&message(b'Z', state))), [true; 3]);
        assert!(!is_ready(&message(b'C', b"COMMIT\0")));
        assert_eq!([b'Q', b'S', b'B', b'E'].map(|tag| is_answered(&message(tag, b""))), [true, true, false, false]);
    }

    #[test]
    fn a_rolled_back_commit_is_none_and_a_text_with_the_word_neither() {
        assert!(has_committed(&message(b'C', b"COMMIT\0")));
        assert!(!has_committed(&message(b'C', b"ROLLBACK\0")) && has_rolled_back(&message(b'C', b"ROLLBACK\0")));
        assert!(!has_committed(&message(b'D', b"COMMIT\0")));
        assert!(!commits(&message(b'B', b"COMMIT\0")));
    }
}
