//! Filters by the data of callback queries.

use std::{any::type_name, fmt, marker::PhantomData};

use chappe_types::{CallbackQuery, InlineKeyboardButton, LengthError, Str};

use crate::{
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, MissingExtension, Requirement, stored},
    filter::{Candidate, Filter, Selector},
    names::short_type_name,
    request::Request,
};

/// Matches callback queries whose data equals `data`.
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

/// Matches callback queries by their data; created by [`callback_data`] and
/// [`callback_data_prefix`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct DataFilter {
    text: String,
    whole: bool,
}

impl Filter<CallbackQuery> for DataFilter {
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        Ok(candidate.event().data.as_deref().is_some_and(|data| match self.whole {
            true => data == self.text,
            false => data.starts_with(&self.text),
        }))
    }

    fn selector(&self) -> Selector {
        match self.whole {
            true => Selector::texts([&self.text]).exact(),
            false => Selector::prefixes([&self.text]).exact(),
        }
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        match self.whole {
            true => format!("callback_data({:?})", self.text),
            false => format!("callback_data_prefix({:?})", self.text),
        }
    }

    fn problem(&self) -> Option<String> {
        let is_empty = self.whole && self.text.is_empty();
        (self.text.len() > LONGEST || is_empty).then(|| never_sent(&self.text))
    }
}

/// The greatest length of callback data that Telegram accepts, in bytes.
const LONGEST: usize = 64;

fn never_sent(data: &str) -> String {
    format!("callback data {data:?} can never be sent: it must have 1–64 bytes")
}

/// A type that is encoded as the data of an inline button.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
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
/// assert_eq!(Vote(7).button("+7").callback_data.as_deref(), Some("vote:7"));
///
/// let router = Router::<()>::new("app").callback_query(|q| {
///     q.on(data::<Vote>(), async |Data(vote): Data<Vote>| reply(format!("+{}", vote.0)))
/// });
/// # let _ = router;
/// ```
///
/// The buttons of a list, in one type:
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq)]
/// enum Press {
///     Toggle(usize),
///     Delete(usize),
/// }
///
/// impl CallbackData for Press {
///     const PREFIX: &'static str = "task:";
///
///     fn pack(&self) -> String {
///         match self {
///             Self::Toggle(number) => format!("task:toggle:{number}"),
///             Self::Delete(number) => format!("task:delete:{number}"),
///         }
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         let (action, number) = data.strip_prefix(Self::PREFIX)?.split_once(':')?;
///         match action {
///             "toggle" => number.parse().ok().map(Self::Toggle),
///             "delete" => number.parse().ok().map(Self::Delete),
///             _ => None,
///         }
///     }
/// }
///
/// assert_eq!(Press::unpack("task:delete:7"), Some(Press::Delete(7)));
/// ```
pub trait CallbackData: Clone + Send + Sync + Sized + 'static {
    /// The prefix of the data of each value, which distinguishes the type from others.
    const PREFIX: &'static str;

    /// Encodes the value as data of 1–64 bytes.
    fn pack(&self) -> String;

    /// Decodes a value. Returns `None` if `data` is not of this type.
    fn unpack(data: &str) -> Option<Self>;

    /// Returns a button with this value as its data.
    ///
    /// # Panics
    ///
    /// Panics if the data does not have 1–64 bytes. [`try_button`](Self::try_button) returns an
    /// error instead.
    #[track_caller]
    fn button(&self, text: impl Into<Str>) -> InlineKeyboardButton {
        InlineKeyboardButton::new(text).callback_data(self.pack())
    }

    /// Returns a button with this value as its data.
    ///
    /// # Errors
    ///
    /// Fails if the data does not have 1–64 bytes.
    fn try_button(&self, text: impl Into<Str>) -> Result<InlineKeyboardButton, LengthError> {
        InlineKeyboardButton::new(text).try_callback_data(self.pack())
    }
}

/// Matches callback queries whose data decodes to a `T`, and stores the value for the extractor
/// [`Data`].
pub fn data<T: CallbackData>() -> DataOf<T> {
    DataOf { data: PhantomData }
}

/// Matches callback data by type; created by [`data`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct DataOf<T> {
    data: PhantomData<fn() -> T>,
}

impl<T> Clone for DataOf<T> {
    fn clone(&self) -> Self {
        Self { data: PhantomData }
    }
}

impl<T> fmt::Debug for DataOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataOf<{}>", type_name::<T>())
    }
}

