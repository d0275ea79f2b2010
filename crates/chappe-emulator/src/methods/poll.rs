//! Polls.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, content, edit, poll_media},
    params::Params,
    world::{Chat, Poll, Talk},
};

/// The most options, and the longest texts, in characters.
const MAX_OPTIONS: usize = 12;
const MAX_OPTION: usize = 100;
const MAX_QUESTION: usize = 300;

/// The longest period, and the shortest time until a closing date, in seconds.
const LONGEST_PERIOD: i64 = 2_628_000;
const SHORTEST_PERIOD: i64 = 5;

/// The poll of the parameters.
pub(crate) fn from_params(context: &mut Context<'_>, talk: Talk) -> ApiResult {
    let params = context.params;
    let mut poll = Map::new();
    texts(params, &mut poll)?;
    media(context, &mut poll)?;
    let is_quiz = match params.text("type").unwrap_or("regular") {
        "quiz" => true,
        "regular" => false,
        _ => return Err(ApiError::bad_request("unsupported poll type specified")),
    };
    let flag = |name: &str, otherwise: bool| {
        json!(params.get(name).and_then(Value::as_bool).unwrap_or(otherwise))
    };
    poll.extend([
        ("type".to_owned(), json!(if is_quiz { "quiz" } else { "regular" })),
        ("is_anonymous".to_owned(), flag("is_anonymous", true)),
        ("allows_multiple_answers".to_owned(), flag("allows_multiple_answers", false)),
        ("allows_revoting".to_owned(), flag("allows_revoting", !is_quiz)),
    ]);
    if is_quiz {
        quiz(params, &mut poll)?;
        poll_media::insert(context, "explanation_media", &mut poll)?;
    }
    audience(context, talk, &mut poll)?;
    let mut poll = Value::Object(poll);
    let period = params.number("open_period").unwrap_or_default().clamp(0, LONGEST_PERIOD);
    let date = params.number("close_date").unwrap_or_default();
    let left = date - context.world.clock.date();
    if period > 0 {
        poll["open_period"] = json!(period);
    } else if left >= SHORTEST_PERIOD {
        poll["open_period"] = json!(left);
    }
    if params.flag("is_closed") {
        Poll::close(&mut poll);
        return Ok(poll);
    }
    Ok(opened(context, poll))
}

/// Inserts the question, the options and the description.
fn texts(params: &Params, poll: &mut Map<String, Value>) -> Result<(), ApiError> {
    let (question, entities) = emoji_only(marked_up(params, "question")?);
    if question.is_empty() {
        return Err(ApiError::bad_request("text must be non-empty"));
    }
    if question.chars().count() > MAX_QUESTION {
        return Err(ApiError::bad_request("poll question length must not exceed 300"));
    }
    insert_text(poll, "question", question, entities);
    let given = params.get("options").and_then(Value::as_array).map(Vec::as_slice);
    let given = given.unwrap_or_default();
    if given.is_empty() {
        return Err(ApiError::bad_request("poll must have at least one answer option"));
    }
    if given.len() > MAX_OPTIONS {
        return Err(ApiError::bad_request("poll can't have more than 12 options"));
    }
    let options = given.iter().enumerate().map(|(at, given)| option(at, given));
    poll.insert("options".to_owned(), options.collect::<Result<Vec<_>, _>>()?.into());
    let (description, entities) = marked_up(params, "description")?;
    if !description.is_empty() {
        insert_text(poll, "description", description, entities);
    }
    Ok(())
}

/// Inserts the media of the question and of the options.
fn media(context: &mut Context<'_>, poll: &mut Map<String, Value>) -> Result<(), ApiError> {
    poll_media::insert(context, "media", poll)?;
    let given = context.params.get("options").and_then(Value::as_array).cloned();
    let options = poll.get_mut("options").and_then(Value::as_array_mut);
    for (option, given) in options.into_iter().flatten().zip(given.unwrap_or_default()) {
        if let Some(media) = poll_media::of_option(context, &given["media"])? {
            option["media"] = media;
        }
    }
    Ok(())
}

/// The `PollOption` of an `InputPollOption`.
fn option(at: usize, given: &Value) -> ApiResult {
    let text = given.as_str().or_else(|| given["text"].as_str()).unwrap_or_default();
    let (mode, explicit) = (given["text_parse_mode"].as_str(), given.get("text_entities"));
    let (text, entities) = emoji_only(content::parsed(text, mode, explicit)?);
    if text.is_empty() {
        return Err(ApiError::bad_request("text must be non-empty"));
    }
    if text.chars().count() > MAX_OPTION {
        return Err(ApiError::bad_request("poll options length must not exceed 100"));
    }
    let mut option = Map::new();
    option.insert("persistent_id".to_owned(), json!(at.to_string()));
    insert_text(&mut option, "text", text, entities);
    option.insert("voter_count".to_owned(), json!(0));
    Ok(option.into())
}

