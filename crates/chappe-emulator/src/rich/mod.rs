//! Rich messages: documents of blocks, written as HTML, as Markdown, or block by block.

mod detect;
mod html;
mod inline;
mod limits;
mod lists;
mod markdown;
mod markdown_inline;
mod tree;

pub(crate) use self::{detect::detect, html::parse as html, limits::check, markdown::to_html};
