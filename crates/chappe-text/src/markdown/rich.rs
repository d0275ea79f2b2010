//! From blocks to a rich message.

use chappe_types::{
    InputRichBlock, InputRichBlockBlockQuotation, InputRichBlockDivider, InputRichBlockList,
    InputRichBlockListItem, InputRichBlockParagraph, InputRichBlockPreformatted,
    InputRichBlockSectionHeading, InputRichBlockTable, InputRichMessage, RichBlockTableCell,
    RichText, RichTextBold, RichTextCode, RichTextItalic, RichTextStrikethrough,
    RichTextTextMention, RichTextUrl, Str, User,
};
use pulldown_cmark::Alignment;

use super::{
    block::{Block, Item, Table},
    parse::parse,
};
use crate::{
    blank::is_all_blank,
    format::Format,
    normal::Normal,
    tree::FormattedText,
    walk::{Markup, Nesting, walk},
};

/// Telegram's limits of a rich message.
const MAX_CHARACTERS: usize = 32_768;
const MAX_BLOCKS: usize = 500;
const MAX_DEPTH: usize = 16;
const MAX_COLUMNS: usize = 20;

/// Reads Markdown into a rich message, which has headings, lists and tables of its own.
///
/// The same Markdown is accepted as by [`markdown`](crate::markdown()). Returns `None` if the document
/// is empty, or beyond the limits of a rich message: 32,768 characters, 500 blocks (list items and
/// rows of tables count), 16 levels, 20 columns of a table. [`markdown`](crate::markdown()) and
/// [`split`](FormattedText::split) send it as texts then.
///
/// Source: Bot API 10.3, [`InputRichMessage`](https://core.telegram.org/bots/api#inputrichmessage).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::text::{markdown, rich_markdown};
/// use chappe::types::SendRichMessage;
///
/// fn answer(chat: ChatId, document: &str) -> Vec<AnyReply> {
///     match rich_markdown(document) {
///         Some(message) => vec![SendRichMessage::new(chat, message).into()],
///         None => markdown(document).split_replies().into_iter().map(Into::into).collect(),
///     }
/// }
/// assert_eq!(answer(ChatId(7), "| a | b |\n|---|---|\n| 1 | 2 |").len(), 1);
/// ```
pub fn rich_markdown(markdown: &str) -> Option<InputRichMessage> {
    let blocks = parse(markdown);
    let mut size = Size::default();
    size.add(&blocks, 1);
    let fits = size.characters <= MAX_CHARACTERS
        && size.blocks <= MAX_BLOCKS
        && size.depth <= MAX_DEPTH
        && size.columns <= MAX_COLUMNS;
    (fits && blocks.iter().any(has_content))
        .then(|| InputRichMessage::new().blocks(rich_blocks(&blocks)))
}

/// What Telegram limits.
#[derive(Debug, Default)]
struct Size {
    characters: usize,
    blocks: usize,
    depth: usize,
    columns: usize,
}

impl Size {
    fn add(&mut self, blocks: &[Block], level: usize) {
        self.blocks += blocks.len();
        for block in blocks {
            self.depth = self.depth.max(level);
            match block {
                Block::Paragraph(text) | Block::Heading(_, text) => self.text(text, level),
                Block::Code { text, .. } => self.characters += text.chars().count(),
                Block::Quote(inside) => self.add(inside, level + 1),
                Block::List { items, .. } => {
                    self.blocks += items.len();
                    for item in items {
                        self.depth = self.depth.max(level + 1);
                        self.add(&item.blocks, level + 2);
                    }
                }
                Block::Table(Table { rows, .. }) => {
                    self.blocks += rows.len();
                    for row in rows {
                        self.columns = self.columns.max(row.len());
                        row.iter().for_each(|cell| self.text(cell, level + 1));
                    }
                }
                Block::Rule => {}
            }
        }
    }

    fn text(&mut self, text: &FormattedText, level: usize) {
        self.characters += text.as_str().chars().count();
        let mut formats: Vec<u8> = text.spans.iter().map(|span| span.format.rank()).collect();
        formats.sort_unstable();
        formats.dedup();
        self.depth = self.depth.max(level + formats.len());
    }
}

fn rich_blocks(blocks: &[Block]) -> Vec<InputRichBlock> {
    blocks.iter().filter(|block| has_content(block)).map(rich_block).collect()
}

