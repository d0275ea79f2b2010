//! A server under measurement.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use serde::Deserialize;

use crate::{Result, program::Program};

/// A server on the first core, killed when it is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its port.
    pub port: u16,
}

/// The time limits for its start and its end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The last line of its output.
#[derive(Deserialize)]
struct Last {
    handled: Option<u64>,
}

impl Server {
    /// Starts a server, and waits until it listens.
    pub fn start(program: &Program, case: &str) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = program.pinned(0);
        command.arg("w3").arg(port.to_string());
        if !case.is_empty() {
            command.arg(case);
        }
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Self { child: command.spawn()?, port };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("it does not support this case: {status}").into());
            }
            if began.elapsed() > PATIENCE {
                return Err("it does not listen".into());
            }
            pause();
        }
        Ok(server)
    }

    /// The id of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The status of its response to a wrong secret.
    pub fn status_of_wrong_secret(&self, body: &str) -> Result<u16> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let head = format!(
            "POST /webhook HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\nx-telegram-bot-api-secret-token: wrong!\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut line = [0; 12];
        stream.read_exact(&mut line)?;
        Ok(std::str::from_utf8(&line[9..])?.parse()?)
    }

    /// Stops it. Returns how many updates its handlers received.
    pub fn end(mut self) -> Result<Option<u64>> {
        drop(self.child.stdin.take());
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > PATIENCE {
                return Err("it does not exit at the end of its input".into());
            }
            pause();
        }
        let mut output = String::new();
        if let Some(stdout) = &mut self.child.stdout {
            stdout.read_to_string(&mut output)?;
        }
        let last: Last = serde_json::from_str(output.lines().last().ok_or("it printed nothing")?)?;
        Ok(last.handled)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "there is no runtime here to block")]
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
