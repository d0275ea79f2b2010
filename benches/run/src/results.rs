//! What was measured, as it is kept.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    Result,
    machine::{Machine, Stamp},
    peers::PEERS,
    say,
};

/// An operation: W1 and W2.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// The peer it is one of.
    pub by: String,
    /// What it calls itself.
    pub peer: String,
    /// In which way.
    pub case: String,
    /// Where: `100/cmd37`; nothing in W1.
    pub point: String,
    /// Nanoseconds, of each sample.
    pub ns: Vec<f64>,
    /// Allocations, if they are counted.
    pub allocations: Option<f64>,
    /// Bytes of these.
    pub bytes: Option<f64>,
    /// Instructions, if they are counted.
    pub instructions: Option<f64>,
    /// When.
    pub stamp: Stamp,
}

/// A server under load: W3.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Served {
    /// The peer it is one of.
    pub by: String,
    /// What it is called.
    pub case: String,
    /// Each with a server of its own.
    pub rounds: Vec<Round>,
    /// When.
    pub stamp: Stamp,
}

/// A round of load.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round {
    /// Answers in a second.
    pub per_second: f64,
    /// Microseconds of the server's processor time for an answer.
    pub cpu: f64,
    /// Microseconds within which half of the answers came.
    pub p50: f64,
    /// The same of 99 of 100.
    pub p99: f64,
    /// Resident kilobytes before the load.
    pub idle: u64,
    /// Resident kilobytes after it.
    pub rss: u64,
    /// Answers that came, those of the warming too.
    pub answered: u64,
    /// Updates that a handler took, if it counts them.
    pub handled: Option<u64>,
    /// The status for a wrong secret.
    pub wrong: Option<u16>,
    /// Answers that were none.
    pub errors: u64,
}

/// A build: W4.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compiled {
    /// The peer it is one of.
    pub by: String,
    /// What it is called.
    pub case: String,
    /// Crates, those of build scripts too.
    pub crates: usize,
    /// Without optimization.
    pub dev: Build,
    /// With it.
    pub release: Build,
    /// Bytes of the optimized program without its symbols.
    pub stripped: Option<u64>,
    /// When.
    pub stamp: Stamp,
}

/// A profile of a build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Build {
    /// Seconds of processor time from nothing.
    pub cpu: f64,
    /// Seconds by the clock.
    pub wall: f64,
    /// Seconds by the clock after `main.rs` was touched.
    pub touched: Vec<f64>,
    /// Bytes of the program.
    pub program: u64,
}

/// Sizes: W5.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sizes {
    /// The peer.
    pub by: String,
    /// What it calls itself.
    pub peer: String,
    /// Bytes by type.
    pub sizes: BTreeMap<String, u64>,
    /// When.
    pub stamp: Stamp,
}

/// A client that calls: W9.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Called {
    /// The peer it is one of.
    pub by: String,
    /// What it is called.
    pub peer: String,
    /// Which calls, and how many at once.
    pub point: String,
    /// Each with a client of its own.
    pub rounds: Vec<CallRound>,
    /// Instructions of a call, if they are counted.
    pub instructions: Option<f64>,
    /// When.
    pub stamp: Stamp,
}

/// A round of calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallRound {
    /// Nanoseconds of the client's processor time for a call.
    pub cpu: f64,
    /// Calls in a second.
    pub per_second: f64,
    /// Allocations of a call, if they are counted.
    pub allocations: Option<f64>,
    /// Bytes of these.
    pub bytes: Option<f64>,
    /// Resident kilobytes after the calls.
    pub rss: u64,
}

/// A row that belongs to a peer.
pub trait Row {
    /// The peer.
    fn by(&self) -> &str;
    /// When it was measured.
    fn stamp(&self) -> &Stamp;
}

macro_rules! rows {
    ($($row:ty),*) => {$(
        impl Row for $row {
            fn by(&self) -> &str {
                &self.by
            }
            fn stamp(&self) -> &Stamp {
                &self.stamp
            }
        }
    )*};
}

rows!(Operation, Served, Compiled, Sizes, Called);

