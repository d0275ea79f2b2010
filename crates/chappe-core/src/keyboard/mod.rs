//! Keyboards: builders that check Telegram's limits, pages, and widgets.
//!
//! [`InlineKeyboard`] and [`ReplyKeyboard`] arrange buttons in rows. `build` checks the limits of
//! Telegram and names the button that exceeds one.
//!
//! [`Paginated`], [`InlinePages`], [`confirm`], [`toggle`], [`select`], [`multi_select`],
//! [`counter`] and [`Calendar`] are functions from a state to buttons. The data of each button
//! contains the state that a press leads to, so the bot stores nothing, and menus that were sent
//! before a restart work after it.
//!
//! # Example
//!
//! ```
//! use chappe::prelude::*;
//! use chappe::types::InlineKeyboardButton;
//!
//! let keyboard = InlineKeyboard::new()
//!     .row([InlineKeyboardButton::new("Site").url("https://example.com")])
//!     .buttons((1..=5).map(|n| InlineKeyboardButton::new(n.to_string()).callback_data(n.to_string())))
//!     .grid(3)
//!     .build();
//! let widths: Vec<_> = keyboard.inline_keyboard.iter().map(Vec::len).collect();
//! assert_eq!(widths, [1, 3, 2]);
//! ```

mod builder;
mod button;
mod calendar;
mod calendar_names;
mod choices;
mod civil;
mod confirm;
mod counter;
mod disabled;
mod error;
mod inline;
mod inline_pages;
mod layout;
mod limits;
mod paginated;
mod reply;
mod select;
mod toggle;
mod url;

pub use self::{
    builder::{InlineKeyboard, Keyboard, ReplyKeyboard},
    button::KeyboardItem,
    calendar::Calendar,
    calendar_names::CalendarNames,
    choices::{Choices, ParseChoicesError},
    civil::{Day, Month, ParseCivilError, Weekday},
    confirm::confirm,
    counter::counter,
    error::KeyboardError,
    inline_pages::InlinePages,
    paginated::Paginated,
    select::{multi_select, select},
    toggle::toggle,
};
