use chappe::prelude::*;

struct Oops;

#[chappe::debug_handler(Message)]
async fn handler() -> Result<(), Oops> {
    Err(Oops)
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), handler));
}
