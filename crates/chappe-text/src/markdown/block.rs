//! The blocks of a document.

use pulldown_cmark::Alignment;

use crate::tree::FormattedText;

/// A block of a document. Blocks are nested up to [`MAX_DEPTH`](super::parse::MAX_DEPTH).
#[derive(Debug)]
pub(super) enum Block {
    Paragraph(FormattedText),
    /// The level is 1–6.
    Heading(u8, FormattedText),
    Quote(Vec<Self>),
    Code {
        language: String,
        text: String,
    },
    List {
        /// The number of the first item; `None` if the items have bullets.
        start: Option<u64>,
        items: Vec<Item>,
    },
    Table(Table),
    /// A horizontal line.
    Rule,
}

#[derive(Debug, Default)]
pub(super) struct Item {
    /// Whether the task is done, if the item is a task.
    pub(super) task: Option<bool>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    /// The first row is the head.
    pub(super) rows: Vec<Vec<FormattedText>>,
}
