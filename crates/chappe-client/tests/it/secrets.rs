//! Nothing prints the token or the text of messages.

use std::{
    error::Error as StdError,
    fmt::{Debug, Display, Write as _},
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use chappe_client::{
    ApiServer, Bot, BotBuilder, BotToken, Call, CallTimeoutLayer, Proxy, RetryLayer,
};
use chappe_types::{FileId, GetMe, GetUpdates, InputFile, SendDocument, SendMessage, Upload};
use http_body_util::Full;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use wire::{Server, error, ok, raw};

/// Texts that must not be printed.
const TOKEN: &str = "4242424242:CANARY-token_that_nobody_may_ever_see_1";
const SAID: &str = "a whisper that is nobody's business";
const HEARD: &str = "a secret that Telegram answered with";

/// Everything that was printed.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<u8>>>);

impl Shown {
    fn debug(&self, value: &impl Debug) {
        self.text(&format!("{value:?}\n{value:#?}\n"));
    }

    fn error(&self, error: &(dyn StdError + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.text(&format!("{error}\n{error:?}\n{error:#?}\n"));
            next = error.source();
        }
    }

    fn display(&self, value: &impl Display) {
        self.text(&value.to_string());
    }

    fn text(&self, text: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(text.as_bytes());
    }

    /// Asserts that no secret was printed.
    fn check(&self) {
        let shown = self.0.lock().unwrap();
        let shown = String::from_utf8_lossy(&shown);
        assert!(shown.contains("sendMessage"), "something was shown");
        let secret = TOKEN.split_once(':').unwrap().1;
        let encoded: String = secret.bytes().fold(String::new(), |mut encoded, byte| {
            let _ = write!(encoded, "%{byte:02X}");
            encoded
        });
        let needles = [TOKEN, secret, &encoded, &TOKEN.replace(':', "%3A"), SAID, HEARD];
        let aligned = (0..3).map(|skip| base64(&TOKEN.as_bytes()[skip + 12..]));
        let needles: Vec<String> = needles.into_iter().map(str::to_owned).chain(aligned).collect();
        for needle in needles {
            let at = shown.find(&needle);
            let around = at.map(|at| &shown[at.saturating_sub(300)..]);
            assert_eq!(around.map(|text| text.chars().take(600).collect::<String>()), None);
        }
    }
}

/// Encodes whole groups of three bytes, which is enough to search for.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks_exact(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for shift in [18, 12, 6, 0] {
            text.push(char::from(LETTERS[bits >> shift & 63]));
        }
    }
    text
}

impl io::Write for Shown {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Shown {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn builder(server: &Server) -> BotBuilder {
    Bot::builder(TOKEN.parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .retry(RetryLayer::new(1))
}

fn secret_message() -> SendMessage {
    SendMessage::new(7, SAID)
}

/// Makes calls of all kinds and records their errors.
async fn fail(shown: &Shown, bot: &Bot) {
    shown.debug(bot);
    let failed = bot.send(secret_message()).await.unwrap_err();
    shown.error(&failed);
    let file = || Upload::bytes("a.txt", SAID.as_bytes());
    if let Err(failed) = bot.send(SendDocument::new(7, file()).caption(SAID)).await {
        shown.error(&failed);
    }
    if let Err(failed) = bot.send(GetUpdates::new().timeout(1)).await {
        shown.error(&failed);
    }
    if let Err(failed) = bot.download(FileId::from("f")).bytes().await {
        shown.error(&failed);
    }
    if let Err(failed) = bot.me().await {
        shown.error(&failed);
    }
}

/// Servers that fail in one way each.
fn bad_servers() -> Vec<Server> {
    vec![
        Server::new(|_| async { None }),
        Server::new(|_| async { Some(raw(200, "not JSON")) }),
        Server::new(move |call| async move { Some(error(400, &call.path)) }),
        Server::new(
            move |call| async move { Some(error(401, &format!("Unauthorized {}", call.path))) },
        ),
        Server::new(
            move |call| async move { Some(raw(404, format!("<html>{}</html>", call.path))) },
        ),
        Server::new(move |call| async move {
            let mut answer = raw(302, "");
            let location = format!("https://elsewhere.test{}", call.path).parse().unwrap();
            answer.headers_mut().insert("location", location);
            Some(answer)
        }),
        Server::new(|_| async { Some(ok(json!({"text": HEARD}))) }),
        Server::new(|_| async { Some(ok(json!({"id": HEARD, "message_id": HEARD, "date": 0}))) }),
        Server::new(|call| async move {
            match &*call.method {
                "getFile" => {
                    Some(ok(json!({"file_id": "f", "file_unique_id": "u", "file_path": "a"})))
                }
                _ => None,
            }
        }),
        Server::new(|_| async {
            tokio::time::sleep(Duration::from_secs(1000)).await;
            None
        }),
    ]
}

#[test]
fn token_never_printed() {
    let shown = Shown::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(shown.clone())
        .with_ansi(false)
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async {
            tokio::time::pause();
            for server in bad_servers() {
                let builder = builder(&server);
                shown.debug(&builder);
                fail(&shown, &builder.build().unwrap()).await;
            }
            foreign_transports(&shown).await;
            tokio::time::resume();
            real_sockets(&shown).await;
            values(&shown).await;
        });
    });
    shown.check();
}