/// All of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Results {
    /// Where.
    pub machine: Machine,
    /// Decoding.
    pub w1: Vec<Operation>,
    /// Dispatch.
    pub w2: Vec<Operation>,
    /// Webhooks.
    pub w3: Vec<Served>,
    /// Builds.
    pub w4: Vec<Compiled>,
    /// Sizes.
    pub w5: Vec<Sizes>,
    /// Calls; results that are older have none.
    #[serde(default)]
    pub w9: Vec<Called>,
    /// What could not be measured, by workload.
    pub notes: BTreeMap<String, Vec<Note>>,
}

/// Something that could not be measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The peer it is about, or the tool.
    pub by: String,
    /// What to tell.
    pub text: String,
}

impl Note {
    /// Tells it to who runs it, too.
    pub fn new(by: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        say(&format!("{by}: {text}"));
        Self { by: by.to_owned(), text }
    }
}

impl Results {
    /// Reads a file.
    pub fn load(file: &Path) -> Result<Self> {
        Ok(serde_json::from_slice(&fs::read(file)?)?)
    }

    /// Reads what was measured before on this machine. What another measured is put
    /// aside: figures of two machines make no table.
    pub fn load_for(file: &Path, machine: Machine) -> Result<Self> {
        match Self::load(file) {
            Ok(results) if results.machine.is_like(&machine) => {
                let machine = machine.with_tools_of(results.machine);
                return Ok(Self { machine, ..results });
            }
            Err(_) if !file.exists() => {}
            _ => {
                let aside = file.with_extension("json.old");
                fs::rename(file, &aside)?;
                say(&format!("results of another machine are now in {}", aside.display()));
            }
        }
        Ok(Self { machine, ..Self::default() })
    }

    /// Puts new notes in the place of those of tools and of peers that were wanted.
    pub fn note(&mut self, workload: String, wants: impl Fn(&str) -> bool, new: Vec<Note>) {
        let notes = self.notes.entry(workload).or_default();
        let peer = |note: &Note| PEERS.iter().any(|peer| peer.name == note.by);
        notes.retain(|note| peer(note) && !wants(&note.by));
        notes.extend(new);
    }

    /// Writes the file.
    pub fn save(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, serde_json::to_vec_pretty(self)?)?)
    }
}

/// Puts new rows in the place of those that their peers had.
pub fn merge<R: Row>(rows: &mut Vec<R>, new: Vec<R>) {
    rows.retain(|row| new.iter().all(|new| new.by() != row.by()));
    rows.extend(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(by: &str, bytes: u64) -> Sizes {
        let sizes = BTreeMap::from([("Update".to_owned(), bytes)]);
        let stamp = Stamp { commit: String::new(), date: String::new(), quick: true };
        Sizes { by: by.to_owned(), peer: by.to_owned(), sizes, stamp }
    }

    #[test]
    fn peers_that_were_not_measured_anew_stay() {
        let mut rows = vec![row("a", 1), row("b", 2)];
        merge(&mut rows, vec![row("a", 3)]);
        let rows: Vec<_> = rows.iter().map(|row| (row.by(), row.sizes["Update"])).collect();
        assert_eq!(rows, [("b", 2), ("a", 3)]);
    }

    #[test]
    fn notes_on_others_stay() {
        let note = |by: &str, text: &str| Note { by: by.to_owned(), text: text.to_owned() };
        let mut results = Results::default();
        let old = vec![note("valgrind", "old"), note("telers", "old"), note("chappe", "old")];
        results.note("w1".to_owned(), |_| true, old);
        results.note("w1".to_owned(), |peer| peer == "chappe", vec![note("chappe", "new")]);
        assert_eq!(results.notes["w1"], [note("telers", "old"), note("chappe", "new")]);
    }

    #[test]
    fn results_come_back_as_they_were_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run/results.json");
        let machine = Machine { cores: 2, ..Machine::default() };
        let mut results = Results::load_for(&file, machine.clone()).unwrap();
        results.w5.push(row("a", 1));
        results.save(&file).unwrap();
        let newer = Machine { node: Some("v1".to_owned()), ..machine };
        let read = Results::load_for(&file, newer.clone()).unwrap();
        assert_eq!((read.w5.len(), read.machine), (1, newer));
        let other = Machine { cores: 3, ..Machine::default() };
        assert_eq!(Results::load_for(&file, other).unwrap().w5.len(), 0);
        assert!(folder.path().join("run/results.json.old").exists());
    }
}
