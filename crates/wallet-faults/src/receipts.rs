//! What a receiver of webhooks has written down, compared with the feed and with what was killed when.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Verdict;

/// How long before a strike, or after it, something may have been delivered that comes again. Cursors are saved every half
/// second; whoever cannot save, as right after a strike, stops sending when its lease of six seconds is over.
const UNSAVED: Duration = Duration::from_millis(6_500);

/// Something was killed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strike {
    /// When, in microseconds since 1970.
    pub(crate) began_us: u64,
    /// When all was back.
    pub(crate) ended_us: u64,
}

/// The events of a feed, each with its owner, in order.
#[derive(Debug, Default)]
pub(crate) struct EventIds {
    ids: Vec<String>,
    /// The owner of each, and its place among the owner's.
    places: HashMap<String, (String, usize)>,
    of_owner: HashMap<String, usize>,
}

impl EventIds {
    pub(crate) fn push(&mut self, id: String, owner: String) {
        let count = self.of_owner.entry(owner.clone()).or_default();
        self.places.insert(id.clone(), (owner, *count));
        *count += 1;
        self.ids.push(id);
    }

    pub(crate) fn count(&self) -> u64 {
        self.ids.len() as u64
    }
}

/// Now, in microseconds since 1970.
pub(crate) fn now_us() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
}

/// Writes a receipt down, in one piece: it is there whatever becomes of this process.
pub(crate) fn write_down(file: &Path, id: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(format!("{} {id}\n", now_us()).as_bytes())
}

/// The receipts of a file that grows.
pub(crate) struct Receipts {
    file: PathBuf,
    read_to: u64,
    all: Vec<(u64, String)>,
}

impl Receipts {
    pub(crate) fn of(file: &Path) -> Self {
        Self { file: file.to_owned(), read_to: 0, all: Vec::new() }
    }

    /// Reads on, and says how many there are.
    pub(crate) fn read(&mut self) -> Verdict<usize> {
        let Ok(mut file) = File::open(&self.file) else { return Ok(0) };
        let failed = |error: io::Error| format!("the receipts: {error}");
        file.seek(SeekFrom::Start(self.read_to)).map_err(failed)?;
        let mut lines = BufReader::new(file);
        let mut line = String::new();
        while lines.read_line(&mut line).map_err(failed)? > 0 && line.ends_with('\n') {
            self.read_to += line.len() as u64;
            let (at_us, id) = line.trim_end().split_once(' ').ok_or("a receipt has a time and an id")?;
            self.all.push((at_us.parse().map_err(|_| format!("a receipt's time is {at_us}"))?, id.to_owned()));
            line.clear();
        }
        Ok(self.all.len())
    }

    pub(crate) fn count(&self) -> u64 {
        self.all.len() as u64
    }

