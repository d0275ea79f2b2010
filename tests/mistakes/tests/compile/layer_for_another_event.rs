use chappe::prelude::*;

async fn log(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
    next.run(request).await
}

fn main() {
    let _ = Router::<()>::new("app").callback_query(|q| q.outer_layer(log));
}
