//! Events over a WebSocket.

use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::{body::Incoming, upgrade::Upgraded};
use hyper_util::rt::TokioIo;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, handshake::derive_accept_key, protocol::Role},
};

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
    let accept = derive_accept_key(key.as_bytes());
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

/// Forwards events until the peer closes the connection.
async fn forward(upgraded: Upgraded, mut events: Receiver<String>) {
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
    let (mut sink, mut source) = socket.split();
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) => if sink.send(Message::text(event)).await.is_err() { return },
                // A client that lags behind is disconnected, and reads the state again.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            },
            received = source.next() => match received {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}
