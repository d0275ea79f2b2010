//! Filters by the entities of a text.

use std::{fmt, marker::PhantomData};

use chappe_types::Message;

use crate::{
    error::BoxError,
    extract::{entities_of, entity::EntityKind},
    filter::{Candidate, Filter},
};

/// Matches messages with at least one entity of the kind `K` in their text or caption. The handler
/// extracts them as [`Entities<K>`](crate::extract::Entities).
///
/// # Example
///
/// ```
/// use chappe::extract::entity::Hashtag;
/// use chappe::prelude::*;
///
/// async fn tags(hashtags: Entities<Hashtag>) -> impl IntoOutcome {
///     reply(format!("{} hashtags, the first is {}", hashtags.len(), hashtags[0].text))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(entities::<Hashtag>(), tags));
/// # let _ = router;
/// ```
pub fn entities<K: EntityKind>() -> EntitiesFilter<K> {
    EntitiesFilter { kind: PhantomData }
}

/// Matches messages by their entities; created by [`entities`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct EntitiesFilter<K> {
    kind: PhantomData<fn() -> K>,
}

impl<K> Clone for EntitiesFilter<K> {
    fn clone(&self) -> Self {
        Self { kind: PhantomData }
    }
}

impl<K: EntityKind> fmt::Debug for EntitiesFilter<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntitiesFilter<{}>", K::NAME)
    }
}

impl<K: EntityKind> Filter<Message> for EntitiesFilter<K> {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Ok(entities_of(candidate.event()).any(|(entity, _)| K::includes(&entity.r#type)))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("entities({})", K::NAME)
    }
}
