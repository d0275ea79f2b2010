//! W5: sizes of types.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    Result,
    machine::Stamp,
    peers::Kind,
    plan::Plan,
    program::Programs,
    results::{Note, Results, Sizes, merge},
    workspace::Workspace,
};

/// Runs each program.
pub fn run(
    plan: &Plan,
    workspace: &Workspace,
    programs: &mut Programs,
    stamp: &Stamp,
    results: &mut Results,
) -> Result<Vec<Note>> {
    let has_sizes = |kind| matches!(kind, Kind::Package(_));
    let (ready, mut notes) = programs.ready(plan, workspace, |peer| has_sizes(peer.kind));
    let mut rows = Vec::new();
    for (peer, program) in &ready {
        match program.output(0, &["w5".to_owned()]) {
            Ok(printed) => rows.extend(printed.lines().filter_map(read).map(|(name, sizes)| {
                Sizes { by: peer.name.to_owned(), peer: name, sizes, stamp: stamp.clone() }
            })),
            Err(error) => notes.push(Note::new(peer.name, format!("`w5` failed: {error}"))),
        }
    }
    merge(&mut results.w5, rows);
    Ok(notes)
}

/// Reads the name and the numbers of a line.
fn read(line: &str) -> Option<(String, BTreeMap<String, u64>)> {
    let line: Map<String, Value> = serde_json::from_str(line).ok()?;
    let peer = line.get("peer")?.as_str()?.to_owned();
    let sizes = line.iter().filter_map(|(name, size)| Some((name.clone(), size.as_u64()?)));
    Some((peer, sizes.collect()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_sizes() {
        let (peer, sizes) = super::read(r#"{"peer":"a","Update":64,"Message":1280}"#).unwrap();
        assert_eq!((&*peer, sizes["Update"], sizes["Message"]), ("a", 64, 1280));
        assert!(super::read("{}").is_none());
    }
}
