//! Methods about the stories of business accounts.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, content, media},
    world::{Story, Talk},
};

const RIGHT: &str = "can_manage_stories";

/// For how long stories can be active, in seconds.
const PERIODS: [i64; 4] = [21_600, 43_200, 86_400, 172_800];

fn refused<T>(why: &str) -> Result<T, ApiError> {
    Err(ApiError::bad_request(why))
}

/// The `Story` that methods return.
fn shown(context: &Context<'_>, account: i64, id: i64) -> Value {
    let chat = context.world.chat_json(Talk::Private { bot: context.bot, user: account });
    json!({"chat": chat, "id": id})
}

/// The photo or video and the caption of the parameters.
fn content(context: &mut Context<'_>) -> Result<Map<String, Value>, ApiError> {
    let given = context.params.get("content").cloned().unwrap_or_default();
    let kind = match given["type"].as_str() {
        Some("photo") => "photo",
        Some("video") => "video",
        _ => return refused("invalid story content type specified"),
    };
    let file = given[kind].as_str().unwrap_or_default();
    if context.params.attached(file).is_none() {
        return refused(&format!("story {kind} must be uploaded as a file"));
    }
    let hints = given.as_object().cloned().unwrap_or_default();
    let stored = media::file(context, kind, file, &hints)?;
    let params = context.params;
    let (text, mode) = (params.text("caption"), params.text("parse_mode"));
    let mut content = content::caption(text, mode, params.get("caption_entities"), false)?;
    content.insert(kind.to_owned(), media::media_of(kind, &stored, &hints));
    Ok(content)
}

fn areas(context: &Context<'_>) -> Value {
    context.params.get("areas").cloned().unwrap_or_else(|| json!([]))
}

/// Posts a story of this content to an account.
fn publish(
    context: &mut Context<'_>,
    account: i64,
    content: Map<String, Value>,
    areas: Value,
) -> ApiResult {
    let period = context.params.number("active_period").unwrap_or_default();
    if !PERIODS.contains(&period) {
        return refused("STORY_PERIOD_INVALID");
    }
    let story = Story {
        bot: context.bot,
        content,
        areas,
        until: context.world.clock.date() + period,
        is_on_page: context.params.flag("post_to_chat_page"),
        is_protected: context.params.flag("protect_content"),
    };
    let id = context.world.stories.post(account, story);
    Ok(shown(context, account, id))
}

pub(crate) fn post(context: &mut Context<'_>) -> ApiResult {
    let content = content(context)?;
    let account = context.connection_with(RIGHT)?.account;
    let areas = areas(context);
    publish(context, account, content, areas)
}

/// Posts a story of another account of the bot.
pub(crate) fn repost(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with(RIGHT)?.account;
    let number = |name: &str| context.params.number(name).unwrap_or_default();
    let (bot, from) = (context.bot, (number("from_chat_id"), number("from_story_id")));
    let is_managed = context.world.business.of_account(from.0).is_some_and(|its| its.bot == bot);
    let now = context.world.clock.date();
    let story = context.world.stories.own(bot, from, now).filter(|_| is_managed).cloned();
    match story {
        Some(story) if story.is_protected => refused("STORY_FORWARD_RESTRICTED"),
        Some(story) => publish(context, account, story.content, json!([])),
        None => refused("STORY_ID_INVALID"),
    }
}

/// The account and the story of the parameters.
fn own(context: &mut Context<'_>) -> Result<(i64, i64), ApiError> {
    let account = context.connection_with(RIGHT)?.account;
    let id = context.params.number("story_id").unwrap_or_default();
    let (bot, now) = (context.bot, context.world.clock.date());
    match context.world.stories.own(bot, (account, id), now) {
        Some(_) => Ok((account, id)),
        None => refused("STORY_ID_INVALID"),
    }
}

pub(crate) fn edit(context: &mut Context<'_>) -> ApiResult {
    let content = content(context)?;
    let (account, id) = own(context)?;
    let (bot, now, areas) = (context.bot, context.world.clock.date(), areas(context));
    if let Some(story) = context.world.stories.own(bot, (account, id), now) {
        story.content = content;
        story.areas = areas;
    }
    Ok(shown(context, account, id))
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let id = own(context)?;
    context.world.stories.remove(id);
    Ok(json!(true))
}
