//! Replies of handlers, and how they are sent.

mod pending_reply;
mod reply_sender;

pub use self::{
    pending_reply::{PendingReply, ReplyBody},
    reply_sender::ReplySender,
};
