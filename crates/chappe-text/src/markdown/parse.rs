//! From Markdown to blocks.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::block::{Block, Item, Table};
use crate::{address, format::Format, span::Span, tree::FormattedText};

/// The most levels of quotations and lists. Deeper ones belong to the level above.
pub(super) const MAX_DEPTH: usize = 16;

/// Parses a document.
pub(super) fn parse(markdown: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader { open: vec![Container::Document(Vec::new())], ..Reader::default() };
    for event in Parser::new_ext(markdown, options) {
        reader.read(event);
    }
    reader.finish()
}

/// A container of blocks that is open.
enum Container {
    Document(Vec<Block>),
    Quote(Vec<Block>),
    List { start: Option<u64>, items: Vec<Item> },
    Item(Item),
}

#[derive(Default)]
struct Reader {
    open: Vec<Container>,
    /// The number of open containers below the deepest level.
    skipped: usize,
    inline: Inline,
    code: Option<String>,
    table: Option<Table>,
    heading: u8,
}

/// The text of the block that is open.
#[derive(Default)]
struct Inline {
    text: FormattedText,
    /// The formats that are open, and their starts.
    open: Vec<(Option<Format>, usize)>,
    /// The addresses of links that Telegram does not accept.
    addresses: Vec<String>,
    in_table: bool,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => {
                if let Some(code) = &mut self.code {
                    code.push_str(&text);
                }
            }
            Event::Text(text) => self.inline.push(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.inline.html(&html),
            Event::Code(code) => {
                let start = self.inline.text.text.len();
                self.inline.push(&code);
                self.inline.format(start, Format::Code);
            }
            Event::SoftBreak | Event::HardBreak => self.inline.line_break(),
            Event::Rule => self.push(Block::Rule),
            Event::TaskListMarker(is_done) => {
                if let Some(Container::Item(item)) = self.open.last_mut() {
                    item.task = Some(is_done);
                }
            }
            Event::FootnoteReference(name) => self.inline.push(&name),
            Event::InlineMath(math) | Event::DisplayMath(math) => self.inline.push(&math),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.end_text(),
            Tag::Heading { level, .. } => {
                self.end_text();
                self.heading = level as u8;
            }
            Tag::BlockQuote(_) => self.begin(Container::Quote(Vec::new())),
            Tag::List(start) => self.begin(Container::List { start, items: Vec::new() }),
            Tag::Item => self.begin(Container::Item(Item::default())),
            Tag::CodeBlock(kind) => {
                self.end_text();
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next(),
                    CodeBlockKind::Indented => None,
                };
                let text = String::new();
                self.push(Block::Code { language: language.unwrap_or_default().to_owned(), text });
                self.code = Some(String::new());
            }
            Tag::Table(alignments) => {
                self.end_text();
                self.inline.in_table = true;
                self.table = Some(Table { alignments, rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Emphasis => self.inline.begin(Some(Format::Italic)),
            Tag::Strong => self.inline.begin(Some(Format::Bold)),
            Tag::Strikethrough => self.inline.begin(Some(Format::Strikethrough)),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let format = address::format(&dest_url);
                self.inline.addresses.push(dest_url.into_string());
                self.inline.begin(format);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) => self.end_text(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.end_container(),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                let code = code.strip_suffix('\n').unwrap_or(&code).to_owned();
                if let Some(Block::Code { text, .. }) = self.blocks().last_mut() {
                    *text = code;
                }
            }
            TagEnd::TableCell => {
                let cell = self.inline.take().trim();
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                self.inline.in_table = false;
                if let Some(table) = self.table.take() {
                    self.push(Block::Table(table));
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.inline.end(),
            TagEnd::Link | TagEnd::Image => self.inline.end_link(),
            _ => {}
        }
    }

    fn begin(&mut self, container: Container) {
        self.end_text();
        // An item and its list are one level.
        if self.open.len() > MAX_DEPTH {
            self.skipped += 1;
        } else {
            self.open.push(container);
        }
    }

    fn end_container(&mut self) {
        self.end_text();
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.open.len() < 2 {
            return;
        }
        match self.open.pop() {
            Some(Container::Quote(blocks)) => self.push(Block::Quote(blocks)),
            Some(Container::List { start, items }) => self.push(Block::List { start, items }),
            Some(Container::Item(item)) => match self.open.last_mut() {
                Some(Container::List { items, .. }) => items.push(item),
                _ => self.blocks().extend(item.blocks),
            },
            Some(Container::Document(_)) | None => {}
        }
    }

    /// Ends the text of a paragraph, a heading or an item.
    fn end_text(&mut self) {
        let heading = std::mem::take(&mut self.heading);
        let text = self.inline.take().trim();
        if text.is_empty() {
            return;
        }
        self.push(match heading {
            0 => Block::Paragraph(text),
            level => Block::Heading(level, text),
        });
    }

    fn push(&mut self, block: Block) {
        self.blocks().push(block);
    }

    /// The blocks of the innermost container.
    fn blocks(&mut self) -> &mut Vec<Block> {
        if let Some(Container::List { items, .. }) = self.open.last_mut() {
            // A list contains items only; below the deepest level their marks are missing.
            items.push(Item::default());
        }
        let at = self.open.len() - 1;
        match &mut self.open[at] {
            Container::Document(blocks) | Container::Quote(blocks) => blocks,
            Container::Item(item) => &mut item.blocks,
            Container::List { items, .. } => {
                let last = items.len() - 1;
                &mut items[last].blocks
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_text();
        while self.open.len() > 1 {
            self.skipped = 0;
            self.end_container();
        }
        match self.open.pop() {
            Some(Container::Document(blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}

impl Inline {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn line_break(&mut self) {
        self.push(if self.in_table { " " } else { "\n" });
    }

    /// HTML is text, except for line breaks.
    fn html(&mut self, html: &str) {
        match &*html.to_ascii_lowercase() {
            "<br>" | "<br/>" | "<br />" => self.line_break(),
            _ => self.push(html),
        }
    }

    fn begin(&mut self, format: Option<Format>) {
        self.open.push((format, self.text.text.len()));
    }

    fn end(&mut self) {
        if let Some((Some(format), start)) = self.open.pop() {
            self.format(start, format);
        }
    }

    fn format(&mut self, start: usize, format: Format) {
        let end = self.text.text.len();
        self.text.spans.push(Span { start, end, format });
    }

    /// Ends a link. An address that Telegram does not accept is text after it.
    fn end_link(&mut self) {
        let Some((format, start)) = self.open.pop() else { return };
        let address = self.addresses.pop().unwrap_or_default();
        let is_named = !self.text.text[start..].trim().is_empty();
        if let Some(format) = format {
            if !is_named {
                self.push(&address);
            }
            self.format(start, format);
            return;
        }
        let is_same = address.ends_with(&self.text.text[start..]);
        match is_named {
            true if address.is_empty() || is_same => {}
            true => self.push(&format!(" ({address})")),
            false => self.push(&address),
        }
    }

    /// Returns the text that was read, and begins another one.
    fn take(&mut self) -> FormattedText {
        self.open.clear();
        self.addresses.clear();
        std::mem::take(&mut self.text)
    }
}
