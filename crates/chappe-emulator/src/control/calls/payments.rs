//! Calls about payments.

use crate::control::{
    calls::{
        call::{Call, Field, Run, optional, required},
        fields::{FROM, ONLY_BOT},
    },
    payments,
};

const CHAT: Field =
    optional("chat_id", "integer", "the private chat with the bot", "The chat of the message.");
const INVOICE: Field = optional(
    "message_id",
    "integer",
    "none",
    "The message with the invoice. Required without `invoice_link`.",
);
const LINK: Field =
    optional("invoice_link", "string", "none", "The result of `createInvoiceLink`.");

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "GET",
        path: "invoices",
        run: Run::Handler(payments::invoice),
        about: "Returns an invoice, and what its payer enters.",
        fields: &[FROM, CHAT, ONLY_BOT, INVOICE, LINK],
        answer: "`{\"invoice\": Invoice, \"bot\": id, \"order_info\": [name], \"is_flexible\", \
                 \"max_tip_amount\", \"suggested_tip_amounts\", \"subscription_period\"?}`, with \
                 the members of `OrderInfo` that are required",
        errors: &[
            "there is no user …",
            "there is no such message",
            "the message has no invoice",
            "there is no invoice link …",
        ],
        examples: &[
            "from=100000001&chat_id=100000001&bot=42&message_id=4",
            "from=100000001&invoice_link=https://t.me/$emu00000001",
        ],
    },
    Call {
        method: "POST",
        path: "pre_checkout_queries",
        run: Run::Handler(payments::pre_checkout_query),
        about: "A user confirms the payment of an invoice, and the bot receives \
                `pre_checkout_query`. After its answer, it receives the `successful_payment`, \
                unless the user has too few stars.",
        fields: &[
            FROM,
            CHAT,
            ONLY_BOT,
            INVOICE,
            LINK,
            optional(
                "order_info",
                "`OrderInfo`",
                "what the invoice requires",
                "What the user enters.",
            ),
            optional(
                "shipping_query_id",
                "string",
                "none",
                "A shipping query that the bot has answered; its address is part of the order.",
            ),
            optional(
                "shipping_option_id",
                "string",
                "none",
                "The chosen option of that answer, whose prices are added.",
            ),
            optional("tip", "integer", "0", "A tip; at most the `max_tip_amount` of the invoice."),
        ],
        answer: "`{\"pre_checkout_query_id\": string}`",
        errors: &[
            "there is no such message",
            "the message has no invoice",
            "there is no invoice link …",
            "the invoice requires …",
            "`tip` is at most …",
            "there is no shipping option …",
            "… stars, and … are required; `POST stars` gives stars",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 4}"#,
            r#"{"from": 100000001, "invoice_link": "https://t.me/$emu00000001"}"#,
            r#"{"from": 100000001, "message_id": 5, "shipping_query_id": "6000100000001000001", "shipping_option_id": "post", "order_info": {"name": "Alice"}, "tip": 50}"#,
        ],
    },
    Call {
        method: "POST",
        path: "shipping_queries",
        run: Run::Handler(payments::shipping_query),
        about: "A user enters the shipping address of an invoice, and the bot receives \
                `shipping_query`.",
        fields: &[
            FROM,
            CHAT,
            ONLY_BOT,
            INVOICE,
            LINK,
            optional("address", "`ShippingAddress`", "an address in Paris", "The address."),
        ],
        answer: "`{\"shipping_query_id\": string}`",
        errors: &[
            "there is no such message",
            "the message has no invoice",
            "there is no invoice link …",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 4, "address": {"country_code": "DE", "state": "", "city": "Berlin", "street_line1": "Am Tacheles 1", "street_line2": "", "post_code": "10117"}}"#,
            r#"{"from": 100000001, "invoice_link": "https://t.me/$emu00000001"}"#,
        ],
    },
    Call {
        method: "POST",
        path: "stars",
        run: Run::Handler(payments::give_stars),
        about: "Gives stars to a user or a bot; a negative amount takes them. Until the first \
                call for a user, the user buys the missing stars at each payment; from then on, \
                payments require enough stars.",
        fields: &[
            required("user", "user id; id or token of a bot", "Who receives the stars."),
            required("amount", "integer", "The number of stars."),
        ],
        answer: "`{\"balance\": integer}`",
        errors: &["there is no user …", "`amount` is missing"],
        examples: &[r#"{"user": 100000001, "amount": 500}"#],
    },
    Call {
        method: "POST",
        path: "paid_media_purchases",
        run: Run::Handler(payments::buy_media),
        about: "A user buys the media of a message, and the bot receives `purchased_paid_media` \
                if the message has a payload and is in no channel.",
        fields: &[
            FROM,
            CHAT,
            ONLY_BOT,
            required("message_id", "integer", "The message with the paid media."),
        ],
        answer: "`{}`; `GET messages` with this `user` returns the media",
        errors: &[
            "there is no such message",
            "the message has no paid media",
            "… has already bought the media",
            "… stars, and … are required; `POST stars` gives stars",
        ],
        examples: &[r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 6}"#],
    },
    Call {
        method: "GET",
        path: "subscriptions",
        run: Run::Handler(payments::subscriptions),
        about: "Returns the subscriptions of a user to bots, also those that have ended.",
        fields: &[FROM],
        answer: "`{\"subscriptions\": [{\"telegram_payment_charge_id\", \"bot\", \"title\", \
                 \"invoice_payload\", \"star_count\", \"subscription_period\", \
                 \"expiration_date\", \"is_canceled\", \"is_canceled_by_bot\"}]}`",
        errors: &["there is no user …"],
        examples: &["from=100000001"],
    },
    Call {
        method: "POST",
        path: "subscriptions",
        run: Run::Handler(payments::change_subscription),
        about: "A user cancels or resumes a subscription, and the bot receives `subscription`. \
                Resuming a subscription that has ended pays for the next period. Subscriptions \
                are renewed by the clock.",
        fields: &[
            FROM,
            required(
                "telegram_payment_charge_id",
                "string",
                "The id of a payment of the subscription.",
            ),
            required("is_canceled", "boolean", "Whether the subscription is not to be renewed."),
        ],
        answer: "`{\"is_canceled\": boolean, \"expiration_date\": integer}`",
        errors: &[
            "there is no such subscription",
            "the bot has canceled the subscription",
            "the subscription has ended",
            "… stars, and … are required; `POST stars` gives stars",
        ],
        examples: &[
            r#"{"from": 100000001, "telegram_payment_charge_id": "telegram1", "is_canceled": true}"#,
        ],
    },
];
