//! Bots of this repository, run against the emulator.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiServer, Bot};
use chappe_core::{
    Dispatcher, Router,
    extract::{State, Text},
    filter::text,
    reply,
};
use chappe_emulator::Emulator;
use chappe_polling::Polling;
use chappe_types::{Chat, SendMessage};
use serde_json::json;
use tokio::{sync::oneshot, task::JoinSet, time::timeout};

use crate::support::Stage;

#[tokio::test]
async fn a_message_is_received_and_answered() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let echo = Router::new("echo").message(|m| m.on(text(), async |Text(text): Text| reply(text)));
    let (stop, stopped) = oneshot::channel::<()>();
    let polling = Polling::new(stage.bot(), echo).until(async { drop(stopped.await) });
    let polling = tokio::spawn(async { polling.await });
    let path = format!("messages?chat_id={}&after=1&wait=5000", stage.alice);
    let heard = stage.get(&path).await;
    assert_eq!(heard["messages"][0]["text"], "hi");
    assert_eq!(heard["messages"][0]["from"]["is_bot"], true);
    drop(stop);
    polling.await.unwrap().unwrap();
    assert_eq!(stage.get("bots").await["bots"][0]["pending_update_count"], 0);
}

type Seen = Arc<Mutex<BTreeMap<i64, Vec<String>>>>;

async fn note(State(seen): State<Seen>, chat: Chat, Text(text): Text) {
    seen.lock().unwrap().entry(chat.id.0).or_default().push(text.to_string());
}

#[tokio::test]
async fn polling_loses_no_update() {
    const PEOPLE: usize = 100;
    const EACH: usize = 100;
    let stage = Stage::new().await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let user = stage.post("users", json!({"first_name": format!("P{number}")})).await;
        people.push(user["id"].as_i64().unwrap());
    }
    let seen = Seen::default();
    let app = Router::new("app").message(|m| m.on(text(), note)).with_state(Arc::clone(&seen));
    let (stop, stopped) = oneshot::channel::<()>();
    let polling = Polling::new(stage.bot(), app).until(async { drop(stopped.await) });
    let polling = tokio::spawn(async { polling.await });
    for number in 0..EACH {
        for user in &people {
            let body = json!({"from": user, "text": number.to_string()});
            stage.post("messages", body).await;
        }
    }
    let all = async {
        while seen.lock().unwrap().values().map(Vec::len).sum::<usize>() < PEOPLE * EACH {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(60), all).await.expect("all updates arrive");
    drop(stop);
    polling.await.unwrap().unwrap();
    let expected: Vec<String> = (0..EACH).map(|number| number.to_string()).collect();
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), PEOPLE);
    assert!(seen.values().all(|texts| *texts == expected), "each once, in order");
    assert_eq!(stage.get("bots").await["bots"][0]["pending_update_count"], 0);
}

#[tokio::test]
async fn many_bots_run_concurrently() {
    let mut emulators = JoinSet::new();
    for number in 0..200_i64 {
        emulators.spawn(async move {
            let running = Emulator::with_seed(number.unsigned_abs()).start().await.unwrap();
            let bot = Bot::builder(format!("{}:token", 1000 + number).parse().unwrap())
                .server(ApiServer::new(&running.url()).unwrap())
                .build()
                .unwrap();
            let me = bot.me().await.unwrap().id.0;
            let refused = bot.send(SendMessage::new(7, "hi")).await.unwrap_err();
            assert!(refused.is_chat_not_found());
            me
        });
    }
    let mut bots = emulators.join_all().await;
    bots.sort_unstable();
    assert_eq!(bots, (1000..1200).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_bot_runs_behind_a_webhook() {
    let running = Emulator::new().start().await.unwrap();
    let stage = Stage { emulator: running.emulator().clone(), alice: 0 };
    stage.call("getMe", json!({})).await.unwrap();
    let alice = stage.post("users", json!({"first_name": "Alice"})).await["id"].as_i64().unwrap();
    let echo = Router::new("echo").message(|m| m.on(text(), async |Text(text): Text| reply(text)));
    let webhook = chappe_webhook::Webhook::new(Dispatcher::new(echo)).secret("s3cr3t");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let server = chappe_webhook::serve(listener, webhook).until(async { drop(stopped.await) });
    let server = tokio::spawn(async { server.await });
    stage.call("setWebhook", json!({"url": url, "secret_token": "s3cr3t"})).await.unwrap();
    let stage = Stage { alice, ..stage };
    stage.send("hi").await;
    let heard = stage.get(&format!("messages?chat_id={alice}&after=1&wait=5000")).await;
    assert_eq!(heard["messages"][0]["text"], "hi");
    let calls = stage.get("calls?bot=42").await;
    assert_eq!(calls["calls"].as_array().unwrap().last().unwrap()["method"], "sendMessage");
    drop(stop);
    server.await.unwrap().unwrap();
}
