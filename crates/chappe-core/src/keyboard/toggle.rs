//! Buttons that turn something on and off.

use chappe_types::InlineKeyboardButton;

use crate::callback_data::CallbackData;

/// Returns a button that turns something on and off: `✅ text` if it is on, `☐ text` if it is off.
///
/// `data` returns the data for the state that a press leads to, which is the other one. A button
/// that was pressed twice in a row, before it was edited, therefore leads to the same state twice.
///
/// # Panics
///
/// Panics if the data does not have 1–64 bytes.
///
/// # Example
///
/// ```
/// use chappe::{keyboard::toggle, prelude::*};
///
/// #[derive(Clone)]
/// struct Alerts(bool);
///
/// impl CallbackData for Alerts {
///     const PREFIX: &'static str = "alerts:";
///
///     fn pack(&self) -> String {
///         format!("alerts:{}", self.0)
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
///     }
/// }
///
/// let button = toggle("Alerts", true, Alerts);
/// assert_eq!(button.text, "✅ Alerts");
/// assert_eq!(button.callback_data.as_deref(), Some("alerts:false"));
/// ```
#[track_caller]
pub fn toggle<D: CallbackData>(
    text: impl AsRef<str>,
    is_on: bool,
    data: impl Fn(bool) -> D,
) -> InlineKeyboardButton {
    data(!is_on).button(marked(CHECK, is_on, text.as_ref()))
}

/// The marks of what is on and off.
pub(super) const CHECK: [&str; 2] = ["✅", "☐"];

/// The marks of the chosen one of several, and of the others.
pub(super) const RADIO: [&str; 2] = ["🔘", "⚪"];

/// Puts a mark before a text.
pub(super) fn marked([on, off]: [&str; 2], is_on: bool, text: &str) -> String {
    let mark = if is_on { on } else { off };
    format!("{mark} {text}")
}
