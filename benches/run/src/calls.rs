//! W9: calls of the Bot API.

use std::path::Path;

use serde::Deserialize;

use crate::{
    Result, callgrind,
    machine::Stamp,
    plan::Plan,
    program::{Program, Programs, found},
    results::{CallRound, Called, Note, Results, merge},
    standin::{Answered, Standin},
    workspace::Workspace,
};

/// Calls of one kind, with a number of workers.
#[derive(Debug)]
pub struct Point {
    /// The key in the results.
    pub name: &'static str,
    /// The number of calls in a round.
    number: u32,
    /// The number in a quick run.
    quick: u32,
    at_once: u32,
    /// The last argument of the command line, if any.
    word: &'static str,
    /// The bytes of a call's file.
    file: u64,
    /// The two numbers of calls for counting instructions.
    loops: (u32, u32),
}

/// `sendMessage`, 32 concurrent.
pub const MESSAGES: &str = "32 concurrent";
/// `sendMessage`, one after another.
pub const SINGLY: &str = "1 at a time";
/// `sendDocument` with a file of 1 MiB, four concurrent.
pub const UPLOADS: &str = "1 MiB uploads, 4 concurrent";

/// The measured rows.
pub const POINTS: [Point; 3] = [
    Point {
        name: MESSAGES,
        number: 50_000,
        quick: 2000,
        at_once: 32,
        word: "",
        file: 0,
        loops: (160, 1120),
    },
    Point {
        name: SINGLY,
        number: 50_000,
        quick: 2000,
        at_once: 1,
        word: "",
        file: 0,
        loops: (100, 1100),
    },
    Point {
        name: UPLOADS,
        number: 2000,
        quick: 100,
        at_once: 4,
        word: "upload",
        file: 1024 * 1024,
        loops: (20, 120),
    },
];

/// Measures W9.
pub fn run(
    plan: &Plan,
    workspace: &Workspace,
    programs: &mut Programs,
    stamp: &Stamp,
    results: &mut Results,
) -> Result<Vec<Note>> {
    if !found("taskset") {
        return Ok(vec![Note::new("taskset", "taskset was not found, so W9 is left out")]);
    }
    if std::thread::available_parallelism()?.get() < 2 {
        return Ok(vec![Note::new("cores", "W9 takes two cores, one for each side")]);
    }
    let standin = workspace.build("bench-standin")?;
    let (ready, mut notes) = programs.ready(plan, workspace, |peer| peer.w9.is_some());
    let mut rows = Vec::new();
    for (peer, program) in &ready {
        for point in &POINTS {
            let row = Called {
                by: peer.name.to_owned(),
                peer: peer.w9.unwrap_or(peer.name).to_owned(),
                point: point.name.to_owned(),
                rounds: Vec::new(),
                instructions: None,
                stamp: stamp.clone(),
            };
            rows.push((program, point, row));
        }
    }
    for _ in 0..plan.rounds(3) {
        rows.retain_mut(|(program, point, row)| match round(plan, &standin, program, point) {
            Ok(round) => {
                row.rounds.push(round);
                true
            }
            Err(error) => {
                let text = format!("{} failed: {error}", row.point);
                notes.push(Note::new(&row.by, text));
                false
            }
        });
    }
    if found("valgrind") {
        for (program, point, row) in rows.iter_mut().filter(|(program, ..)| program.native) {
            match instructions(&standin, program, point) {
                Ok(instructions) => row.instructions = instructions,
                Err(error) => {
                    let text = format!("{} under callgrind: {error}", row.point);
                    notes.push(Note::new(&row.by, text));
                }
            }
        }
    } else {
        let text = "valgrind was not found, so instructions were not counted";
        notes.push(Note::new("valgrind", text));
    }
    merge(&mut results.w9, rows.into_iter().map(|(.., row)| row).collect());
    Ok(notes)
}

/// The line that a program prints.
#[derive(Deserialize)]
struct Line {
    calls: u64,
    #[serde(flatten)]
    round: CallRound,
}

/// A round, with a new server and a new client.
fn round(plan: &Plan, standin: &Path, program: &Program, point: &Point) -> Result<CallRound> {
    let standin = Standin::start(standin)?;
    let number = if plan.quick { point.quick } else { point.number };
    let printed = program.output(1, &point.arguments(&standin.url(), number))?;
    let line: Line = serde_json::from_str(printed.trim())?;
    check(standin.end()?, line.calls, point.file)?;
    Ok(line.round)
}

/// Fails unless the server received all calls, each with a file of this size.
fn check(answered: Answered, calls: u64, file: u64) -> Result<()> {
    if answered.calls == calls && answered.bytes >= calls * file {
        return Ok(());
    }
    let (seen, bytes) = (answered.calls, answered.bytes);
    Err(format!("{calls} calls were made, and the server received {seen} with {bytes} bytes")
        .into())
}

fn instructions(standin: &Path, program: &Program, point: &Point) -> Result<Option<f64>> {
    let standin = Standin::start(standin)?;
    // `--loops` replaces the number.
    let arguments = point.arguments(&standin.url(), 0);
    callgrind::instructions(program, &arguments, point.loops)
}

impl Point {
    fn arguments(&self, url: &str, number: u32) -> Vec<String> {
        let (number, at_once) = (number.to_string(), self.at_once.to_string());
        let words = ["w9", url, &number, &at_once, self.word];
        words.into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_names_the_calls() {
        let arguments = |at: usize| POINTS[at].arguments("http://127.0.0.1:1", 7).join(" ");
        assert_eq!(arguments(0), "w9 http://127.0.0.1:1 7 32");
        assert_eq!(arguments(1), "w9 http://127.0.0.1:1 7 1");
        assert_eq!(arguments(2), "w9 http://127.0.0.1:1 7 4 upload");
    }

    #[test]
    fn a_round_fails_unless_the_server_received_all_calls_and_files() {
        let failure = |calls, bytes| {
            check(Answered { calls, bytes }, 9, 100).map_err(|error| error.to_string())
        };
        assert_eq!(failure(9, 900), Ok(()));
        let error = |seen| Err(format!("9 calls were made, and the server received {seen} bytes"));
        assert_eq!(failure(8, 900), error("8 with 900"));
        assert_eq!(failure(10, 1000), error("10 with 1000"));
        assert_eq!(failure(9, 899), error("9 with 899"));
    }

    #[test]
    fn lines_without_allocations_are_read() {
        let line = r#"{"peer":"a","calls":9,"cpu":1.5,"per_second":2.0,"allocations":null,"bytes":null,"rss":3}"#;
        let line: Line = serde_json::from_str(line).unwrap();
        let round = CallRound { cpu: 1.5, per_second: 2.0, allocations: None, bytes: None, rss: 3 };
        assert_eq!((line.calls, line.round), (9, round));
    }
}
