//! [`Connection`]: a client's connection, without an HTTP library, to send invalid bytes.

use std::{
    io::{Error, ErrorKind, Result},
    net::SocketAddr,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A connection, and the received bytes that are not parsed yet.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    received: Vec<u8>,
}

/// The head of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Whether it closes the connection.
    pub(crate) closes: bool,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::new() })
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Reads the next response including its body.
    pub(crate) async fn response(&mut self) -> Result<Response> {
        loop {
            if let Some((response, length)) = parse(&self.received) {
                self.received.drain(..length);
                return Ok(response);
            }
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
        }
    }
}

/// Parses the first response and returns its length. Returns `None` if it is incomplete.
fn parse(received: &[u8]) -> Option<(Response, usize)> {
    let head_end = received.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&received[..head_end]).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
    let length = header("content-length:").and_then(|length| length.trim().parse().ok());
    let whole = head_end + length.unwrap_or(0_usize);
    let closes = header("connection:").is_some_and(|value| value.contains("close"));
    let response = Response { status: status.unwrap_or_default(), closes };
    (received.len() >= whole).then_some((response, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_ends_with_its_body() {
        let received = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 503 \r\nconnection: close\r\n\r\n";
        let first = Response { status: 200, closes: false };
        assert_eq!(parse(received), Some((first, 40)));
        assert_eq!(parse(&received[..39]), None);
        let second = Response { status: 503, closes: true };
        assert_eq!(parse(&received[40..]), Some((second, 36)));
    }
}
