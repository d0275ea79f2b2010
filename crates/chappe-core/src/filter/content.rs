//! Filters by the content of messages.

use chappe_types::Message;

use crate::{
    content::Content,
    error::BoxError,
    filter::{Candidate, Filter, Selector, selector::Key},
};

/// Matches messages with the given content: `content(Content::Photo)`.
///
/// [Extractors](crate::extract) of the same content match too, but only `content` is looked up by
/// the index of routes.
///
/// An animation is also a document, and a venue is also a location; see [`Content::of`].
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::Document;
///
/// async fn measure(document: Document) -> impl IntoOutcome {
///     reply(format!("{} bytes", document.file_size.unwrap_or_default()))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(content(Content::Document), measure));
/// # let _ = router;
/// ```
pub fn content(content: Content) -> ContentFilter {
    ContentFilter { content }
}

/// Matches messages by content; created by [`content()`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct ContentFilter {
    content: Content,
}

impl Filter<Message> for ContentFilter {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Ok(self.content.is_in(candidate.event()))
    }

    fn selector(&self) -> Selector {
        Selector::keys(vec![Key::Content(self.content)]).exact()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("content({})", self.content.as_str())
    }
}
