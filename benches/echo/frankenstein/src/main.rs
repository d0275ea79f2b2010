//! A bot that polls and echoes messages: frankenstein.

use frankenstein::{
    AsyncTelegramApi as _, Error,
    client_reqwest::Bot,
    methods::{GetUpdatesParams, SendMessageParams},
    updates::{Update, UpdateContent},
};

#[tokio::main]
async fn main() {
    let bot = Bot::new(&std::env::var("BOT_TOKEN").expect("BOT_TOKEN is set"));
    let mut next = GetUpdatesParams::builder().timeout(30).build();
    loop {
        match bot.get_updates(&next).await {
            Ok(updates) => {
                for update in updates.result {
                    next.offset = Some(i64::from(update.update_id) + 1);
                    let bot = bot.clone();
                    tokio::spawn(async move {
                        if let Err(error) = echo(&bot, update).await {
                            eprintln!("{error}");
                        }
                    });
                }
            }
            Err(error) => {
                eprintln!("{error}");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}

async fn echo(bot: &Bot, update: Update) -> Result<(), Error> {
    if let UpdateContent::Message(message) = update.content
        && let Some(text) = message.text
    {
        let chat = message.chat.id;
        bot.send_message(&SendMessageParams::builder().chat_id(chat).text(text).build()).await?;
    }
    Ok(())
}
