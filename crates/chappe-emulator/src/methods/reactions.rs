//! Reactions of bots.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    world::conversation_event,
};

/// The emoji that can be reactions, separated by spaces. Source: Bot API 10.3,
/// [`ReactionTypeEmoji`](https://core.telegram.org/bots/api#reactiontypeemoji).
const EMOJI: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u{200d}🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u{200d}💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u{200d}♂ 🤷 🤷\u{200d}♀ 😡";

pub(crate) fn react(context: &mut Context<'_>) -> ApiResult {
    let reaction = context.params.get("reaction").cloned().unwrap_or_else(|| json!([]));
    let kinds = reaction.as_array().map(Vec::as_slice).unwrap_or_default();
    // Bots cannot pay.
    if kinds.iter().any(|kind| kind["type"] == "paid") {
        let why = "can't parse ReactionType: invalid reaction type specified";
        return Err(ApiError::bad_request(why));
    }
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    if context.world.message(talk, id).is_none() {
        return Err(ApiError::bad_request("message to react not found"));
    }
    if !kinds.iter().all(exists) {
        return Err(ApiError::bad_request("REACTION_INVALID"));
    }
    if kinds.len() > 1 {
        return Err(ApiError::bad_request("REACTIONS_TOO_MANY"));
    }
    let bot = context.bot;
    context.world.reactions.entry((talk, id)).or_default().insert(bot, reaction.clone());
    let mut event = conversation_event(talk, "reaction", reaction);
    event["message_id"] = json!(id);
    event["user_id"] = json!(bot);
    context.world.emit("reaction", event);
    Ok(json!(true))
}

/// Whether Telegram has a reaction. With or without a variation selector, it is the same emoji.
pub(crate) fn exists(kind: &Value) -> bool {
    let Some(emoji) = kind["emoji"].as_str() else { return true };
    let plain = emoji.replace('\u{fe0f}', "");
    EMOJI.split(' ').any(|known| known == plain)
}
