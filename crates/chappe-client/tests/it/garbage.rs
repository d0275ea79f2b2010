//! Malformed responses, and refusals.

use chappe_client::{Call, Error};
use chappe_core::{TooLate, find_error};
use chappe_types::{AnswerCallbackQuery, GetMe, SendMessage};
use wire::{Answer, Server, error, ok, raw};

use crate::support::{bot, builder};

/// Classifies the error of a call with this response.
async fn outcome(answer: impl Fn() -> Answer + Send + Sync + 'static) -> &'static str {
    let server = Server::new(move |_| {
        let answer = answer();
        async { Some(answer) }
    });
    let bot = builder(&server).retry(None).build().unwrap();
    let error = bot.send(GetMe::new()).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("secret"), "{text}");
    match () {
        () if error.is_server_error() => "server error",
        () if error.is_ambiguous() => "ambiguous",
        () if error.is_decode() => "not the result",
        () if error.is_refused() => "refused",
        () => "other",
    }
}

#[tokio::test(start_paused = true)]
async fn api_garbage_corpus() {
    let gzip: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xabV\xca\xcfV\xb2\x02";
    let corpus: Vec<(&str, u16, Vec<u8>, &str)> = vec![
        ("empty", 200, b"".to_vec(), "ambiguous"),
        ("no content", 204, b"".to_vec(), "ambiguous"),
        ("HTML of a gateway", 502, b"<html>secret</html>".to_vec(), "server error"),
        ("HTML that says 200", 200, b"<html>secret</html>".to_vec(), "ambiguous"),
        ("no ok", 200, br#"{"result":{"a":"secret"}}"#.to_vec(), "ambiguous"),
        ("ok without a result", 200, br#"{"ok":true}"#.to_vec(), "ambiguous"),
        ("ok that is no flag", 200, br#"{"ok":"true","result":1}"#.to_vec(), "ambiguous"),
        ("truncated", 200, br#"{"ok":true,"result":{"id":"#.to_vec(), "ambiguous"),
        ("two documents", 200, br#"{"ok":true,"result":1}{}"#.to_vec(), "ambiguous"),
        ("not UTF-8", 200, b"{\"ok\":true,\"result\":\"\xff\xfe\"}".to_vec(), "ambiguous"),
        ("gzip", 200, gzip.to_vec(), "ambiguous"),
        ("an array", 200, b"[]".to_vec(), "ambiguous"),
        ("another result", 200, br#"{"ok":true,"result":"secret"}"#.to_vec(), "not the result"),
        ("half a result", 200, br#"{"ok":true,"result":{"id":1}}"#.to_vec(), "not the result"),
        ("no description", 400, br#"{"ok":false}"#.to_vec(), "refused"),
        ("a redirect", 302, b"".to_vec(), "ambiguous"),
        (
            "500 in JSON",
            500,
            br#"{"ok":false,"error_code":500,"description":""}"#.to_vec(),
            "server error",
        ),
        ("nested deep", 200, [b"[".repeat(500_000), b"]".repeat(500_000)].concat(), "ambiguous"),
    ];
    for (name, status, body, expected) in corpus {
        assert_eq!(outcome(move || raw(status, body.clone())).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_response_that_is_too_long_is_an_error() {
    let body = bytes::Bytes::from(vec![b' '; 17 * 1024 * 1024]);
    assert_eq!(outcome(move || raw(200, body.clone())).await, "ambiguous");
}

#[tokio::test(start_paused = true)]
async fn late_callback_answer_is_typed() {
    let server = Server::new(|_| async {
        let description =
            "Bad Request: query is too old and response timeout expired or query ID is invalid";
        Some(error(400, description))
    });
    let late = bot(&server).send(AnswerCallbackQuery::new("q")).await.unwrap_err();
    assert!(late.is_query_expired());
    assert_eq!(find_error::<TooLate>(&late), Some(&TooLate));
    assert_eq!(server.methods().len(), 1, "it is not made again");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_method_can_be_called_by_name() {
    let server = Server::new(|call| async move { Some(ok(call.params)) });
    let mut call = Call::named("sendTelepathy", chappe_client::Params::default());
    call.set("chat_id", 7);
    let answer = bot(&server).call(call).await.unwrap();
    assert_eq!(answer.result(), br#"{"chat_id":7}"#);
    assert_eq!(server.methods(), ["sendTelepathy"]);
}

#[tokio::test(start_paused = true)]
async fn the_request_is_what_telegram_expects() {
    let server = Server::new(|call| async move { Some(ok(crate::support::sent(&call))) });
    bot(&server).send(SendMessage::new(7, "hi")).await.unwrap();
    let [request] = &*server.received() else { panic!("one request") };
    assert_eq!(request.path, "/bot42:token/sendMessage");
    assert_eq!(&*request.body, br#"{"chat_id":7,"text":"hi"}"#);
    let header = |name| request.headers.get(name).unwrap().to_str().unwrap();
    assert_eq!((header("content-type"), header("content-length")), ("application/json", "25"));
    assert_eq!(header("host"), "telegram.test");
}

type Predicate = (&'static str, fn(&Error) -> bool);

/// The predicates of errors.
const PREDICATES: [Predicate; 12] = [
    ("ambiguous", Error::is_ambiguous),
    ("chat not found", Error::is_chat_not_found),
    ("conflict", Error::is_conflict),
    ("forbidden", Error::is_forbidden),
    ("gateway", Error::is_gateway),
    ("message not found", Error::is_message_not_found),
    ("not sent", Error::is_not_sent),
    ("refused", Error::is_refused),
    ("server error", Error::is_server_error),
    ("too large", Error::is_too_large),
    ("too many requests", Error::is_too_many_requests),
    ("unauthorized", Error::is_unauthorized),
];

/// Returns the predicates of the error of a call with this response, its code, and the number
/// of attempts of a message and of a query.
async fn attempts(answer: impl Fn() -> Answer + Send + Sync + 'static) -> (String, usize, usize) {
    let server = Server::new(move |_| {
        let answer = answer();
        async { Some(answer) }
    });
    let bot = bot(&server);
    let error = bot.send(SendMessage::new(7, "hi")).await.unwrap_err();
    let sent = server.methods().len();
    let of_query = bot.send(GetMe::new()).await.unwrap_err();
    assert_eq!(of_query.is_ambiguous(), error.is_ambiguous());
    let holds = PREDICATES.iter().filter(|(_, holds)| holds(&error)).map(|(name, _)| *name);
    let code = error.code().map(|code| format!("{code}: ")).unwrap_or_default();
    (code + &holds.collect::<Vec<_>>().join(", "), sent, server.methods().len() - sent)
}

#[tokio::test(start_paused = true)]
async fn the_answer_of_a_gateway_is_not_a_refusal() {
    let table = [
        (301, "ambiguous, gateway", 1, 4),
        (302, "ambiguous, gateway", 1, 4),
        (307, "ambiguous, gateway", 1, 4),
        (400, "ambiguous, gateway", 1, 4),
        (401, "ambiguous, gateway", 1, 4),
        (403, "ambiguous, gateway", 1, 4),
        (404, "ambiguous, gateway", 1, 4),
        (407, "ambiguous, gateway", 1, 4),
        (409, "ambiguous, gateway", 1, 4),
        (413, "gateway, too large", 1, 1),
        (429, "gateway, too many requests", 1, 1),
        (500, "ambiguous, gateway, server error", 1, 4),
        (502, "ambiguous, gateway, server error", 1, 4),
        (503, "ambiguous, gateway, server error", 1, 4),
        (504, "ambiguous, gateway, server error", 1, 4),
    ];
    for (status, expected, sent, queried) in table {
        let gateway = move || {
            let body = "<html>Forbidden: bot was blocked by the user; chat not found";
            let mut answer = raw(status, body);
            // A location that would answer.
            let location = "http://telegram.test/elsewhere".parse().unwrap();
            answer.headers_mut().insert("location", location);
            answer
        };
        assert_eq!(attempts(gateway).await, (expected.to_owned(), sent, queried), "{status}");
    }
    let telegrams = [
        (400, "Bad Request: chat not found", "400: chat not found, refused"),
        (401, "Unauthorized", "401: refused, unauthorized"),
        (403, "Forbidden: bot was kicked", "403: forbidden, refused"),
        (404, "Not Found", "404: refused, unauthorized"),
        (409, "Conflict", "409: conflict, refused"),
        (413, "Request Entity Too Large", "413: refused, too large"),
    ];
    for (code, description, expected) in telegrams {
        assert_eq!(
            attempts(move || error(code, description)).await,
            (expected.to_owned(), 1, 1),
            "{code}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_answer_of_a_gateway_does_not_invalidate_the_token() {
    let says = |answer: fn() -> Answer| async move {
        let server = Server::new(move |_| async move { Some(answer()) });
        bot(&server).send(GetMe::new()).await.unwrap_err().is_unauthorized()
    };
    assert_eq!(
        [
            says(|| raw(401, "<html>")).await,
            says(|| raw(404, "<html>")).await,
            says(|| error(401, "Unauthorized")).await,
            says(|| error(404, "Not Found")).await,
        ],
        [false, false, true, true],
    );
}
