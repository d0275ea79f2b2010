//! Predicates over Telegram's error descriptions.
//!
//! Telegram's error codes are HTTP statuses, so only the description distinguishes most causes.
//! Descriptions are compared in this module only. An unknown description matches no predicate, and
//! can still be read.

use crate::error::Error;

impl Error {
    fn has_description(&self, code: u16, words: &[&str]) -> bool {
        let description = self.description().unwrap_or_default().to_ascii_lowercase();
        self.code() == Some(code) && words.iter().any(|words| description.contains(words))
    }

    /// Returns whether the token is invalid or was revoked (401).
    ///
    /// A server responds with 404 if the text cannot be a token. The response of a gateway on the
    /// way carries no information about the token.
    pub fn is_unauthorized(&self) -> bool {
        let no_token =
            || self.description().is_some_and(|text| text.eq_ignore_ascii_case("not found"));
        self.code() == Some(401) || (self.code() == Some(404) && no_token())
    }

    /// Returns whether the bot is forbidden to do this, in this chat or to this user (403).
    pub fn is_forbidden(&self) -> bool {
        self.code() == Some(403)
    }

    /// Returns whether the user has blocked the bot.
    pub fn is_blocked(&self) -> bool {
        self.has_description(403, &["bot was blocked by the user"])
    }

    /// Returns whether the user's account was deleted.
    pub fn is_deactivated(&self) -> bool {
        self.has_description(403, &["user is deactivated"])
    }

    /// Returns whether the bot is not a member of the chat.
    pub fn is_kicked(&self) -> bool {
        self.has_description(403, &["bot was kicked", "bot is not a member"])
    }

    /// Returns whether the user has never written to the bot: bots cannot start conversations.
    pub fn is_not_started(&self) -> bool {
        self.has_description(403, &["bot can't initiate conversation"])
    }

    /// Returns whether the chat does not exist, or the bot has never seen it.
    pub fn is_chat_not_found(&self) -> bool {
        self.has_description(400, &["chat not found"])
    }

    /// Returns whether the message to edit, delete, reply to, pin or copy does not exist.
    pub fn is_message_not_found(&self) -> bool {
        self.has_description(
            400,
            &["message to", "message not found", "message_id_invalid", "message identifier"],
        ) && self.has_description(400, &["not found", "invalid", "not specified"])
    }

    /// Returns whether an edit changes nothing.
    pub fn is_not_modified(&self) -> bool {
        self.has_description(400, &["message is not modified"])
    }

    /// Returns whether the message cannot be edited by this bot, or cannot be edited any more.
    pub fn is_not_editable(&self) -> bool {
        self.has_description(400, &["message can't be edited"])
    }

    /// Returns whether the message cannot be deleted by this bot, or cannot be deleted any more.
    pub fn is_not_deletable(&self) -> bool {
        self.has_description(400, &["message can't be deleted"])
    }

    /// Returns whether a callback, inline or other query is too old to be answered.
    pub fn is_query_expired(&self) -> bool {
        self.has_description(400, &["query is too old", "query id is invalid", "query_id_invalid"])
    }

    /// Returns whether the text's markup cannot be parsed.
    pub fn is_entity_error(&self) -> bool {
        self.has_description(400, &["can't parse entities"])
    }

    /// Returns whether the text or caption is empty or too long.
    pub fn is_wrong_length(&self) -> bool {
        self.has_description(400, &["message is too long", "caption is too long", "text is empty"])
    }

    /// Returns whether the bot lacks the rights to do this in the chat.
    pub fn is_not_enough_rights(&self) -> bool {
        self.has_description(
            400,
            &["not enough rights", "chat_admin_required", "need administrator rights"],
        )
    }

    /// Returns whether a file is too large for Telegram, or a request for a gateway on the way
    /// (413).
    pub fn is_too_large(&self) -> bool {
        self.status() == Some(413) || self.has_description(400, &["file is too big", "too large"])
    }

    /// Returns whether the file id is invalid, or is not of a file that this bot can use.
    pub fn is_wrong_file_id(&self) -> bool {
        self.has_description(400, &["wrong file identifier", "wrong file_id", "invalid file id"])
    }

    /// Returns whether another process polls with this token, or a webhook is set (409).
    pub fn is_conflict(&self) -> bool {
        self.code() == Some(409)
    }

    /// Returns whether a webhook is set, which excludes polling (409).
    pub fn is_webhook_active(&self) -> bool {
        self.has_description(409, &["webhook is active"])
    }

    /// Returns whether there were too many calls for Telegram, or for a gateway on the way (429).
    pub fn is_too_many_requests(&self) -> bool {
        self.status() == Some(429)
    }

