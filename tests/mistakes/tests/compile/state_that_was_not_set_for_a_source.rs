use chappe::prelude::*;

#[derive(Clone)]
struct Db;

async fn count(_: State<Db>) {}

fn main() {
    let app = Router::<Db>::new("app").message(|m| m.on((), count));
    let _ = Webhook::new(app);
}
