//! Methods that are not implemented: they return the smallest value that fits the schema.

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
    Ok(smallest(&context.method.returns))
}
