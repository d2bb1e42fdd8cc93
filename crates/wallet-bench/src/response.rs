//! Reading answers: from bytes as they come, cut anywhere, to a status and a body.
//!
//! A body has a length or comes in chunks. One with a length is not copied; of chunks only the contents are kept.

use std::ops::Range;

/// An answer larger than this is no answer of a Wallet server.
const BYTES_MAX: usize = 256 << 20;
const HEADERS_MAX: usize = 64;

/// What is not HTTP/1.1, or not of a kind that this reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The bytes of one answer so far. The same reader serves a connection's answers one after the other.
#[derive(Debug)]
pub(crate) struct Reader {
    raw: Vec<u8>,
    stage: Stage,
    status: u16,
    keep_alive: bool,
    /// The contents of the chunks, where there are any.
    chunks: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Stage {
    Head,
    Sized(Range<usize>),
    /// Where the next chunk begins.
    Chunked(usize),
    Whole(Body),
}

#[derive(Debug, Clone)]
enum Body {
    Raw(Range<usize>),
    Chunks,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { raw: Vec::with_capacity(16 << 10), stage: Stage::Head, status: 0, keep_alive: true, chunks: Vec::new() }
    }

    /// Makes ready for the next answer.
    pub(crate) fn begin(&mut self) {
        self.raw.clear();
        self.chunks.clear();
        self.stage = Stage::Head;
    }

    /// Where the next bytes of the connection belong.
    pub(crate) fn space(&mut self) -> &mut Vec<u8> {
        self.raw.reserve(8 << 10);
        &mut self.raw
    }

    /// Looks at what has come; true once the answer is whole.
    pub(crate) fn advance(&mut self) -> Result<bool, Malformed> {
        if self.raw.len() > BYTES_MAX {
            return Err(Malformed);
        }
        loop {
            match self.stage.clone() {
                Stage::Head => {
                    if !self.read_head()? {
                        return Ok(false);
                    }
                }
                Stage::Sized(body) => {
                    if self.raw.len() < body.end {
                        return Ok(false);
                    }
                    self.stage = Stage::Whole(Body::Raw(body));
                }
                Stage::Chunked(begin) => {
                    if !self.read_chunk(begin)? {
                        return Ok(false);
                    }
                }
                Stage::Whole(_) => return Ok(true),
            }
        }
    }

    /// The status of a whole answer.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The body of a whole answer.
    pub(crate) fn body(&self) -> &[u8] {
        match &self.stage {
            Stage::Whole(Body::Raw(range)) => &self.raw[range.clone()],
            Stage::Whole(Body::Chunks) => &self.chunks,
            Stage::Head | Stage::Sized(_) | Stage::Chunked(_) => &[],
        }
    }

    /// Whether the connection may carry another request after this answer.
    pub(crate) fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// False if the head is not whole yet.
    fn read_head(&mut self) -> Result<bool, Malformed> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut response = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(end) = response.parse(&self.raw).map_err(|_| Malformed)? else {
            return Ok(false);
        };
        let status = response.code.ok_or(Malformed)?;
        let mut keep_alive = response.version == Some(1);
        let mut length = None;
        let mut chunked = false;
        for header in response.headers.iter() {
            if header.name.eq_ignore_ascii_case("content-length") {
                let digits = std::str::from_utf8(header.value).map_err(|_| Malformed)?;
                length = Some(digits.trim().parse::<usize>().map_err(|_| Malformed)?);
            } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
                chunked = header.value.eq_ignore_ascii_case(b"chunked");
            } else if header.name.eq_ignore_ascii_case("connection") && header.value.eq_ignore_ascii_case(b"close") {
                keep_alive = false;
            }
        }
        if (100..200).contains(&status) {
            // An interim answer: the final one follows.
            self.raw.drain(..end);
            return Ok(true);
        }
        self.status = status;
        self.keep_alive = keep_alive;
        self.stage = match (chunked, length) {
            (true, _) => Stage::Chunked(end),
            (false, Some(length)) if length <= BYTES_MAX => Stage::Sized(end..end + length),
            (false, None) if status == 204 || status == 304 => Stage::Sized(end..end),
            // Too long, or up to the end of the connection: no answer of a Wallet server is like that.
            (false, _) => return Err(Malformed),
        };
        Ok(true)
    }

    /// False if the chunk is not whole yet.
    fn read_chunk(&mut self, begin: usize) -> Result<bool, Malformed> {
        let rest = &self.raw[begin..];
        let httparse::Status::Complete((head, size)) = httparse::parse_chunk_size(rest).map_err(|_| Malformed)? else {
            return Ok(false);
        };
        let size = usize::try_from(size).ok().filter(|&size| size <= BYTES_MAX).ok_or(Malformed)?;
        let end = head + size;
        let Some(after) = rest.get(end..end + 2) else { return Ok(false) };
        // Trailers after the last chunk would be here; no one sends them without being asked.
        if after != b"\r\n" {
            return Err(Malformed);
        }
        self.chunks.extend_from_slice(&rest[head..end]);
        self.stage = if size == 0 { Stage::Whole(Body::Chunks) } else { Stage::Chunked(begin + end + 2) };
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads an answer that comes in two pieces.
    fn read(first: &[u8], second: &[u8]) -> Result<Option<(u16, Vec<u8>, bool)>, Malformed> {
        let mut reader = Reader::new();
        let mut whole = false;
        for piece in [first, second] {
            reader.space().extend_from_slice(piece);
            whole = reader.advance()?;
        }
        Ok(whole.then(|| (reader.status(), reader.body().to_vec(), reader.keeps_alive())))
    }

    #[test]
    fn an_answer_is_the_same_wherever_it_is_cut() {
        type Read = (u16, &'static [u8], bool);
        let answers: [(&[u8], Read); 5] = [
            (b"HTTP/1.1 201 Created\r\ncontent-length: 11\r\n\r\n{\"a\":\"b\\n\"}", (201, b"{\"a\":\"b\\n\"}", true)),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", (200, b"", false)),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nC;x=y\r\n, all\r\n \r\nyo\r\n0\r\n\r\n",
                (200, b"hello, all\r\n \r\nyo", true),
            ),
            (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno", (503, b"no", true)),
            (b"HTTP/1.1 204 No Content\r\n\r\n", (204, b"", true)),
        ];
        for (bytes, (status, body, keep_alive)) in answers {
            for cut in 0..=bytes.len() {
                let (first, second) = bytes.split_at(cut);
                let expected = Ok(Some((status, body.to_vec(), keep_alive)));
                assert_eq!(read(first, second), expected, "cut at {cut} of {}", String::from_utf8_lossy(bytes));
            }
        }
    }

    #[test]
    fn an_answer_that_lacks_its_end_is_not_whole() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab";
        assert_eq!(read(bytes, b""), Ok(None));
        assert_eq!(read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b""), Ok(None));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for bytes in [
            b"SSH-2.0-OpenSSH_9.2\r\n".as_slice(),
            b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\nwithout a length",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
        ] {
            assert_eq!(read(bytes, b""), Err(Malformed), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn one_reader_reads_answers_one_after_the_other() {
        let mut reader = Reader::new();
        for body in ["a", "bcd"] {
            reader.begin();
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            reader.space().extend_from_slice(answer.as_bytes());
            assert_eq!(reader.advance(), Ok(true));
            assert_eq!(reader.body(), body.as_bytes());
        }
    }
}
