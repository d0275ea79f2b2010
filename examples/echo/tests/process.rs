//! The program without a token.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

/// The process and the emulator that it started.
struct Echo {
    child: Child,
    address: String,
    /// The first line on standard error.
    first_line: String,
}

impl Echo {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_echo"))
            .env_remove("TELEGRAM_BOT_TOKEN")
            .env_remove("TELEGRAM_API_URL")
            .env_remove("RUST_LOG")
            .env("CHAPPE_EMULATOR_SNAPSHOT", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let page = line.trim_end().strip_prefix("chat page: http://").unwrap();
        let address = page.strip_suffix('/').unwrap().to_owned();
        let mut first_line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut first_line).unwrap();
        Self { child, address, first_line }
    }

    /// The response of the server.
    fn request(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}",
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        serde_json::from_str(&self.request(method, &format!("/emu/v1/{path}"), &body)).unwrap()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn without_a_token_there_is_a_chat_page_with_a_bot_that_answers() {
    let echo = Echo::start();
    assert_eq!(echo.first_line, "INFO  polling as @echo_bot bot=1\n");
    assert!(echo.request("GET", "/", "").starts_with("<!doctype html>"));
    let alice = echo.control("POST", "users", &json!({"first_name": "Alice"}))["id"].clone();
    let sent = loop {
        // The bot exists once it has made a call.
        let sent = echo.control("POST", "messages", &json!({"from": alice, "text": "hi"}));
        if sent["ok"].is_null() {
            break sent;
        }
        std::thread::yield_now();
    };
    let query = format!("messages?chat_id={alice}&after={}&wait=10000", sent["message_id"]);
    let answer = echo.control("GET", &query, &Value::Null);
    assert_eq!(answer["messages"][0]["text"], "hi");
    let updates = loop {
        let updates = echo.control("GET", "updates", &Value::Null);
        if updates["updates"][0]["trace"].is_object() {
            break updates;
        }
        std::thread::yield_now();
    };
    assert_eq!(updates["updates"][0]["trace"]["handler"], "echo");
}
