//! The command line of a benchmark.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;

use crate::{
    calls::{Called, Calls},
    samples::measure,
};

/// The least number of owned values that are created ahead. Slopes between numbers of loops
/// below this do not include the cost of creating them.
const MADE: u32 = 2000;

/// A parsed command line.
#[derive(Clone, Debug)]
pub enum Workload {
    /// Decoding, in one of the peer's variants.
    W1 {
        /// The variant; by default, the first.
        case: Option<String>,
    },
    /// Dispatch with a number of commands.
    W2 {
        /// The number of commands.
        commands: usize,
        /// The document.
        target: String,
        /// The variant; by default, the first.
        case: Option<String>,
    },
    /// A webhook at a port.
    W3 {
        /// The port.
        port: u16,
        /// The variant; by default, the first.
        case: Option<String>,
    },
    /// Sizes of types.
    W5,
    /// Calls of the Bot API.
    W9(Calls),
}

/// A measurement of the command line.
#[derive(Clone, Debug)]
pub struct Job {
    /// The workload.
    pub workload: Workload,
    loops: Option<u32>,
    samples: usize,
}

impl Job {
    /// Reads the command line.
    ///
    /// # Panics
    ///
    /// Panics with the usage if it is invalid.
    #[must_use]
    pub fn from_arguments() -> Self {
        let mut words: Vec<String> = std::env::args().skip(1).collect();
        let loops = take(&mut words, "--loops").map(|loops| loops.parse().expect("loops"));
        let samples =
            take(&mut words, "--samples").map_or(5, |some| some.parse().expect("samples"));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let workload = match *words {
            ["w1"] => Workload::W1 { case: None },
            ["w1", case] => Workload::W1 { case: Some(case.to_owned()) },
            ["w2", commands, target] => w2(commands, target, None),
            ["w2", commands, target, case] => w2(commands, target, Some(case.to_owned())),
            ["w3", port] => w3(port, None),
            ["w3", port, case] => w3(port, Some(case.to_owned())),
            ["w5"] => Workload::W5,
            ["w9", url, number, at_once] => w9(url, number, at_once, Called::Message),
            ["w9", url, number, at_once, "upload"] => w9(url, number, at_once, Called::Upload),
            _ => panic!(
                "w1 [CASE] | w2 N TARGET [CASE] | w3 PORT [CASE] | w5 \
                 | w9 URL N CONCURRENCY [upload], and --loops N, --samples N"
            ),
        };
        Self { workload, loops, samples }
    }

    /// The number of times to run the operation without printing.
    #[must_use]
    pub fn loops(&self) -> Option<u32> {
        self.loops
    }

    /// Measures an operation that processes `unit` items per call, and prints the cost of
    /// one.
    pub fn run(&self, peer: &str, case: &str, unit: f64, mut operation: impl FnMut()) {
        self.run_with(peer, case, unit, || {}, |()| operation());
    }

    /// Measures an operation that consumes a value, as [`Job::run`] does. The cost of
    /// `make`, which creates the value, is not included.
    pub fn run_with<T>(
        &self,
        peer: &str,
        case: &str,
        unit: f64,
        mut make: impl FnMut() -> T,
        operation: impl FnMut(T),
    ) {
        if let Some(loops) = self.loops {
            let mut made: Vec<T> = (0..loops.max(MADE)).map(|_| make()).collect();
            // Dropping the remaining values is not included either.
            std::mem::forget(made.split_off(loops as usize));
            made.into_iter().for_each(operation);
            return;
        }
        let measured = measure(self.samples, unit, make, operation);
        let line = json!({
            "peer": peer, "case": case, "ns": measured.nanoseconds,
            "allocations": measured.allocations, "bytes": measured.bytes,
        });
        println!("{line}");
    }
}

fn w2(commands: &str, target: &str, case: Option<String>) -> Workload {
    let commands = commands.parse().expect("a number of commands");
    Workload::W2 { commands, target: target.to_owned(), case }
}

fn w3(port: &str, case: Option<String>) -> Workload {
    Workload::W3 { port: port.parse().expect("a port"), case }
}

fn w9(url: &str, number: &str, at_once: &str, called: Called) -> Workload {
    let number = number.parse().expect("a number of calls");
    let at_once = at_once.parse().expect("a number of workers");
    assert!(at_once > 0, "calls need a worker");
    Workload::W9(Calls { url: url.to_owned(), number, at_once, called })
}

fn take(words: &mut Vec<String>, name: &str) -> Option<String> {
    let at = words.iter().position(|word| word == name)?;
    words.remove(at);
    (at < words.len()).then(|| words.remove(at))
}

/// Proves that all parts of an operation ran.
#[derive(Debug, Default)]
pub struct Counts {
    outer: AtomicU64,
    inner: AtomicU64,
    handler: AtomicU64,
}

impl Counts {
    /// No part.
    #[must_use]
    pub const fn new() -> Self {
        Self { outer: AtomicU64::new(0), inner: AtomicU64::new(0), handler: AtomicU64::new(0) }
    }

    /// An outer middleware ran.
    pub fn outer(&self) {
        self.outer.fetch_add(1, Ordering::Relaxed);
    }

    /// An inner middleware ran.
    pub fn inner(&self) {
        self.inner.fetch_add(1, Ordering::Relaxed);
    }

    /// The handler ran, and read this value.
    pub fn handler(&self, value: u64) {
        self.handler.fetch_add(value, Ordering::Relaxed);
    }

    /// The number of handlers that ran, if each read 1.
    pub fn handled(&self) -> u64 {
        self.handler.load(Ordering::Relaxed)
    }

    /// Runs an operation once, and checks that all of its parts ran.
    ///
    /// # Panics
    ///
    /// Panics if a part did not run.
    pub fn assert(&self, is_match: bool, operation: impl FnOnce()) {
        let read =
            || [&self.outer, &self.inner, &self.handler].map(|count| count.load(Ordering::Relaxed));
        let before = read();
        operation();
        let after = read();
        let ran: Vec<u64> =
            after.iter().zip(before).map(|(after, before)| after - before).collect();
        assert_eq!(ran, if is_match { [3, 3, 1] } else { [3, 0, 0] });
    }
}