    /// Returns whether a call of this method was refused because its effect already exists.
    pub(crate) fn means_already_done(&self, method: &str) -> bool {
        self.has_description(400, &["not modified", "not_modified"])
            || ALREADY_DONE.iter().any(|(verbs, code, words)| {
                verbs.iter().any(|verb| method.starts_with(verb))
                    && self.has_description(*code, words)
            })
    }

    /// Returns whether Telegram, or a gateway on the way, failed (5xx).
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|code| code >= 500)
    }
}

/// Refusals that mean that the effect already exists: prefixes of methods, the code, and parts of
/// the description.
const ALREADY_DONE: [(&[&str], u16, &[&str]); 5] = [
    (&["deleteMessage"], 400, &["message to delete not found"]),
    (&["answer"], 400, &["query is too old", "query id is invalid", "query_id_invalid"]),
    (
        &["approveChatJoinRequest", "declineChatJoinRequest"],
        400,
        &["hide_requester_missing", "user_already_participant"],
    ),
    (&["unpin"], 400, &["message to unpin not found"]),
    (&["leaveChat"], 403, &["bot is not a member", "bot was kicked"]),
];

#[cfg(test)]
mod tests {
    use crate::{call::Call, error::Error, params::Params};

    type Predicate = (&'static str, fn(&Error) -> bool);

    const PREDICATES: &[Predicate] = &[
        ("blocked", Error::is_blocked),
        ("chat not found", Error::is_chat_not_found),
        ("conflict", Error::is_conflict),
        ("deactivated", Error::is_deactivated),
        ("entity error", Error::is_entity_error),
        ("forbidden", Error::is_forbidden),
        ("kicked", Error::is_kicked),
        ("message not found", Error::is_message_not_found),
        ("not deletable", Error::is_not_deletable),
        ("not editable", Error::is_not_editable),
        ("not enough rights", Error::is_not_enough_rights),
        ("not modified", Error::is_not_modified),
        ("not started", Error::is_not_started),
        ("query expired", Error::is_query_expired),
        ("server error", Error::is_server_error),
        ("too large", Error::is_too_large),
        ("too many requests", Error::is_too_many_requests),
        ("unauthorized", Error::is_unauthorized),
        ("webhook active", Error::is_webhook_active),
        ("wrong file id", Error::is_wrong_file_id),
        ("wrong length", Error::is_wrong_length),
    ];

    #[test]
    fn known_descriptions_match_predicates_and_unknown_ones_are_kept() {
        let table: &[(u16, &str, &[&str])] = &[
            (400, "Bad Request: chat not found", &["chat not found"]),
            (400, "Bad Request: message to edit not found", &["message not found"]),
            (400, "Bad Request: message to be replied not found", &["message not found"]),
            (400, "Bad Request: MESSAGE_ID_INVALID", &["message not found"]),
            (
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
                &["not modified"],
            ),
            (400, "Bad Request: message can't be edited", &["not editable"]),
            (400, "Bad Request: message can't be deleted for everyone", &["not deletable"]),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                &["query expired"],
            ),
            (
                400,
                "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0",
                &["entity error"],
            ),
            (400, "Bad Request: message is too long", &["wrong length"]),
            (400, "Bad Request: message text is empty", &["wrong length"]),
            (
                400,
                "Bad Request: not enough rights to restrict/unrestrict chat member",
                &["not enough rights"],
            ),
            (400, "Bad Request: file is too big", &["too large"]),
            (400, "Bad Request: wrong file identifier/HTTP URL specified", &["wrong file id"]),
            (400, "Bad Request: something of next year", &[]),
            (401, "Unauthorized", &["unauthorized"]),
            (403, "Forbidden: bot was blocked by the user", &["blocked", "forbidden"]),
            (403, "Forbidden: user is deactivated", &["deactivated", "forbidden"]),
            (403, "Forbidden: bot was kicked from the supergroup chat", &["forbidden", "kicked"]),
            (403, "Forbidden: bot is not a member of the channel chat", &["forbidden", "kicked"]),
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
                &["forbidden", "not started"],
            ),
            (404, "Not Found", &["unauthorized"]),
            (404, "Not Found: method not found", &[]),
            (
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                &["conflict"],
            ),
            (
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
                &["conflict", "webhook active"],
            ),
            (413, "Request Entity Too Large", &["too large"]),
            (429, "Too Many Requests: retry after 5", &["too many requests"]),
            (502, "Bad Gateway", &["server error"]),
        ];
        let call = Call::named("someMethod", Params::default());
        for (code, description, expected) in table {
            let error = Error::refused(&call, *code, *description);
            let holds: Vec<&str> = PREDICATES
                .iter()
                .filter(|(_, holds)| holds(&error))
                .map(|(name, _)| *name)
                .collect();
            assert_eq!(holds, *expected, "{description}");
            assert_eq!(error.to_string(), format!("someMethod: {code} {description}"));
        }
    }
}
