//! Methods that are not implemented: they return the smallest value that fits the schema.

use serde_json::Value;

use crate::{
    error::ApiResult,
    methods::{Context, rights::require_for_stub},
    sample::smallest,
};

/// The smallest result that fits the method's return type.
pub(crate) fn answer(context: &mut Context<'_>) -> ApiResult {
    // A method about a chat still requires that the chat exists, and some require rights.
    if context.params.get("chat_id").is_some() {
        let talk = context.talk()?;
        require_for_stub(context, talk)?;
    }
    if let Some(name) = context.method.name.strip_prefix("setMy") {
        let values = Value::Object(context.params.values.clone());
        context.bot_state().settings.insert(name.to_owned(), values);
    }
    if let Some(name) = context.method.name.strip_prefix("getMy") {
        let fitting = smallest(&context.method.returns);
        let mut answer = fitting;
        let set = context.bot_state().settings.get(name).cloned().unwrap_or_default();
        for (name, value) in set.as_object().into_iter().flatten() {
            if !answer[name].is_null() {
                answer[name] = value.clone();
            }
        }
        return Ok(answer);
    }
    Ok(smallest(&context.method.returns))
}
