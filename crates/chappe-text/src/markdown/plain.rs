//! From blocks to a formatted text.

use super::{
    block::{Block, Item},
    parse::parse,
    table,
};
use crate::{
    blank::is_all_blank,
    build::{bold, code_block, list_item, pre, quote},
    tree::FormattedText,
};

/// The bullets of nested lists.
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];

/// The text of a horizontal line.
const RULE: &str = "———";

/// Reads Markdown, such as the answer of a language model: `CommonMark`, and the tables, task lists
/// and strikethrough of GitHub.
///
/// | Markdown | text |
/// |---|---|
/// | emphasis, strong, strikethrough, code, quotations, blocks of code | their formats |
/// | headings | bold letters |
/// | lists | bullets, numbers, check boxes; nested ones are indented |
/// | tables | a block of code with aligned columns |
/// | links and images | links; an address that Telegram does not accept follows in parentheses |
/// | line breaks | line breaks, also single ones |
/// | horizontal lines | `———` |
/// | HTML | text as it is written, except `<br>` |
///
/// Any text is accepted. What is no Markdown, or not yet, is text as it is written: each prefix of a
/// document that grows can be read. A document without content, such as `#`, is text too.
///
/// The text may be longer than a message, see [`split`](FormattedText::split).
///
/// # Example
///
/// ```
/// use chappe::text::markdown;
///
/// let answer = markdown("# Sum\n\n- **one**\n- `two`\n\n[more](https://a.example/)");
/// assert_eq!(
///     answer.to_html(),
///     "<b>Sum</b>\n\n• <b>one</b>\n• <code>two</code>\n\n<a href=\"https://a.example/\">more</a>",
/// );
/// assert_eq!(markdown("**not yet").to_string(), "**not yet");
/// ```
pub fn markdown(markdown: &str) -> FormattedText {
    let text = blocks(&parse(markdown), 0);
    if is_all_blank(text.as_str()) && !is_all_blank(markdown) {
        return markdown.into();
    }
    text
}

/// Blocks with a blank line between each two of them.
fn blocks(blocks: &[Block], level: usize) -> FormattedText {
    FormattedText::from("\n\n").join(blocks.iter().map(|block| self::block(block, level)))
}

fn block(block: &Block, level: usize) -> FormattedText {
    match block {
        Block::Paragraph(text) => text.clone(),
        Block::Heading(_, text) => bold(text),
        Block::Quote(inside) => quote(blocks(inside, level)),
        Block::Code { language, text } => code_block(language, text),
        Block::List { start, items } => list(*start, items, level),
        Block::Table(table) => pre(table::aligned(table)),
        Block::Rule => RULE.into(),
    }
}

fn list(start: Option<u64>, items: &[Item], level: usize) -> FormattedText {
    let bullet = BULLETS[level.min(BULLETS.len() - 1)];
    let items = items.iter().enumerate().map(|(at, Item { task, blocks })| {
        let mark = match (task, start) {
            (Some(true), _) => "☑ ".to_owned(),
            (Some(false), _) => "☐ ".to_owned(),
            (None, Some(start)) => format!("{}. ", start.saturating_add(at as u64)),
            (None, None) => bullet.to_owned(),
        };
        list_item(&mark, item(blocks, level + 1))
    });
    FormattedText::from("\n").join(items)
}

/// The blocks of an item. A nested list begins on the next line.
fn item(blocks: &[Block], level: usize) -> FormattedText {
    let mut text = FormattedText::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            text.push_str(if matches!(block, Block::List { .. }) { "\n" } else { "\n\n" });
        }
        text.push(self::block(block, level));
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(document: &str) -> String {
        markdown(document).to_html()
    }

    #[test]
    fn a_document_becomes_a_text() {
        let document = "# Title *x*\n\nOne **two** _three_ ~~four~~ `five`\nnext line\n\n\
            1. a\n   - b\n     - c\n2. d\n\n- [x] done\n- [ ] open\n\n> q\n> > r\n\n---\n\n\
            ```rust ignore\nfn a() {\n\n}\n```\n\n<b>html</b> & <br> end";
        let expected = "<b>Title <i>x</i></b>\n\n\
            One <b>two</b> <i>three</i> <s>four</s> <code>five</code>\nnext line\n\n\
            1. a\n   ◦ b\n     ▪ c\n2. d\n\n☑ done\n☐ open\n\n\
            <blockquote>q\n\nr</blockquote>\n\n———\n\n\
            <pre><code class=\"language-rust\">fn a() {\n\n}</code></pre>\n\n\
            &lt;b&gt;html&lt;/b&gt; &amp; \n end";
        assert_eq!(html(document), expected);
    }

    #[test]
    fn tables_are_blocks_of_code_with_aligned_columns() {
        let document =
            "| Name | Count | x |\n|---|--:|:-:|\n| **a** | 1 | 日本 |\n| bb | 22 | `c` |";
        let expected = "<pre>\
            Name | Count |  x\n\
            -----+-------+-----\n\
            a    |     1 | 日本\n\
            bb   |    22 |  c</pre>";
        assert_eq!(html(document), expected);
    }

    #[test]
    fn links_have_addresses_that_telegram_accepts() {
        let cases = [
            ("[a](https://a.example/)", "<a href=\"https://a.example/\">a</a>"),
            ("![a](https://a.example/b.png)", "<a href=\"https://a.example/b.png\">a</a>"),
            (
                "![](https://a.example/b.png)",
                "<a href=\"https://a.example/b.png\">https://a.example/b.png</a>",
            ),
            ("[a](./b.md)", "a (./b.md)"),
            ("[a]()", "a"),
            ("[a](javascript:alert(1))", "a (javascript:alert(1))"),
            ("<mailto:a@b.example>", "mailto:a@b.example"),
            ("<a@b.example>", "a@b.example"),
            ("[u](tg://user?id=7)", "<a href=\"tg://user?id=7\">u</a>"),
        ];
        for (document, expected) in cases {
            assert_eq!(html(document), expected, "{document}");
        }
    }

    #[test]
    fn what_is_no_markdown_is_shown_as_it_is() {
        for text in ["**a", "[a](b", "`a", "a_b_c", "1 * 2 * 3", "#", "[a]: b", "a | b"] {
            assert_eq!(markdown(text).to_string(), text);
        }
        assert_eq!(html("```rust\nfn"), "<pre><code class=\"language-rust\">fn</code></pre>");
        assert_eq!(markdown(" \n"), FormattedText::new());
    }

    #[test]
    fn deep_documents_are_read() {
        for mark in ["> ", "- ", "1. ", "*", "**a", "[", "![", "`", "<a>", "|", "~~", "_ "] {
            let document = mark.repeat(20_000 / mark.len()) + "end";
            assert!(markdown(&document).as_str().contains("end"), "{mark}");
        }
        let nested: String = (0..200).map(|level| " ".repeat(level * 2) + "- a\n").collect();
        assert!(markdown(&nested).to_string().matches('a').count() >= 200);
    }

    proptest! {
        #[test]
        fn each_prefix_of_a_document_is_read(
            document in "([a-c \n]|\\*\\*|_|`|```|[|]|---|# |> |- |1\\. |\\[|\\]\\(|\\)|<|>|~~|🦀|&amp;){0,40}",
        ) {
            let ends = document.char_indices().map(|(at, _)| at).chain([document.len()]);
            for end in ends {
                let text = markdown(&document[..end]);
                prop_assert_eq!(is_all_blank(text.as_str()), is_all_blank(&document[..end]));
                let _ = text.split(5);
            }
        }
    }
}
