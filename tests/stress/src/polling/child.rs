//! The bot that is killed.

use std::{
    io::{Write as _, stderr, stdout},
    process::ExitCode,
    time::Duration,
};

use chappe::{
    client::{ApiServer, Bot},
    prelude::*,
};
use tokio::time::sleep;

use crate::{polling::run::TOKEN, report::RunError};

/// Polls the server at a URL, and prints the text of each handled message as a line.
pub(crate) async fn child(url: &str) -> ExitCode {
    match poll(url).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn poll(url: &str) -> Result<(), RunError> {
    let server = ApiServer::new(url)?;
    let bot = Bot::builder(TOKEN.parse()?).server(server).build()?;
    let router = Router::new("stress").message(|m| m.on(text(), handle));
    Ok(Polling::new(bot, router).await?)
}

async fn handle(Text(text): Text) -> Result<(), BoxError> {
    print(&text)?;
    // A kill may come between the effect and its confirmation.
    sleep(Duration::from_millis(2)).await;
    Ok(())
}

/// The effect of an update. A pipe keeps written data when the writer is killed.
fn print(line: &str) -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
