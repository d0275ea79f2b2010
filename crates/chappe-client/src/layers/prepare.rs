//! Functions that change calls before the default layers see them.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use tower_layer::Layer;
use tower_service::Service;

use crate::{api_response::ApiResponse, call::Call};

type Change = Arc<dyn Fn(Call) -> Call + Send + Sync>;

/// A layer that changes every call once, by functions in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct PrepareLayer {
    changes: Vec<Change>,
}

impl PrepareLayer {
    /// Appends a function.
    pub(crate) fn push(&mut self, change: impl Fn(Call) -> Call + Send + Sync + 'static) {
        self.changes.push(Arc::new(change));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Applies the functions to a call, unless they were applied before.
    pub(crate) fn prepare(&self, call: Call) -> Call {
        if call.is_prepared() || self.is_empty() {
            return call;
        }
        self.changes.iter().fold(call, |call, change| change(call)).prepared()
    }
}

impl fmt::Debug for PrepareLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrepareLayer").field("changes", &self.changes.len()).finish()
    }
}

impl<S> Layer<S> for PrepareLayer {
    type Service = Prepare<S>;

    fn layer(&self, inner: S) -> Prepare<S> {
        Prepare { inner, layer: self.clone() }
    }
}

/// The service of [`PrepareLayer`].
#[derive(Clone, Debug)]
pub(crate) struct Prepare<S> {
    inner: S,
    layer: PrepareLayer,
}

impl<S: Service<Call, Response = ApiResponse>> Service<Call> for Prepare<S> {
    type Response = ApiResponse;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> S::Future {
        self.inner.call(self.layer.prepare(call))
    }
}

#[cfg(test)]
mod tests {
    use chappe_types::SendMessage;

    use super::*;

    #[test]
    fn each_function_changes_a_call_once_in_order() {
        let mut layer = PrepareLayer::default();
        for addition in ["a", "b"] {
            layer.push(move |mut call| {
                let text: String =
                    serde_json::from_str(call.params().get("text").unwrap()).unwrap();
                call.set("text", text + addition);
                call
            });
        }
        let once = layer.prepare(Call::new(&SendMessage::new(7, "x")));
        let twice = layer.prepare(once.clone().with_chat(8));
        assert_eq!(once.params().as_bytes(), br#"{"chat_id":7,"text":"xab"}"#);
        assert_eq!(twice.params().as_bytes(), br#"{"chat_id":8,"text":"xab"}"#);
    }
}
