use chappe::prelude::*;

#[chappe::debug_handler(Message)]
async fn echo(message: Message) -> impl IntoOutcome {
    reply(message.text.unwrap_or_default())
}

#[chappe::debug_handler(chappe::types::CallbackQuery)]
async fn press(_: User, query: &CallbackQuery) -> impl IntoOutcome {
    query.answer()
}

fn main() {}
