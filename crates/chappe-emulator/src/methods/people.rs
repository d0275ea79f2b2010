//! Contents that users send by the rules of the methods for them.

use serde_json::{Map, Value, json};

use crate::{
    methods::{Context, send},
    params::Params,
    schema::schema,
    world::{Talk, World},
};

/// The content of a message that a method would send with these parameters, on behalf of a user.
/// `bot` is the bot via which it is sent, or 0.
///
/// # Errors
///
/// Returns the description of the method's error.
pub(crate) fn content_by(
    world: &mut World,
    bot: i64,
    method: &str,
    mut values: Map<String, Value>,
    talk: Talk,
) -> Result<Map<String, Value>, String> {
    let method = schema().method(method).ok_or_else(|| format!("there is no method {method}"))?;
    values.insert("chat_id".to_owned(), json!(talk.chat_id()));
    let params = Params { values, ..Params::default() }.check(method);
    let content = params.and_then(|params| {
        let mut context = Context { world, bot, method, params: &params };
        send::content(&mut context, talk)
    });
    content.map_err(|error| {
        let description = error.description;
        description.strip_prefix("Bad Request: ").map_or(description.clone(), str::to_owned)
    })
}
