//! A bot that polls and echoes messages: telers.

use telers::{
    Bot, Dispatcher, Router,
    enums::UpdateType,
    event::telegram::{Handler, HandlerResult},
    methods::SendMessage,
    types::Message,
};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let router = Router::new("main").on_message(|on| on.register(Handler::new(echo)));
    let dispatcher = Dispatcher::builder()
        .main_router(router.configure_default())
        .bot(Bot::from_env())
        .allowed_update(UpdateType::Message)
        .build();
    if let Err(error) = dispatcher.run_polling().await {
        eprintln!("{error}");
    }
}

async fn echo(bot: Bot, message: Message) -> HandlerResult<()> {
    if let Some(text) = message.text() {
        bot.send(SendMessage::new(message.chat().id(), text)).await?;
    }
    Ok(())
}
