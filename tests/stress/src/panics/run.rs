//! The run: updates with panics, by each source.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{
    memory::resident,
    panics::{
        by_polling, by_webhook, hook, ledger::Ledger, log, panic_point::PanicPoint, source::Source,
    },
    report::{Report, RunError},
};

/// The options of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) updates: usize,
    pub(crate) sources: Vec<Source>,
    pub(crate) points: Vec<PanicPoint>,
}

/// The time without progress after which a run has stalled.
const STALL_TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum growth of the memory between the first fifth of a run and its end, in KiB.
const MAX_GROWTH: u64 = 20 * 1024;

/// Passes updates to a bot by each source in turn. Some of them panic.
pub(crate) async fn run(options: Options) -> Result<Report, RunError> {
    hook::silence_injected_panics();
    log::install();
    let mut report = Report::default();
    for source in &options.sources {
        let mut part = Report::default();
        run_source(*source, &options, &mut part).await?;
        report.add(source.name(), part);
    }
    Ok(report)
}

async fn run_source(
    source: Source,
    options: &Options,
    report: &mut Report,
) -> Result<(), RunError> {
    let ledger = Arc::new(Ledger::new(options.seed, options.updates, &options.points));
    let (start, lines) = (Instant::now(), log::lines());
    let early = tokio::spawn(resident_after(Arc::clone(&ledger), options.updates as u64 / 5));
    match source {
        Source::Polling => by_polling::run(&ledger, report).await?,
        Source::Webhook => by_webhook::run(&ledger, report).await?,
    }
    report.figure("time", format!("{:?}", start.elapsed()));
    let (all, handled) = ledger.count(None, |times| times == 1);
    report.figure("updates without a panic, handled once", format!("{all}, {handled}"));
    let mut without_panic = 0;
    for point in &options.points {
        let (all, panicked) = ledger.count(Some(*point), |times| times > 0);
        let figure = format!("updates planned to panic in {}, panicked", point.name());
        report.figure(figure, format!("{all}, {panicked}"));
        without_panic += all - panicked;
    }
    let (_, lost) = ledger.count(None, |times| times == 0);
    report.figure("lines of the log", log::lines() - lines);
    report.figure("panics between updates", ledger.unattributed());
    report.figure("updates that were not handled", lost);
    report.figure("updates that did not panic as planned", without_panic);
    // Each panic between updates may have affected one update.
    let unexplained = (lost + without_panic).saturating_sub(ledger.unattributed());
    report.fault_if_any("updates were lost without a panic", unexplained);
    let (_, repeated) = ledger.count(None, |times| times > 1);
    report.fault_if_any("updates were handled more than once", repeated);
    if early.is_finished() {
        let (early, late) = (early.await?, resident());
        report.figure("memory early and late (KiB)", format!("{early}, {late}"));
        if late > early + MAX_GROWTH {
            report.fault("the memory grew");
        }
    } else {
        early.abort();
        report.fault("less than a fifth of the updates were handled");
    }
    Ok(())
}

/// Returns the memory once the ledger has made this much progress.
async fn resident_after(ledger: Arc<Ledger>, progress: u64) -> u64 {
    while ledger.progress() < progress {
        sleep(Duration::from_millis(5)).await;
    }
    resident()
}

/// Waits until there is no progress for [`STALL_TIMEOUT`].
pub(crate) async fn stalled(ledger: &Ledger) {
    let mut previous = None;
    loop {
        let progress = Some(ledger.progress());
        if progress == previous {
            return;
        }
        previous = progress;
        sleep(STALL_TIMEOUT).await;
    }
}
