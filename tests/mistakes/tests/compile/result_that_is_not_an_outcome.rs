use chappe::prelude::*;

#[chappe::debug_handler(Message)]
async fn handler() -> u32 {
    7
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), handler));
}