    /// The events that are not among them.
    pub(crate) fn missing<'a>(&self, events: &'a EventIds) -> Vec<&'a str> {
        let there: std::collections::HashSet<&str> = self.all.iter().map(|(_, id)| id.as_str()).collect();
        events.ids.iter().map(String::as_str).filter(|id| !there.contains(id)).collect()
    }

    /// Each owner's events must come one after the other; one that comes again must have come right before a strike that
    /// was since. Returns how many came again.
    pub(crate) fn judge(&self, events: &EventIds, strikes: &[Strike]) -> Verdict<u64> {
        let mut next_of: HashMap<&str, usize> = HashMap::new();
        let mut latest: HashMap<&str, u64> = HashMap::new();
        let mut again = 0;
        for (at_us, id) in &self.all {
            // A gap is no event of the feed.
            let Some((owner, place)) = events.places.get(id) else {
                if id.starts_with("gap.") {
                    continue;
                }
                return Err(format!("{id} was delivered and is no event of the feed"));
            };
            let next = next_of.entry(owner).or_default();
            if place > next {
                return Err(format!("{id} of {owner} was delivered as number {place}, and number {next} was not yet"));
            }
            if let Some(before_us) = latest.insert(id, *at_us) {
                again += 1;
                let unsaved_us = u64::try_from(UNSAVED.as_micros()).unwrap_or(u64::MAX);
                let explains = |strike: &&Strike| {
                    before_us + unsaved_us >= strike.began_us
                        && before_us <= strike.ended_us + unsaved_us
                        && *at_us >= strike.began_us
                };
                if !strikes.iter().any(|strike| explains(&strike)) {
                    return Err(format!(
                        "{id} came at {before_us} and again at {at_us}, and nothing was killed between"
                    ));
                }
            } else if place < next {
                return Err(format!("{id} of {owner} was delivered after a later one"));
            }
            *next = place + 1;
        }
        Ok(again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events() -> EventIds {
        let mut events = EventIds::default();
        for (id, owner) in [("1.0", "a"), ("2.0", "b"), ("3.0", "a"), ("4.0", "a")] {
            events.push(id.to_owned(), owner.to_owned());
        }
        events
    }

    fn receipts(all: &[(u64, &str)]) -> Receipts {
        let all = all.iter().map(|(at_s, id)| (at_s * 1_000_000, (*id).to_owned())).collect();
        Receipts { file: PathBuf::new(), read_to: 0, all }
    }

    fn struck(at_s: u64) -> [Strike; 1] {
        [Strike { began_us: at_s * 1_000_000, ended_us: (at_s + 1) * 1_000_000 }]
    }

    #[test]
    fn owners_do_not_wait_for_each_other_and_each_is_in_order() {
        let good = receipts(&[(1, "2.0"), (1, "1.0"), (2, "3.0"), (3, "4.0")]);
        assert_eq!(good.judge(&events(), &[]), Ok(0));
        assert_eq!(good.missing(&events()), [] as [&str; 0]);
        let skipped = receipts(&[(1, "1.0"), (2, "4.0"), (3, "3.0")]);
        assert!(skipped.judge(&events(), &[]).is_err());
        assert_eq!(receipts(&[(1, "1.0")]).missing(&events()), ["2.0", "3.0", "4.0"]);
        assert!(receipts(&[(1, "9.0")]).judge(&events(), &[]).is_err());
    }

    #[test]
    fn what_comes_again_came_right_before_a_strike() {
        let again = receipts(&[(10, "1.0"), (10, "3.0"), (12, "1.0"), (12, "3.0"), (13, "4.0")]);
        assert_eq!(again.judge(&events(), &struck(11)), Ok(2));
        for elsewhere in [struck(1), struck(13), struck(20)] {
            assert!(again.judge(&events(), &elsewhere).is_err(), "{elsewhere:?}");
        }
        let long_saved = receipts(&[(4, "1.0"), (12, "1.0")]);
        assert!(long_saved.judge(&events(), &struck(11)).is_err());
        // It goes back to where it was saved, and then misses nothing.
        let jumped = receipts(&[(10, "1.0"), (10, "3.0"), (12, "1.0"), (13, "4.0")]);
        assert!(jumped.judge(&events(), &struck(11)).is_err());
    }

    #[test]
    fn receipts_are_read_on_as_they_come() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("receipts");
        let mut receipts = Receipts::of(&file);
        assert_eq!(receipts.read(), Ok(0));
        write_down(&file, "1.0").expect("it may be written");
        assert_eq!(receipts.read(), Ok(1));
        // Half a line is one that is being written.
        OpenOptions::new().append(true).open(&file).expect("it is there").write_all(b"12 2").expect("written");
        assert_eq!(receipts.read(), Ok(1));
        OpenOptions::new().append(true).open(&file).expect("it is there").write_all(b".0\n").expect("written");
        assert_eq!(receipts.read(), Ok(2));
        assert_eq!(receipts.all[1], (12, "2.0".to_owned()));
    }
}
