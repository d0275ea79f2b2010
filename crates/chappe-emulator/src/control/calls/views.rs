//! What users see of a conversation besides its messages.

use crate::control::{
    calls::call::{Call, Run, optional, required},
    views,
};

pub(super) const CALLS: &[Call] = &[Call {
    method: "GET",
    path: "views",
    run: Run::Handler(views::view),
    about: "Returns what users see of a conversation besides its messages: what is pinned, who \
            reacted and voted, and the settings and members of a chat.",
    fields: &[
        required("chat_id", "integer", "The chat; for a private chat, the user."),
        optional("bot", "id or token", "none", "The bot. Required for a private chat."),
    ],
    answer: "`{\"pinned\": [message_id], \"reactions\": [{\"message_id\", \"type\": ReactionType, \
             \"by\": [id]}], \"votes\": [{\"poll_id\", \"user\", \"options\"}], \"chat\"?, \
             \"members\"?: [ChatMember]}`",
    errors: &["there is no chat …", "there is no bot …"],
    examples: &["chat_id=100000001&bot=42", "chat_id=-1001000000001"],
}];
