use chappe::prelude::*;

async fn greet(_: Bot, _: Chat) {}

fn main() {
    let _ = Router::<()>::new("app").startup(greet);
}
