//! Inline mode: `@bot …` in any chat.
//!
//! | query | results |
//! |---|---|
//! | empty | all colours, in pages of ten |
//! | `gre` | the colours whose names contain the text |
//!
//! A result has a button that changes the message, in whatever chat it is: its message is known
//! by an inline id only. Telegram reports which result was chosen if inline feedback
//! is enabled with `/setinlinefeedback` in the chat with `@BotFather`.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chappe::{
    prelude::*,
    types::{
        AnswerInlineQuery, ChosenInlineResult, EditMessageText, InlineKeyboardButton,
        InlineKeyboardMarkup, InlineQueryResultArticle, InlineQueryResultsButton,
        InputTextMessageContent,
    },
};

/// The results of one answer; Telegram accepts at most 50.
const PAGE: usize = 10;

const COLOURS: [(&str, &str); 24] = [
    ("amber", "ffbf00"),
    ("azure", "007fff"),
    ("beige", "f5f5dc"),
    ("black", "000000"),
    ("blue", "0000ff"),
    ("brown", "964b00"),
    ("coral", "ff7f50"),
    ("crimson", "dc143c"),
    ("cyan", "00ffff"),
    ("emerald", "50c878"),
    ("gold", "ffd700"),
    ("green", "00ff00"),
    ("indigo", "4b0082"),
    ("ivory", "fffff0"),
    ("lavender", "b57edc"),
    ("lime", "bfff00"),
    ("magenta", "ff00ff"),
    ("maroon", "800000"),
    ("navy", "000080"),
    ("olive", "808000"),
    ("orange", "ff6600"),
    ("pink", "ffc0cb"),
    ("red", "ff0000"),
    ("white", "ffffff"),
];

/// How often each colour was chosen.
type Chosen = Arc<Mutex<BTreeMap<String, u32>>>;

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("inline")
        .inline_query(|q| q.fallback(search))
        .chosen_inline_result(|c| c.fallback(count))
        .callback_query(|q| q.on(callback_data_prefix("dark:"), darken))
        .message(|m| {
            m.on(command("top"), top)
                .fallback(async || reply("Write @ and my name in any chat, or /top here."))
        })
        .with_state(Chosen::default())
}

/// Answers with a page of the colours whose names contain the text.
async fn search(Event(query): Event<InlineQuery>) -> AnswerInlineQuery {
    let wanted = query.query.trim().to_lowercase();
    let found = COLOURS.iter().filter(|(name, _)| name.contains(&wanted));
    // The offset is what the previous answer returned; empty at first.
    let start: usize = query.offset.parse().unwrap_or_default();
    let mut rest = found.skip(start);
    let page = rest.by_ref().take(PAGE).map(|(name, code)| {
        let content = InputTextMessageContent::new(format!("{name}: #{code}"));
        let darken = InlineKeyboardButton::new("Darker").callback_data(format!("dark:{code}"));
        InlineQueryResultArticle::new(*name, *name, content)
            .description(format!("#{code}"))
            .reply_markup(InlineKeyboardMarkup::new(vec![vec![darken]]))
            .into()
    });
    let answer = query.answer(page.collect()).cache_time(300);
    let answer = match rest.next() {
        Some(_) => answer.next_offset((start + PAGE).to_string()),
        None => answer,
    };
    answer.button(InlineQueryResultsButton::new("What is popular?").start_parameter("top"))
}

/// Counts a colour that was chosen.
async fn count(State(chosen): State<Chosen>, Event(result): Event<ChosenInlineResult>) {
    let mut chosen = chosen.lock().unwrap_or_else(PoisonError::into_inner);
    *chosen.entry(result.result_id.to_string()).or_default() += 1;
}

/// Replaces the colour of an inline message by a darker one.
async fn darken(
    bot: Bot,
    Event(query): Event<CallbackQuery>,
) -> Result<Option<impl IntoOutcome>, BoxError> {
    let code = query.data.as_deref().and_then(|data| data.strip_prefix("dark:"));
    let Some(code) = code.and_then(|code| u32::from_str_radix(code, 16).ok()) else {
        return Ok(None);
    };
    // Half of each of the three bytes.
    let darker = (code >> 1) & 0x7f_7f_7f;
    let edit: EditMessageText = query.edit_text(format!("#{darker:06x}"));
    let again = InlineKeyboardButton::new("Darker").callback_data(format!("dark:{darker:06x}"));
    edit.reply_markup(InlineKeyboardMarkup::new(vec![vec![again]])).send(&bot).await?;
    Ok(Some(query.answer()))
}

/// Shows how often colours were chosen.
async fn top(State(chosen): State<Chosen>) -> impl IntoOutcome {
    let chosen = chosen.lock().unwrap_or_else(PoisonError::into_inner);
    let lines: Vec<String> =
        chosen.iter().map(|(name, times)| format!("{name}: {times}")).collect();
    if lines.is_empty() { reply("Nothing was chosen.") } else { reply(lines.join("\n")) }
}
