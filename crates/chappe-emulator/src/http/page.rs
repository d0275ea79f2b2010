//! The chat page, which is compiled into the program.

use bytes::Bytes;
use http::{HeaderValue, header};

use crate::response::{HttpResponse, bytes_response};

/// Nothing is loaded from other sites except Mini Apps, in frames of their own, and no inline
/// script runs.
const POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; \
                      frame-src http: https:; frame-ancestors 'none'";

/// Paths, media types and contents of the files of a directory.
macro_rules! files {
    ($($path:literal: $media_type:literal = $file:literal,)+) => {
        &[$(($path, $media_type, include_bytes!(concat!("../../page/", $file)))),+]
    };
}

const FILES: &[(&str, &str, &[u8])] = files! {
    "/app.js": "text/javascript" = "app.js",
    "/content.css": "text/css" = "content.css",
    "/icon.svg": "image/svg+xml" = "icon.svg",
    "/": "text/html; charset=utf-8" = "index.html",
    "/inspector.css": "text/css" = "inspector.css",
    "/js/account.js": "text/javascript" = "js/account.js",
    "/js/api.js": "text/javascript" = "js/api.js",
    "/js/attachments.js": "text/javascript" = "js/attachments.js",
    "/js/bubble.js": "text/javascript" = "js/bubble.js",
    "/js/business.js": "text/javascript" = "js/business.js",
    "/js/buttons.js": "text/javascript" = "js/buttons.js",
    "/js/chat-forms.js": "text/javascript" = "js/chat-forms.js",
    "/js/chat-menu.js": "text/javascript" = "js/chat-menu.js",
    "/js/chat.js": "text/javascript" = "js/chat.js",
    "/js/checklist.js": "text/javascript" = "js/checklist.js",
    "/js/commands.js": "text/javascript" = "js/commands.js",
    "/js/composer.js": "text/javascript" = "js/composer.js",
    "/js/dom.js": "text/javascript" = "js/dom.js",
    "/js/drafts.js": "text/javascript" = "js/drafts.js",
    "/js/effects.js": "text/javascript" = "js/effects.js",
    "/js/entities.js": "text/javascript" = "js/entities.js",
    "/js/ephemeral.js": "text/javascript" = "js/ephemeral.js",
    "/js/events.js": "text/javascript" = "js/events.js",
    "/js/failure-lines.js": "text/javascript" = "js/failure-lines.js",
    "/js/failures.js": "text/javascript" = "js/failures.js",
    "/js/faults.js": "text/javascript" = "js/faults.js",
    "/js/files.js": "text/javascript" = "js/files.js",
    "/js/forms.js": "text/javascript" = "js/forms.js",
    "/js/forward.js": "text/javascript" = "js/forward.js",
    "/js/inline.js": "text/javascript" = "js/inline.js",
    "/js/inspector.js": "text/javascript" = "js/inspector.js",
    "/js/joins.js": "text/javascript" = "js/joins.js",
    "/js/journal.js": "text/javascript" = "js/journal.js",
    "/js/json.js": "text/javascript" = "js/json.js",
    "/js/keyboards.js": "text/javascript" = "js/keyboards.js",
    "/js/link-preview.js": "text/javascript" = "js/link-preview.js",
    "/js/links.js": "text/javascript" = "js/links.js",
    "/js/media.js": "text/javascript" = "js/media.js",
    "/js/members.js": "text/javascript" = "js/members.js",
    "/js/menu.js": "text/javascript" = "js/menu.js",
    "/js/message-keys.js": "text/javascript" = "js/message-keys.js",
    "/js/message-menu.js": "text/javascript" = "js/message-menu.js",
    "/js/notices.js": "text/javascript" = "js/notices.js",
    "/js/paid.js": "text/javascript" = "js/paid.js",
    "/js/payments.js": "text/javascript" = "js/payments.js",
    "/js/people.js": "text/javascript" = "js/people.js",
    "/js/pinned.js": "text/javascript" = "js/pinned.js",
    "/js/places.js": "text/javascript" = "js/places.js",
    "/js/polls.js": "text/javascript" = "js/polls.js",
    "/js/preview.js": "text/javascript" = "js/preview.js",
    "/js/reactions.js": "text/javascript" = "js/reactions.js",
    "/js/requests.js": "text/javascript" = "js/requests.js",
    "/js/rich-text.js": "text/javascript" = "js/rich-text.js",
    "/js/rich.js": "text/javascript" = "js/rich.js",
    "/js/send-files.js": "text/javascript" = "js/send-files.js",
    "/js/senders.js": "text/javascript" = "js/senders.js",
    "/js/share.js": "text/javascript" = "js/share.js",
    "/js/sidebar.js": "text/javascript" = "js/sidebar.js",
    "/js/store.js": "text/javascript" = "js/store.js",
    "/js/subscriptions.js": "text/javascript" = "js/subscriptions.js",
    "/js/summary.js": "text/javascript" = "js/summary.js",
    "/js/theme-toggle.js": "text/javascript" = "js/theme-toggle.js",
    "/js/theme.js": "text/javascript" = "js/theme.js",
    "/js/topics.js": "text/javascript" = "js/topics.js",
    "/js/trace.js": "text/javascript" = "js/trace.js",
    "/js/views.js": "text/javascript" = "js/views.js",
    "/js/web-app.js": "text/javascript" = "js/web-app.js",
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
