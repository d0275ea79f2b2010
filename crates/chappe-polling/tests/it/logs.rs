//! The log lines of polling.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use chappe_client::{ApiServer, Bot};
use chappe_polling::Polling;
use http::Uri;
use loglines::Lines;
use tower::service_fn;
use wire::{Server, Stream, Telegram, error, raw};

use crate::support::{Log, Running, app, bot_of, seconds};

/// Returns the lines of a log, without random values.
fn lines_of(lines: &Lines) -> Vec<String> {
    let without_wait = lines.take().into_iter().map(|line| match line.split_once(" wait=") {
        Some((before, after)) => {
            format!("{before} {}", after.split_once(' ').map_or("", |(_, after)| after))
        }
        None => line,
    });
    without_wait.collect()
}

#[tokio::test(start_paused = true)]
async fn the_identity_of_each_bot_is_logged_once() {
    let (lines, _logs) = Lines::keep();
    let (telegram, log) = (Telegram::new(1), Log::default());
    let servers = [telegram.server(), Telegram::new(1).server()];
    let [one, other] = ["42:one", "43:other"];
    let polling = Polling::new(bot_of(&servers[0], one), app(&log)).bot(bot_of(&servers[1], other));
    let running = Running::start(polling);
    telegram.say(1, "quiet");
    seconds(100).await;
    running.stop().await;
    let mut lines = lines_of(&lines);
    lines.sort();
    assert_eq!(lines, ["INFO polling as @the_bot bot=42", "INFO polling as @the_bot bot=43"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_logged_with_the_remedy() {
    let (lines, _logs) = Lines::keep();
    let server = Server::new(|_| async { Some(error(401, "Unauthorized")) });
    let running = Running::start(Polling::new(bot_of(&server, "42:bad"), app(&Log::default())));
    running.task.await.unwrap().unwrap_err();
    assert_eq!(
        lines_of(&lines),
        ["ERROR Telegram does not accept the bot's token: copy the current one from \
          @BotFather (/mybots, API Token) bot=42 error=getMe: 401 Unauthorized"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_revoked_token_is_logged_before_updates_in_flight_end() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (inner, is_revoked) = (telegram.clone(), Arc::new(AtomicBool::new(false)));
    let revoked = Arc::clone(&is_revoked);
    let server = Server::new(move |request| {
        let (telegram, is_revoked) = (inner.clone(), Arc::clone(&revoked));
        async move {
            Some(match is_revoked.load(Ordering::Relaxed) {
                true => error(401, "Unauthorized"),
                false => telegram.answer(&request).await,
            })
        }
    });
    let (lines, _logs) = Lines::keep();
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&log)));
    telegram.say(1, "slow 15000");
    seconds(1).await;
    is_revoked.store(true, Ordering::Relaxed);
    seconds(10).await;
    assert_eq!(
        lines_of(&lines),
        [
            "INFO polling as @the_bot bot=42",
            "ERROR Telegram does not accept the bot's token: copy the current one from @BotFather \
             (/mybots, API Token) bot=42 error=getUpdates: 401 Unauthorized",
        ]
    );
    running.task.await.unwrap().unwrap_err();
    assert_eq!(log.entries(), ["slow 15000", "slow 15000 done"]);
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_server_is_logged_with_the_cause() {
    let (lines, _logs) = Lines::keep();
    let refuse =
        |_: Uri| async { Err::<Stream, _>(io::Error::from(io::ErrorKind::ConnectionRefused)) };
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(service_fn(refuse))
        .retry(None)
        .build()
        .unwrap();
    let running = Running::start(Polling::new(bot, app(&Log::default())));
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    running.stop().await;
    assert_eq!(
        lines_of(&lines),
        ["WARN Telegram cannot be reached: trying again bot=42 error=getMe: the server could \
          not be reached; nothing was sent error.sources=[client error (Connect), connection refused]"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_unusable_response_is_logged_with_its_status() {
    let (lines, _logs) = Lines::keep();
    let server = Server::new(|_| async { Some(raw(502, "<html>")) });
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .retry(None)
        .build()
        .unwrap();
    let running = Running::start(Polling::new(bot, app(&Log::default())));
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    running.stop().await;
    assert_eq!(
        lines_of(&lines),
        [
            "WARN a call of the Bot API failed: trying again bot=42 error=getMe: 502 Bad Gateway (answered by a gateway, not by Telegram)"
        ]
    );
}
