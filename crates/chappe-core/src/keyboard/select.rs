//! Options to choose from.

use chappe_types::InlineKeyboardButton;

use crate::{
    callback_data::CallbackData,
    keyboard::{
        choices::Choices,
        toggle::{CHECK, RADIO, marked},
    },
};

/// Returns a button for each option, of which one can be chosen: `🔘 text` for the chosen one,
/// `⚪ text` for the others.
///
/// An option is a value and its text. `data` returns the data of the button for a value.
///
/// # Panics
///
/// Panics if the data does not have 1–64 bytes.
///
/// # Example
///
/// ```
/// use chappe::{keyboard::select, prelude::*};
///
/// #[derive(Clone)]
/// struct Size(u32);
///
/// impl CallbackData for Size {
///     const PREFIX: &'static str = "size:";
///
///     fn pack(&self) -> String {
///         format!("size:{}", self.0)
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
///     }
/// }
///
/// let sizes = [(26, "26 cm"), (32, "32 cm"), (40, "40 cm")];
/// let keyboard = InlineKeyboard::new().buttons(select(sizes, Some(&32), Size)).grid(1).build();
/// assert_eq!(keyboard.inline_keyboard[1][0].text, "🔘 32 cm");
/// ```
#[track_caller]
pub fn select<T: PartialEq, D: CallbackData>(
    options: impl IntoIterator<Item = (T, impl AsRef<str>)>,
    chosen: Option<&T>,
    data: impl Fn(T) -> D,
) -> Vec<InlineKeyboardButton> {
    let mut buttons = Vec::new();
    for (value, text) in options {
        let text = marked(RADIO, chosen == Some(&value), text.as_ref());
        buttons.push(data(value).button(text));
    }
    buttons
}

/// Returns a button for each option, of which several can be chosen: `✅ text` for those that are
/// chosen, `☐ text` for the others.
///
/// `data` returns the data for the set that a press leads to: `chosen` with the option added or
/// removed. Each button thus contains the whole set, and no state is stored. Options that are
/// stored elsewhere, or more than 64, can be [`toggle`](crate::keyboard::toggle)s.
///
/// # Panics
///
/// Panics if there are more than 64 options, or if the data does not have 1–64 bytes.
///
/// # Example
///
/// ```
/// use chappe::{keyboard::{Choices, multi_select}, prelude::*};
///
/// #[derive(Clone)]
/// struct Toppings(Choices);
///
/// impl CallbackData for Toppings {
///     const PREFIX: &'static str = "toppings:";
///
///     fn pack(&self) -> String {
///         format!("toppings:{}", self.0)
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
///     }
/// }
///
/// let chosen = Choices::new().toggled(1);
/// let buttons = multi_select(["Olives", "Basil"], chosen, Toppings);
/// assert_eq!((&*buttons[0].text, &*buttons[1].text), ("☐ Olives", "✅ Basil"));
/// // Basil is chosen, and a press adds olives.
/// assert_eq!(buttons[0].callback_data.as_deref(), Some("toppings:3"));
/// ```
#[track_caller]
pub fn multi_select<D: CallbackData>(
    options: impl IntoIterator<Item: AsRef<str>>,
    chosen: Choices,
    data: impl Fn(Choices) -> D,
) -> Vec<InlineKeyboardButton> {
    let mut buttons = Vec::new();
    for (index, text) in options.into_iter().enumerate() {
        let text = marked(CHECK, chosen.contains(index), text.as_ref());
        buttons.push(data(chosen.toggled(index)).button(text));
    }
    buttons
}
