//! W1: bytes to an owned update.

use crate::{
    Result,
    machine::Stamp,
    measure::{Run, rounds},
    plan::Plan,
    program::Programs,
    results::{Note, Results, merge},
    workspace::Workspace,
};

/// Measures W1.
pub fn run(
    plan: &Plan,
    workspace: &Workspace,
    programs: &mut Programs,
    stamp: &Stamp,
    results: &mut Results,
) -> Result<Vec<Note>> {
    let (ready, mut notes) = programs.ready(plan, workspace, |peer| !peer.w1.is_empty());
    let mut runs = Vec::new();
    for (peer, program) in &ready {
        for case in peer.w1 {
            // A loop decodes all twelve documents.
            runs.push(Run::new(peer.name, program, &["w1", case]).of(12.0));
        }
    }
    let (rows, more) = rounds(plan, 3, stamp, &mut runs);
    notes.extend(more);
    merge(&mut results.w1, rows);
    Ok(notes)
}