impl<T: CallbackData> DataOf<T> {
    /// Matches only if `condition` returns true for the decoded value.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// #[derive(Clone)]
    /// struct Page(u32);
    ///
    /// impl CallbackData for Page {
    ///     const PREFIX: &'static str = "page:";
    ///
    ///     fn pack(&self) -> String {
    ///         format!("page:{}", self.0)
    ///     }
    ///
    ///     fn unpack(data: &str) -> Option<Self> {
    ///         data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
    ///     }
    /// }
    ///
    /// let router = Router::<()>::new("app").callback_query(|q| {
    ///     q.on(data::<Page>().when(|page| page.0 == 0), async || reply("the first page"))
    ///         .on(data::<Page>(), async |Data(Page(number))| reply(format!("page {number}")))
    /// });
    /// # let _ = router;
    /// ```
    pub fn when<F>(self, condition: F) -> DataWhen<T, F>
    where
        F: Fn(&T) -> bool + Send + Sync + 'static,
    {
        DataWhen { data: self, condition }
    }
}

impl<T: CallbackData> Filter<CallbackQuery> for DataOf<T> {
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        let Some(value) = decode::<T>(candidate.event()) else { return Ok(false) };
        candidate.insert(Data(value));
        Ok(true)
    }

    fn selector(&self) -> Selector {
        Selector::prefixes([T::PREFIX])
    }

    fn name(&self) -> String {
        format!("data::<{}>()", short_type_name::<T>())
    }

    fn problem(&self) -> Option<String> {
        (T::PREFIX.len() > LONGEST).then(|| never_sent(T::PREFIX))
    }
}

fn decode<T: CallbackData>(query: &CallbackQuery) -> Option<T> {
    query.data.as_deref().filter(|data| data.starts_with(T::PREFIX)).and_then(T::unpack)
}

/// Matches callback data by type and value; created by [`DataOf::when`].
#[derive(Clone)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct DataWhen<T, F> {
    data: DataOf<T>,
    condition: F,
}

impl<T, F> fmt::Debug for DataWhen<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataWhen").field("data", &self.data).finish_non_exhaustive()
    }
}

impl<T, F> Filter<CallbackQuery> for DataWhen<T, F>
where
    T: CallbackData,
    F: Fn(&T) -> bool + Send + Sync + 'static,
{
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        match decode::<T>(candidate.event()).filter(&self.condition) {
            Some(value) => {
                candidate.insert(Data(value));
                Ok(true)
            }
            None => Ok(false),
        }
    }

    fn selector(&self) -> Selector {
        self.data.selector()
    }

    fn name(&self) -> String {
        format!("{}.when({})", self.data.name(), short_type_name::<F>())
    }

    fn problem(&self) -> Option<String> {
        self.data.problem()
    }
}

/// The value that the filter [`data`] decoded; an argument of handlers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data<T>(pub T);

impl<E, S, T> FromRequest<E, S> for Data<T>
where
    E: EventType,
    S: Sync,
    T: CallbackData,
{
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingExtension> {
        stored(request, remedy::<T>)
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<Self>(remedy::<T>())]
    }

    fn may_skip() -> bool {
        false
    }
}

fn remedy<T>() -> String {
    format!("add the filter `data::<{}>()` to the route", type_name::<T>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number of letters.
    #[derive(Clone, Debug, PartialEq)]
    struct Letters(usize);

    impl CallbackData for Letters {
        const PREFIX: &'static str = "";

        fn pack(&self) -> String {
            "x".repeat(self.0)
        }

        fn unpack(data: &str) -> Option<Self> {
            Some(Self(data.len()))
        }
    }

    /// A type whose data is always too long.
    #[derive(Clone)]
    struct Long;

    impl CallbackData for Long {
        const PREFIX: &'static str =
            "a prefix of sixty-five bytes, which is one more than Telegram has";

        fn pack(&self) -> String {
            Self::PREFIX.to_owned()
        }

        fn unpack(_: &str) -> Option<Self> {
            Some(Self)
        }
    }

    #[test]
    fn a_button_has_data_of_1_to_64_bytes() {
        let length = |letters: usize| {
            let button = Letters(letters).try_button("b").ok()?;
            button.callback_data.map(|data| data.len())
        };
        assert_eq!([0, 1, 64, 65].map(length), [None, Some(1), Some(64), None]);
    }

    #[test]
    #[should_panic(expected = "`callback_data` must have 1–64 bytes of UTF-8, and has 65")]
    fn a_button_with_longer_data_panics_at_the_caller() {
        let _ = Letters(65).button("b");
    }

    #[test]
    fn data_of_an_invalid_length_is_a_problem() {
        let problems = [
            callback_data("x").problem(),
            callback_data("").problem(),
            callback_data("x".repeat(65)).problem(),
            callback_data_prefix("").problem(),
            callback_data_prefix("x".repeat(65)).problem(),
            data::<Letters>().problem(),
            data::<Long>().problem(),
        ];
        assert_eq!(Long::PREFIX.len(), 65);
        assert_eq!(
            problems.map(|problem| problem.is_some()),
            [false, true, true, false, true, false, true],
        );
    }
}
