//! Metrics of calls.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiServer, Bot, CallMetricsLayer};
use chappe_types::{GetMe, LogOut};
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use wire::{Server, error, ok};

/// A recorder that keeps the recorded values.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

/// One metric with its labels.
struct Metric {
    name: String,
    notes: Notes,
}

impl Metric {
    fn of(key: &Key, notes: &Notes) -> Arc<Self> {
        let labels = key.labels().map(|label| format!(" {}={}", label.key(), label.value()));
        let labels: String = labels.collect();
        Arc::new(Self { name: format!("{}{labels}", key.name()), notes: notes.clone() })
    }

    fn note(&self, value: &str) {
        self.notes.0.lock().unwrap().push(format!("{} {value}", self.name));
    }
}

impl CounterFn for Metric {
    fn increment(&self, value: u64) {
        self.note(&format!("+{value}"));
    }

    fn absolute(&self, value: u64) {
        self.note(&value.to_string());
    }
}

impl HistogramFn for Metric {
    fn record(&self, value: f64) {
        self.note(&value.to_string());
    }
}

impl Recorder for Notes {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Metric::of(key, self))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Metric::of(key, self))
    }
}

#[test]
fn calls_are_counted_by_method_and_outcome_and_timed() {
    let notes = Notes::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    metrics::with_local_recorder(&notes, || {
        runtime.block_on(async {
            let server = Server::new(|call| async move {
                tokio::time::sleep(Duration::from_secs(2)).await;
                Some(if call.method == "logOut" { ok(true) } else { error(401, "Unauthorized") })
            });
            let bot = Bot::builder("42:token".parse().unwrap())
                .server(ApiServer::new("http://telegram.test").unwrap())
                .connector(server.connector())
                .layer(CallMetricsLayer::new())
                .build()
                .unwrap();
            assert!(bot.send(LogOut::new()).await.unwrap());
            bot.send(GetMe::new()).await.unwrap_err();
        });
    });
    assert_eq!(
        *notes.0.lock().unwrap(),
        [
            "telegram_call_seconds method=logOut 2",
            "telegram_calls_total method=logOut outcome=ok +1",
            "telegram_call_seconds method=getMe 2",
            "telegram_calls_total method=getMe outcome=401 +1",
        ],
    );
}
