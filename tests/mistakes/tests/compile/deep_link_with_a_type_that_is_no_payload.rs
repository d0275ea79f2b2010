//! A filter of payloads that are not derived.

use chappe::prelude::*;

#[derive(Clone)]
struct Link;

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on(deep_link::<Link>(), async || "hello"));
}