/// Returns false for what Telegram refuses: a list, an item, a quotation or code without content.
fn has_content(block: &Block) -> bool {
    match block {
        Block::Paragraph(text) | Block::Heading(_, text) => !is_all_blank(text.as_str()),
        Block::Code { text, .. } => !is_all_blank(text),
        Block::Quote(inside) => inside.iter().any(has_content),
        Block::List { items, .. } => items.iter().any(|item| item.blocks.iter().any(has_content)),
        Block::Table(table) => table.rows.iter().any(|row| !row.is_empty()),
        Block::Rule => true,
    }
}

fn rich_block(block: &Block) -> InputRichBlock {
    match block {
        Block::Paragraph(text) => InputRichBlockParagraph::new(rich_text(text)).into(),
        Block::Heading(level, text) => {
            InputRichBlockSectionHeading::new(rich_text(text), i64::from(*level)).into()
        }
        Block::Quote(inside) => InputRichBlockBlockQuotation::new(rich_blocks(inside)).into(),
        Block::Code { language, text } => {
            let code = InputRichBlockPreformatted::new(RichText::Plain(Str::from(&**text)));
            match &**language {
                "" => code.into(),
                language => code.language(language).into(),
            }
        }
        Block::List { start, items } => {
            let items = items.iter().enumerate();
            let items = items.filter(|(_, item)| item.blocks.iter().any(has_content));
            let items = items.map(|(at, item)| rich_item(*start, at, item));
            InputRichBlockList::new(items.collect()).into()
        }
        Block::Table(table) => {
            let rows = table.rows.iter().enumerate();
            let rows = rows.map(|(at, row)| rich_row(table, at == 0, row));
            InputRichBlockTable::new(rows.collect()).is_bordered(true).into()
        }
        Block::Rule => InputRichBlockDivider::new().into(),
    }
}

fn rich_item(start: Option<u64>, at: usize, item: &Item) -> InputRichBlockListItem {
    let mut rich = InputRichBlockListItem::new(rich_blocks(&item.blocks));
    if let Some(start) = start {
        let number = start.saturating_add(at as u64);
        rich.value = i64::try_from(number).ok();
        rich.r#type = Some("1".into());
    }
    match item.task {
        Some(is_done) => rich.has_checkbox(true).is_checked(is_done),
        None => rich,
    }
}

fn rich_row(table: &Table, is_head: bool, row: &[FormattedText]) -> Vec<RichBlockTableCell> {
    let cells = row.iter().enumerate().map(|(column, text)| {
        let align = match table.alignments.get(column) {
            Some(Alignment::Right) => "right",
            Some(Alignment::Center) => "center",
            _ => "left",
        };
        let cell = RichBlockTableCell::new(align, "top").text(rich_text(text));
        if is_head { cell.is_header(true) } else { cell }
    });
    cells.collect()
}

fn rich_text(text: &FormattedText) -> RichText {
    let mut writer = Writer { open: vec![Vec::new()] };
    walk(&text.text, &Normal::of(&text.spans).into_spans(), Nesting::ByRange, &mut writer);
    joined(writer.open.pop().unwrap_or_default())
}

struct Writer {
    /// The texts of the formats that are open, the innermost one last.
    open: Vec<Vec<RichText>>,
}

impl Writer {
    fn push(&mut self, text: RichText) {
        if let Some(last) = self.open.last_mut() {
            last.push(text);
        }
    }
}

impl Markup for Writer {
    fn open(&mut self, _: &Format) {
        self.open.push(Vec::new());
    }

    fn close(&mut self, format: &Format) {
        let text = joined(self.open.pop().unwrap_or_default());
        self.push(match format {
            Format::Bold => RichTextBold::new(text).into(),
            Format::Italic => RichTextItalic::new(text).into(),
            Format::Strikethrough => RichTextStrikethrough::new(text).into(),
            Format::Code => RichTextCode::new(text).into(),
            Format::Link { url } => RichTextUrl::new(text, url.clone()).into(),
            Format::Mention { user } => {
                RichTextTextMention::new(text, User::new(*user, false, "")).into()
            }
            // Markdown has no other formats within a block.
            _ => text,
        });
    }

    fn text(&mut self, _: usize, part: &str) {
        self.push(RichText::Plain(part.into()));
    }
}

fn joined(mut texts: Vec<RichText>) -> RichText {
    match texts.len() {
        0 => RichText::Plain(Str::new()),
        1 => texts.remove(0),
        _ => RichText::List(texts),
    }
}
