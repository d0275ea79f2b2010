//! The run: clients of all sorts, a drain under load, and what is left.

use std::{convert::Infallible, sync::Arc, time::Duration};

use chappe::{Reply, webhook::serve};
use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::JoinSet,
    time::{Instant, interval, sleep, timeout},
};
use tower::service_fn;

use crate::{
    memory::resident,
    report::{Report, RunError},
    webhook::{
        bad::{self, Sort},
        bot::dispatcher,
        good,
        record::Record,
        target::{BROKEN, PATH, SECRET, Target},
    },
};

/// How many clients behave, and how many do not.
const CLIENTS: u64 = 48;

/// How long the server may take to end, its own drain included.
const MOST_FOR_THE_END: Duration = Duration::from_secs(30);

/// What is wanted of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    /// How long clients send before the server drains.
    pub(crate) time: Duration,
}

/// Serves a webhook to all clients, and drains it while they go on.
pub(crate) async fn run(options: Options) -> Result<Report, RunError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let record = Arc::new(Record::default());
    let target = Arc::new(Target::new(address, Arc::clone(&record), options.seed));
    let webhook = chappe::webhook::Webhook::new(dispatcher(Arc::clone(&record)))
        .secret(SECRET)
        .body_timeout(Duration::from_millis(500), Duration::from_secs(1))
        .max_in_flight(256)
        // More than there are between an update and its repetition.
        .remember(1 << 20)
        .replies(service_fn(async |_: Reply| Ok::<_, Infallible>(())));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = serve(listener, webhook)
        .path(PATH)
        .header_timeout(Duration::from_secs(1))
        .drain(Duration::from_secs(10))
        .until(async { stopped.await.unwrap_or_default() });
    let mut server = tokio::spawn(server.into_future());

    let before = resident();
    let mut clients = JoinSet::new();
    for client in 1..=CLIENTS {
        clients.spawn(good::run(Arc::clone(&target), client));
    }
    for (client, sort) in (CLIENTS + 1..=2 * CLIENTS).zip(Sort::ALL.into_iter().cycle()) {
        clients.spawn(bad::run(Arc::clone(&target), sort, client));
    }
    let began = Instant::now();
    let peak = peak_until(began + options.time, before).await;
    let mut report = Report::default();
    let handled_for = began.elapsed();
    let answered: u64 = target
        .answers()
        .iter()
        .filter(|((_, status), _)| *status != BROKEN)
        .map(|(_, times)| times)
        .sum();

    // The clients go on: the drain is under load.
    let _ = stop.send(());
    match timeout(MOST_FOR_THE_END, &mut server).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => report.fault(format!("the server failed: {error}")),
        Ok(Err(error)) => report.fault(format!("the server's task failed: {error}")),
        Err(_) => {
            server.abort();
            report.fault("the server did not end");
        }
    }
    record.end();
    report.figure("drained in", format!("{:?}", began.elapsed().saturating_sub(handled_for)));
    // Whatever begins now begins too late.
    sleep(Duration::from_millis(300)).await;
    clients.shutdown().await;

    report.figure("answers a second", per_second(answered, handled_for));
    for ((sort, status), times) in target.answers() {
        let status = if status == BROKEN { "no answer".to_owned() } else { status.to_string() };
        report.figure(format!("{sort}, {status}"), times);
    }
    report.figure("memory before, most, after (KiB)", format!("{before}, {peak}, {}", resident()));
    record.tell(&mut report);
    let answers = target.answers();
    if !answers.contains_key(&(good::GOOD, 200)) {
        report.fault("no good client was answered");
    }
    for sort in Sort::ALL.into_iter().filter(|sort| is_refused(*sort)) {
        let accepted = answers.get(&(sort.name(), 200)).copied().unwrap_or_default();
        report.none_of(&format!("requests were accepted: {}", sort.name()), accepted);
    }
    Ok(report)
}

/// Whether no request of a sort may be answered 200.
fn is_refused(sort: Sort) -> bool {
    use Sort::{AbsentBody, Garbage, HugeBody, SlowBody, SlowHead, TruncatedJson, WrongSecret};
    [WrongSecret, SlowHead, SlowBody, TruncatedJson, AbsentBody, HugeBody, Garbage].contains(&sort)
}

/// The most memory until a time, looked at ten times a second.
async fn peak_until(end: Instant, before: u64) -> u64 {
    let mut ticks = interval(Duration::from_millis(100));
    let mut peak = before;
    while Instant::now() < end {
        ticks.tick().await;
        peak = peak.max(resident());
    }
    peak
}

fn per_second(number: u64, time: Duration) -> u64 {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    number.saturating_mul(1000) / millis
}
