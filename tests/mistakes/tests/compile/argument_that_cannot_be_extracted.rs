use chappe::prelude::*;

struct Mine;

#[chappe::debug_handler(Message)]
async fn handler(_: Text, _: Mine) {}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), handler));
}
