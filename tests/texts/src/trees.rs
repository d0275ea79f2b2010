//! Random trees, and their checks.

use chappe_text::{
    DateFormat, FormattedText, bold, code, code_block, custom_emoji, date_time, expandable_quote,
    italic, link, mention_as, pre, quote, spoiler, strikethrough, underline,
};
use chappe_types::{ParseMode, SendMessage};

use crate::{bot::Bot, parts, random::Random, report::Report};

/// Parts of texts. Telegram changes none of these characters.
const PIECES: [&str; 40] = [
    "a",
    "b c",
    "Hello",
    "_",
    "__",
    "*",
    "**",
    "`",
    "```",
    "~",
    "|",
    "||",
    "[",
    "](",
    ")",
    "!",
    "![",
    ">",
    "\n>",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\\",
    "\\\\",
    "<b>",
    "&lt;",
    "&",
    "\"",
    "'",
    "🦀",
    "👩‍👩‍👧",
    "é",
    "日本",
    "#tag",
    "@user_name",
    "/start",
    "https://b.example",
    "1.",
    "{}=+-",
];

const ADDRESSES: [&str; 5] = [
    "https://a.example/",
    "http://b.example:8080/c?d=(e)&f=\\g#h",
    "https://c.example/<\">'",
    "tg://resolve?domain=a_b",
    "https://d.example/_*`~|",
];

const LANGUAGES: [&str; 4] = ["rust", "c++", "x\"<&>", "a_b*"];

/// Sends a random tree in each form.
pub(crate) async fn check(bot: &Bot, seed: u64, report: &mut Report) {
    let mut random = Random::new(seed);
    let tree = tree(&mut random, 4, bot.user);
    report.trees += 1;
    let limit = random.index(30);
    if let Err(why) = parts::check(&tree, limit) {
        report.add("the parts of a tree are not the tree", seed, format!("{why}\n{tree:?}"));
    }
    let trimmed = tree.trim();
    if trimmed.as_str().trim_matches([' ', '\n']).is_empty() {
        return;
    }
    let sent = bot.text(&tree.message_to(bot.user)).await;
    if sent.as_ref() != Ok(&trimmed) {
        report.add("entities differ", seed, format!("{tree:?}\n{sent:?}"));
    }
    let html = tree.to_html();
    let message = SendMessage::new(bot.user, &*html).parse_mode(ParseMode::Html);
    let sent = bot.text(&message).await;
    let is_same = |sent: &FormattedText| *sent == trimmed && sent.to_html() == trimmed.to_html();
    if !sent.as_ref().is_ok_and(is_same) {
        report.add("HTML differs", seed, format!("{tree:?}\n{html:?}\n{sent:?}"));
    }
    let markdown = tree.to_markdown_v2();
    let message = SendMessage::new(bot.user, &*markdown).parse_mode(ParseMode::MarkdownV2);
    let sent = bot.text(&message).await;
    let is_same = |sent: &FormattedText| {
        let is_exact = sent.as_str() == trimmed.as_str();
        (!is_exact || *sent == trimmed) && sent.to_markdown_v2() == trimmed.to_markdown_v2()
    };
    if !sent.as_ref().is_ok_and(is_same) {
        report.add("MarkdownV2 differs", seed, format!("{tree:?}\n{markdown:?}\n{sent:?}"));
    }
    report.exact += u64::from(sent.is_ok_and(|sent| sent == trimmed));
}

fn tree(random: &mut Random, depth: u64, user: i64) -> FormattedText {
    let mut text = FormattedText::new();
    for _ in 0..=random.below(4) {
        if depth == 0 || random.percent(40) {
            text.push(*random.pick(&PIECES));
            continue;
        }
        let inner = tree(random, depth - 1, user);
        let is_block = random.percent(70);
        text.push(match random.below(15) {
            0 => bold(inner),
            1 => italic(inner),
            2 => underline(inner),
            3 => strikethrough(inner),
            4 => spoiler(inner),
            5 => code(inner),
            6 => pre(inner),
            7 => code_block(random.pick::<&str>(&LANGUAGES), inner),
            8 => link(inner, random.pick(&ADDRESSES)),
            9 => mention_as(inner, user),
            10 => custom_emoji(inner, "5368324170671202286"),
            11 => date_time(inner, 1_647_531_900, DateFormat::new().weekday().short_date()),
            12 => date_time(inner, 1_647_531_900, DateFormat::new()),
            13 if is_block => FormattedText::from("\n") + quote(inner) + "\n",
            13 => quote(inner),
            _ if is_block => FormattedText::from("\n") + expandable_quote(inner) + "\n",
            _ => expandable_quote(inner),
        });
    }
    text
}
