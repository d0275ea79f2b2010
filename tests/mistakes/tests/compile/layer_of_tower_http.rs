use std::time::Duration;

use chappe::prelude::*;
use tower_http::{timeout::ResponseBodyTimeoutLayer, trace::TraceLayer};

fn main() {
    let _ = Router::<()>::new("app").message(|m| {
        m.outer_layer(TraceLayer::new_for_http())
            .inner_layer(ResponseBodyTimeoutLayer::new(Duration::from_secs(1)))
    });
}
