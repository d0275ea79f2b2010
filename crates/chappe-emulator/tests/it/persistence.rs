//! Emulators that keep their state in a file.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use chappe_emulator::{Emulator, Running};
use http::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Stage, TOKEN};

/// A directory for a test's file, which is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("chappe-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A file in a directory that does not exist yet.
    fn file(&self) -> PathBuf {
        self.0.join("deep/chats.json")
    }

    fn write(&self, content: &[u8]) -> PathBuf {
        let file = self.file();
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        file
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn post(emulator: &Emulator, path: &str, body: &Value) -> Value {
    emulator.control(&Method::POST, path, body).unwrap()
}

fn get(emulator: &Emulator, path: &str, params: &Value) -> Value {
    emulator.control(&Method::GET, path, params).unwrap()
}

fn users(emulator: &Emulator) -> Vec<String> {
    let state = get(emulator, "state", &json!({}));
    let users = state["users"].as_array().unwrap();
    users.iter().map(|user| user["first_name"].as_str().unwrap().to_owned()).collect()
}

async fn started(file: &Path) -> Running {
    Emulator::new().snapshot_file(file).start().await.unwrap()
}

/// The version and the users of a file.
fn saved(file: &Path) -> (u64, Vec<String>) {
    let snapshot: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let other = Emulator::new();
    other.restore(&snapshot).unwrap();
    (snapshot["version"].as_u64().unwrap(), users(&other))
}

#[tokio::test]
async fn an_emulator_continues_where_the_one_before_it_stopped() {
    let folder = Folder::new("continues");
    let running = started(&folder.file()).await;
    let emulator = running.emulator();
    let bot = emulator.name_bot(TOKEN, "Pizza shop").unwrap();
    let alice = post(emulator, "users", &json!({"first_name": "Alice"}))["id"].clone();
    let group = json!({"type": "group", "title": "Friends", "members": [alice], "bots": [TOKEN]});
    let group = post(emulator, "chats", &group)["id"].clone();
    let said = json!({"bot": TOKEN, "from": alice, "chat_id": group, "text": "hi"});
    post(emulator, "messages", &said);
    let seen = |emulator: &Emulator| {
        let messages = get(emulator, "messages", &json!({"chat_id": group}));
        let updates = get(emulator, "updates", &json!({"bot": TOKEN}));
        let updates = updates["updates"].as_array().unwrap().iter();
        let updates: Vec<Value> = updates.map(|given| given["update"].clone()).collect();
        (get(emulator, "state", &json!({}))["chats"].clone(), messages, updates)
    };
    let before = seen(emulator);
    let port = running.address().port();
    running.stop().await;

    let next = Emulator::new().snapshot_file(folder.file());
    assert_eq!(seen(&next), before);
    assert_eq!((before.1["messages"].as_array().unwrap().len(), before.2.len()), (2, 3));
    assert_eq!(next.last_port(), Some(port));
    assert_eq!(next.name_bot(TOKEN, "").unwrap(), bot);
    assert_eq!(bot["first_name"], "Pizza shop");
}

#[tokio::test(start_paused = true)]
async fn a_change_is_saved_after_a_quarter_of_a_second() {
    let folder = Folder::new("debounce");
    let file = folder.file();
    let running = started(&file).await;
    post(running.emulator(), "users", &json!({"first_name": "Alice"}));
    sleep(Duration::from_millis(200)).await;
    assert!(!file.exists());
    sleep(Duration::from_millis(100)).await;
    assert_eq!(saved(&file), (2, vec!["Alice".to_owned()]));
    post(running.emulator(), "users", &json!({"first_name": "Bob"}));
    // Without an event.
    post(running.emulator(), "faults", &json!({"then": {"status": 500}}));
    sleep(Duration::from_secs(30)).await;
    let found: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(found["port"], running.address().port());
    let other = Emulator::new();
    other.restore(&found).unwrap();
    assert_eq!(users(&other), ["Alice", "Bob"]);
    assert_eq!(get(&other, "faults", &json!({}))["faults"].as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_update_that_was_confirmed_is_not_delivered_again() {
    let folder = Folder::new("confirmed");
    let running = started(&folder.file()).await;
    let mut stage = Stage { emulator: running.emulator().clone(), alice: 0 };
    stage.call("getMe", json!({})).await.unwrap();
    stage.alice = stage.post("users", json!({"first_name": "Alice"})).await["id"].as_i64().unwrap();
    stage.send("one").await;
    let updates = stage.call("getUpdates", json!({})).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let offset = updates[0]["update_id"].as_i64().unwrap() + 1;
    stage.call("getUpdates", json!({"offset": offset})).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    // As after a kill: the file is all that is left.
    let stage =
        Stage { emulator: Emulator::new().snapshot_file(folder.file()), alice: stage.alice };
    stage.send("two").await;
    let texts: Vec<Value> =
        stage.updates().await.iter().map(|update| update["message"]["text"].clone()).collect();
    assert_eq!(texts, ["two"]);
}

#[tokio::test]
async fn files_that_are_no_snapshots_are_ignored_and_kept() {
    let newer = json!({"version": 3, "now": 1.0, "world": {}}).to_string();
    let incomplete = json!({"version": 2, "now": 1.0, "world": {"users": 7}}).to_string();
    for content in ["", "{\"version\": 2, \"now", "[]", &newer, &incomplete] {
        let folder = Folder::new("damaged");
        let file = folder.write(content.as_bytes());
        let running = started(&file).await;
        assert_eq!((users(running.emulator()), running.emulator().last_port()), (vec![], None));
        assert_eq!(fs::read_to_string(file.with_extension("json.ignored")).unwrap(), content);
        post(running.emulator(), "users", &json!({"first_name": "Alice"}));
        drop(running);
        assert_eq!(saved(&file), (2, vec!["Alice".to_owned()]));
    }
}

#[tokio::test]
async fn a_path_that_cannot_be_read_is_not_replaced() {
    let folder = Folder::new("unreadable");
    let running = started(&folder.0).await;
    post(running.emulator(), "users", &json!({"first_name": "Alice"}));
    drop(running);
    assert!(folder.0.is_dir());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
}

#[tokio::test]
async fn two_processes_with_one_file_lose_no_chats() {
    let folder = Folder::new("contested");
    let file = folder.file();
    let (first, second) = (started(&file).await, started(&file).await);
    let own = file.with_extension(format!("json.{}", second.address().port()));
    post(first.emulator(), "users", &json!({"first_name": "Alice"}));
    post(second.emulator(), "users", &json!({"first_name": "Bob"}));
    drop(first);
    drop(second);
    assert_eq!(saved(&file), (2, vec!["Alice".to_owned()]));
    assert_eq!(saved(&own), (2, vec!["Bob".to_owned()]));
}

#[tokio::test]
async fn a_file_that_was_removed_is_written_again() {
    let folder = Folder::new("removed");
    let file = folder.file();
    drop(started(&file).await);
    let running = started(&file).await;
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
    post(running.emulator(), "users", &json!({"first_name": "Alice"}));
    drop(running);
    assert_eq!(saved(&file), (2, vec!["Alice".to_owned()]));
}

#[tokio::test]
async fn the_clock_continues_at_the_time_of_the_machine_or_ahead_of_it() {
    let folder = Folder::new("clock");
    let now = |emulator: &Emulator| get(emulator, "state", &json!({}))["now"].as_f64().unwrap();
    let machine = now(&Emulator::new());
    let mut old = Emulator::new().snapshot().unwrap();
    for (saved, expected) in
        [(machine - 86_400.0, machine), (machine + 86_400.0, machine + 86_400.0)]
    {
        old["now"] = json!(saved);
        let file = folder.write(old.to_string().as_bytes());
        let found = now(&Emulator::new().snapshot_file(file));
        assert!((expected - 1.0..expected + 60.0).contains(&found), "{found} {expected}");
    }
}

#[tokio::test]
async fn only_the_newest_calls_and_updates_are_kept() {
    let folder = Folder::new("newest");
    let running = started(&folder.file()).await;
    let mut stage = Stage { emulator: running.emulator().clone(), alice: 0 };
    stage.call("getMe", json!({})).await.unwrap();
    stage.alice = stage.post("users", json!({"first_name": "Alice"})).await["id"].as_i64().unwrap();
    for number in 0..600 {
        stage.send(&number.to_string()).await;
        stage.call("getMe", json!({})).await.unwrap();
    }
    drop(running);
    assert_eq!(stage.get("updates").await["updates"].as_array().unwrap().len(), 600);
    let stage =
        Stage { emulator: Emulator::new().snapshot_file(folder.file()), alice: stage.alice };
    let (calls, updates) = (stage.get("calls").await, stage.get("updates").await);
    assert_eq!(calls["calls"].as_array().unwrap().len(), 500);
    assert_eq!(updates["updates"].as_array().unwrap().len(), 500);
    assert_eq!(updates["updates"][0]["update"]["message"]["text"], "100");
    let path = format!("messages?chat_id={}", stage.alice);
    assert_eq!(stage.get(&path).await["messages"].as_array().unwrap().len(), 600);
}

#[tokio::test]
#[cfg(unix)]
async fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("mode");
    drop(started(&folder.file()).await);
    assert_eq!(fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn the_name_of_a_bot_is_set_and_its_user_is_announced() {
    let stage = Stage::new().await;
    let me = stage.emulator.name_bot(TOKEN, "Pizza shop").unwrap();
    let expected =
        json!({"id": 42, "is_bot": true, "first_name": "Pizza shop", "username": "Pizza_shop_bot"});
    assert_eq!(me, expected);
    let found = stage.call("getMe", json!({})).await.unwrap();
    assert_eq!((&found["first_name"], &found["username"]), (&me["first_name"], &me["username"]));
    for wrong in ["no token", "42:other"] {
        let error = stage.emulator.name_bot(wrong, "x").unwrap_err();
        assert_eq!(error.to_string(), "the token is not one, or another bot has its id");
    }
}
