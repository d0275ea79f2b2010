use chappe::prelude::*;

async fn handler(_: Event<CallbackQuery>) {}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), handler));
}
