//! Calls that change chats, and by which users join them.

use crate::control::{
    calls::call::{Call, Run, optional, required},
    chats, joins, sender,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "PATCH",
        path: "chats",
        run: Run::Handler(chats::change),
        about: "An administrator, or a member who is permitted to, changes a chat. The bots in it \
                receive service messages about a new title and a new or deleted photo.",
        fields: &[
            required("from", "user id", "Who changes the chat."),
            required("chat_id", "integer", "The group, supergroup or channel."),
            optional("title", "string", "unchanged", "The new title."),
            optional(
                "description",
                "string",
                "unchanged",
                "The new description; an empty one removes it.",
            ),
            optional(
                "photo",
                "base64",
                "unchanged",
                "The new photo; an empty text removes the photo.",
            ),
            optional(
                "permissions",
                "list of names, or object of booleans",
                "unchanged",
                "What members may do: fields of `ChatPermissions`.",
            ),
            optional("is_forum", "boolean", "unchanged", "Whether a supergroup has topics."),
        ],
        answer: "the `Chat`",
        errors: &[
            "there is no user …",
            "there is no group …",
            "`title`, `description`, `photo`, `permissions` or `is_forum` is missing",
            "`title` is empty",
            "`photo` is not base64",
            "`photo` is not a picture",
            "`permissions` has no …; there are: …",
            "a channel has no permissions of members",
            "only supergroups have topics",
            "… may not … …",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000001, "title": "Best friends", "description": "All of us", "photo": "", "permissions": ["can_send_messages"], "is_forum": false}"#,
        ],
    },
    Call {
        method: "POST",
        path: "joins",
        run: Run::Handler(joins::join),
        about: "A user joins a chat by an invite link, or a public chat by its id. If \
                administrators decide about it, the bots with the right `can_invite_users` receive \
                `chat_join_request`.",
        fields: &[
            required("from", "user id", "Who joins."),
            optional("invite_link", "string", "none", "The invite link."),
            optional("chat_id", "integer", "none", "A public supergroup or channel."),
            optional("bio", "string", "none", "The user's bio in the request."),
        ],
        answer: "`{\"status\": \"joined\", \"message\": Message}`, with the service message of a \
                 group, or `{\"status\": \"requested\"}`",
        errors: &[
            "there is no user …",
            "there is no group …",
            "there is no invite link …",
            "the invite link … is revoked",
            "the invite link … has expired",
            "the invite link … has reached its member limit",
            "`invite_link` or `chat_id` is missing",
            "… is private: `invite_link` is missing",
            "… is in … already",
            "… is banned from …",
            "… stars, and … are required; `POST stars` gives stars",
        ],
        examples: &[
            r#"{"from": 100000003, "invite_link": "https://t.me/+neL5Al1oWh-AKo7j", "bio": "A gardener"}"#,
            r#"{"from": 100000002, "chat_id": -1001000000003}"#,
        ],
    },
    Call {
        method: "GET",
        path: "join_requests",
        run: Run::Handler(joins::requests),
        about: "Returns the pending requests to join a chat, the oldest first.",
        fields: &[required("chat_id", "integer", "The group, supergroup or channel.")],
        answer: "`{\"join_requests\": [{\"user\": User, \"date\", \"bio\"?}]}`",
        errors: &["there is no group …"],
        examples: &["chat_id=-1001000000001"],
    },
    Call {
        method: "POST",
        path: "join_requests",
        run: Run::Handler(joins::decide),
        about: "An administrator approves or declines a request to join.",
        fields: &[
            required("chat_id", "integer", "The group, supergroup or channel."),
            required("user", "user id", "Who has asked to join."),
            required("approve", "boolean", "Whether the user joins."),
            optional("from", "user id", "the owner of the chat", "The administrator."),
        ],
        answer: "`{\"message\": Message}`, the service message; `{}` if there is none",
        errors: &[
            "there is no user …",
            "there is no group …",
            "`approve` is missing",
            "… has no owner: `from` is missing",
            "… has not asked to join …",
            "… may not invite users to …",
        ],
        examples: &[
            r#"{"chat_id": -1001000000001, "user": 100000003, "approve": true, "from": 100000001}"#,
        ],
    },
    Call {
        method: "POST",
        path: "invite_links",
        run: Run::Handler(joins::create_link),
        about: "An administrator creates an invite link.",
        fields: &[
            required("from", "user id", "The administrator."),
            required("chat_id", "integer", "The group, supergroup or channel."),
            optional("name", "string", "none", "The name that administrators see."),
            optional(
                "expire_date",
                "integer",
                "never",
                "When the link expires, in Unix time of the emulator's clock.",
            ),
            optional(
                "member_limit",
                "integer from 1 to 99999",
                "none",
                "The most members who joined by the link.",
            ),
            optional(
                "creates_join_request",
                "boolean",
                "`false`",
                "Whether administrators decide about users who join. Excludes `member_limit`.",
            ),
        ],
        answer: "the `ChatInviteLink`",
        errors: &[
            "there is no user …",
            "there is no group …",
            "… may not invite users to …",
            "`member_limit` and `creates_join_request` exclude each other",
            "`expire_date` is not after the time of the clock",
            "`member_limit` is from 1 to 99999",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000001, "name": "Guests", "expire_date": 4000000000, "member_limit": 10}"#,
            r#"{"from": 100000001, "chat_id": -1001000000001, "creates_join_request": true}"#,
        ],
    },
    Call {
        method: "GET",
        path: "senders",
        run: Run::Handler(sender::senders),
        about: "Returns the chats on whose behalf a user may act in a group with `sender_chat_id`: \
                the group of an anonymous administrator, and the channels in which the user may \
                post.",
        fields: &[
            required("from", "user id", "The user."),
            required("chat_id", "integer", "The chat; there are no such chats in a channel."),
        ],
        answer: "`{\"senders\": [Chat]}`",
        errors: &["there is no user …", "there is no group …"],
        examples: &["from=100000001&chat_id=-1001000000001"],
    },
];
