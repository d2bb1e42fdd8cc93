//! What a receiver of webhooks has written down, compared with the feed and with what was killed when.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Verdict;

/// How far an owner's deliveries may go back when the server is killed: nothing is sent behind an answer that is older than
/// a second and not saved. The other second is for a receipt's way to the server and back on a busy machine.
const UNSAVED_US: u64 = 2_000_000;
/// How long before the receiver is killed it may have written down what it never answered.
const UNANSWERED_US: u64 = 1_000_000;

/// What is killed at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) has_server: bool,
    pub(crate) has_receiver: bool,
    pub(crate) has_database: bool,
}

/// Something was killed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strike {
    pub(crate) target: Target,
    /// When, in microseconds since 1970.
    pub(crate) began_us: u64,
    /// When all was back.
    pub(crate) ended_us: u64,
}

/// What an owner was sent, in runs: each goes on where the one before was, or from somewhere before that.
#[derive(Default)]
struct Course {
    next: usize,
    /// The last receipt of each run: its place and its time.
    runs: Vec<(usize, u64)>,
    /// The latest receipt of each place: its run and its time.
    latest: Vec<(usize, u64)>,
}

/// That a place came once more.
struct Again {
    first_us: u64,
    is_last_of_run: bool,
    run_ended_us: u64,
    us: u64,
}

impl Course {
    /// Takes a receipt. Returns what it was if that place came before.
    fn take(&mut self, place: usize, us: u64) -> Option<Again> {
        if self.runs.is_empty() || place < self.next {
            self.runs.push((place, us));
        }
        let run = self.runs.len() - 1;
        let again = self.latest.get(place).map(|&(earlier, first_us)| {
            let (last, run_ended_us) = self.runs[earlier];
            Again { first_us, is_last_of_run: last == place, run_ended_us, us }
        });
        if again.is_some() {
            self.latest[place] = (run, us);
        } else {
            self.latest.push((run, us));
        }
        self.runs[run] = (place, us);
        self.next = place + 1;
        again
    }
}

impl Again {
    /// A database that is away makes nothing come again: its server knows what it has sent.
    fn is_explained_by(&self, strike: &Strike) -> bool {
        let is_between = strike.began_us <= self.us && self.run_ended_us <= strike.ended_us;
        let was_unsaved = self.run_ended_us <= self.first_us + UNSAVED_US;
        let was_unanswered = self.is_last_of_run && strike.began_us <= self.first_us + UNANSWERED_US;
        is_between && (strike.target.has_server && was_unsaved || strike.target.has_receiver && was_unanswered)
    }
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

    /// Each owner's events must come one after the other. Some come again where the server was killed since, as far back as
    /// is not saved, and one where the receiver was. Returns how many came again.
    pub(crate) fn judge(&self, events: &EventIds, strikes: &[Strike]) -> Verdict<u64> {
        let mut courses: HashMap<&str, Course> = HashMap::new();
        let mut count = 0;
        for (at_us, id) in &self.all {
            // A gap is no event of the feed.
            let Some((owner, place)) = events.places.get(id) else {
                if id.starts_with("gap.") {
                    continue;
                }
                return Err(format!("{id} was delivered and is no event of the feed"));
            };
            let course = courses.entry(owner).or_default();
            let next = course.next;
            if *place > next {
                return Err(format!("{id} of {owner} was delivered as number {place}, and number {next} was not yet"));
            }
            let Some(again) = course.take(*place, *at_us) else { continue };
            count += 1;
            if !strikes.iter().any(|strike| again.is_explained_by(strike)) {
                let Again { first_us, run_ended_us, us, .. } = again;
                return Err(format!(
                    "{id} of {owner} came at {first_us} and again at {us}, behind others up to {run_ended_us}, \
                     which no strike explains: {strikes:?}"
                ));
            }
        }
        Ok(count)
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

    fn killed(name: &'static str, at_s: u64) -> [Strike; 1] {
        let has = |part| name == part;
        let target =
            Target { name, has_server: has("server"), has_receiver: has("receiver"), has_database: has("database") };
        [Strike { target, began_us: at_s * 1_000_000, ended_us: (at_s + 1) * 1_000_000 }]
    }

    fn server_killed(at_s: u64) -> [Strike; 1] {
        killed("server", at_s)
    }

    fn receiver_killed(at_s: u64) -> [Strike; 1] {
        killed("receiver", at_s)
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
    fn a_killed_server_makes_come_again_what_was_not_saved() {
        let again = receipts(&[(10, "1.0"), (11, "3.0"), (18, "1.0"), (18, "3.0"), (19, "4.0")]);
        assert_eq!(again.judge(&events(), &server_killed(12)), Ok(2));
        let others = [server_killed(1), server_killed(19), receiver_killed(11), killed("database", 12)];
        for other in others {
            assert!(again.judge(&events(), &other).is_err(), "{other:?}");
        }
        let long_saved = receipts(&[(8, "1.0"), (11, "3.0"), (18, "1.0")]);
        assert!(long_saved.judge(&events(), &server_killed(12)).is_err());
        // It goes back to where it was saved, and then misses nothing.
        let jumped = receipts(&[(10, "1.0"), (10, "3.0"), (12, "1.0"), (13, "4.0")]);
        assert!(jumped.judge(&events(), &server_killed(11)).is_err());
        // Killed again before it had sent all of it once more.
        let twice = receipts(&[(10, "1.0"), (11, "3.0"), (18, "1.0"), (24, "1.0"), (24, "3.0"), (25, "4.0")]);
        let strikes = [server_killed(12), server_killed(19)].concat();
        assert_eq!(twice.judge(&events(), &strikes), Ok(3));
        assert!(twice.judge(&events(), &strikes[..1]).is_err());
    }

    #[test]
    fn a_killed_receiver_makes_come_again_what_it_had_not_answered() {
        let again = receipts(&[(10, "1.0"), (11, "3.0"), (16, "3.0"), (16, "4.0")]);
        assert_eq!(again.judge(&events(), &receiver_killed(11)), Ok(1));
        for other in [receiver_killed(9), receiver_killed(13), receiver_killed(17)] {
            assert!(again.judge(&events(), &other).is_err(), "{other:?}");
        }
        let answered = receipts(&[(11, "1.0"), (11, "3.0"), (16, "1.0")]);
        assert!(answered.judge(&events(), &receiver_killed(11)).is_err());
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
