use chappe::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct App;

#[chappe::debug_handler(Message, state = App)]
async fn handler(_: State<Db>) {}

fn main() {
    let _: Router = Router::new("app").message(|m| m.on((), handler)).with_state(App);
}
