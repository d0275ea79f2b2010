//! The run: a source of updates, and what became of them.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{
    memory::resident,
    panics::{
        by_polling, by_webhook, hook,
        ledger::Ledger,
        log,
        place::{Place, Source},
    },
    report::{Report, RunError},
};

/// What is wanted of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) updates: usize,
    pub(crate) sources: Vec<Source>,
    pub(crate) places: Vec<Place>,
}

/// How long nothing may happen before a run counts as hung.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much the memory may grow between the first fifth of a run and its end, in KiB.
const MOST_GROWTH: u64 = 20 * 1024;

/// Gives updates to a bot of which some panic, by each source in turn.
pub(crate) async fn run(options: Options) -> Result<Report, RunError> {
    hook::silence();
    log::write_all();
    let mut report = Report::default();
    for source in &options.sources {
        let mut part = Report::default();
        by(*source, &options, &mut part).await?;
        report.add(source.name(), part);
    }
    Ok(report)
}

async fn by(source: Source, options: &Options, report: &mut Report) -> Result<(), RunError> {
    let ledger = Arc::new(Ledger::new(options.seed, options.updates, &options.places));
    let (began, lines) = (Instant::now(), log::lines());
    let early = tokio::spawn(resident_after(Arc::clone(&ledger), options.updates as u64 / 5));
    match source {
        Source::Polling => by_polling::run(&ledger, report).await?,
        Source::Webhook => by_webhook::run(&ledger, report).await?,
    }
    report.figure("time", format!("{:?}", began.elapsed()));
    let (all, handled) = ledger.number(None, |times| times == 1);
    report.figure("updates without a panic, handled once", format!("{all}, {handled}"));
    let mut spared = 0;
    for place in &options.places {
        let (all, panicked) = ledger.number(Some(*place), |times| times > 0);
        let figure = format!("updates that panic in {}, did", place.name());
        report.figure(figure, format!("{all}, {panicked}"));
        spared += all - panicked;
    }
    let (_, lost) = ledger.number(None, |times| times == 0);
    report.figure("lines of the log", log::lines() - lines);
    report.figure("panics between updates", ledger.strays());
    report.figure("updates that were not handled", lost);
    report.figure("updates that did not panic", spared);
    // A panic between updates may cost one of them.
    let unexplained = (lost + spared).saturating_sub(ledger.strays());
    report.none_of("updates were lost for no reason", unexplained);
    let (_, repeated) = ledger.number(None, |times| times > 1);
    report.none_of("updates were handled more than once", repeated);
    if early.is_finished() {
        let (early, late) = (early.await?, resident());
        report.figure("memory early and late (KiB)", format!("{early}, {late}"));
        if late > early + MOST_GROWTH {
            report.fault("the memory grows");
        }
    } else {
        early.abort();
        report.fault("not even a fifth of the updates were handled");
    }
    Ok(())
}

/// The memory once so much has happened.
async fn resident_after(ledger: Arc<Ledger>, progress: u64) -> u64 {
    while ledger.progress() < progress {
        sleep(Duration::from_millis(5)).await;
    }
    resident()
}

/// Waits until nothing has happened for a while.
pub(crate) async fn stalled(ledger: &Ledger) {
    let mut before = None;
    loop {
        let progress = Some(ledger.progress());
        if progress == before {
            return;
        }
        before = progress;
        sleep(PATIENCE).await;
    }
}
