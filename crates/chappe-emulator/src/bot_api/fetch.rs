//! Files on the web, which are fetched before a method runs.

use std::{thread::Thread, time::Duration};

use bytes::Bytes;
use futures_util::future::join_all;
use http::{Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use tokio::sync::oneshot;

use crate::{
    bot_api::post::{HttpClient, http_client},
    file_name::clean_file_name,
    methods::{WebFile, web_files},
    params::{File, Params},
    schema::Method,
    shared::Shared,
};

/// The time for a file and its redirects, measured on the machine's clock.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The most redirects to a file.
const MAX_REDIRECTS: usize = 5;

/// The largest photo and the largest other file, in bytes.
const MAX_PHOTO: usize = 5 << 20;
const MAX_FILE: usize = 20 << 20;

const FAILED: &str = "failed to get HTTP URL content";

/// Fetches the files on the web that the parameters of a method name.
pub(crate) async fn fetch(shared: &Shared, method: &Method, params: &mut Params) {
    let files = web_files(method, params);
    if files.is_empty() {
        return;
    }
    let client = http_client();
    let fetched = files.iter().map(|file| async {
        let fetched = get(shared, &client, file).await;
        (file.url.clone(), fetched)
    });
    let (timer, timeout) = timer();
    tokio::select! {
        fetched = join_all(fetched) => params.fetched = fetched.into_iter().collect(),
        _ = timeout => {
            let failed = files.into_iter().map(|file| (file.url, Err(FAILED)));
            params.fetched = failed.collect();
        }
    }
    timer.unpark();
}

/// A timer of the machine's clock: the clock of the runtime may be paused, and would then be
/// advanced while a file is fetched. Returns its thread, which ends when it is unparked.
fn timer() -> (Thread, oneshot::Receiver<()>) {
    let (sender, timeout) = oneshot::channel();
    let timer = std::thread::spawn(move || {
        std::thread::park_timeout(TIMEOUT);
        // An error reports that the files have been fetched.
        let _ = sender.send(());
    });
    (timer.thread().clone(), timeout)
}

async fn get(shared: &Shared, client: &HttpClient, file: &WebFile) -> Result<File, &'static str> {
    let mut uri = uri_of(&file.url).ok_or("wrong HTTP URL specified")?;
    if let Some(page) = shared.world().web_pages.get(&file.url).cloned() {
        let content = Some(page.content).filter(|content| content.len() <= file.most());
        return Ok(file_at(&uri, &page.media_type, content.ok_or(FAILED)?));
    }
    for _ in 0..=MAX_REDIRECTS {
        let host = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
        if uri.scheme_str() != Some("http") || !shared.may_fetch_from(host) {
            return Err(FAILED);
        }
        let request = Request::get(uri.clone()).body(Full::default()).map_err(|_| FAILED)?;
        let response = client.request(request).await.map_err(|_| FAILED)?;
        match redirect(&uri, &response) {
            Some(next) => uri = next,
            None => return read(response, &uri, file).await.ok_or(FAILED),
        }
    }
    Err(FAILED)
}

/// Parses a URL; without a scheme, it is one of HTTP.
fn uri_of(url: &str) -> Option<Uri> {
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let url = url.split('#').next().unwrap_or_default();
    let uri: Uri = url.parse().ok()?;
    uri.authority().map(|_| uri.clone())
}

/// The URL that a response redirects to.
fn redirect(from: &Uri, response: &Response<Incoming>) -> Option<Uri> {
    let to = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let to = to.parse::<Uri>().ok().filter(|_| response.status().is_redirection())?;
    let mut parts = to.into_parts();
    parts.scheme = parts.scheme.or_else(|| from.scheme().cloned());
    parts.authority = parts.authority.or_else(|| from.authority().cloned());
    Uri::from_parts(parts).ok()
}

/// Reads a file. Returns `None` if there is none, or if it is too large.
async fn read(response: Response<Incoming>, uri: &Uri, file: &WebFile) -> Option<File> {
    if !response.status().is_success() {
        return None;
    }
    let (head, body) = response.into_parts();
    let media_type = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    let content = Limited::new(body, file.most()).collect().await.ok()?.to_bytes();
    Some(file_at(uri, media_type, content))
}

/// The file at a URL.
fn file_at(uri: &Uri, media_type: &str, content: Bytes) -> File {
    let path = percent_decode_str(uri.path()).decode_utf8_lossy();
    let name = clean_file_name(&path);
    let media_type = media_type.trim().to_lowercase();
    File { part: String::new(), name, media_type, content }
}

impl WebFile {
    /// The most bytes of the file.
    fn most(&self) -> usize {
        if self.is_photo { MAX_PHOTO } else { MAX_FILE }
    }
}
