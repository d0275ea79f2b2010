//! Sends the replies of an update, and offers failures to error observers.

use std::{error::Error, sync::Arc};

use chappe_core::{
    BoxError, CatchPanic, ErasedFuture, LastMatch, Outcome, Reply, Request, TooLate, attempt,
    discard, find_error, outcome::Replies,
};
use tracing::field::display;

use super::{running_update::RunningUpdate, warnings::kind_of};
use crate::{
    catch_panic::{is_control_flow, report},
    reply::PendingReply,
};

impl RunningUpdate {
    /// Creates a request for the dispatcher. It stores this update, for the extractors `Lane` and
    /// `Background`.
    pub(crate) fn request(self: &Arc<Self>) -> Request {
        Request::from(self.update.clone()).with(Arc::clone(self))
    }

    /// Sends the replies of the handler in order, up to the first one that cannot be sent. The last
    /// one is returned instead if it can be part of the source's response.
    pub(crate) async fn send_replies(
        self: &Arc<Self>,
        mut replies: Replies,
    ) -> Option<PendingReply> {
        let last = replies.next_back()?;
        for reply in replies {
            // Boxed: the future of an update without replies stays small.
            if !Box::pin(self.send(reply)).await {
                return None;
            }
        }
        match self.render(last) {
            Ok(pending) => Some(pending),
            Err(last) => {
                Box::pin(self.send(last)).await;
                None
            }
        }
    }

    /// Renders a reply for the source's response; returns it if no caller waits for a response,
    /// or if the reply cannot be part of one.
    fn render(self: &Arc<Self>, reply: Reply) -> Result<PendingReply, Reply> {
        if !self.shared.in_flight.has_caller(self.id()) {
            return Err(reply);
        }
        let Ok(Some(body)) = attempt(|| (self.shared.options.render_reply)(&reply)) else {
            return Err(reply);
        };
        let (method, update) = (reply.name(), Arc::clone(self));
        let call = Box::pin(async move {
            update.send(reply).await;
        });
        Ok(PendingReply::new(method, body, call, &self.shared.tasks))
    }

    /// Sends a reply. Returns whether the next reply may be sent. If the reply cannot be sent,
    /// offers the failure to the root's error observer, and sends the replies of that observer.
    pub(crate) async fn send(self: &Arc<Self>, reply: Reply) -> bool {
        let method = reply.name();
        let Some(sent) = self.shared.options.replies.send(reply) else {
            report(|| {
                tracing::warn!(method, "there is no bot to send a reply with: it is dropped");
            });
            return true;
        };
        let Err(error) = sent.await else { return true };
        let dispatcher = self.shared.dispatcher.clone();
        let handler = dispatcher.route_of(LastMatch::now()).map(ToString::to_string);
        let request = self.request();
        let raised = Box::pin(async move { dispatcher.raise(request, error).await });
        self.recover(raised, "a reply could not be sent", handler).await;
        false
    }

    /// Offers the failure of a background task to the error observer of the handler's router, then
    /// to those of the routers around it.
    pub(crate) async fn raise(&self, request: Request, error: BoxError) {
        if is_control_flow(&error) {
            let _ = discard(error);
            return;
        }
        let dispatcher = self.shared.dispatcher.clone();
        let handler = request.route().map(ToString::to_string);
        let raised = Box::pin(async move { dispatcher.raise_from(request, error).await });
        self.recover(raised, "a background task failed", handler).await;
    }

    /// Sends the replies of an error observer. Logs the failure if no observer handles it, or if
    /// these replies cannot be sent.
    async fn recover(
        &self,
        raised: ErasedFuture<Outcome>,
        message: &'static str,
        handler: Option<String>,
    ) {
        let error = match CatchPanic::new(raised).await {
            Ok(outcome) => self.send_all(outcome.into_replies()).await.err(),
            Err(error) => Some(error),
        };
        let Some(error) = error else { return };
        if !is_control_flow(&error) {
            report(|| self.log(&*error, message, handler.as_deref()));
        }
        let _ = discard(error);
    }

    async fn send_all(&self, replies: Replies) -> Result<(), BoxError> {
        for reply in replies {
            if let Some(sent) = self.shared.options.replies.send(reply) {
                sent.await?;
            }
        }
        Ok(())
    }

    fn log(&self, error: &(dyn Error + 'static), message: &'static str, handler: Option<&str>) {
        let update_id = self.id().0;
        if find_error::<TooLate>(error).is_some() {
            tracing::warn!(update_id, error, "a reply came too late");
        } else {
            let kind = kind_of(&self.update);
            let handler = handler.map(display);
            tracing::error!(update_id, kind, handler, error, "{message}");
        }
    }
}
