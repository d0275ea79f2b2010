//! Filters on what a pressed inline button carries.

use std::{any::type_name, fmt, marker::PhantomData};

use chappe_types::CallbackQuery;

use crate::{
    error::BoxError,
    filter::{Candidate, Filter, Selector},
    names::short_type_name,
};

/// Matches callback queries whose data is `data`.
///
/// The data of a button has 1–64 bytes.
///
/// Source: Bot API 10.3, [`InlineKeyboardButton`](https://core.telegram.org/bots/api#inlinekeyboardbutton).
pub fn callback_data(data: impl Into<String>) -> DataFilter {
    DataFilter { text: data.into(), whole: true }
}

/// Matches callback queries whose data begins with `prefix`.
pub fn callback_data_prefix(prefix: impl Into<String>) -> DataFilter {
    DataFilter { text: prefix.into(), whole: false }
}

/// Matches callback queries by their data; made by [`callback_data`] and
/// [`callback_data_prefix`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct DataFilter {
    text: String,
    whole: bool,
}

impl Filter<CallbackQuery> for DataFilter {
    #[inline]
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        Ok(candidate.data.as_deref().is_some_and(|data| match self.whole {
            true => data == self.text,
            false => data.starts_with(&self.text),
        }))
    }

    #[inline]
    fn selector(&self) -> Selector {
        match self.whole {
            true => Selector::texts([&self.text]),
            false => Selector::prefixes([&self.text]),
        }
    }

    #[inline]
    fn is_pure(&self) -> bool {
        true
    }

    #[inline]
    fn name(&self) -> String {
        match self.whole {
            true => format!("callback_data({:?})", self.text),
            false => format!("callback_data_prefix({:?})", self.text),
        }
    }

    #[inline]
    fn problem(&self) -> Option<String> {
        // The server takes 1–64 bytes of data.
        (self.text.len() > 64 || (self.whole && self.text.is_empty())).then(|| {
            format!("callback data {:?} can never be sent: it must have 1–64 bytes", self.text)
        })
    }
}

/// A type that is packed into the data of an inline button.
///
/// # Example
///
/// ```
/// use chappe_core::{Router, filter::{CallbackData, Data, data}, reply};
///
/// #[derive(Clone)]
/// struct Vote(u32);
///
/// impl CallbackData for Vote {
///     const PREFIX: &'static str = "vote:";
///
///     fn pack(&self) -> String {
///         format!("vote:{}", self.0)
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
///     }
/// }
///
/// let router = Router::<()>::new("app").callback_query(|on| {
///     on.on(data::<Vote>(), async |Data(vote): Data<Vote>| reply(format!("+{}", vote.0)))
/// });
/// # let _ = router;
/// ```
pub trait CallbackData: Clone + Send + Sync + Sized + 'static {
    /// How the data of each value begins; told apart from other types by it.
    const PREFIX: &'static str;

    /// The data of this value, 1–64 bytes.
    fn pack(&self) -> String;

    /// The value in `data`, if it is one of this type.
    fn unpack(data: &str) -> Option<Self>;
}

/// Matches callback queries whose data is a `T`, and stores it for the
/// extractor [`Data`].
pub fn data<T: CallbackData>() -> Unpacks<T> {
    Unpacks { data: PhantomData }
}

/// Matches callback data by type; made by [`data`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct Unpacks<T> {
    data: PhantomData<fn() -> T>,
}

impl<T> Clone for Unpacks<T> {
    fn clone(&self) -> Self {
        Self { data: PhantomData }
    }
}

impl<T> fmt::Debug for Unpacks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unpacks<{}>", type_name::<T>())
    }
}

impl<T: CallbackData> Filter<CallbackQuery> for Unpacks<T> {
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        let data = candidate.data.as_deref().filter(|data| data.starts_with(T::PREFIX));
        let Some(value) = data.and_then(T::unpack) else { return Ok(false) };
        candidate.insert(Data(value));
        Ok(true)
    }

    fn selector(&self) -> Selector {
        Selector::prefixes([T::PREFIX])
    }

    fn name(&self) -> String {
        format!("data::<{}>()", short_type_name::<T>())
    }
}

/// The value that [`data`] unpacked; as a handler's argument, it takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data<T>(pub T);
