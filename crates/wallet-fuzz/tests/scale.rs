//! No parser takes more than its input's share of time: sixteen times the input, about sixteen times the time.

use std::time::{Duration, Instant};

use wallet_fuzz::targets;

const SMALL: usize = 4 * 1024;
const TIMES: usize = 16;

/// What grows: nesting, members, long texts, escapes, lists, parameters, lines.
const SHAPES: &[(&str, &str, &str)] = &[
    ("", "[", ""),
    ("", "{\"a\":", ""),
    ("{\"metadata\":", "[", ""),
    ("{\"metadata\":{", "\"a\":{},", "\"b\":1}}"),
    ("{\"metadata\":{\"a\":\"", "\\u00e4", "\"}}"),
    ("{\"owner\":\"user_001\",\"asset\":\"GOLD_COINS\",\"amount\":", "9", "}"),
    ("{\"owner\":\"", "\\\"", "\",\"asset\":\"GOLD_COINS\",\"amount\":1}"),
    ("{\"", "x", "\":1}"),
    ("{", "\"a\":1,", "\"a\":1}"),
    ("{\"commands\":[", "{},", "{}]}"),
    (
        "{\"commands\":[",
        "{\"flow\":\"spend\",\"idempotency_key\":\"k\",\"asset\":\"A\",\"amount\":1},",
        "{\"flow\":\"spend\",\"idempotency_key\":\"k\",\"asset\":\"A\",\"amount\":1}]}",
    ),
    ("{\"wallets\":[", "{\"owner\":\"u\",\"asset\":\"A\"},", "{\"owner\":\"u\",\"asset\":\"A\"}]}"),
    ("i:", "a", ""),
    ("i:\"", "\\\\", "\""),
    ("", "i:a\n", ""),
    ("", "a:Bearer x\n", ""),
    ("s?", "a=1&", ""),
    ("s?cursor=", "A", ""),
    ("k?owner=", "%41", ""),
    ("", "A", ""),
    ("", "\"", ""),
    ("", "\n", ""),
    ("", " ", ""),
    ("", "ä", ""),
    ("name = \"a\"\n", "[[assets]]\n", "x"),
    ("name = \"a\"\ngrants = [", "{owner=\"u\",asset=\"A\",amount=1},", "]"),
    ("a = ", "[", ""),
    ("", "a.", "b = 1"),
    ("[log]\nlevel = \"", "a=info,", "a=info\""),
    ("", "WALLET__A=1\n", ""),
    ("WALLET__", "A__", "B=1"),
    ("postgres://", "h,", "h/db"),
    ("postgres://h/db?", "user=a&", ""),
    ("{\"wallet_heads\":1,\"heads\":[", "{\"lane\":0},", "{}]}"),
    ("{\"wallet_inclusion\":1,\"index\":0,\"path\":[", "\"\",", "\"\"]}"),
];

fn grown((begin, unit, end): (&str, &str, &str), bytes: usize) -> Vec<u8> {
    format!("{begin}{}{end}", unit.repeat(bytes / unit.len())).into_bytes()
}

/// The shortest of a few tries: whatever else the machine does only adds to it.
fn time(check: fn(&[u8]), input: &[u8]) -> Duration {
    let tries = (0..3).map(|_| {
        let began = Instant::now();
        check(input);
        began.elapsed()
    });
    tries.min().expect("there were some")
}

#[test]
fn sixteen_times_the_input_takes_no_more_than_a_few_times_sixteen_times_as_long() {
    for target in targets() {
        for shape in SHAPES {
            let [small, large] = [SMALL, TIMES * SMALL].map(|bytes| grown(*shape, bytes));
            // Most are refused at once. What grows with the square has billions of steps to do here and takes seconds.
            let long = time(target.check, &large);
            if long < Duration::from_secs(1) {
                continue;
            }
            // What grows with the square takes 256 times as long.
            let bound = 5 * u32::try_from(TIMES).expect("a small number") * time(target.check, &small);
            assert!(long <= bound, "{} {shape:?}: {long:?} where {bound:?} is the bound", target.name);
        }
    }
}
