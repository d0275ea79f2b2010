//! Run with `TELEGRAM_BOT_TOKEN=… cargo run -p without_dispatcher -- CHAT TEXT`;
//! `CHAT` is an id or `@username`.

use std::{env, io::Write as _, process::ExitCode};

use chappe::{prelude::*, types::Recipient};
use without_dispatcher::announce;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let mut stderr = std::io::stderr();
    let [chat, text] = &*arguments else {
        let _ = writeln!(stderr, "usage: without_dispatcher CHAT TEXT");
        return ExitCode::from(2);
    };
    let chat = chat.parse::<i64>().map_or_else(|_| Recipient::from(&**chat), Recipient::from);
    match run(chat, text).await {
        Ok(done) => {
            let _ = writeln!(std::io::stdout(), "{done}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(stderr, "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(chat: Recipient, text: &str) -> Result<String, BoxError> {
    Ok(announce(&Bot::from_env()?, chat, text).await?)
}
