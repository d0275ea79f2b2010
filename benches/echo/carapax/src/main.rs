//! A bot that polls and echoes messages: carapax.

use carapax::{
    App, Context, Ref,
    api::{Client, ExecuteError},
    handler::LongPoll,
    types::{ChatPeerId, SendMessage, Text},
};

#[tokio::main]
async fn main() {
    let token = std::env::var("BOT_TOKEN").expect("BOT_TOKEN is set");
    let client = Client::new(token).expect("a client");
    let mut context = Context::default();
    context.insert(client.clone());
    LongPoll::new(client, App::new(context, echo)).run().await;
}

async fn echo(client: Ref<Client>, chat: ChatPeerId, text: Text) -> Result<(), ExecuteError> {
    client.execute(SendMessage::new(chat, text.data)).await?;
    Ok(())
}
