//! Random Markdown documents, and their checks.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::OnceLock,
    time::{Duration, Instant},
};

use chappe_text::{MAX_TEXT, markdown, rich_markdown};
use chappe_types::SendRichMessage;

use crate::{bot::Bot, parts, random::Random, report::Report};

/// The most bytes of a document.
const MAX_LEN: usize = 20_000;

/// The longest time of a processor that reading and splitting a document may take.
const LONGEST: Duration = Duration::from_millis(10);

/// Parts of documents.
const PIECES: [&str; 64] = [
    "word",
    "some more words",
    "longer_word-with.marks",
    "\n",
    "\n\n",
    "\n\n\n",
    " ",
    "    ",
    "\t",
    "# ",
    "## ",
    "###### ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "10. ",
    "- [ ] ",
    "- [x] ",
    "  - ",
    "    - ",
    "> ",
    ">> ",
    "> - ",
    "---\n",
    "***\n",
    "**",
    "*",
    "_",
    "__",
    "***",
    "~~",
    "~",
    "`",
    "``",
    "```",
    "```rust\n",
    "\n```\n",
    "~~~\n",
    "[a](https://a.example/)",
    "[b](./b.md)",
    "[",
    "](",
    ")",
    "![c](https://c.example/d.png)",
    "![",
    "<https://d.example>",
    "<a@b.example>",
    "<b>",
    "</b>",
    "<br>",
    "<!-- ",
    "| a | b |\n|---|:-:|\n| 1 | 2 |\n",
    "|",
    "|---|",
    "| ",
    "&amp;",
    "&#0;",
    "\\",
    "\\*",
    "🦀",
    "👩‍👩‍👧 ",
    "日本語",
];

/// Reads, splits and sends a random document.
pub(crate) async fn check(bot: &Bot, seed: u64, report: &mut Report) {
    let document = document(&mut Random::new(seed));
    report.documents += 1;
    report.bytes += document.len();
    let read = || {
        let began = processor_time();
        let parts = markdown(&document).split(MAX_TEXT);
        (processor_time().saturating_sub(began), parts)
    };
    let Ok((time, parts)) = catch_unwind(AssertUnwindSafe(read)) else {
        report.add("a document causes a panic", seed, shortened(&document));
        return;
    };
    report.slowest = report.slowest.max(time);
    if time > LONGEST {
        report.add("a document takes long", seed, format!("{time:?}\n{}", shortened(&document)));
    }
    let is_blank = document.chars().all(|c| c <= ' ');
    if parts.is_empty() != is_blank {
        report.add("a document has no text", seed, shortened(&document));
    }
    for part in &parts {
        report.messages += 1;
        if let Err(why) = bot.send(&part.message_to(bot.user)).await {
            report.add(&format!("a part is refused: {why}"), seed, format!("{part:?}"));
        }
    }
    let mut random = Random::new(seed);
    let limit = 1 + random.index(MAX_TEXT);
    if let Err(why) = parts::check(&markdown(&document), limit) {
        report.add("the parts of a document are not its text", seed, format!("{limit}: {why}"));
    }
    if let Some(rich) = rich_markdown(&document) {
        report.rich += 1;
        if let Err(why) = bot.send(&SendRichMessage::new(bot.user, rich)).await {
            report.add(&format!("a rich message is refused: {why}"), seed, shortened(&document));
        }
    }
}

/// The time that this thread has run on a processor, without the time of other programs. On systems
/// that do not count it, the time since the start.
fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let counted = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|counted| counted.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// A document: mixed pieces, a few pieces many times, or both, cut anywhere.
fn document(random: &mut Random) -> String {
    let length = match random.percent(50) {
        true => random.index(MAX_LEN),
        false => random.index(MAX_LEN / 20),
    };
    let mut document = String::with_capacity(length + 64);
    while document.len() < length {
        if random.percent(5) {
            let repeated: String = (0..=random.index(3)).map(|_| *random.pick(&PIECES)).collect();
            let most = if random.percent(10) { MAX_LEN } else { 100 };
            document.push_str(&repeated.repeat(1 + random.index(most / repeated.len())));
        } else {
            document.push_str(random.pick::<&str>(&PIECES));
        }
    }
    let mut end = length.min(document.len());
    while !document.is_char_boundary(end) {
        end -= 1;
    }
    document.truncate(end);
    document
}

fn shortened(document: &str) -> String {
    let short: String = document.chars().take(2_000).collect();
    format!("{short:?}")
}
