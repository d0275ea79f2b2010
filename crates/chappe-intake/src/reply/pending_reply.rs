//! A reply that the source may put into its response.

use std::{borrow::Cow, fmt, future::Future, pin::Pin};

use tokio::runtime::Handle;

use crate::{
    catch_panic::report,
    running_tasks::{RunningTasks, TaskToken},
};

/// A reply, rendered as the body of an HTTP response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyBody {
    /// Its media type.
    pub media_type: Cow<'static, str>,
    /// The body.
    pub bytes: Vec<u8>,
}

/// A reply that the source may put into its response.
///
/// If it is dropped without being [taken](Self::take), the bot sends it by a call.
#[derive(Debug)]
pub struct PendingReply {
    body: ReplyBody,
    call: UnsentCall,
}

/// A future that sends a reply by a call.
pub(crate) type Call = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The call that sends a reply. Dropping this spawns the call, unless it was removed.
struct UnsentCall {
    method: &'static str,
    call: Option<Call>,
    /// A drain waits until the reply is taken or sent.
    token: TaskToken,
}

impl PendingReply {
    /// Wraps `body`, the rendered parameters of `method`. Unless it is taken, `call` sends the reply
    /// on a task of `tasks`.
    pub(crate) fn new(
        method: &'static str,
        body: ReplyBody,
        call: Call,
        tasks: &RunningTasks,
    ) -> Self {
        Self { body, call: UnsentCall { method, call: Some(call), token: tasks.token() } }
    }

    /// Takes the reply, to put it into a response.
    pub fn take(mut self) -> ReplyBody {
        self.call.call = None;
        self.body
    }

    /// Sends the reply by a call.
    pub(crate) async fn send(mut self) {
        if let Some(call) = self.call.call.take() {
            call.await;
        }
    }
}

impl Drop for UnsentCall {
    fn drop(&mut self) {
        let Some(call) = self.call.take() else { return };
        if let Ok(runtime) = Handle::try_current() {
            self.token.clone().spawn_on(call, &runtime);
        } else {
            let method = self.method;
            report(|| {
                tracing::warn!(
                    method,
                    "a reply was dropped outside of a tokio runtime: it is not sent"
                );
            });
        }
    }
}

impl fmt::Debug for UnsentCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsentCall").field("method", &self.method).finish_non_exhaustive()
    }
}
