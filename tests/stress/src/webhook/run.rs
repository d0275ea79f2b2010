//! The run: all kinds of clients, then a drain under load.

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
        bot::dispatcher,
        client_context::{ClientContext, NO_RESPONSE, PATH, SECRET},
        misbehaving_clients::{self, Misbehaviour},
        record::Record,
        well_behaved_clients::{self, WELL_BEHAVED},
    },
};

/// The number of well-behaved clients, and of misbehaving ones.
const CLIENTS: u64 = 48;

/// How long the server may take to end, including its drain.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(30);

/// The options of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    /// How long clients send before the drain.
    pub(crate) time: Duration,
}

/// Serves a webhook to all clients, and drains it while they keep sending.
pub(crate) async fn run(options: Options) -> Result<Report, RunError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let record = Arc::new(Record::default());
    let context = Arc::new(ClientContext::new(address, Arc::clone(&record), options.seed));
    let webhook = chappe::webhook::Webhook::new(dispatcher(Arc::clone(&record)))
        .secret(SECRET)
        .body_timeout(Duration::from_millis(500), Duration::from_secs(1))
        .max_in_flight(256)
        // More than the number of updates between an update and its duplicate.
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
        clients.spawn(well_behaved_clients::run(Arc::clone(&context), client));
    }
    for (client, misbehaviour) in
        (CLIENTS + 1..=2 * CLIENTS).zip(Misbehaviour::ALL.into_iter().cycle())
    {
        clients.spawn(misbehaving_clients::run(Arc::clone(&context), misbehaviour, client));
    }
    let start = Instant::now();
    let peak = peak_until(start + options.time, before).await;
    let mut report = Report::default();
    let load_time = start.elapsed();
    let responses: u64 = context
        .responses()
        .iter()
        .filter(|((_, status), _)| *status != NO_RESPONSE)
        .map(|(_, times)| times)
        .sum();

    // The clients keep sending: the drain is under load.
    let _ = stop.send(());
    match timeout(SHUTDOWN_TIMEOUT, &mut server).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => report.fault(format!("the server failed: {error}")),
        Ok(Err(error)) => report.fault(format!("the server's task failed: {error}")),
        Err(_) => {
            server.abort();
            report.fault("the server did not end");
        }
    }
    record.end();
    report.figure("drained in", format!("{:?}", start.elapsed().saturating_sub(load_time)));
    // A handler that starts in this time is a fault.
    sleep(Duration::from_millis(300)).await;
    clients.shutdown().await;

    report.figure("responses a second", per_second(responses, load_time));
    for ((client, status), times) in context.responses() {
        let status =
            if status == NO_RESPONSE { "no response".to_owned() } else { status.to_string() };
        report.figure(format!("{client}, {status}"), times);
    }
    report.figure(
        "memory before, at the peak, after (KiB)",
        format!("{before}, {peak}, {}", resident()),
    );
    record.add_to(&mut report);
    let responses = context.responses();
    if !responses.contains_key(&(WELL_BEHAVED, 200)) {
        report.fault("no well-behaved client was answered 200");
    }
    for misbehaviour in
        Misbehaviour::ALL.into_iter().filter(|misbehaviour| is_rejected(*misbehaviour))
    {
        let accepted = responses.get(&(misbehaviour.name(), 200)).copied().unwrap_or_default();
        report.fault_if_any(&format!("requests were accepted: {}", misbehaviour.name()), accepted);
    }
    Ok(report)
}

/// Returns whether requests with this misbehaviour must not be answered 200.
fn is_rejected(misbehaviour: Misbehaviour) -> bool {
    use Misbehaviour::{
        AbsentBody, Garbage, HugeBody, SlowBody, SlowHead, TruncatedJson, WrongSecret,
    };
    [WrongSecret, SlowHead, SlowBody, TruncatedJson, AbsentBody, HugeBody, Garbage]
        .contains(&misbehaviour)
}

/// Returns the peak of the memory until a time, measured ten times a second.
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
