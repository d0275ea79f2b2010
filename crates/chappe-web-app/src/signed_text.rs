//! The text that is signed.

use crate::pairs::Pairs;

/// Returns the lines `name=value`, sorted by name.
pub(crate) fn lines(pairs: &Pairs) -> String {
    let lines: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    lines.join("\n")
}

/// Returns the text that Telegram signs with its own key, for the web app of this bot.
pub(crate) fn for_third_parties(bot_id: i64, pairs: &Pairs) -> String {
    format!("{bot_id}:WebAppData\n{}", lines(pairs))
}
