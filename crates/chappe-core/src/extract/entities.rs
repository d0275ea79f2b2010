//! The entities of one kind in a message.

use std::{
    any::type_name,
    fmt,
    marker::PhantomData,
    ops::{Deref, Range},
};

use chappe_types::{Message, MessageEntity, MessageEntityType, Str};

use crate::{
    event_type::EventType,
    extract::{FromRequest, Missing, entity::EntityKind},
    request::Request,
};

/// The entities of the kind `K` in the text of a message, or in its caption: at least one, in the
/// order of the text. A slice of [`EntityText`].
///
/// Entities outside of the text are left out.
///
/// # Errors
///
/// Rejects events without such an entity with [`Skip`](crate::Skip): the dispatcher tries the next
/// route. The filter [`entities`](crate::filter::entities()) does the same before later filters.
///
/// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
///
/// # Example
///
/// ```
/// use chappe::extract::entity::Link;
/// use chappe::prelude::*;
///
/// async fn check(links: Entities<Link>) -> impl IntoOutcome {
///     let urls: Vec<&str> = links.iter().map(EntityText::url).collect();
///     reply(format!("Links: {}", urls.join(", ")))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(entities::<Link>(), check));
/// # let _ = router;
/// ```
pub struct Entities<K> {
    found: Vec<EntityText>,
    kind: PhantomData<fn() -> K>,
}

/// A part of a text, and the entity that covers it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EntityText {
    /// The part of the text.
    pub text: Str,
    /// The position of the part in the text or caption, in bytes: `&text[range]` is the part.
    /// The entity has the position in UTF-16 code units.
    pub range: Range<usize>,
    /// The entity, with its properties such as the URL or the user.
    pub entity: MessageEntity,
}

impl EntityText {
    /// Returns the address of a link: the URL behind the text if there is one, otherwise the text.
    /// An address that is written out may lack its scheme.
    pub fn url(&self) -> &str {
        self.entity.url.as_deref().unwrap_or(&self.text)
    }
}

impl<K> Entities<K> {
    /// Returns the entities.
    pub fn into_vec(self) -> Vec<EntityText> {
        self.found
    }
}

impl<K> Deref for Entities<K> {
    type Target = [EntityText];

    fn deref(&self) -> &[EntityText] {
        &self.found
    }
}

impl<K> IntoIterator for Entities<K> {
    type Item = EntityText;
    type IntoIter = std::vec::IntoIter<EntityText>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

impl<'a, K> IntoIterator for &'a Entities<K> {
    type Item = &'a EntityText;
    type IntoIter = std::slice::Iter<'a, EntityText>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.iter()
    }
}

impl<K> Clone for Entities<K> {
    fn clone(&self) -> Self {
        Self { found: self.found.clone(), kind: PhantomData }
    }
}

impl<K> fmt::Debug for Entities<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entities<{}>", type_name::<K>())?;
        f.debug_list().entries(&self.found).finish()
    }
}

impl<E: EventType, S: Sync, K: EntityKind> FromRequest<E, S> for Entities<K> {
    type Rejection = Missing;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
        let found = request.update().message().map(|message| find(message, K::includes));
        match found {
            Some(found) if !found.is_empty() => Ok(Self { found, kind: PhantomData }),
            _ => Err(Missing::new(K::NAME)),
        }
    }
}

fn find(message: &Message, includes: fn(&MessageEntityType) -> bool) -> Vec<EntityText> {
    let text = message.text_or_caption().unwrap_or_default();
    let mut found = Vec::new();
    for (entity, part) in entities_of(message) {
        if includes(&entity.r#type) {
            let start = part.as_ptr().addr() - text.as_ptr().addr();
            let range = start..start + part.len();
            found.push(EntityText { text: part.into(), range, entity: entity.clone() });
        }
    }
    found
}

/// The entities of the text of a message, or of its caption if it has no text.
pub(crate) fn entities_of(message: &Message) -> chappe_types::Entities<'_> {
    match message.text {
        Some(_) => message.entities(),
        None => message.caption_entities(),
    }
}
