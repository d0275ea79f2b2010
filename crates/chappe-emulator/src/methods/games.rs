//! Games and their scores.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    world::{GamePlace, Stored, Talk, conversation_event},
};

/// A picture of one pixel, as GIF: the photo of every game.
const PHOTO: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x01D\0;";

/// The game of `sendGame`. A game of any name exists; its title and description are the name.
pub(super) fn from_params(context: &mut Context<'_>) -> Value {
    let name = context.params.text("game_short_name").unwrap_or_default();
    let photo = Bytes::from_static(PHOTO);
    let photo = context.world.files.store("photo", "game.gif", "image/gif", photo);
    json!({"title": name, "description": name, "photo": photo.sizes()})
}

/// The game of the parameters: where its scores are, and its message if that is in this emulator.
struct Found {
    place: GamePlace,
    message: Option<(Talk, i64)>,
}

/// Finds the game of the parameters. `what` describes the message in errors.
fn found(context: &Context<'_>, what: &str) -> Result<Found, ApiError> {
    let params = context.params;
    let id = params.number("message_id");
    if params.get("chat_id").is_none() && id.is_none() {
        return inline(context);
    }
    let talk = context.talk()?;
    let id = id.ok_or_else(|| ApiError::bad_request("message identifier is not specified"))?;
    let message = context.world.message(talk, id);
    let Some(message) = message else {
        return Err(ApiError::bad_request(format!("{what} not found")));
    };
    let (game, is_mine) = (title(message), message.by == Some(context.bot));
    match game.filter(|_| is_mine) {
        Some(game) => {
            Ok(Found { place: GamePlace::Chat { talk, game }, message: Some((talk, id)) })
        }
        None => Err(ApiError::bad_request("game score can't be set")),
    }
}

/// Finds the game in a message that was sent via the bot.
fn inline(context: &Context<'_>) -> Result<Found, ApiError> {
    let Some(id) = context.params.text("inline_message_id") else {
        return Err(ApiError::bad_request("message identifier is not specified"));
    };
    let message = context.world.inline_messages.get(id);
    let message = message.filter(|message| message.bot == context.bot);
    // The content of a message that only an update named is unknown.
    let has_game = |json: &Value| json.is_null() || json["game"].is_object();
    let message = message.filter(|message| has_game(&message.json));
    let message = message.ok_or_else(|| ApiError::bad_request("MESSAGE_ID_INVALID"))?;
    Ok(Found { place: GamePlace::Inline(id.to_owned()), message: message.place })
}

fn title(message: &Stored) -> Option<String> {
    message.json["game"]["title"].as_str().map(str::to_owned)
}

/// The user of the parameters.
fn user(context: &Context<'_>) -> Result<i64, ApiError> {
    let id = context.params.number("user_id").unwrap_or_default();
    let user = context.world.users.contains_key(&id).then_some(id);
    user.ok_or_else(|| ApiError::bad_request("user not found"))
}

pub(crate) fn set_score(context: &mut Context<'_>) -> ApiResult {
    let Found { place, message } = found(context, "message to set game score")?;
    let user = user(context)?;
    let score = context.params.number("score").unwrap_or_default();
    if score < 0 {
        return Err(ApiError::bad_request("SCORE_INVALID"));
    }
    let before = context.world.game_score(&place, user);
    let is_changed = score > before || (context.params.flag("force") && score != before);
    if !is_changed {
        return Err(ApiError::bad_request("BOT_SCORE_NOT_MODIFIED"));
    }
    context.world.set_game_score(place.clone(), user, score);
    if let Some((talk, id)) = message.filter(|_| !context.params.flag("disable_edit_message")) {
        show_scores(context, talk, id, &place, user);
    }
    match (&place, message) {
        (GamePlace::Chat { .. }, Some((talk, id))) => {
            let message = context.world.message(talk, id).map(|stored| stored.json.clone());
            message.ok_or_else(|| ApiError::bad_request("message to set game score not found"))
        }
        _ => Ok(json!(true)),
    }
}

/// Edits the message of a game to show the scores.
fn show_scores(context: &mut Context<'_>, talk: Talk, id: i64, place: &GamePlace, user: i64) {
    let lines = context.world.high_scores(place, user).into_iter().map(|score| {
        let name = score["user"]["first_name"].as_str().unwrap_or_default().to_owned();
        format!("{}. {name} – {}", score["position"], score["score"])
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let date = context.world.clock.date();
    let Some(stored) = context.world.message_mut(talk, id) else { return };
    if !stored.json["game"].is_object() {
        return;
    }
    stored.json["game"]["text"] = json!(text);
    stored.json["edit_date"] = json!(date);
    let event = conversation_event(talk, "message", stored.seen());
    context.world.emit("edit", event);
}

pub(crate) fn high_scores(context: &mut Context<'_>) -> ApiResult {
    let Found { place, .. } = found(context, "message to get game high scores")?;
    let user = user(context)?;
    Ok(context.world.high_scores(&place, user).into())
}
