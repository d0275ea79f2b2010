//! The stored results.

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
    /// The peer.
    pub by: String,
    /// The library's name.
    pub peer: String,
    /// The variant.
    pub case: String,
    /// The point: `100/cmd37`; empty in W1.
    pub point: String,
    /// Nanoseconds of each sample.
    pub ns: Vec<f64>,
    /// Allocations, if they are counted.
    pub allocations: Option<f64>,
    /// Allocated bytes, if they are counted.
    pub bytes: Option<f64>,
    /// Instructions, if they are counted.
    pub instructions: Option<f64>,
    /// When it was measured.
    pub stamp: Stamp,
}

/// A server under load: W3.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Served {
    /// The peer.
    pub by: String,
    /// The server's name.
    pub case: String,
    /// The rounds, each with a new server.
    pub rounds: Vec<Round>,
    /// When it was measured.
    pub stamp: Stamp,
}

/// A round of load.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round {
    /// Responses per second.
    pub per_second: f64,
    /// Microseconds of the server's processor time per response.
    pub cpu: f64,
    /// The median latency in microseconds.
    pub p50: f64,
    /// The 99th percentile of the latency in microseconds.
    pub p99: f64,
    /// Resident kilobytes before the load.
    pub idle: u64,
    /// Resident kilobytes after it.
    pub rss: u64,
    /// Responses, including the warm-up.
    pub answered: u64,
    /// Handled updates, if the server counts them.
    pub handled: Option<u64>,
    /// The status of a request with a wrong secret.
    pub wrong: Option<u16>,
    /// Failed responses.
    pub errors: u64,
}

/// A build: W4.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compiled {
    /// The peer.
    pub by: String,
    /// The bot's name.
    pub case: String,
    /// The number of crates, including those of build scripts.
    pub crates: usize,
    /// Without optimization.
    pub dev: Build,
    /// With it.
    pub release: Build,
    /// The size of the optimized program without its symbols, in bytes.
    pub stripped: Option<u64>,
    /// When it was measured.
    pub stamp: Stamp,
}

/// A profile of a build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Build {
    /// Seconds of processor time of a clean build.
    pub cpu: f64,
    /// Wall-clock seconds of a clean build.
    pub wall: f64,
    /// Wall-clock seconds of a build after `main.rs` was touched.
    pub touched: Vec<f64>,
    /// Bytes of the program.
    pub program: u64,
}

/// Sizes: W5.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sizes {
    /// The peer.
    pub by: String,
    /// The library's name.
    pub peer: String,
    /// Bytes by type.
    pub sizes: BTreeMap<String, u64>,
    /// When it was measured.
    pub stamp: Stamp,
}

/// A client that calls: W9.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Called {
    /// The peer.
    pub by: String,
    /// The client's name.
    pub peer: String,
    /// The kind of calls, and the number of workers.
    pub point: String,
    /// The rounds, each with a new client.
    pub rounds: Vec<CallRound>,
    /// Instructions of a call, if they are counted.
    pub instructions: Option<f64>,
    /// When it was measured.
    pub stamp: Stamp,
}

/// A round of calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallRound {
    /// Nanoseconds of the client's processor time per call.
    pub cpu: f64,
    /// Calls per second.
    pub per_second: f64,
    /// Allocations of a call, if they are counted.
    pub allocations: Option<f64>,
    /// Allocated bytes of a call, if they are counted.
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

/// All results.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Results {
    /// The machine.
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
    /// Calls; older results have none.
    #[serde(default)]
    pub w9: Vec<Called>,
    /// Missing measurements, by workload.
    pub notes: BTreeMap<String, Vec<Note>>,
}

/// A missing measurement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The peer or the tool.
    pub by: String,
    /// The reason.
    pub text: String,
}

impl Note {
    /// Creates a note, and prints it.
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

    /// Reads earlier results of this machine. Those of another machine are moved aside,
    /// because figures of two machines are not comparable.
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

    /// Replaces the notes of tools, and of the peers that were selected.
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

/// Replaces the rows of the measured peers.
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
    fn rows_of_other_peers_are_kept() {
        let mut rows = vec![row("a", 1), row("b", 2)];
        merge(&mut rows, vec![row("a", 3)]);
        let rows: Vec<_> = rows.iter().map(|row| (row.by(), row.sizes["Update"])).collect();
        assert_eq!(rows, [("b", 2), ("a", 3)]);
    }

    #[test]
    fn notes_on_other_peers_are_kept() {
        let note = |by: &str, text: &str| Note { by: by.to_owned(), text: text.to_owned() };
        let mut results = Results::default();
        let old = vec![note("valgrind", "old"), note("telers", "old"), note("chappe", "old")];
        results.note("w1".to_owned(), |_| true, old);
        results.note("w1".to_owned(), |peer| peer == "chappe", vec![note("chappe", "new")]);
        assert_eq!(results.notes["w1"], [note("telers", "old"), note("chappe", "new")]);
    }

    #[test]
    fn results_are_read_as_they_were_written() {
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
