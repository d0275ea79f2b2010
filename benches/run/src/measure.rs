//! Operations: time and allocations in rounds, then instructions.

use serde::Deserialize;

use crate::{
    Result, callgrind,
    machine::Stamp,
    plan::Plan,
    program::{Program, found},
    results::{Note, Operation},
    stats::median,
};

/// A program and its arguments that measure an operation.
#[derive(Debug)]
pub struct Run {
    by: &'static str,
    program: Program,
    arguments: Vec<String>,
    point: String,
    unit: f64,
    counted: bool,
    rows: Vec<Operation>,
    failed: bool,
}

impl Run {
    /// A run without results.
    pub fn new(by: &'static str, program: &Program, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().filter(|word| !word.is_empty());
        Self {
            by,
            program: program.clone(),
            arguments: arguments.map(|word| (*word).to_owned()).collect(),
            point: String::new(),
            unit: 1.0,
            counted: true,
            rows: Vec::new(),
            failed: false,
        }
    }

    /// Sets the number of items that the operation processes per call.
    pub fn of(self, unit: f64) -> Self {
        Self { unit, ..self }
    }

    /// Sets the point, and whether instructions are counted in a quick run too.
    pub fn at(self, point: String, counted: bool) -> Self {
        Self { point, counted, ..self }
    }
}

/// A line that a program prints.
#[derive(Deserialize)]
struct Line {
    peer: String,
    case: String,
    ns: Vec<f64>,
    allocations: Option<f64>,
    bytes: Option<f64>,
}

/// Runs all in turns, over several rounds, so that a slow phase of the machine affects all
/// alike.
pub fn rounds(
    plan: &Plan,
    usual: u32,
    stamp: &Stamp,
    runs: &mut [Run],
) -> (Vec<Operation>, Vec<Note>) {
    let mut notes = Vec::new();
    for _ in 0..plan.rounds(usual) {
        for run in runs.iter_mut().filter(|run| !run.failed) {
            if let Err(error) = turn(plan, stamp, run) {
                run.failed = true;
                let words = run.arguments.join(" ");
                notes.push(Note::new(run.by, format!("`{words}` failed: {error}")));
            }
        }
    }
    if found("valgrind") {
        let runs = runs.iter_mut().filter(|run| run.program.native && !run.failed);
        for run in runs.filter(|run| run.counted || !plan.quick) {
            count(run, &mut notes);
        }
    } else {
        let text = "valgrind was not found, so instructions were not counted";
        notes.push(Note::new("valgrind", text));
    }
    if !found("taskset") {
        notes.push(Note::new("taskset", "taskset was not found, so programs moved among cores"));
    }
    let mut rows: Vec<Operation> = Vec::new();
    for row in runs.iter_mut().flat_map(|run| std::mem::take(&mut run.rows)) {
        // A program may support fewer cases than requested.
        if !rows.iter().any(|other| is_same(other, &row)) {
            rows.push(row);
        }
    }
    (rows, notes)
}

fn is_same(one: &Operation, other: &Operation) -> bool {
    (&one.peer, &one.case, &one.point) == (&other.peer, &other.case, &other.point)
}

fn turn(plan: &Plan, stamp: &Stamp, run: &mut Run) -> Result<()> {
    let mut arguments = run.arguments.clone();
    arguments.extend(["--samples".to_owned(), plan.samples().to_string()]);
    for line in run.program.output(core(), &arguments)?.lines() {
        let line: Line = serde_json::from_str(line)?;
        match run.rows.iter_mut().find(|row| row.case == line.case) {
            Some(row) => row.ns.extend(line.ns),
            None => run.rows.push(Operation {
                by: run.by.to_owned(),
                peer: line.peer,
                case: line.case,
                point: run.point.clone(),
                ns: line.ns,
                allocations: line.allocations,
                bytes: line.bytes,
                instructions: None,
                stamp: stamp.clone(),
            }),
        }
    }
    Ok(())
}

/// Counts the instructions of a program that measures one operation.
fn count(run: &mut Run, notes: &mut Vec<Note>) {
    let [row] = &mut *run.rows else { return };
    let Some(ns) = median(&row.ns) else { return };
    match callgrind::instructions(&run.program, &run.arguments, loops(ns * run.unit)) {
        Ok(instructions) => row.instructions = instructions.map(|all| all / run.unit),
        Err(error) => {
            let words = run.arguments.join(" ");
            notes.push(Note::new(run.by, format!("`{words}` under callgrind: {error}")));
        }
    }
}

/// The two numbers of loops for an operation of this duration: as many as take a while
/// under a simulator, and no more.
fn loops(ns: f64) -> (u32, u32) {
    let wanted = (20e6 / ns.max(1.0)).clamp(5.0, 1000.0);
    let wanted = wanted as u32;
    let few = (wanted / 10).max(2);
    (few, few + wanted)
}

/// The last core, which has the fewest interrupts.
fn core() -> usize {
    std::thread::available_parallelism().map_or(0, |cores| cores.get() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_operations_loop_less() {
        assert_eq!(loops(100.0), (100, 1100));
        assert_eq!(loops(200_000.0), (10, 110));
        assert_eq!(loops(1e9), (2, 7));
        assert_eq!(loops(0.0), (100, 1100));
    }

    #[test]
    fn lines_without_allocations_are_read() {
        let line = r#"{"peer":"a","case":"b","ns":[1.5],"allocations":null,"bytes":null}"#;
        let line: Line = serde_json::from_str(line).unwrap();
        assert_eq!((line.ns.len(), line.allocations), (1, None));
    }
}
