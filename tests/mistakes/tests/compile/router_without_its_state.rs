use chappe::prelude::*;

#[derive(Clone)]
struct Db;

async fn handler(_: State<Db>) {}

fn main() {
    let app = Router::<Db>::new("app").message(|on| on.on((), handler));
    let _ = Dispatcher::new(app);
}
