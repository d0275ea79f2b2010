//! Placeholders for fields that are about to be read.

use crate::{Chat, ChatId, ChatType, Date, MessageId};

/// What stands in a field of a struct that is filled in place.
pub(crate) trait Empty {
    fn empty() -> Self;
}

impl Empty for MessageId {
    fn empty() -> Self {
        Self(0)
    }
}

impl Empty for Date {
    fn empty() -> Self {
        Self(0)
    }
}

impl Empty for Chat {
    fn empty() -> Self {
        Self {
            id: ChatId(0),
            r#type: ChatType::Private,
            title: None,
            username: None,
            first_name: None,
            last_name: None,
            is_forum: None,
            is_direct_messages: None,
        }
    }
}
