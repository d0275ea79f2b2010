//! Calls about users, chats and members.

use crate::control::{
    calls::call::{Call, Run, optional, required},
    members, migrations, people,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "users",
        run: Run::Handler(people::add_user),
        about: "Creates a user.",
        fields: &[
            required("first_name", "string", "The first name."),
            optional("last_name", "string", "none", "The last name."),
            optional("username", "string", "none", "The username, without `@`."),
            optional("language_code", "string", "none", "The IETF tag of the user's language."),
            optional("is_premium", "boolean", "none", "Whether the user has Telegram Premium."),
            optional("id", "integer", "the next one", "The id: positive, of at most 52 bits."),
        ],
        answer: "the `User`",
        errors: &[
            "`first_name` is missing",
            "`id` is not an integer",
            "`id` of a user is positive and has at most 52 bits",
            "`id` … is the id of …",
        ],
        examples: &[
            r#"{"id": 7, "first_name": "Carol", "last_name": "Jones", "username": "carol", "language_code": "en", "is_premium": true}"#,
        ],
    },
    Call {
        method: "POST",
        path: "chats",
        run: Run::Handler(people::add_chat),
        about: "Creates a group, supergroup or channel.",
        fields: &[
            optional(
                "type",
                "`group`, `supergroup` or `channel`",
                "`group`",
                "The kind of the chat.",
            ),
            optional("title", "string", "`Group`", "The title."),
            optional("username", "string", "none", "The username of a public chat."),
            optional("description", "string", "none", "The description."),
            optional("is_forum", "boolean", "`false`", "Whether a supergroup has topics."),
            optional(
                "join_by_request",
                "boolean",
                "`false`",
                "Whether administrators decide about users who join a public supergroup.",
            ),
            optional(
                "linked_chat_id",
                "integer",
                "none",
                "The discussion group of a channel, or the channel of a discussion group. Posts of \
                 the channel are forwarded to the group.",
            ),
            optional(
                "id",
                "integer",
                "the next one",
                "The id: -999999999999 to -1 of a group, -1997852516352 to -1000000000001 of a \
                 supergroup or channel.",
            ),
            optional(
                "members",
                "list of user ids",
                "none",
                "The users in it; the first one is its owner.",
            ),
            optional(
                "bots",
                "list of ids or tokens",
                "none",
                "The bots in it: administrators of a channel, usual members of a group.",
            ),
        ],
        answer: "the `Chat`",
        errors: &[
            "`type` is group, supergroup or channel",
            "there is no user …",
            "there is no bot …",
            "there is no group …",
            "`linked_chat_id` links a channel and a supergroup",
            "`id` is not an integer",
            "`id` of a … is from … to …",
            "`id` … is the id of …",
        ],
        examples: &[
            r#"{"type": "supergroup", "id": -1001234567890, "title": "Friends", "username": "friends", "description": "All of us", "is_forum": true, "join_by_request": true, "linked_chat_id": -1001000000003, "members": [100000001, 100000002], "bots": ["42:token"]}"#,
        ],
    },
    Call {
        method: "POST",
        path: "members",
        run: Run::Handler(members::set_member),
        about: "A user joins or leaves a chat, or an administrator promotes, restricts, bans or adds \
                a user or a bot. A bot receives `my_chat_member` about itself; bots that are \
                administrators receive `chat_member` about users.",
        fields: &[
            required("chat_id", "integer", "The group, supergroup or channel."),
            required("user", "user id; id or token of a bot", "Whose status changes."),
            required(
                "status",
                "`creator`, `administrator`, `member`, `restricted`, `left` or `kicked`",
                "The new status.",
            ),
            optional(
                "from",
                "user id",
                "the user who joins or leaves; otherwise the owner of the chat",
                "Who does it. An administrator needs the right to.",
            ),
            optional(
                "rights",
                "list of names, or object of booleans",
                "all but `is_anonymous`",
                "The rights of an administrator: fields of `ChatAdministratorRights`. \
                 `can_manage_chat` is implied.",
            ),
            optional(
                "permissions",
                "list of names, or object of booleans",
                "none",
                "What a restricted member may do: fields of `ChatPermissions`.",
            ),
            optional(
                "until_date",
                "integer",
                "0",
                "When a restriction or a ban ends, in Unix time of the emulator's clock. Less than \
                 30 s or more than 366 days from now: never.",
            ),
        ],
        answer: "`{\"message\": Message}`, the service message; `{}` if there is none",
        errors: &[
            "there is no group …",
            "there is no bot …",
            "`status` is missing",
            "`rights` has no …; there are: …",
            "`permissions` has no …; there are: …",
            "`rights` requires the status administrator",
            "`permissions` requires the status restricted",
            "`until_date` requires the status restricted or kicked",
            "… may not … in …",
            "… is banned from …",
        ],
        examples: &[
            r#"{"chat_id": -1001000000001, "user": 42, "status": "administrator", "from": 100000001, "rights": ["can_delete_messages"]}"#,
            r#"{"chat_id": -1001000000001, "user": 42, "status": "restricted", "permissions": {"can_send_photos": true}, "until_date": 2000000000}"#,
        ],
    },
    Call {
        method: "POST",
        path: "migrations",
        run: Run::Handler(migrations::migrate),
        about: "Upgrades a group to a supergroup with another id.",
        fields: &[required("chat_id", "integer", "The group.")],
        answer: "the new `Chat`",
        errors: &["there is no group …", "only groups become supergroups, and only once"],
        examples: &[r#"{"chat_id": -1002}"#],
    },
    Call {
        method: "POST",
        path: "blocks",
        run: Run::Handler(people::block),
        about: "A user blocks or unblocks a bot, which receives `my_chat_member`.",
        fields: &[
            required("from", "user id", "The user."),
            optional("bot", "id or token", "the only bot", "The bot."),
            optional("blocked", "boolean", "`true`", "Whether the bot is blocked."),
        ],
        answer: "`{}`",
        errors: &["there is no user …", "there is no bot …"],
        examples: &[r#"{"from": 100000001, "bot": 42, "blocked": true}"#],
    },
];
