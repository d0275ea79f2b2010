//! The lines on standard error of a bot whose program sets no subscriber.

use std::time::Duration;

use chappe::Dispatcher;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use wire::{Server, Telegram, error};

use crate::{app::app, child::Bot};

/// A server with a queue of updates, and its URL. It refuses to send the text `refuse this`.
async fn serve(telegram: &Telegram) -> (Server, String) {
    let telegram = telegram.clone();
    let server = Server::new(move |request| {
        let telegram = telegram.clone();
        async move {
            let is_refused =
                request.method == "sendMessage" && request.params["text"] == "refuse this";
            Some(if is_refused {
                error(403, "Forbidden: bot was blocked by the user")
            } else {
                telegram.answer(&request).await
            })
        }
    });
    let url = format!("http://{}", server.listen().await.unwrap());
    (server, url)
}

/// The warning of the dispatcher, and the line with the name of the bot.
fn first_lines() -> [String; 2] {
    let dispatcher = Dispatcher::new(app());
    let [warning] = dispatcher.warnings() else { panic!("{:?}", dispatcher.warnings()) };
    [format!("WARN  {warning}"), "INFO  polling as @the_bot bot=42".to_owned()]
}

/// A line without its durations, which vary.
fn without_times(line: &str) -> String {
    let words =
        line.split(' ').filter(|word| !["wait=", "took="].iter().any(|k| word.starts_with(k)));
    words.collect::<Vec<_>>().join(" ")
}

/// Waits until the queue is empty.
async fn handled(telegram: &Telegram) {
    let is_handled = async {
        while !telegram.pending().is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(60), is_handled).await.expect("the bot handles the updates");
}

