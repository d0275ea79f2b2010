//! Reads a stream of text while calls are in progress.

use std::future::poll_fn;

use chappe_core::BoxError;
use tokio::{sync::watch, task::coop::consume_budget};

use crate::{stop_handle::StopHandle, text_stream::piece::Source};

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// Set when the text is complete.
    pub(super) end: Option<End>,
}

/// Why a text is complete.
#[derive(Debug)]
pub(super) enum End {
    /// The stream has ended.
    Complete,
    /// The stop handle was used.
    Stopped,
    /// The stream has failed.
    Failed(BoxError),
}

/// Reads until the stream ends or fails, or the handle is used; then drops the stream.
pub(super) async fn read(
    mut source: Box<dyn Source + '_>,
    stop: StopHandle,
    text: watch::Sender<Text>,
) {
    let end = loop {
        let mut piece = String::new();
        let next = poll_fn(|cx| source.poll_append(cx, &mut piece));
        let next = tokio::select! {
            biased;
            () = stop.stopped() => break End::Stopped,
            next = next => next,
        };
        match next {
            Some(Ok(())) => text.send_modify(|all| all.text.push_str(&piece)),
            Some(Err(error)) => break End::Failed(error),
            None => break End::Complete,
        }
        // A stream that is always ready must not block the calls.
        consume_budget().await;
    };
    drop(source);
    text.send_modify(|all| all.end = Some(end));
}
