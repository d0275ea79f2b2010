//! Chats of a bot without a token, across restarts of its process.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
    time::{sleep, timeout},
};

/// The time limit of each step.
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory for a test's files, which is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("chappe-restarts-{name}-{}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A bot with a chat page. It is killed when this is dropped.
struct Bot {
    process: Child,
    address: String,
    /// Open, because the test harness writes to it when the bot ends.
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl Bot {
    /// Starts a program with a value of `CHAPPE_EMULATOR_SNAPSHOT`.
    async fn start(program: &Path, snapshot: &str) -> Self {
        let mut process = Command::new(program)
            .args(["--exact", "child::runs_as_a_child", "--ignored", "--nocapture"])
            .env_remove("TELEGRAM_BOT_TOKEN")
            .env_remove("TELEGRAM_API_URL")
            .env_remove("RUST_LOG")
            .env("CHAPPE_EMULATOR_SNAPSHOT", snapshot)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = loop {
            let line = timeout(PATIENCE, lines.next_line()).await.expect("the bot starts").unwrap();
            // The test harness writes on the same line.
            let line = line.expect("the bot prints its address");
            if let Some((_, address)) = line.split_once("chat page: http://") {
                break address.strip_suffix('/').unwrap().to_owned();
            }
        };
        Self { process, address, _stdout: lines }
    }

    /// Starts this program with a file.
    async fn with_file(file: &Path) -> Self {
        Self::start(&std::env::current_exe().unwrap(), file.to_str().unwrap()).await
    }

    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let (host, body) = (&self.address, body.to_string());
        let length = body.len();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "{method} /emu/v1/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("an answer").unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    async fn add_user(&self, name: &str) -> i64 {
        let user = self.control("POST", "users", json!({"first_name": name})).await;
        user["id"].as_i64().unwrap()
    }

    /// Sends a text, and waits for its echo.
    async fn hears(&self, user: i64, text: &str) {
        let sent = self.control("POST", "messages", json!({"from": user, "text": text})).await;
        let query = format!("messages?chat_id={user}&after={}&wait=30000", sent["message_id"]);
        let answer = self.control("GET", &query, json!({})).await;
        assert_eq!(answer["messages"][0]["text"], text, "{sent} {answer}");
    }

    async fn messages(&self, user: i64) -> Value {
        self.control("GET", &format!("messages?chat_id={user}"), json!({})).await
    }

    async fn users(&self) -> Value {
        self.control("GET", "state", json!({})).await["users"].clone()
    }

    async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }

    /// Sends SIGTERM. Returns what was written to standard error.
    async fn stop(mut self) -> String {
        let id = self.process.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        let mut written = String::new();
        let mut stderr = self.process.stderr.take().unwrap();
        timeout(PATIENCE, stderr.read_to_string(&mut written)).await.expect("it ends").unwrap();
        assert!(self.process.wait().await.unwrap().success());
        written
    }
}

fn texts(messages: &Value) -> Vec<&str> {
    let messages = messages["messages"].as_array().unwrap().iter();
    messages.map(|message| message["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn users_chats_and_the_port_are_the_same_after_a_kill() {
    let folder = Folder::new("kill");
    let file = folder.0.join("chats.json");
    // The usual port is in use, so the bot has one that no other test has.
    let _usual = std::net::TcpListener::bind("127.0.0.1:8081");
    let bot = Bot::with_file(&file).await;
    let alice = bot.add_user("Alice").await;
    bot.hears(alice, "hi").await;
    // Longer than the quarter of a second after which changes are saved.
    sleep(Duration::from_secs(1)).await;
    let before = (bot.address.clone(), bot.users().await, bot.messages(alice).await);
    bot.kill().await;

    let bot = Bot::with_file(&file).await;
    let after = (bot.address.clone(), bot.users().await, bot.messages(alice).await);
    assert_eq!(after, before);
    bot.hears(alice, "again").await;
    // No update is handled twice.
    assert_eq!(texts(&bot.messages(alice).await), ["hi", "hi", "again", "again"]);
}

#[tokio::test]
async fn a_shutdown_saves_the_last_change() {
    let folder = Folder::new("shutdown");
    let file = folder.0.join("chats.json");
    let bot = Bot::with_file(&file).await;
    let alice = bot.add_user("Alice").await;
    bot.hears(alice, "hi").await;
    let before = bot.messages(alice).await;
    let first = bot.stop().await;
    let bot = Bot::with_file(&file).await;
    assert_eq!(bot.messages(alice).await, before);
    // Where the chats come from is logged, so that they can be removed.
    let restored = "INFO  the chats of the previous run are restored";
    let expected = format!("{restored}; without {}, there are none\n", file.display());
    assert!(bot.stop().await.starts_with(&expected));
    assert!(!first.contains(restored), "{first}");
}

#[tokio::test]
async fn chats_are_not_kept_if_snapshots_are_off() {
    let program = std::env::current_exe().unwrap();
    let bot = Bot::start(&program, "off").await;
    bot.add_user("Alice").await;
    bot.stop().await;
    assert_eq!(Bot::start(&program, "off").await.users().await, json!([]));
}

#[tokio::test]
async fn the_programs_of_a_workspace_keep_their_own_chats_in_its_target_directory() {
    let folder = Folder::new("programs");
    let target = folder.0.join("target");
    let [shop, admin] = ["shop", "admin"].map(|name| target.join("debug").join(name));
    fs::create_dir_all(target.join("debug")).unwrap();
    for program in [&shop, &admin] {
        fs::hard_link(std::env::current_exe().unwrap(), program).unwrap();
    }
    let bot = Bot::start(&shop, "").await;
    bot.add_user("Alice").await;
    bot.stop().await;
    assert_eq!(Bot::start(&admin, "").await.users().await, json!([]));
    let users = Bot::start(&shop, "").await.users().await;
    assert_eq!(users[0]["first_name"], "Alice");
    assert!(target.join("chappe-emulator/debug/shop.json").is_file());
}

#[tokio::test]
async fn a_snapshot_that_is_not_usable_is_ignored_with_a_warning() {
    let folder = Folder::new("damaged");
    let file = folder.0.join("chats.json");
    for (content, why) in [
        ("{\"version\":1", "not JSON: EOF while parsing an object at line 1 column 12"),
        ("{\"version\":99}", "not a snapshot of version 2"),
    ] {
        fs::write(&file, content).unwrap();
        let bot = Bot::with_file(&file).await;
        let alice = bot.add_user("Alice").await;
        bot.hears(alice, "hi").await;
        let written = bot.stop().await;
        let file = file.display();
        let expected =
            format!("WARN  the chats in {file} are ignored: {why}; it is kept as {file}.ignored\n");
        assert!(written.starts_with(&expected), "{written}");
    }
}

#[tokio::test]
async fn the_bot_is_named_after_its_router() {
    let bot = Bot::start(&std::env::current_exe().unwrap(), "off").await;
    let state = bot.control("GET", "state", json!({})).await;
    let [name, username] = ["first_name", "username"].map(|field| state["bots"][0][field].clone());
    assert_eq!((name, username), (json!("app"), json!("app_bot")));
}
