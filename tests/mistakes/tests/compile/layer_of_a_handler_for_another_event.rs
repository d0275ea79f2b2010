use chappe::prelude::*;

async fn pass(request: Request<CallbackQuery>, next: Next<CallbackQuery>) -> Result<Outcome, BoxError> {
    next.run(request).await
}

async fn start() {}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), start.layer(pass)));
}
