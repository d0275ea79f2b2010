use chappe::prelude::*;

async fn echo(message: Message) -> impl IntoOutcome {
    reply(message.text.unwrap_or_default())
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), echo));
}
