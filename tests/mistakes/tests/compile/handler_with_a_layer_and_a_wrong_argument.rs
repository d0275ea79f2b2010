use std::time::Duration;

use chappe::prelude::*;
use tower::timeout::TimeoutLayer;

async fn start(_: String) {}

fn main() {
    let layer = TimeoutLayer::new(Duration::from_secs(1));
    let _ = Router::<()>::new("app").message(|m| m.on((), start.layer(layer)));
}
