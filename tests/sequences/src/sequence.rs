//! One sequence: its steps, a snapshot in the middle, and the rest of the steps after it.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use serde_json::{Map, Value};

use crate::{
    actions::Action,
    compare::difference,
    failure::{Failure, Found},
    generate::{Generator, TOKENS},
    panics,
    play::{Player, snapshot},
    pool::Pool,
    step::Step,
};

/// What a sequence without a failure has played.
#[derive(Debug, Default)]
pub(crate) struct Played {
    pub(crate) steps: u64,
    /// The methods and actions that had a result.
    pub(crate) succeeded: BTreeSet<String>,
}

/// Draws the sequence of a seed, and plays it.
///
/// # Errors
///
/// Returns the failure that the sequence causes.
pub(crate) fn draw_and_play(
    seed: u64,
    most: u64,
    actions: &[Action],
) -> Result<Played, Box<Found>> {
    let mut generator = Generator::new(seed, actions);
    let (number, before) = generator.lengths(most);
    let mut first = Generator::first_steps().into_iter();
    let before = before + first.len();
    let mut left = number;
    let mut steps = Vec::new();
    let next = |pool: &Pool| {
        let step = first.next().or_else(|| {
            left = left.checked_sub(1)?;
            Some(generator.step(pool))
        })?;
        steps.push(step.clone());
        Some(step)
    };
    match caught(|| play(next, before, actions)) {
        Ok(played) => Ok(played),
        Err(failure) => Err(Box::new(Found { seed, failure, steps, snapshot: Some(before) })),
    }
}

/// Plays steps. Returns the failure that they cause.
pub(crate) fn replay(steps: &[Step], before: usize, actions: &[Action]) -> Option<Failure> {
    let mut steps = steps.iter();
    caught(|| play(|_| steps.next().cloned(), before, actions)).err()
}

/// A panic as a failure.
fn caught(play: impl FnOnce() -> Result<Played, Failure>) -> Result<Played, Failure> {
    panics::take();
    catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|_| {
        let panic = panics::take().unwrap_or_default();
        Err(Failure::new(&format!("a panic at {panic}"), ""))
    })
}

/// Plays the steps of a source, with a snapshot after some of them.
fn play(
    mut next: impl FnMut(&Pool) -> Option<Step>,
    before: usize,
    actions: &[Action],
) -> Result<Played, Failure> {
    let (mut pool, mut rest, mut saved) = (Pool::default(), Vec::new(), None);
    let mut played = Played::default();
    let (player, end) = block_on(async {
        let mut player = Player::new(actions)?;
        let mut number = 0;
        loop {
            if number == before {
                saved = Some((player.clone(), snapshot(&player.emulator)?));
            }
            let Some(step) = next(&pool) else { break };
            let answer = player.play(&step).await?;
            let parent = match &step {
                Step::Action { path, .. } => path,
                Step::Call { .. } => "result",
            };
            pool.add(parent, &answer);
            played.steps += 1;
            if answer["ok"] != false && answer["error"].is_null() {
                played.succeeded.insert(name_of(&step));
            }
            if saved.is_some() {
                rest.push((step, answer));
            }
            number += 1;
        }
        for step in last_steps() {
            let answer = player.play(&step).await?;
            rest.push((step, answer));
        }
        let end = snapshot(&player.emulator)?;
        Ok((player, end))
    })?;
    if let Some((saved, snapshot)) = saved {
        block_on(continued(saved, &snapshot, &rest, (!player.has_webhook).then_some(&end)))?;
    }
    Ok(played)
}

/// Restores a snapshot in another emulator, and plays the rest there. The answers and the end are
/// the same, if the end is given.
async fn continued(
    before: Player<'_>,
    saved: &Value,
    rest: &[(Step, Value)],
    end: Option<&Value>,
) -> Result<(), Failure> {
    let mut player = before.restored(saved)?;
    for (step, expected) in rest {
        let answer = player.play(step).await?;
        if end.is_none() {
            continue;
        }
        if let Some(path) = difference(expected, &answer) {
            let detail = format!("{step}\n  before: {expected}\n  after: {answer}");
            let kind = format!("an answer differs after a snapshot: {}{path}", name_of(step));
            return Err(Failure::new(&kind, detail));
        }
    }
    let found = snapshot(&player.emulator)?;
    match end.and_then(|end| difference(end, &found)) {
        Some(path) => Err(Failure::new(&format!("the end differs after a snapshot: {path}"), "")),
        None => Ok(()),
    }
}

/// Both bots fetch their updates.
fn last_steps() -> impl Iterator<Item = Step> {
    TOKENS.into_iter().map(|token| Step::Call {
        token,
        method: "getUpdates".to_owned(),
        params: Map::new(),
        files: Vec::new(),
    })
}

fn name_of(step: &Step) -> String {
    match step {
        Step::Call { method, .. } => method.clone(),
        Step::Action { method, path, .. } => format!("{method} {path}"),
    }
}

/// Runs a future on a paused clock.
fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.map_err(|error| Failure::new("no runtime", error.to_string()))?;
    runtime.block_on(future)
}
