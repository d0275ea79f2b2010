//! The stand-in for the Bot API server, as a process.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde::{Deserialize, de::DeserializeOwned};

use crate::Result;

/// The server on the first core, killed when it is dropped.
#[derive(Debug)]
pub struct Standin {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

/// The calls that it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Answered {
    /// The number of calls.
    pub calls: u64,
    /// The sum of the bytes of their bodies.
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Listening {
    port: u16,
}

impl Standin {
    /// Starts it, and waits until it listens.
    pub fn start(program: &Path) -> Result<Self> {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().ok_or("its output is a pipe")?;
        let mut standin = Self { child, lines: BufReader::new(stdout), port: 0 };
        standin.port = standin.line::<Listening>()?.port;
        Ok(standin)
    }

    /// The URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Stops it. Returns the calls that it answered.
    pub fn end(mut self) -> Result<Answered> {
        drop(self.child.stdin.take());
        self.line()
    }

    fn line<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
