//! W2: an owned update, until its handler returns.

use crate::{
    Result,
    machine::Stamp,
    measure::{Run, rounds},
    plan::Plan,
    program::Programs,
    results::{Note, Results, merge},
    workspace::Workspace,
};

/// The number of commands, and the command of the update.
pub const POINTS: [(&str, &str); 8] = [
    ("100", "cmd0"),
    ("100", "cmd37"),
    ("100", "cmd99"),
    ("100", "nomatch"),
    ("10", "cmd9"),
    ("10", "nomatch"),
    ("1000", "cmd999"),
    ("1000", "nomatch"),
];

/// Measures W2.
pub fn run(
    plan: &Plan,
    workspace: &Workspace,
    programs: &mut Programs,
    stamp: &Stamp,
    results: &mut Results,
) -> Result<Vec<Note>> {
    let (ready, mut notes) = programs.ready(plan, workspace, |peer| !peer.w2.is_empty());
    let mut runs = Vec::new();
    for (commands, target) in POINTS {
        for (peer, program) in &ready {
            for case in peer.w2 {
                let run = Run::new(peer.name, program, &["w2", commands, target, case]);
                let counted = matches!((commands, target), ("100", "cmd37" | "cmd99"));
                runs.push(run.at(format!("{commands}/{target}"), counted));
            }
        }
    }
    let (rows, more) = rounds(plan, 4, stamp, &mut runs);
    notes.extend(more);
    merge(&mut results.w2, rows);
    Ok(notes)
}
