//! The control API, by one connection for each call.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use serde_json::Value;

/// The control API of the emulator.
pub struct Control {
    address: String,
}

impl Control {
    /// The control API at a URL such as `http://127.0.0.1:8081`.
    pub fn new(url: &str) -> Self {
        Self { address: url.trim_start_matches("http://").to_owned() }
    }

    /// Sends `GET path`.
    pub fn get(&self, path: &str) -> Value {
        self.call("GET", path, "")
    }

    /// Sends `POST path` with a body.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", path, &body.to_string())
    }

    /// Sends `PATCH path` with a body.
    pub fn patch(&self, path: &str, body: &Value) -> Value {
        self.call("PATCH", path, &body.to_string())
    }

    /// Downloads a file of a bot, for clients that cannot.
    pub fn file(&self, token: &str, path: &str) -> Vec<u8> {
        self.send("GET", &format!("/file/bot{token}/{path}"), "")
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Value {
        let answer = self.send(method, &format!("/emu/v1/{path}"), body);
        serde_json::from_slice(&answer).expect("the answer is JSON")
    }

    /// Returns the body of the answer.
    fn send(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).expect("the emulator listens");
        let (address, length) = (&self.address, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .expect("the emulator reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the emulator answers");
        let end = answer.windows(4).position(|at| at == b"\r\n\r\n");
        answer.split_off(end.expect("an answer has a body") + 4)
    }
}
