//! Markdown as language models write it.
//!
//! ```text
//! Markdown ─parse─▶ blocks ─plain─▶ FormattedText
//!                         └─rich──▶ InputRichMessage
//! ```

mod block;
mod parse;
mod plain;
mod rich;
mod table;
mod width;

pub use self::{plain::markdown, rich::rich_markdown};
