//! Drafts of messages that a bot generates.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        content::{complete_mentions, draft_text},
        rich, threads,
    },
    world::{Draft, Talk},
};

/// Shows a draft of a text.
pub(crate) fn text(context: &mut Context<'_>) -> ApiResult {
    show(context, |context| draft_text(context))
}

/// Shows a draft of a rich message.
pub(crate) fn rich(context: &mut Context<'_>) -> ApiResult {
    show(context, rich::content)
}

fn show(
    context: &mut Context<'_>,
    content: fn(&mut Context<'_>) -> Result<Map<String, Value>, ApiError>,
) -> ApiResult {
    let talk = context.talk()?;
    if matches!(talk, Talk::Chat(_)) {
        return Err(ApiError::bad_request("TEXTDRAFT_PEER_INVALID"));
    }
    let id = context.params.number("draft_id").unwrap_or_default();
    if id == 0 {
        return Err(ApiError::bad_request("RANDOM_ID_INVALID"));
    }
    let mut content = content(context)?;
    complete_mentions(context.world, &mut content);
    let thread = threads::thread(context, talk)?.unwrap_or_default();
    let mut draft = Draft::new(id, content);
    draft.can_stop = context.params.flag("can_stop");
    draft.keep_on_stop = context.params.flag("keep_on_stop");
    context.world.show_draft(talk, thread, draft);
    Ok(json!(true))
}
