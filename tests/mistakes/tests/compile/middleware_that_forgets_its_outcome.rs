use chappe::prelude::*;

async fn log(request: Request<Message>, next: Next<Message>) -> Result<(), BoxError> {
    let _ = next.run(request).await?;
    Ok(())
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.outer_layer(log));
}
