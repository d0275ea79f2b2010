//! Questions with two answers.

use chappe_types::{InlineKeyboardButton, Str};

use crate::callback_data::CallbackData;

/// Returns the two buttons of a question: the one for yes, and the one for no.
///
/// `data` returns the data of a button for its answer. It should contain what the question is
/// about, so that the answer needs no stored state.
///
/// # Panics
///
/// Panics if the data does not have 1–64 bytes.
///
/// # Example
///
/// ```
/// use chappe::{keyboard::confirm, prelude::*};
///
/// #[derive(Clone)]
/// struct Delete {
///     id: u32,
///     sure: bool,
/// }
///
/// impl CallbackData for Delete {
///     const PREFIX: &'static str = "delete:";
///
///     fn pack(&self) -> String {
///         format!("delete:{}:{}", self.id, self.sure)
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         let (id, sure) = data.strip_prefix(Self::PREFIX)?.split_once(':')?;
///         Some(Self { id: id.parse().ok()?, sure: sure.parse().ok()? })
///     }
/// }
///
/// let question = InlineKeyboard::new()
///     .row(confirm("Delete it", "Keep it", |sure| Delete { id: 7, sure }))
///     .build();
/// let data = &question.inline_keyboard[0][0].callback_data;
/// assert_eq!(data.as_deref(), Some("delete:7:true"));
/// ```
#[track_caller]
pub fn confirm<D: CallbackData>(
    yes: impl Into<Str>,
    no: impl Into<Str>,
    data: impl Fn(bool) -> D,
) -> [InlineKeyboardButton; 2] {
    [data(true).button(yes), data(false).button(no)]
}