/// A text of the parameters, with its markup.
fn marked_up(params: &Params, name: &str) -> Result<(String, Vec<Value>), ApiError> {
    let mode = params.text(&format!("{name}_parse_mode"));
    let explicit = params.get(&format!("{name}_entities"));
    content::parsed(params.text(name).unwrap_or_default(), mode, explicit)
}

/// Questions and options keep custom emoji only.
fn emoji_only((text, mut entities): (String, Vec<Value>)) -> (String, Vec<Value>) {
    entities.retain(|entity| entity["type"] == "custom_emoji");
    (text, entities)
}

fn insert_text(to: &mut Map<String, Value>, name: &str, text: String, entities: Vec<Value>) {
    to.insert(name.to_owned(), text.into());
    if !entities.is_empty() {
        to.insert(format!("{name}_entities"), entities.into());
    }
}

/// Inserts the correct options and the explanation of a quiz.
fn quiz(params: &Params, poll: &mut Map<String, Value>) -> Result<(), ApiError> {
    let options = poll.get("options").and_then(Value::as_array).map_or(0, Vec::len);
    let correct = params.get("correct_option_ids").and_then(Value::as_array);
    let correct: Vec<i64> = correct.into_iter().flatten().filter_map(Value::as_i64).collect();
    let why = if correct.is_empty() {
        "correct quiz option list must be non-empty"
    } else if !correct.is_sorted_by(|a, b| a < b) {
        "correct quiz option list must be increasing"
    } else if !correct.iter().all(|id| usize::try_from(*id).is_ok_and(|id| id < options)) {
        "wrong quiz correct_option_id"
    } else {
        let (explanation, entities) = marked_up(params, "explanation")?;
        poll.insert("correct_option_ids".to_owned(), correct.into());
        if !explanation.is_empty() {
            poll.insert("explanation".to_owned(), explanation.into());
            poll.insert("explanation_entities".to_owned(), entities.into());
        }
        return Ok(());
    };
    Err(ApiError::bad_request(why))
}

/// Inserts who may vote: only polls of channels restrict it.
fn audience(
    context: &Context<'_>,
    talk: Talk,
    poll: &mut Map<String, Value>,
) -> Result<(), ApiError> {
    let params = context.params;
    let countries = params.get("country_codes").and_then(Value::as_array).map(Vec::as_slice);
    let countries = countries.unwrap_or_default();
    let is_country = |code: &Value| {
        code.as_str().is_some_and(|code| {
            code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
        })
    };
    if !countries.iter().all(is_country) {
        return Err(ApiError::bad_request("invalid country code specified"));
    }
    let is_for_members = params.flag("members_only");
    let is_channel = match talk {
        Talk::Chat(id) => context.world.chats.get(&id).is_some_and(Chat::is_channel),
        Talk::Private { .. } | Talk::Business { .. } => false,
    };
    if !is_channel && (is_for_members || !countries.is_empty()) {
        let why = "poll voters can be restricted only in channel chats";
        return Err(ApiError::bad_request(why));
    }
    poll.insert("members_only".to_owned(), json!(is_for_members));
    if !countries.is_empty() {
        poll.insert("country_codes".to_owned(), countries.into());
    }
    Ok(())
}

/// An open copy of a poll, without votes and without an id.
pub(crate) fn opened(context: &Context<'_>, mut poll: Value) -> Value {
    poll["is_closed"] = json!(false);
    poll.as_object_mut().map(|poll| poll.remove("id"));
    if let Some(period) = poll["open_period"].as_i64() {
        poll["close_date"] = json!(context.world.clock.date() + period);
    }
    for option in poll["options"].as_array_mut().into_iter().flatten() {
        option["voter_count"] = json!(0);
    }
    poll
}

/// Registers the poll of a message that is sent, unless it is known: forwarded polls are.
pub(super) fn register(context: &mut Context<'_>, message: &mut Map<String, Value>) {
    let Some(poll) = message.get_mut("poll").filter(|poll| poll["id"].is_null()) else { return };
    let id = context.world.number("poll").to_string();
    poll["id"] = json!(id);
    poll["total_voter_count"] = json!(0);
    context.world.add_poll(id, Poll::new(context.bot, poll.clone()));
}

pub(crate) fn stop(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let message = context.world.message(talk, id);
    let message = message.filter(|message| message.json["poll"].is_object());
    let Some(message) = message else {
        return Err(ApiError::bad_request("message with poll to stop not found"));
    };
    if message.by != Some(context.bot) || message.json["forward_origin"].is_object() {
        return Err(ApiError::bad_request("poll can't be stopped"));
    }
    let mut poll = message.json["poll"].clone();
    if poll["is_closed"] == json!(true) {
        return Err(ApiError::bad_request("poll has already been closed"));
    }
    Poll::close(&mut poll);
    let content = Map::from_iter([("poll".to_owned(), poll.clone())]);
    edit::change(context, talk, id, &["poll"], content)?;
    context.world.poll_changed(&poll);
    Ok(poll)
}