/// Custom transports whose errors contain the whole request.
async fn foreign_transports(shown: &Shown) {
    let talkative =
        tower::service_fn(|request: http::Request<chappe_client::RequestBody>| async move {
            Err::<http::Response<Full<Bytes>>, _>(io::Error::other(format!(
                "cannot reach {}",
                request.uri()
            )))
        });
    let nested =
        tower::service_fn(|request: http::Request<chappe_client::RequestBody>| async move {
            let inner = io::Error::other(format!("{:?}", request.uri()));
            Err::<http::Response<Full<Bytes>>, _>(chappe_client::NotSent::new(inner))
        });
    let server = || ApiServer::new("http://telegram.test").unwrap();
    let one = Bot::builder(TOKEN.parse().unwrap()).server(server()).transport(talkative);
    fail(shown, &one.build().unwrap()).await;
    let other = Bot::builder(TOKEN.parse().unwrap()).server(server()).transport(nested);
    fail(shown, &other.build().unwrap()).await;
}

async fn real_sockets(shown: &Shown) {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let quick = CallTimeoutLayer::default().ordinary(Duration::from_millis(100));
    for url in
        [format!("http://{free}"), format!("https://{free}"), "http://no-such-host.invalid".into()]
    {
        let bot = Bot::builder(TOKEN.parse().unwrap())
            .server(ApiServer::new(&url).unwrap())
            .retry(None)
            .timeout(quick)
            .build()
            .unwrap();
        fail(shown, &bot).await;
    }
    // A server without TLS, and one that is not an HTTP server.
    let server = Server::new(|_| async { Some(raw(200, "")) });
    let address = server.listen().await.unwrap();
    let bot = Bot::builder(TOKEN.parse().unwrap())
        .server(ApiServer::new(&format!("https://localhost:{}", address.port())).unwrap())
        .retry(None)
        .build()
        .unwrap();
    fail(shown, &bot).await;
    let proxied = Bot::builder(TOKEN.parse().unwrap())
        .proxy(Proxy::new(&format!("socks5://{free}")).unwrap())
        .retry(None)
        .build()
        .unwrap();
    fail(shown, &proxied).await;
}

/// Values that contain the token or the text of messages.
async fn values(shown: &Shown) {
    let token: BotToken = TOKEN.parse().unwrap();
    shown.debug(&token);
    for bad in
        [format!("{TOKEN}/"), format!("0{TOKEN}"), format!("bot{TOKEN}"), format!("{TOKEN}\n")]
    {
        let error = bad.parse::<BotToken>().unwrap_err();
        shown.error(&error);
    }
    let short = format!("1:{}", &TOKEN[11..25]).parse().unwrap();
    let refused = Bot::new(short).unwrap_err();
    shown.error(&refused);
    shown.display(&refused);
    let call = Call::new(&secret_message());
    shown.debug(&call);
    shown.debug(call.params());
    shown.debug(&chappe_client::ApiResponse::new(format!("\"{HEARD}\"")));
    let missing =
        SendDocument::new(7, InputFile::from(Upload::path("/no/such/file"))).caption(SAID);
    let server = Server::new(|_| async { None });
    let bot = builder(&server).build().unwrap();
    shown.error(&bot.send(missing).await.unwrap_err());
    shown.debug(&bot.download(FileId::from("f")));
    let failing = tower::layer::layer_fn(|_| {
        tower::service_fn(|_: Call| async {
            Err::<chappe_client::ApiResponse, _>(io::Error::other("a layer's own"))
        })
    });
    let layered = builder(&server).layer(failing).build().unwrap();
    shown.error(&layered.send(GetMe::new()).await.unwrap_err());
}

#[test]
fn a_server_that_repeats_the_token_is_still_understood() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server =
            Server::new(|call| async move { Some(error(400, &format!("Bad {}!", call.path))) });
        let failed = builder(&server).build().unwrap().send(GetMe::new()).await.unwrap_err();
        assert_eq!(failed.description(), Some("Bad /bot4242424242:***/getMe!"));
    });
}
