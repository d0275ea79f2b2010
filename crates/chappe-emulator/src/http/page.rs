//! The chat page, which is compiled into the program.

use bytes::Bytes;
use http::{HeaderValue, header};

use crate::response::{HttpResponse, bytes_response};

/// Nothing is loaded from other sites, and no inline script runs.
const POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'";

/// Paths, media types and contents of the files of a directory.
macro_rules! files {
    ($($path:literal: $media_type:literal = $file:literal,)+) => {
        &[$(($path, $media_type, include_bytes!(concat!("../../page/", $file)))),+]
    };
}

const FILES: &[(&str, &str, &[u8])] = files! {
    "/app.js": "text/javascript" = "app.js",
    "/icon.svg": "image/svg+xml" = "icon.svg",
    "/": "text/html; charset=utf-8" = "index.html",
    "/inspector.css": "text/css" = "inspector.css",
    "/js/api.js": "text/javascript" = "js/api.js",
    "/js/attachments.js": "text/javascript" = "js/attachments.js",
    "/js/bubble.js": "text/javascript" = "js/bubble.js",
    "/js/chat.js": "text/javascript" = "js/chat.js",
    "/js/commands.js": "text/javascript" = "js/commands.js",
    "/js/composer.js": "text/javascript" = "js/composer.js",
    "/js/dom.js": "text/javascript" = "js/dom.js",
    "/js/entities.js": "text/javascript" = "js/entities.js",
    "/js/events.js": "text/javascript" = "js/events.js",
    "/js/failure-lines.js": "text/javascript" = "js/failure-lines.js",
    "/js/failures.js": "text/javascript" = "js/failures.js",
    "/js/faults.js": "text/javascript" = "js/faults.js",
    "/js/inspector.js": "text/javascript" = "js/inspector.js",
    "/js/journal.js": "text/javascript" = "js/journal.js",
    "/js/json.js": "text/javascript" = "js/json.js",
    "/js/keyboards.js": "text/javascript" = "js/keyboards.js",
    "/js/media.js": "text/javascript" = "js/media.js",
    "/js/menu.js": "text/javascript" = "js/menu.js",
    "/js/notices.js": "text/javascript" = "js/notices.js",
    "/js/people.js": "text/javascript" = "js/people.js",
    "/js/sidebar.js": "text/javascript" = "js/sidebar.js",
    "/js/store.js": "text/javascript" = "js/store.js",
    "/js/summary.js": "text/javascript" = "js/summary.js",
    "/js/theme-toggle.js": "text/javascript" = "js/theme-toggle.js",
    "/js/theme.js": "text/javascript" = "js/theme.js",
    "/js/trace.js": "text/javascript" = "js/trace.js",
    "/style.css": "text/css" = "style.css",
};

/// A file of the page.
pub(crate) fn page(path: &str) -> Option<HttpResponse> {
    let (_, media_type, content) = FILES.iter().find(|(known, ..)| *known == path)?;
    let mut response = bytes_response(Bytes::from_static(content), media_type);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Some(response)
}
