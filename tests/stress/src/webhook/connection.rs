//! One connection of a client, by hand: misbehaviour needs the bytes.

use std::{
    io::{Error, ErrorKind, Result},
    net::SocketAddr,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A connection, and what was read and not yet understood.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, without its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Whether the connection ends with it.
    pub(crate) closes: bool,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::new() })
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Reads the next answer, body and all.
    pub(crate) async fn answer(&mut self) -> Result<Answer> {
        loop {
            if let Some((answer, length)) = parse(&self.read) {
                self.read.drain(..length);
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
        }
    }
}

/// The answer at the beginning, and how long it is; `None` if more must come.
fn parse(read: &[u8]) -> Option<(Answer, usize)> {
    let head_end = read.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&read[..head_end]).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
    let length = header("content-length:").and_then(|length| length.trim().parse().ok());
    let whole = head_end + length.unwrap_or(0_usize);
    let closes = header("connection:").is_some_and(|value| value.contains("close"));
    let answer = Answer { status: status.unwrap_or_default(), closes };
    (read.len() >= whole).then_some((answer, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_with_its_body() {
        let read = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 503 \r\nconnection: close\r\n\r\n";
        let first = Answer { status: 200, closes: false };
        assert_eq!(parse(read), Some((first, 40)));
        assert_eq!(parse(&read[..39]), None);
        let second = Answer { status: 503, closes: true };
        assert_eq!(parse(&read[40..]), Some((second, 36)));
    }
}