#[tokio::test]
async fn warnings_identity_failures_and_refused_replies_are_one_line_each() {
    let telegram = Telegram::new(1);
    let (_server, url) = serve(&telegram).await;
    let mut bot = Bot::start(&url, &[]);
    assert_eq!(bot.lines().await, first_lines());
    for text in ["hi", "/fail", "refuse this", "hi"] {
        telegram.say(7, text);
    }
    assert_eq!(
        bot.lines().await,
        [
            "ERROR an update failed update_id=2 kind=message \
             handler=\"`app::fail` of `app`, `message`\" tries=1 \
             error=\"the order is lost: no disk\"",
            "ERROR a reply could not be sent update_id=3 kind=message \
             handler=\"`closure at crates/chappe/tests/it/app.rs:13` of `app`, `message`\" \
             error=\"sendMessage: 403 Forbidden: bot was blocked by the user\"",
        ]
    );
    handled(&telegram).await;
    assert_eq!(bot.stop().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_rejected_token_is_logged_with_the_remedy() {
    let server = Server::new(|_| async { Some(error(401, "Unauthorized")) });
    let url = format!("http://{}", server.listen().await.unwrap());
    let mut bot = Bot::start(&url, &[]);
    let expected = "ERROR Telegram does not accept the bot's token: copy the current one from \
        @BotFather (/mybots, API Token) bot=42 error=\"getMe: 401 Unauthorized\"";
    assert_eq!((bot.line().await.as_deref(), bot.line().await), (Some(expected), None));
}

#[tokio::test]
async fn an_unreachable_server_is_logged_with_the_cause() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let refused = TcpStream::connect(address).await.unwrap_err();
    let url = format!("http://{address}");
    let mut bot = Bot::start(&url, &[]);
    let line = bot.line().await.unwrap();
    assert_eq!(
        without_times(&line),
        format!(
            "WARN  Telegram cannot be reached: trying again bot=42 error=\"getMe: the server \
             could not be reached; nothing was sent: client error (Connect): tcp connect \
             error: {refused}\""
        )
    );
    assert_eq!(bot.stop().await, Vec::<String>::new());
}

#[tokio::test]
async fn rust_log_sets_the_levels() {
    let [warning, polling] = first_lines().map(|line| vec![line]);
    let who = vec!["DEBUG a call ended method=getMe outcome=ok".to_owned()];
    let sent = vec!["DEBUG a call ended method=sendMessage chat=7 outcome=ok".to_owned()];
    let refused = "WARN  RUST_LOG has a part that is not LEVEL or TARGET=LEVEL: it is ignored \
        directive=\"loud=noise\"";
    let calls = [&*who, &*warning, &*polling, &*sent].concat();
    let update = "DEBUG an update was processed update_id=1 kind=message \
                  handler=\"`closure at crates/chappe/tests/it/app.rs:13` of `app`, `message`\" \
                  outcome=handled";
    let all = [&*who, &*warning, &*polling, &[update.to_owned()], &*sent].concat();
    let table = [
        ("error", vec![]),
        ("warn", warning.clone()),
        ("off,chappe_polling=info", polling.clone()),
        ("chappe_client=debug", calls),
        ("debug", all),
        ("loud=noise", [vec![refused.to_owned()], warning, polling].concat()),
    ];
    for (level, expected) in table {
        let telegram = Telegram::new(1);
        telegram.say(7, "hi");
        let (_server, url) = serve(&telegram).await;
        let bot = Bot::start(&url, &[("RUST_LOG", level)]);
        handled(&telegram).await;
        let lines = bot.stop().await;
        // The number of `getUpdates` requests varies; hyper logs events, too.
        let ours = |line: &&String| !line.contains("getUpdates") && !line.contains("hyper_util::");
        let lines = lines.iter().filter(ours);
        assert_eq!(lines.map(|line| without_times(line)).collect::<Vec<_>>(), expected, "{level}");
    }
}

#[tokio::test]
async fn neither_texts_nor_the_token_are_written_at_any_level() {
    let telegram = Telegram::new(1);
    for text in ["a private text", "/fail", "refuse this"] {
        telegram.say(7, text);
    }
    let (_server, url) = serve(&telegram).await;
    let bot = Bot::start(&url, &[("RUST_LOG", "trace")]);
    handled(&telegram).await;
    let lines = bot.stop().await.join("\n");
    assert!(lines.contains("DEBUG a call ended method=sendMessage"), "{lines}");
    for secret in ["42:secret", "secret", "private", "refuse this"] {
        assert!(!lines.contains(secret), "{secret}: {lines}");
    }
}

#[tokio::test]
async fn a_subscriber_that_the_program_set_is_kept() {
    let telegram = Telegram::new(1);
    telegram.say(7, "/fail");
    let (_server, url) = serve(&telegram).await;
    let bot = Bot::start(&url, &[("OWN_SUBSCRIBER", "1")]);
    handled(&telegram).await;
    let lines = bot.stop().await;
    let theirs = lines.iter().filter(|line| !line.contains("may never run"));
    let expected = [
        " INFO chappe_polling::session: polling as @the_bot bot=42",
        "ERROR chappe_intake::task::failure: an update failed update_id=1 kind=message \
         handler=`app::fail` of `app`, `message` tries=1 \
         error=the order is lost error.sources=[no disk]",
    ];
    assert_eq!(theirs.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_closed_standard_error_does_not_stop_the_bot() {
    let telegram = Telegram::new(1);
    let (server, url) = serve(&telegram).await;
    let mut bot = Bot::start(&url, &[]);
    assert_eq!(bot.lines().await, first_lines());
    let mut process = bot.close_stderr();
    for text in ["/fail", "refuse this", "hi"] {
        telegram.say(7, text);
    }
    handled(&telegram).await;
    let sent = server.received().into_iter().filter(|call| call.method == "sendMessage");
    let sent: Vec<_> = sent.map(|call| call.params["text"].clone()).collect();
    assert_eq!(
        (sent, process.try_wait().unwrap()),
        (vec!["refuse this".into(), "hi".into()], None)
    );
}

#[tokio::test]
async fn mistakes_in_a_tree_panic_at_the_line_of_run() {
    let mut bot = Bot::start("http://127.0.0.1:1", &[("MISTAKE", "1")]);
    let mut line = String::new();
    while !line.contains("panicked at") {
        line = bot.line().await.expect("the bot panics");
    }
    assert!(line.contains("panicked at crates/chappe/tests/it/child.rs:"), "{line}");
}

#[tokio::test]
async fn a_program_that_does_not_call_run_gets_the_same_lines() {
    let telegram = Telegram::new(1);
    telegram.say(7, "/fail");
    let (_server, url) = serve(&telegram).await;
    let mut bot = Bot::start(&url, &[("WITHOUT_RUN", "1")]);
    assert_eq!(bot.lines().await, first_lines());
    let failed = "ERROR an update failed update_id=1 kind=message \
                  handler=\"`app::fail` of `app`, `message`\" tries=1 \
                  error=\"the order is lost: no disk\"";
    assert_eq!(bot.lines().await, [failed]);
}
