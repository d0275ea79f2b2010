//! Events over a WebSocket.

use std::time::Duration;

use chappe_emulator::Emulator;
use futures_util::StreamExt as _;
use http::Request;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{client_async, tungstenite::handshake::client::generate_key};

use crate::support::Stage;

/// A request for the events, with the origin of its page.
fn request(address: &str, origin: Option<&str>) -> Request<()> {
    let mut request = Request::get(format!("ws://{address}/emu/v1/events"))
        .header("host", address)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", generate_key());
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    request.body(()).unwrap()
}

#[tokio::test]
async fn events_are_sent_in_order() {
    let running = Emulator::new().start().await.unwrap();
    let address = running.address().to_string();
    let stream = TcpStream::connect(&address).await.unwrap();
    let (socket, _) = client_async(request(&address, None), stream).await.unwrap();
    let stage = Stage { emulator: running.emulator().clone(), alice: 0 };
    stage.call("getMe", json!({})).await.unwrap();
    let alice = stage.post("users", json!({"first_name": "Alice"})).await["id"].as_i64().unwrap();
    let stage = Stage { alice, ..stage };
    stage.send("hi").await;
    stage.call("sendChatAction", json!({"chat_id": alice, "action": "typing"})).await.unwrap();
    let events = socket
        .take(7)
        .map(|event| -> Value { serde_json::from_str(event.unwrap().to_text().unwrap()).unwrap() });
    let events: Vec<Value> =
        timeout(Duration::from_secs(5), events.collect()).await.expect("all events arrive");
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["bot", "call", "user", "message", "update", "action", "call"]);
    let numbers: Vec<i64> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=7).collect::<Vec<i64>>());
    assert_eq!(events[3]["message"]["text"], "hi");
    assert_eq!(events[4]["update"]["message"]["text"], "hi");
    assert_eq!(events[6]["method"], "sendChatAction");
}

#[tokio::test]
async fn unpinning_by_a_bot_is_an_event() {
    let running = Emulator::new().start().await.unwrap();
    let address = running.address().to_string();
    let stage = Stage { emulator: running.emulator().clone(), alice: 0 };
    stage.call("getMe", json!({})).await.unwrap();
    let alice = stage.post("users", json!({"first_name": "Alice"})).await["id"].as_i64().unwrap();
    let stage = Stage { alice, ..stage };
    let here = json!({"chat_id": alice, "message_id": stage.send("hi").await["message_id"]});
    let stream = TcpStream::connect(&address).await.unwrap();
    let (mut socket, _) = client_async(request(&address, None), stream).await.unwrap();
    for method in ["unpinChatMessage", "unpinAllChatMessages"] {
        stage.call("pinChatMessage", here.clone()).await.unwrap();
        stage.call(method, here.clone()).await.unwrap();
        let unpinned = async {
            loop {
                let event = socket.next().await.unwrap().unwrap();
                let event: Value = serde_json::from_str(event.to_text().unwrap()).unwrap();
                if event["type"] == "unpin" {
                    return event;
                }
            }
        };
        let event = timeout(Duration::from_secs(5), unpinned).await.expect("the event arrives");
        let expected = (&json!(42), &json!(alice), &json!([here["message_id"]]));
        assert_eq!((&event["bot"], &event["chat_id"], &event["message_ids"]), expected, "{method}");
    }
}

#[tokio::test]
async fn pages_of_other_sites_receive_no_events() {
    let running = Emulator::new().start().await.unwrap();
    let address = running.address().to_string();
    let mut heard = Vec::new();
    for origin in [format!("http://{address}"), "https://evil.test".to_owned()] {
        let stream = TcpStream::connect(&address).await.unwrap();
        heard.push(client_async(request(&address, Some(&origin)), stream).await.is_ok());
    }
    assert_eq!(heard, [true, false]);
}
