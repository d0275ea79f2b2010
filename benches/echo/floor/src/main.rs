//! A bot that polls and echoes messages, without a library for bots.

use std::time::Duration;

use reqwest::{Client, Error};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let token = std::env::var("BOT_TOKEN").expect("BOT_TOKEN is set");
    let bot = Bot { client: Client::new(), url: format!("https://api.telegram.org/bot{token}") };
    let mut offset = 0;
    loop {
        if let Err(error) = bot.poll(&mut offset).await {
            eprintln!("{}", error.without_url());
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

struct Bot {
    client: Client,
    url: String,
}

impl Bot {
    async fn poll(&self, offset: &mut i64) -> Result<(), Error> {
        let updates = self.call("getUpdates", json!({"offset": *offset, "timeout": 30})).await?;
        for update in updates.as_array().into_iter().flatten() {
            *offset = update["update_id"].as_i64().unwrap_or_default() + 1;
            let message = &update["message"];
            if message["text"].is_string() {
                let echo = json!({"chat_id": message["chat"]["id"], "text": message["text"]});
                self.call("sendMessage", echo).await?;
            }
        }
        Ok(())
    }

    async fn call(&self, method: &str, parameters: Value) -> Result<Value, Error> {
        let request = self.client.post(format!("{}/{method}", self.url)).json(&parameters);
        let mut answer: Value = request.send().await?.error_for_status()?.json().await?;
        Ok(answer["result"].take())
    }
}
