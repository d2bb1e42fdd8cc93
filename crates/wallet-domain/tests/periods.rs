//! Periods against the calendar of every time zone: around each change of its clocks, from 2020 to 2037, a period
//! begins with the first moment of its first local day and ends with that of the next period's.
//!
//! The expected moments come from the changes alone: between two of them a zone's clocks are a fixed way from UTC, so
//! local days are whole numbers.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};
use jiff::tz::{TimeZone, db};
use jiff::{Timestamp as Moment, ToSpan};
use wallet_domain::{Period, Timestamp, Zone};

const DAY_S: i64 = 86_400;
const PERIODS: [Period; 3] = [Period::Day, Period::Week, Period::Month];

/// From when on a zone's clocks are so many seconds ahead of UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Clocks {
    from: i64,
    ahead: i64,
}

/// A zone's clocks from early in 2020 to the end of 2037, the first entry being those of the begin.
fn clocks_of(zone: &TimeZone) -> Vec<Clocks> {
    let moment = |year| date(year, 1, 1).at(0, 0, 0, 0).to_zoned(TimeZone::UTC).expect("a date").timestamp();
    let (begin, end) = (moment(2020), moment(2038));
    let at = |moment: Moment| Clocks { from: moment.as_second(), ahead: i64::from(zone.to_offset(moment).seconds()) };
    let changes = zone.following(begin).map(|change| change.timestamp()).take_while(|change| *change < end);
    let mut clocks = vec![at(begin)];
    for next in changes.map(at) {
        // Some changes are of the name only.
        if clocks.last().is_some_and(|last| last.ahead != next.ahead) {
            clocks.push(next);
        }
    }
    clocks
}

/// The local day of a moment, counted from 1970-01-01.
fn day_of(clocks: &[Clocks], at: i64) -> i64 {
    let now = clocks.iter().rev().find(|clocks| clocks.from <= at).expect("it is not before the first");
    (at + now.ahead).div_euclid(DAY_S)
}

/// The first moment, not before `not_before`, that is in a local day or behind it.
fn first_moment(clocks: &[Clocks], day: i64, not_before: i64) -> i64 {
    let ends = clocks.iter().skip(1).map(|next| next.from).chain([i64::MAX]);
    let mut candidates = clocks.iter().zip(ends).filter_map(|(now, end)| {
        let candidate = (day * DAY_S - now.ahead).max(now.from).max(not_before);
        (candidate < end).then_some(candidate)
    });
    candidates.next().expect("time goes on")
}

/// The first day of a day's period, and of the next.
fn days_around(period: Period, day: i64) -> (i64, i64) {
    let of = |day: i64| date(1970, 1, 1).checked_add(day.days()).expect("a date");
    let number = |day: Date| i64::from(date(1970, 1, 1).until(day).expect("a span").get_days());
    match period {
        Period::Day => (day, day + 1),
        Period::Week => {
            let first = day - i64::from(of(day).weekday().since(Weekday::Monday));
            (first, first + 7)
        }
        Period::Month => (number(of(day).first_of_month()), number(of(day).last_of_month()) + 1),
    }
}

/// Every zone of the database, those with the same clocks once.
fn zones() -> BTreeMap<Vec<Clocks>, Zone> {
    let names: Vec<String> = db().available().map(|name| name.to_string()).collect();
    assert!(names.len() > 500, "{} zones", names.len());
    let of = |name: &String| {
        let zone = TimeZone::get(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        (clocks_of(&zone), Zone::new(name).unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    names.iter().map(of).collect()
}

#[test]
fn in_every_zone_a_period_begins_and_ends_with_the_first_moment_of_a_local_day() {
    let (mut changes, mut wrong) = (0, Vec::new());
    for (clocks, zone) in zones() {
        changes += clocks.len() - 1;
        let known = clocks[0].from;
        let later = clocks.iter().skip(1).map(|change| change.from).filter(|change| *change > known + 70 * DAY_S);
        for change in later {
            let days = [-32, -7, -2, -1, 0, 1, 6].map(|days| change + days * DAY_S);
            let around = days.into_iter().flat_map(|at| [at - DAY_S / 2, at]);
            for at in around.chain([change - 1, change + 1, change + DAY_S / 24]) {
                for period in PERIODS {
                    let (first, next) = days_around(period, day_of(&clocks, at));
                    let begin = first_moment(&clocks, first, i64::MIN);
                    let end = first_moment(&clocks, next, at + 1);
                    let seconds = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
                    let found = period.around(seconds(at), &zone);
                    if found != (seconds(begin), seconds(end)) {
                        wrong.push(format!("{zone} {period:?} at {at}: {found:?} and not {begin} to {end}"));
                    }
                }
            }
        }
    }
    assert!(changes > 1_000, "{changes} changes");
    assert!(wrong.is_empty(), "{} are wrong, such as {}", wrong.len(), wrong[0]);
}
