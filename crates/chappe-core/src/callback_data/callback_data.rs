//! The trait of types that are the data of buttons.

use chappe_types::{InlineKeyboardButton, Str};

use crate::callback_data::DataError;

/// A type that is encoded as the data of an inline button.
///
/// # Derive
///
/// `#[derive(CallbackData)]` writes this trait, [`DataField`](crate::callback_data::DataField), so
/// that the type can be a field of another one, and
/// [`FromRequest`](crate::extract::FromRequest), so that it is an argument of handlers. It takes
/// structs and enums whose fields are [`DataField`](crate::callback_data::DataField)s.
///
/// | attribute of the type | effect | default |
/// |---|---|---|
/// | `#[callback_data(prefix = "v")]` | what the data begins with: ASCII letters, digits, `_`, `-` | the name of the type in `snake_case` |
/// | `#[callback_data(version = 2)]` | the version of the form, 1–35 | 1 |
/// | `#[callback_data(version = 2, migrate = f)]` | `f` converts data of version 1 | older data does not match |
/// | `#[callback_data(version = 3, migrate(1 = f, 2 = g))]` | `f` and `g` convert data of these versions | |
/// | `#[callback_data(may_exceed)]` | the type compiles although some values have more than 64 bytes | a compile error |
/// | `#[chappe(crate = path)]` | the path of the crate `chappe` | `::chappe` |
///
/// `#[callback_data(index = 3)]` on a variant is its number; by default, the first variant has 0, and
/// others one more than the variant before.
///
/// A type whose longest value has more than 64 bytes does not compile. A text has no greatest
/// length: the data of a type with one is checked when its button is made.
///
/// Two types with the same prefix and version in one dispatcher are an error when it is built.
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(CallbackData, Clone, Debug, PartialEq)]
/// #[callback_data(prefix = "t")]
/// enum Task {
///     Toggle { task: u32 },
///     Delete(u32),
///     Sort(Order),
/// }
///
/// #[derive(CallbackData, Clone, Debug, PartialEq)]
/// enum Order {
///     Name,
///     Date,
/// }
///
/// assert_eq!(Task::Delete(7).pack(), "t:117");
/// assert_eq!(Task::unpack("t:121"), Some(Task::Sort(Order::Date)));
/// assert_eq!(Task::MAX_LEN, Some(11));
/// assert_eq!(Task::Delete(7).button("❌").callback_data.as_deref(), Some("t:117"));
/// ```
///
/// # Versions
///
/// The buttons of old messages stay. If the fields change, increase `version`: data of another
/// version does not match [`data`](crate::callback_data::data()) but
/// [`stale`](crate::callback_data::stale()), unless `migrate` converts it. A function of `migrate`
/// takes the old fields, as a tuple or as another type that derives `CallbackData`, and returns the
/// new value or an `Option` of it:
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(CallbackData, Clone, Debug, PartialEq)]
/// #[callback_data(version = 2, migrate = without_page)]
/// struct Search {
///     category: u32,
///     page: u16,
/// }
///
/// /// Version 1 had no page.
/// fn without_page((category,): (u32,)) -> Search {
///     Search { category, page: 0 }
/// }
///
/// assert_eq!(Search::unpack("search:17"), Some(Search { category: 7, page: 0 }));
/// assert_eq!(Search { category: 7, page: 2 }.pack(), "search:272");
/// ```
///
/// # By hand
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not callback data",
    label = "does not implement `CallbackData`",
    note = "add `#[derive(CallbackData, Clone)]` to the type, with the feature `derive` of `chappe`"
)]
pub trait CallbackData: Clone + Send + Sync + Sized + 'static {
    /// What the data of each value begins with, in all versions. It distinguishes the type from
    /// others.
    const PREFIX: &'static str;

    /// The version of the form, if it follows the prefix as a digit of base 36.
    const VERSION: Option<u32> = None;

    /// The greatest length of the data of a value in bytes, or `None` if it is not known.
    const MAX_LEN: Option<usize> = None;

    /// Encodes the value as data of 1–64 bytes. A longer one cannot be a button's.
    fn pack(&self) -> String;

    /// Encodes the value as data of 1–64 bytes.
    ///
    /// # Errors
    ///
    /// Fails if the data does not have 1–64 bytes. The error names the longest field if the trait is
    /// derived.
    fn try_pack(&self) -> Result<String, DataError> {
        let data = self.pack();
        DataError::check::<Self>(&data, None)?;
        Ok(data)
    }

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
        with_data(InlineKeyboardButton::new(text), or_panic(self.try_pack()))
    }

    /// Returns a button with this value as its data.
    ///
    /// # Errors
    ///
    /// Fails if the data does not have 1–64 bytes. The error names the longest field if the trait is
    /// derived.
    fn try_button(&self, text: impl Into<Str>) -> Result<InlineKeyboardButton, DataError> {
        Ok(with_data(InlineKeyboardButton::new(text), self.try_pack()?))
    }
}

fn with_data(mut button: InlineKeyboardButton, data: String) -> InlineKeyboardButton {
    button.callback_data = Some(data.into());
    button
}

#[track_caller]
fn or_panic(data: Result<String, DataError>) -> String {
    match data {
        Ok(data) => data,
        Err(error) => panic!("{error}"),
    }
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

    #[test]
    fn a_button_has_data_of_1_to_64_bytes() {
        let length = |letters: usize| {
            let button = Letters(letters).try_button("b").map_err(|error| error.length())?;
            Ok(button.callback_data.map(|data| data.len()))
        };
        assert_eq!([0, 1, 64, 65].map(length), [Err(0), Ok(Some(1)), Ok(Some(64)), Err(65)]);
    }

    #[test]
    fn the_error_names_the_type_and_the_length() {
        let error = Letters(65).try_button("b").unwrap_err();
        assert_eq!(
            (error.type_name(), error.length(), error.longest(), error.field()),
            (std::any::type_name::<Letters>(), 65, 64, None),
        );
        let expected = "callback data must have 1–64 bytes of UTF-8, and that of `Letters` has 65";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    #[should_panic(expected = "callback data must have 1–64 bytes of UTF-8, and that of `Letters`")]
    fn a_button_with_longer_data_panics() {
        let _ = Letters(65).button("b");
    }
}
