//! The metric of waits in lanes.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_core::{Dispatcher, Router};
use chappe_intake::{Admission, Intake, Options};
use chappe_types::fixtures::message_in;
use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};

/// Records the names and values of histograms.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

struct Metric(String, Notes);

impl HistogramFn for Metric {
    fn record(&self, value: f64) {
        self.1.0.lock().unwrap().push(format!("{} {value}", self.0));
    }
}

impl Recorder for Notes {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Metric(key.name().to_owned(), self.clone())))
    }
}

#[test]
fn each_wait_in_a_lane_is_recorded() {
    let notes = Notes::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    metrics::with_local_recorder(&notes, || {
        runtime.block_on(async {
            let slow = async || tokio::time::sleep(Duration::from_secs(2)).await;
            let app = Dispatcher::new(Router::new("app").message(|m| m.on((), slow)));
            let intake = Arc::new(Intake::new(app.clone(), Options::default()));
            let service = Arc::new(app);
            // Two of one chat, and one that does not wait.
            for (id, chat) in [(1, 7), (2, 7), (3, 8)] {
                let accepted = intake.accept(message_in(id, chat, "hi"), &service);
                assert!(matches!(accepted, Admission::Pending(_)));
            }
            intake.drain().await;
        });
    });
    assert_eq!(*notes.0.lock().unwrap(), ["telegram_lane_wait_seconds 2"]);
}
