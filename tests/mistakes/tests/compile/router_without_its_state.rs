use chappe::prelude::*;

#[derive(Clone)]
struct Db;

async fn handler(_: State<Db>) {}

fn main() {
    let app = Router::<Db>::new("app").message(|m| m.on((), handler));
    let _ = Dispatcher::new(app);
}
