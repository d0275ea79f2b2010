//! Where a handler finds its router's state.

use std::{fmt, sync::Arc};

use crate::request::{Parts, Request};

/// The state of the router that a handler was registered at, as
/// [`Handler::call`](crate::Handler::call) gets it.
///
/// Made of an `Arc<S>`, unless the dispatcher makes it: then it is found by way of the
/// request, and nothing is counted.
///
/// # Example
///
/// A handler called by hand:
///
/// ```
/// use std::sync::Arc;
///
/// use chappe::Handler;
/// use chappe::prelude::*;
/// use chappe::types::SendMessage;
/// use chappe_testing::UpdateBuilder;
///
/// #[derive(Clone)]
/// struct Greeting(&'static str);
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BoxError> {
/// let handler = async |State(Greeting(text)): State<Greeting>| reply(text);
/// let request = Request::from(UpdateBuilder::message("hi").build());
/// let request = request.try_into_event::<Message>().expect("it is a message");
///
/// let outcome = handler.call(request, Arc::new(Greeting("hello")).into()).await?;
/// let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
/// assert_eq!(reply.map(|method| &*method.text), Some("hello"));
/// # Ok(())
/// # }
/// ```
pub struct RouterState<S> {
    place: Place<S>,
}

enum Place<S> {
    Here(Arc<S>),
    /// With the route that the request was matched to.
    Route(fn(&Parts) -> Option<&S>),
}

impl<S> RouterState<S> {
    /// The state that `find` finds in each request that it will be asked about.
    pub(crate) fn of_route(find: fn(&Parts) -> Option<&S>) -> Self {
        Self { place: Place::Route(find) }
    }

    /// The state, for the handler of `request`.
    ///
    /// # Panics
    ///
    /// Panics if the dispatcher gave it for another request.
    pub fn of<'a, E>(&'a self, request: &'a Request<E>) -> &'a S {
        match &self.place {
            Place::Here(state) => state,
            Place::Route(find) => {
                find(request.parts()).expect("a handler is called with the request that it matched")
            }
        }
    }
}

impl<S> From<Arc<S>> for RouterState<S> {
    fn from(state: Arc<S>) -> Self {
        Self { place: Place::Here(state) }
    }
}

impl<S> fmt::Debug for RouterState<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RouterState<{}>", std::any::type_name::<S>())
    }
}
