//! Broadcasts on a strict server.

use std::{
    collections::BTreeSet,
    error::Error as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_send::{
    Broadcast, BroadcastReport, CursorStorage, FailureKind, FileCursors, MemoryCursors, Progress,
};
use chappe_types::{ChatId, SendMessage, UserId};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::server::{Answer, Server};

const SECOND: Duration = Duration::from_secs(1);

fn news(chat: ChatId) -> SendMessage {
    SendMessage::new(chat, "News!")
}

/// The counts of a report: sent, unreachable, refused, uncertain.
fn counts(progress: Progress) -> [u64; 4] {
    [progress.sent, progress.unreachable, progress.refused, progress.uncertain]
}

fn failures(report: &BroadcastReport) -> Vec<(i64, FailureKind)> {
    report.failures().iter().map(|failure| (failure.chat().0, failure.kind())).collect()
}

/// A storage that takes some time for each save. A save that is cancelled has no effect.
#[derive(Clone)]
struct SlowCursors(MemoryCursors, Duration);

impl CursorStorage for SlowCursors {
    async fn load(&self, name: &str) -> Result<Option<String>, BoxError> {
        self.0.load(name).await
    }

    async fn save(&self, name: &str, cursor: String) -> Result<(), BoxError> {
        sleep(self.1).await;
        self.0.save(name, cursor).await
    }
}

/// Returns whether a stored cursor contains a chat.
fn contains(cursor: &Value, chat: i64) -> bool {
    cursor["after"].as_i64().is_some_and(|after| chat <= after)
        || cursor["done"].as_array().is_some_and(|done| done.contains(&chat.into()))
}

#[tokio::test(start_paused = true)]
async fn each_of_10_000_chats_gets_one_message_unless_it_was_in_flight_at_one_of_3_kills() {
    const CONCURRENCY: usize = 8;
    for seed in 0..3 {
        let (server, cursors) =
            (Server::default(), SlowCursors(MemoryCursors::new(), Duration::from_millis(15)));
        {
            let mut state = server.state();
            (state.most, state.random, state.random_limits) = (30, seed, 5);
            state.blocked = (1..=10_000).filter(|chat| chat % 20 == 7).collect();
        }
        let start =
            || Broadcast::new(&server.bot(), 1..=10_000).cursor("news", cursors.clone()).send(news);
        let (mut in_flight, mut limited) = (BTreeSet::new(), 0);
        for kill in 1..=3 {
            let running = tokio::spawn(start());
            sleep(Duration::from_millis(70_000 * kill + 137 * seed)).await;
            running.abort();
            assert!(running.await.unwrap_err().is_cancelled());
            server.assert_limits(30);
            // A new process does not know the pauses of the one before.
            limited += std::mem::take(&mut server.state().pauses).len();
            let saved = cursors.load("news").await.unwrap().unwrap();
            let saved: Value = serde_json::from_str(&saved).unwrap();
            let sent = server.received().into_iter().map(|(chat, _)| chat);
            let unsaved: Vec<_> = sent.filter(|chat| !contains(&saved, *chat)).collect();
            assert!(unsaved.len() <= CONCURRENCY, "seed {seed}: {unsaved:?}");
            in_flight.extend(unsaved);
        }
        let report = start().await.unwrap();

        let received = server.received();
        let (all, blocked) = (received.len(), server.state().blocked.clone());
        assert_eq!((all, blocked.len()), (9_500, 500), "seed {seed}");
        assert!(received.iter().all(|(chat, _)| !blocked.contains(chat)), "seed {seed}");
        let repeated = received.iter().filter(|(_, times)| *times > 1);
        for (chat, times) in repeated {
            assert!(in_flight.contains(chat), "seed {seed}: {chat} {times} times");
        }
        assert_eq!(counts(report.progress()), [9_500, 500, 0, 0], "seed {seed}");
        assert_eq!(report.progress().total, Some(10_000));
        assert!(report.is_complete());
        server.assert_limits(30);
        limited += server.state().pauses.len();
        assert!(limited > 20, "429s were injected: {limited}");
    }
}

#[tokio::test(start_paused = true)]
async fn messages_are_sent_25_times_a_second_by_default_and_900_times_if_they_are_paid() {
    let run = async |paid: bool| {
        let (server, start) = (Server::default(), Instant::now());
        let broadcast = Broadcast::new(&server.bot(), 1..=1_801);
        let broadcast = if paid { broadcast.paid() } else { broadcast };
        broadcast.send(news).await.unwrap();
        server.assert_limits(if paid { 1_000 } else { 26 });
        (start.elapsed().as_secs(), server.state().paid)
    };
    assert_eq!(run(false).await, (72, 0));
    assert_eq!(run(true).await, (2, 1_801));
}

#[tokio::test(start_paused = true)]
async fn all_calls_wait_until_the_latest_pause_ends() {
    let server = Server::default();
    server.state().scripted =
        [Answer::TooMany(30), Answer::Sent, Answer::TooMany(3), Answer::Sent].into();
    let start = Instant::now();
    let report = Broadcast::new(&server.bot(), 1..=50).send(news).await.unwrap();
    assert_eq!(counts(report.progress()), [50, 0, 0, 0]);
    assert!(start.elapsed() >= 30 * SECOND);
    server.assert_limits(30);
}

#[tokio::test(start_paused = true)]
async fn chats_that_cannot_be_reached_are_reported_and_not_retried() {
    let server = Server::default();
    server.state().scripted = [
        Answer::Refused(403, "Forbidden: bot was blocked by the user"),
        Answer::Refused(403, "Forbidden: user is deactivated"),
        Answer::Refused(400, "Bad Request: chat not found"),
        Answer::Refused(400, "Bad Request: wrong parameter"),
        Answer::Lost,
    ]
    .into();
    let results = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&results);
    let report = Broadcast::new(&server.bot(), 1..=6)
        .concurrency(1)
        .on_result(move |chat, result| seen.lock().unwrap().push((chat.0, result.is_ok())))
        .send(news)
        .await
        .unwrap();
    assert_eq!(counts(report.progress()), [1, 3, 1, 1]);
    assert_eq!(
        failures(&report),
        [
            (1, FailureKind::Unreachable),
            (2, FailureKind::Unreachable),
            (3, FailureKind::Unreachable),
            (4, FailureKind::Refused),
            (5, FailureKind::Uncertain),
        ]
    );
    assert_eq!(report.unreachable().map(|chat| chat.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(report.failures()[0].error().is_blocked());
    let results = results.lock().unwrap();
    assert_eq!(*results, (1..=6).map(|chat| (chat, chat == 6)).collect::<Vec<_>>());
    assert_eq!(server.received(), [(5, 1), (6, 1)]);
}

#[tokio::test(start_paused = true)]
async fn while_telegram_cannot_be_reached_all_calls_wait() {
    let server = Server::default();
    server.state().scripted = vec![Answer::Unreachable; 100].into();
    let start = Instant::now();
    let report = Broadcast::new(&server.bot(), 1..=20).send(news).await.unwrap();
    assert_eq!(counts(report.progress()), [20, 0, 0, 0]);
    assert!(start.elapsed() > 60 * SECOND);
    assert_eq!(server.state().times.len(), 120);
}

#[tokio::test(start_paused = true)]
async fn groups_that_have_moved_are_followed_and_reported() {
    let server = Server::default();
    server.state().moved = [(-5, -1_000_005)].into();
    let report = Broadcast::new(&server.bot(), [-5, 1]).send(news).await.unwrap();
    assert_eq!(server.received(), [(-1_000_005, 1), (1, 1)]);
    assert_eq!(report.migrations(), [(ChatId(-5), ChatId(-1_000_005))]);

    // The layer of a whole client follows the group before the broadcast sees the error.
    let kit = chappe_testing::TestBot::new(chappe_core::Router::new("empty"));
    let alice = kit.user("alice");
    let group = kit.group("Friends", &[&alice]).await;
    let old = group.id();
    let migration = serde_json::json!({"chat_id": old.0});
    kit.emulator().control(&http::Method::POST, "migrations", &migration).unwrap();
    let report = Broadcast::new(kit.bot(), [old]).send(news).await.unwrap();
    assert_eq!(counts(report.progress()), [1, 0, 0, 0]);
    assert_eq!(report.migrations()[0].0, old);
}

#[tokio::test(start_paused = true)]
async fn a_stopped_broadcast_is_continued() {
    let (server, cursors) = (Server::default(), MemoryCursors::new());
    let broadcast = || Broadcast::new(&server.bot(), 1..=100).cursor("news", cursors.clone());
    let first = broadcast();
    let mut handle = first.handle();
    let running = tokio::spawn(first.send(news));
    while handle.changed().await.is_some_and(|progress| progress.done() < 40) {}
    handle.stop();
    let report = running.await.unwrap().unwrap();
    let stopped = report.progress();
    assert!(!report.is_complete() && (40..60).contains(&stopped.done()), "{stopped:?}");
    assert_eq!(stopped.remaining(), Some(100 - stopped.done()));
    assert_eq!(handle.changed().await, Some(stopped));
    assert_eq!(handle.changed().await, None);

    let report = broadcast().send(news).await.unwrap();
    assert_eq!((report.is_complete(), counts(report.progress())), (true, [100, 0, 0, 0]));
    assert_eq!(server.received(), (1..=100).map(|chat| (chat, 1)).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_broadcast_that_is_stopped_while_its_last_calls_wait_is_not_complete() {
    let (server, cursors) = (Server::default(), MemoryCursors::new());
    let broadcast = || Broadcast::new(&server.bot(), 1..=4).cursor("news", cursors.clone());
    let first = broadcast();
    let handle = first.handle();
    let running = tokio::spawn(first.send(news));
    sleep(Duration::from_millis(10)).await;
    handle.stop();
    let report = running.await.unwrap().unwrap();
    assert_eq!((report.is_complete(), counts(report.progress())), (false, [1, 0, 0, 0]));
    let report = broadcast().send(news).await.unwrap();
    assert_eq!((report.is_complete(), counts(report.progress())), (true, [4, 0, 0, 0]));
    assert_eq!(server.received(), [(1, 1), (2, 1), (3, 1), (4, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_chats_is_sorted_if_there_is_a_cursor() {
    let server = Server::default();
    let chats = || stream::iter([3, 3, 9, 5]);
    let broadcast = Broadcast::from_stream(&server.bot(), chats());
    let report = broadcast.total(4).send(news).await.unwrap();
    assert_eq!((counts(report.progress()), report.progress().total), ([4, 0, 0, 0], Some(4)));
    assert_eq!(server.received(), [(3, 2), (5, 1), (9, 1)]);

    let broadcast =
        Broadcast::from_stream(&server.bot(), chats()).cursor("a", MemoryCursors::new());
    let error = broadcast.send(news).await.unwrap_err();
    assert_eq!(error.chat_out_of_order(), Some(ChatId(5)));
    assert_eq!(
        error.to_string(),
        "chat 5 comes after 9: with a cursor, a stream of chats must be sorted by ascending id"
    );
    assert_eq!(counts(error.report().progress()), [2, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_failing_stream_of_chats_ends_the_broadcast_after_the_chats_before() {
    let server = Server::default();
    let chats = stream::iter([Ok(UserId(1)), Ok(UserId(2)), Err("no database"), Ok(UserId(3))]);
    let error = Broadcast::from_stream(&server.bot(), chats).send(news).await.unwrap_err();
    assert!(error.is_chats() && !error.is_storage());
    assert_eq!(error.source().unwrap().to_string(), "no database");
    assert_eq!(server.received(), [(1, 1), (2, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_chat_is_in_flight_until_its_cursor_is_saved() {
    let server = Server::default();
    let broadcast = Broadcast::new(&server.bot(), 1..=100)
        .concurrency(3)
        .cursor("news", SlowCursors(MemoryCursors::new(), 20 * SECOND));
    let running = tokio::spawn(broadcast.send(news));
    sleep(10 * SECOND).await;
    assert_eq!(server.received().len(), 3, "the first one is being saved, and two wait for it");
    running.abort();
}

/// A storage that fails to save after this number of saves.
struct Failing(Mutex<usize>);

impl CursorStorage for Failing {
    async fn load(&self, _: &str) -> Result<Option<String>, BoxError> {
        Ok(None)
    }

    async fn save(&self, _: &str, _: String) -> Result<(), BoxError> {
        let mut left = self.0.lock().unwrap();
        *left = left.checked_sub(1).ok_or("the disk is full")?;
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_storage_ends_the_broadcast() {
    let server = Server::default();
    let broadcast = Broadcast::new(&server.bot(), 1..=1_000).cursor("a", Failing(Mutex::new(10)));
    let error = broadcast.send(news).await.unwrap_err();
    assert!(error.is_storage());
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    let sent = server.received().len();
    assert!((11..=19).contains(&sent), "10 saves, and the calls in progress: {sent}");
    assert_eq!(error.report().progress().sent, u64::try_from(sent).unwrap());
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_cursor_is_an_error() {
    let (server, cursors) = (Server::default(), MemoryCursors::new());
    cursors.save("news", "something else".to_owned()).await.unwrap();
    let broadcast = Broadcast::new(&server.bot(), [1]).cursor("news", cursors);
    let error = broadcast.send(news).await.unwrap_err();
    assert!(error.is_storage());
    assert!(server.received().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_ends_the_broadcast() {
    let server = Server::default();
    server.state().scripted = [Answer::Sent, Answer::Refused(401, "Unauthorized")].into();
    let broadcast = Broadcast::new(&server.bot(), 1..=100).concurrency(1);
    let error = broadcast.send(news).await.unwrap_err();
    assert_eq!(error.to_string(), "Telegram rejects the token of the bot");
    assert_eq!(server.received(), [(1, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_chats_that_are_done_does_not_block_the_runtime() {
    let (server, cursors) = (Server::default(), MemoryCursors::new());
    let done = serde_json::json!({
        "version": 1, "after": 1_000_000, "done": [], "is_finished": false,
        "sent": 1_000_000, "unreachable": 0, "refused": 0, "uncertain": 0,
    });
    cursors.save("news", done.to_string()).await.unwrap();
    let chats = stream::iter(1..=200_000).chain(stream::iter([1_000_001]));
    let broadcast = Broadcast::from_stream(&server.bot(), chats).cursor("news", cursors);
    let other = tokio::spawn(async { tokio::task::yield_now().await });
    broadcast.send(news).await.unwrap();
    assert!(other.is_finished());
    assert_eq!(server.received(), [(1_000_001, 1)]);
}

#[tokio::test]
async fn cursors_in_files_survive_the_process() {
    let folder = std::env::temp_dir().join(format!("chappe-send-{}", std::process::id()));
    let cursors = FileCursors::new(&folder);
    assert_eq!(cursors.load("a").await.unwrap(), None);
    for text in ["first, which is longer", "second"] {
        cursors.save("a", text.to_owned()).await.unwrap();
    }
    assert_eq!(FileCursors::new(&folder).load("a").await.unwrap().as_deref(), Some("second"));
    for name in ["", "../a", "a/b", "ä"] {
        assert!(cursors.save(name, String::new()).await.is_err(), "{name}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
