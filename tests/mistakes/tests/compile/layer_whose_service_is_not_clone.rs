use std::time::Duration;

use chappe::prelude::*;
use tower::limit::RateLimitLayer;

fn main() {
    let _ = Router::<()>::new("app")
        .message(|m| m.outer_layer(RateLimitLayer::new(1, Duration::from_secs(1))));
}
