//! Events over a WebSocket.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::{body::Incoming, upgrade::Upgraded};
use hyper_util::rt::TokioIo;
use sha1_smol::Sha1;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_websockets::{Message, ServerBuilder};

use crate::{response::HttpResponse, shared::Shared};

const PATH: &str = "/emu/v1/events";

/// Upgrades a request for the events. Returns any other request unchanged.
#[expect(clippy::result_large_err, reason = "the error is the request, which the caller answers")]
pub(crate) fn upgrade(
    shared: &Shared,
    mut request: Request<Incoming>,
) -> Result<HttpResponse, Request<Incoming>> {
    let key = request.headers().get(header::SEC_WEBSOCKET_KEY);
    let Some(key) = key.filter(|_| request.uri().path() == PATH) else { return Err(request) };
    let accept = accept_key(key.as_bytes());
    let mut response = Response::new(http_body_util::Full::default());
    let events = shared.world().watch();
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            forward(upgraded, events).await;
        }
    });
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::try_from(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    Ok(response)
}

/// Returns the proof that the server has read the key of a handshake: RFC 6455, section 1.3.
fn accept_key(key: &[u8]) -> String {
    let mut hash = Sha1::from(key);
    hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    STANDARD.encode(hash.digest().bytes())
}

/// Forwards events until the peer closes the connection.
async fn forward(upgraded: Upgraded, mut events: Receiver<String>) {
    let socket = ServerBuilder::new().serve(TokioIo::new(upgraded));
    let (mut sink, mut source) = socket.split();
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) => if sink.send(Message::text(event)).await.is_err() { return },
                // A client that lags behind is disconnected, and reads the state again.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            },
            received = source.next() => match received {
                Some(Ok(message)) if !message.is_close() => {}
                _ => return,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_has_the_accept_key_of_the_rfc() {
        let accept = accept_key(b"dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
