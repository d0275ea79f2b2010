use chappe::prelude::*;

#[derive(Clone)]
struct Db;

async fn count(_: State<Db>) {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), chappe::Error> {
    let app = Router::new("app").message(|m| m.on((), count));
    chappe::run(app).await
}
