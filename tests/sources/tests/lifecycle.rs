//! Callbacks and handlers get the same values, whatever runs the bot.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::{Arc, Mutex};

use chappe::{DispatcherBuilder, client::ApiServer, prelude::*};
use chappe_testing::TestBot;
use sources::{Source, World, seconds};
use tokio::{net::TcpListener, sync::oneshot};
use wire::Telegram;

/// The events of a test, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, event: String) {
        self.0.lock().unwrap().push(event);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A value of the dispatcher.
#[derive(Clone)]
struct Greeting(&'static str);

/// Returns a bot whose callbacks and handlers note the bot and its identity.
fn app(log: &Log) -> DispatcherBuilder {
    let starts = async |bot: Bot, me: Me, State(log): State<Log>, Extension(greeting): Hello| {
        log.note(format!("starts {} as {}: {}", bot.id().0, me.id.0, greeting.0));
    };
    let ends = async |bot: Bot, me: Me, State(log): State<Log>| {
        log.note(format!("ends {} as {}", bot.id().0, me.id.0));
    };
    let handles = async |bot: Bot, me: Me, State(log): State<Log>| {
        log.note(format!("handles for {} as {}", bot.id().0, me.id.0));
    };
    let nested = Router::new("nested").startup(async |State(log): State<Log>| {
        log.note("starts the nested one".to_owned());
    });
    let router = Router::new("app")
        .message(|m| m.on((), handles))
        .startup(starts)
        .shutdown(ends)
        .include(nested)
        .with_state(log.clone());
    Dispatcher::builder(router).extension(Greeting("hello"))
}

type Hello = Extension<Greeting>;

fn expected(id: i64) -> [String; 4] {
    [
        format!("starts {id} as {id}: hello"),
        "starts the nested one".to_owned(),
        format!("handles for {id} as {id}"),
        format!("ends {id} as {id}"),
    ]
}

#[tokio::test(start_paused = true)]
async fn callbacks_and_handlers_get_the_bot_with_polling_and_a_mounted_webhook() {
    for source in Source::ALL {
        let log = Log::default();
        let world = World::start(source, app(&log).build()).await;
        world.says(7, "hi");
        seconds(1).await;
        world.stop().await;
        assert_eq!(log.take(), expected(42), "{source:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn callbacks_and_handlers_get_the_bot_under_test() {
    let log = Log::default();
    let bot = TestBot::new(app(&log));
    bot.user("alice").send("hi").await;
    bot.stop().await;
    assert_eq!(log.take(), expected(1));
}

#[tokio::test]
async fn callbacks_and_handlers_get_the_bot_with_a_server() {
    let log = Log::default();
    let server = Telegram::new(1).server();
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let webhook = Webhook::new(app(&log)).bot(bot);
    let serving = serve(listener, webhook).until(async { drop(stopped.await) });
    let served = tokio::spawn(async { serving.await });
    post(
        address,
        r#"{"update_id":1,"message":{"message_id":1,"date":1,"text":"hi",
        "chat":{"id":7,"type":"private"}}}"#,
    )
    .await;
    drop(stop);
    served.await.unwrap().unwrap();
    assert_eq!(log.take(), expected(42));
}

/// Posts an update, and waits for a 200.
async fn post(address: std::net::SocketAddr, body: &str) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
}
