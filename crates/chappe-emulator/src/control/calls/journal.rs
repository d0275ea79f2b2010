//! Queries for what has happened.

use crate::control::{
    calls::call::{Call, Field, Run, optional, required},
    wait,
};

const WAIT: Field = optional(
    "wait",
    "integer",
    "0",
    "How long to wait for a result, in milliseconds; at most 60,000.",
);
const OF_BOT: Field = optional("bot", "id or token", "all bots", "The bot.");

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "GET",
        path: "messages",
        run: Run::Query(wait::MESSAGES),
        about: "Returns the messages of a chat as users see them: as they are now, with reply \
                keyboards.",
        fields: &[
            required("chat_id", "integer", "The chat; for a private chat, the user."),
            optional("bot", "id or token", "all bots", "The bot of a private chat."),
            optional(
                "business_connection_id",
                "string",
                "none",
                "The chat of this business account with the user in `chat_id`.",
            ),
            optional(
                "user",
                "user id",
                "the user of a private chat",
                "Who sees the messages: paid media are shown to those who bought them.",
            ),
            optional("after", "integer", "0", "Only messages with a greater id."),
            WAIT,
        ],
        answer: "`{\"messages\": [Message]}`",
        errors: &["`chat_id` is missing", "there is no bot …", "there is no business connection …"],
        examples: &[
            "chat_id=100000001&bot=42&after=1&wait=100",
            "chat_id=100000002&business_connection_id=emuB00000001C42&user=100000001",
        ],
    },
    Call {
        method: "GET",
        path: "calls",
        run: Run::Query(wait::CALLS),
        about: "Returns the calls of bots.",
        fields: &[
            OF_BOT,
            optional("after", "integer", "0", "Only calls with a greater `seq`."),
            WAIT,
        ],
        answer: "`{\"calls\": [{\"seq\", \"bot\", \"method\", \"params\", \"ok\", \"result\"?, \
                 \"error_code\"?, \"description\"?, \"at\", \"took_ms\", \"update_id\"?, \
                 \"stub\"?}]}`; `stub` marks methods that the emulator does not implement, and \
                 refuses with 501",
        errors: &["there is no bot …"],
        examples: &["bot=42&after=1&wait=100"],
    },
    Call {
        method: "GET",
        path: "updates",
        run: Run::Query(wait::UPDATES),
        about: "Returns the updates of bots, with the traces that bots have reported.",
        fields: &[
            OF_BOT,
            optional("after", "integer", "0", "Only updates with a greater `seq`."),
            WAIT,
        ],
        answer: "`{\"updates\": [{\"seq\", \"bot\", \"update\", \"at\", \"trace\"?}]}`",
        errors: &["there is no bot …"],
        examples: &["bot=42&after=1&wait=100"],
    },
    Call {
        method: "GET",
        path: "answers",
        run: Run::Query(wait::ANSWERS),
        about: "Returns a bot's answer to a query.",
        fields: &[
            optional("callback_query_id", "string", "none", "The press of a button."),
            optional(
                "inline_query_id",
                "string",
                "none",
                "The inline query. One of these ids is required.",
            ),
            optional("pre_checkout_query_id", "string", "none", "The confirmation of a payment."),
            optional("shipping_query_id", "string", "none", "The shipping address."),
            WAIT,
        ],
        answer: "the parameters of `answerCallbackQuery`, `answerInlineQuery`, \
                 `answerPreCheckoutQuery` or `answerShippingQuery`; `null` if there is no answer",
        errors: &["there is no such query", "`callback_query_id` or `inline_query_id` is missing"],
        examples: &[
            "callback_query_id=4000100000001000001&wait=100",
            "inline_query_id=5000100000001000001",
            "pre_checkout_query_id=6000100000001000002",
            "shipping_query_id=6000100000001000001",
        ],
    },
];
