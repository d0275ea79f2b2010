//! Opens the content of a file: over HTTP, or from disk if the server is local.

use std::{io, sync::Arc, time::Duration};

use bytes::BytesMut;
use http::StatusCode;
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::{
    fs::File,
    time::{sleep, timeout},
};

use crate::{
    call::Call,
    download::{
        path::{resolve, segments},
        stream::{CHUNK, Content},
    },
    error::{Error, Kind},
    http::{BoxHttp, Endpoint, decode_response, get_request, read_body, transport_error},
    layers::Backoff,
    params::Params,
    server::LocalFiles,
};

/// The maximum number of requests for a file.
const MAX_ATTEMPTS: u32 = 3;

pub(super) const CANNOT_READ: &str = "the file cannot be read";

/// Opens a file of a server in local mode, and returns its length.
pub(super) async fn open_local(
    files: &LocalFiles,
    path: &str,
) -> io::Result<(Content, Option<u64>)> {
    let path = resolve(files, path).await?;
    // Reading a pipe would block, and a directory has no content.
    let metadata = tokio::fs::metadata(&path).await?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let content = Content::Local { file: File::open(path).await?, buffer: BytesMut::new() };
    Ok((content, Some(metadata.len())))
}

#[inline]
pub(super) fn failed(reason: &'static str) -> Error {
    Error::new("getFile".into(), Kind::Download(reason))
}

#[inline]
pub(super) fn io_failed(reason: &'static str, error: io::Error) -> Error {
    Error::with_source("getFile".into(), Kind::Download(reason), error)
}

/// Requests a file by HTTP, and returns its body and length.
pub(super) async fn fetch(
    http: &BoxHttp,
    endpoint: &Arc<Endpoint>,
    path: &str,
    limit: Duration,
) -> Result<(Content, Option<u64>), Error> {
    let Some(segments) = segments(path) else {
        return Err(failed(
            "the file's path is not a plain relative one: a server in local mode needs \
             `ApiServer::local`",
        ));
    };
    let call = Call::named("getFile", Params::default());
    let backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(10));
    let mut attempts = 1;
    let response = loop {
        let uri = endpoint.server.file(&endpoint.token, &segments);
        let uri = uri.map_err(|error| Error::not_sent(&call, error))?;
        match timeout(limit, http.send(get_request(uri))).await {
            Ok(Ok(response)) => break response,
            Ok(Err(error)) if attempts >= MAX_ATTEMPTS => {
                return Err(transport_error(&call, endpoint, error));
            }
            Err(_) if attempts >= MAX_ATTEMPTS => {
                return Err(Error::new(call.method_name(), Kind::TimedOut(limit)));
            }
            _ => sleep(backoff.pause(attempts)).await,
        }
        attempts += 1;
    };
    let (head, body) = response.into_parts();
    if head.status == StatusCode::OK {
        let length = body.size_hint().exact();
        // Errors of a custom transport may contain the URL, and with it the token.
        let endpoint = Arc::clone(endpoint);
        let body = body.map_err(move |error| endpoint.redact(error)).boxed_unsync();
        return Ok((Content::Http(Box::pin(body)), length));
    }
    let refusal = timeout(limit, read_body(body, CHUNK)).await;
    let refusal = refusal.ok().and_then(Result::ok).flatten();
    match decode_response(head.status, &head.headers, &refusal.unwrap_or_default()) {
        Err(kind) => Err(Error::new(call.method_name(), endpoint.redacted(kind))),
        Ok(_) => Err(failed(CANNOT_READ)),
    }
}
