use chappe::prelude::*;

#[chappe::debug_handler(Message)]
fn handler() {}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), handler));
}
