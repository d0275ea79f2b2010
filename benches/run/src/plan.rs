//! The command line.

use std::{fmt, path::PathBuf};

use crate::{Result, peers::PEERS};

/// A workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Decoding.
    W1,
    /// Dispatch.
    W2,
    /// A webhook.
    W3,
    /// Building.
    W4,
    /// Sizes.
    W5,
    /// Calls.
    W9,
}

/// In the order of execution: timed measurements run before builds, which heat the machine.
const STEPS: [(&str, Step); 6] = [
    ("w1", Step::W1),
    ("w2", Step::W2),
    ("w3", Step::W3),
    ("w9", Step::W9),
    ("w5", Step::W5),
    ("w4", Step::W4),
];

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = STEPS.iter().find(|(_, step)| step == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// What to measure.
#[derive(Debug)]
pub struct Plan {
    /// The workloads, in order.
    pub steps: Vec<Step>,
    /// A quick run, which only checks that everything works.
    pub quick: bool,
    /// Only writes the page from these results.
    pub render: Option<PathBuf>,
    peers: Option<Vec<String>>,
}

impl Plan {
    /// Parses the command line.
    pub fn from_words(words: impl Iterator<Item = String>) -> Result<Self> {
        let mut asked = Vec::new();
        let mut plan = Self { steps: Vec::new(), quick: false, render: None, peers: None };
        let mut words = words;
        while let Some(word) = words.next() {
            match &*word {
                "--quick" => plan.quick = true,
                "--peers" => plan.peers = Some(peers(&words.next().ok_or("--peers a,b")?)?),
                "--render" => plan.render = Some(words.next().ok_or("--render FILE")?.into()),
                name => match STEPS.iter().find(|(known, _)| *known == name) {
                    Some((_, step)) => asked.push(*step),
                    None => return Err(USAGE.into()),
                },
            }
        }
        plan.steps = STEPS
            .into_iter()
            .map(|(_, step)| step)
            .filter(|step| asked.is_empty() || asked.contains(step))
            .collect();
        Ok(plan)
    }

    /// Whether a peer is to be measured.
    pub fn wants(&self, peer: &str) -> bool {
        self.peers.as_ref().is_none_or(|peers| peers.iter().any(|name| name == peer))
    }

    /// The number of rounds.
    pub fn rounds(&self, usual: u32) -> u32 {
        if self.quick { 1 } else { usual }
    }

    /// The number of samples in a round.
    pub fn samples(&self) -> u32 {
        if self.quick { 1 } else { 5 }
    }
}

const USAGE: &str = "run [w1] [w2] [w3] [w4] [w5] [w9] [--peers a,b] [--quick] | run --render FILE";

fn peers(list: &str) -> Result<Vec<String>> {
    let names: Vec<String> = list.split(',').map(str::to_owned).collect();
    match names.iter().find(|name| PEERS.iter().all(|peer| peer.name != **name)) {
        Some(name) => Err(format!("there is no peer {name}").into()),
        None => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(line: &str) -> Result<Plan> {
        Plan::from_words(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_default_is_all_workloads() {
        assert_eq!(plan("").unwrap().steps.len(), 6);
        assert_eq!(plan("--quick").unwrap().steps.len(), 6);
    }

    #[test]
    fn steps_run_in_order() {
        assert_eq!(plan("w4 w9 w1").unwrap().steps, [Step::W1, Step::W9, Step::W4]);
    }

    #[test]
    fn peers_are_chosen_by_name() {
        let plan = plan("--peers chappe,bounds w1").unwrap();
        assert!(plan.wants("chappe") && !plan.wants("telers"));
    }

    #[test]
    fn unknown_arguments_are_rejected() {
        assert!(plan("w10").is_err());
        assert!(plan("--peers nobody").is_err());
        assert!(plan("--render").is_err());
    }
}
