//! The macro `text!`.
//!
//! ```text
//! literal ─template─▶ pieces ─┐
//! arguments ─────────────────┴─expand─▶ an expression of type FormattedText
//! ```

mod arguments;
mod expand;
mod mistake;
mod template;

pub(crate) use self::expand::expand;
