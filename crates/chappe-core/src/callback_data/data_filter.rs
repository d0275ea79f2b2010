//! The filter of callback queries whose data decodes to a type.

use std::{
    any::{TypeId, type_name},
    fmt,
    marker::PhantomData,
};

use chappe_types::CallbackQuery;

use crate::{
    callback_data::{CallbackData, Data},
    error::BoxError,
    filter::{Candidate, DataType, Filter, LONGEST, Selector, never_sent},
    names::short_type_name,
};

/// Matches callback queries whose data decodes to a `T`, and stores the value for the handler: it
/// takes a `T` if the type derives [`CallbackData`], else [`Data`].
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(CallbackData, Clone)]
/// struct Page(u32);
///
/// let router = Router::<()>::new("app").callback_query(|q| {
///     q.on(data::<Page>(), async |page: Page| reply(format!("page {}", page.0)))
/// });
/// # let _ = router;
/// ```
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
    /// #[derive(CallbackData, Clone)]
    /// struct Page(u32);
    ///
    /// let router = Router::<()>::new("app").callback_query(|q| {
    ///     q.on(data::<Page>().when(|page| page.0 == 0), async || reply("the first page"))
    ///         .on(data::<Page>(), async |Page(number): Page| reply(format!("page {number}")))
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
        selector_of::<T>()
    }

    fn name(&self) -> String {
        format!("data::<{}>()", short_type_name::<T>())
    }

    fn problem(&self) -> Option<String> {
        problem_of::<T>()
    }
}

/// Decodes the data of a query.
pub(super) fn decode<T: CallbackData>(query: &CallbackQuery) -> Option<T> {
    query.data.as_deref().filter(|data| data.starts_with(T::PREFIX)).and_then(T::unpack)
}

/// The selector of filters by the prefix of a type.
pub(super) fn selector_of<T: CallbackData>() -> Selector {
    Selector::prefixes([T::PREFIX]).of_data(DataType {
        id: TypeId::of::<T>(),
        name: type_name::<T>(),
        prefix: T::PREFIX,
        version: T::VERSION,
    })
}

/// The problem of filters by the prefix of a type.
pub(super) fn problem_of<T: CallbackData>() -> Option<String> {
    (T::PREFIX.len() > LONGEST).then(|| never_sent(T::PREFIX))
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

#[cfg(test)]
mod tests {
    use super::*;

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

    #[derive(Clone)]
    struct Short;

    impl CallbackData for Short {
        const PREFIX: &'static str = "s";

        fn pack(&self) -> String {
            Self::PREFIX.to_owned()
        }

        fn unpack(_: &str) -> Option<Self> {
            Some(Self)
        }
    }

    #[test]
    fn a_prefix_of_more_than_64_bytes_is_a_problem() {
        assert_eq!(data::<Long>().problem(), Some(never_sent(Long::PREFIX)));
        assert_eq!(data::<Short>().problem(), None);
    }
}
