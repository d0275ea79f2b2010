//! W3: a webhook under load.

use std::{fs, path::Path};

use crate::{
    Result,
    machine::Stamp,
    plan::Plan,
    process::{cpu_of, resident},
    program::{Program, Programs, found},
    results::{Note, Results, Round, Served, merge},
    server::Server,
    workspace::Workspace,
    wrk,
};

/// Measures W3.
pub fn run(
    plan: &Plan,
    workspace: &Workspace,
    programs: &mut Programs,
    stamp: &Stamp,
    results: &mut Results,
) -> Result<Vec<Note>> {
    for tool in ["wrk", "taskset"] {
        if !found(tool) {
            return Ok(vec![Note::new(tool, format!("{tool} was not found, so W3 is left out"))]);
        }
    }
    if std::thread::available_parallelism()?.get() < 2 {
        return Ok(vec![Note::new("cores", "W3 takes two cores, one for each side")]);
    }
    let document = fs::read_to_string(workspace.root.join("data/w2/w3.json"))?;
    let (ready, mut notes) = programs.ready(plan, workspace, |peer| !peer.w3.is_empty());
    let mut rows = Vec::new();
    for (peer, program) in &ready {
        for (case, name) in peer.w3 {
            let name = if name.is_empty() { peer.name } else { name };
            let (by, case_name) = (peer.name.to_owned(), name.to_owned());
            let row = Served { by, case: case_name, rounds: Vec::new(), stamp: stamp.clone() };
            rows.push((program, *case, row));
        }
    }
    for _ in 0..plan.rounds(3) {
        rows.retain_mut(|(program, case, row)| match round(plan, program, case, &document) {
            Ok(round) => {
                row.rounds.push(round);
                true
            }
            Err(error) => {
                let text = format!("{} failed under load: {error}", row.case);
                notes.push(Note::new(&row.by, text));
                false
            }
        });
    }
    merge(&mut results.w3, rows.into_iter().map(|(_, _, row)| row).collect());
    Ok(notes)
}

fn round(plan: &Plan, program: &Program, case: &str, document: &str) -> Result<Round> {
    let (warming, loading) = if plan.quick { (1, 2) } else { (2, 8) };
    let folder = tempfile::tempdir()?;
    let server = Server::start(program, case)?;
    let idle = resident(server.pid())?;
    let warm = load(folder.path(), document, 1_000_000, &server, warming)?;
    let before = cpu_of(server.pid())?;
    // Ids are unique: a duplicate update may be answered without being decoded.
    let load = load(folder.path(), document, 500_000_000, &server, loading)?;
    let cpu = cpu_of(server.pid())? - before;
    let rss = resident(server.pid())?;
    let wrong = server.status_of_wrong_secret(document).ok();
    let answers = load.answers as f64;
    Ok(Round {
        per_second: answers / load.seconds,
        cpu: cpu / answers * 1e6,
        p50: load.p50,
        p99: load.p99,
        idle,
        rss,
        answered: warm.answers + load.answers,
        handled: server.end()?,
        wrong,
        errors: warm.errors + load.errors,
    })
}

fn load(
    folder: &Path,
    document: &str,
    first: u64,
    server: &Server,
    seconds: u32,
) -> Result<wrk::Load> {
    wrk::load(folder, &wrk::script(document, first)?, server.port, seconds)
}
