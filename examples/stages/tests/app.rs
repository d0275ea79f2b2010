//! The stages that run, and their order.

use chappe::prelude::*;
use chappe_types::fixtures;
use stages::{Trace, app};
use tower::ServiceExt as _;

async fn stages(text: &str) -> String {
    let trace = Trace::default();
    let update = fixtures::message(text);
    let _ = Dispatcher::new(app(&trace)).oneshot(Request::from(update)).await;
    trace.names().join(", ")
}

#[tokio::test]
async fn a_handled_update_passes_all_stages_and_returns_in_reverse() {
    assert_eq!(
        stages("hello").await,
        "preU A, preU B, procU A, procU B, preM A, preM B, procM A, procM B, H, \
         postM B, postM A, postU B, postU A"
    );
}

#[tokio::test]
async fn an_unmatched_update_passes_the_stages_before_filters_only() {
    assert_eq!(stages("?").await, "preU A, preU B, procU A, procU B, preM A, preM B");
}

#[tokio::test]
async fn a_failing_update_passes_no_stage_after_its_handler() {
    assert_eq!(
        stages("/fail").await,
        "preU A, preU B, procU A, procU B, preM A, preM B, procM A, procM B, H"
    );
}
