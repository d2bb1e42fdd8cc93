//! New inputs out of old ones: by their tokens, so that many of them get past the first check.

use fastrand::Rng;

/// The most bytes that an input grows to.
const BYTES_MAX: usize = 16 * 1024;

/// Changes an input in some places: tokens are doubled, moved, taken away, replaced by words or by tokens of `other`,
/// repeated, nested; bytes are flipped.
pub fn mutate(input: &[u8], other: &[u8], words: &[&str], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=rng.u32(..4).min(rng.u32(..4)) {
        bytes = change(&bytes, other, words, rng);
        bytes.truncate(BYTES_MAX);
    }
    bytes
}

fn change(bytes: &[u8], other: &[u8], words: &[&str], rng: &mut Rng) -> Vec<u8> {
    let mut tokens = tokens(bytes);
    let at = rng.usize(..=tokens.len());
    match rng.u8(..12) {
        0 | 1 => tokens.insert(at, pick(words, rng).as_bytes()),
        2 | 3 if at < tokens.len() => tokens[at] = pick(words, rng).as_bytes(),
        4 if at < tokens.len() => _ = tokens.remove(at),
        5 if at < tokens.len() => {
            let to = (at + 1 + rng.usize(..8)).min(tokens.len());
            let run: Vec<&[u8]> = tokens[at..to].to_vec();
            let place = rng.usize(..=tokens.len());
            tokens.splice(place..place, run);
        }
        6 if at < tokens.len() => {
            let with = rng.usize(..tokens.len());
            tokens.swap(at, with);
        }
        7 => {
            let others = self::tokens(other);
            if let Some(token) = rng.choice(&others) {
                tokens.insert(at, token);
            }
        }
        8 if at < tokens.len() => {
            let count = 1 << rng.u32(1..9);
            let token = tokens[at];
            tokens.splice(at..at, std::iter::repeat_n(token, count));
        }
        9 => {
            let count = 1 << rng.u32(..8);
            let (open, close): (&[u8], &[u8]) = *rng.choice(NESTS).expect("there are some");
            let to = rng.usize(at..=tokens.len());
            tokens.splice(to..to, std::iter::repeat_n(close, count));
            tokens.splice(at..at, std::iter::repeat_n(open, count));
        }
        10 => tokens.truncate(at),
        _ => return flip(bytes, rng),
    }
    tokens.concat()
}

const NESTS: &[(&[u8], &[u8])] = &[(b"[", b"]"), (b"{\"a\":", b"}"), (b"\"", b"\""), (b" ", b" ")];

fn flip(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return vec![rng.u8(..)];
    }
    let at = rng.usize(..bytes.len());
    match rng.u8(..4) {
        0 => bytes[at] ^= 1 << rng.u32(..8),
        1 => bytes[at] = rng.u8(..),
        2 => bytes.insert(at, rng.u8(..)),
        _ => _ = bytes.remove(at),
    }
    bytes
}

fn pick<'a>(words: &[&'a str], rng: &mut Rng) -> &'a str {
    rng.choice(words).copied().unwrap_or("0")
}

/// Runs of letters and digits, and every other byte alone.
fn tokens(bytes: &[u8]) -> Vec<&[u8]> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    bytes.chunk_by(|one, next| is_word(one) && is_word(next)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_whole_input_and_the_same_seed_makes_the_same_change() {
        let input = br#"{"owner":"user_001","amount":30}"#;
        assert_eq!(tokens(input).concat(), input);
        let run = |seed| mutate(input, b"null", &["1e3"], &mut Rng::with_seed(seed));
        assert!((0..50).all(|seed| run(seed) == run(seed)));
        assert!((0..50).any(|seed| run(seed) != input));
    }
}
