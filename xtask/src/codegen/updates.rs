//! The kinds of update.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::codegen::{
    model::{Model, camel},
    schema::Field,
};

/// How the origin of an event is read from its payload: expressions over `payload`, empty
/// where the payload has none.
struct Context {
    payload: &'static str,
    chat: &'static str,
    user: &'static str,
    topic: &'static str,
    direct_topic: &'static str,
    business: &'static str,
}

/// Selects one expression of a context.
type Column = fn(&Context) -> &'static str;

/// A context with a chat and a user only.
const fn origin(payload: &'static str, chat: &'static str, user: &'static str) -> Context {
    Context { payload, chat, user, topic: "", direct_topic: "", business: "" }
}

const CHAT: &str = "Some(&payload.chat)";
const FROM: &str = "Some(&payload.from)";
const USER: &str = "Some(&payload.user)";

const CONTEXT: &[Context] = &[
    Context {
        topic: "payload.topic_id()",
        direct_topic: "payload.direct_topic_id()",
        business: "payload.business_connection_id.as_ref()",
        ..origin("Message", CHAT, "payload.from.as_ref()")
    },
    Context { business: "Some(&payload.id)", ..origin("BusinessConnection", "", USER) },
    Context {
        business: "Some(&payload.business_connection_id)",
        ..origin("BusinessMessagesDeleted", CHAT, "")
    },
    origin("MessageReactionUpdated", CHAT, "payload.user.as_deref()"),
    origin("MessageReactionCountUpdated", CHAT, ""),
    origin("InlineQuery", "", FROM),
    origin("ChosenInlineResult", "", FROM),
    Context {
        topic: "payload.accessible_message().and_then(Message::topic_id)",
        direct_topic: "payload.accessible_message().and_then(Message::direct_topic_id)",
        business: "payload.accessible_message().and_then(|message| message.business_connection_id.as_ref())",
        ..origin(
            "CallbackQuery",
            "payload.message.as_ref().map(MaybeInaccessibleMessage::chat)",
            FROM,
        )
    },
    origin("ShippingQuery", "", FROM),
    origin("PreCheckoutQuery", "", FROM),
    origin("PaidMediaPurchased", "", FROM),
    origin("Poll", "", ""),
    origin("PollAnswer", "payload.voter_chat.as_deref()", "payload.user.as_deref()"),
    origin("ChatMemberUpdated", CHAT, FROM),
    origin("ChatJoinRequest", CHAT, FROM),
    origin("ChatBoostUpdated", CHAT, "payload.boost.source.user()"),
    origin("ChatBoostRemoved", CHAT, "payload.source.user()"),
    origin("ManagedBotUpdated", "", USER),
    origin("BotSubscriptionUpdated", "", USER),
    Context { topic: "payload.message_thread_id", ..origin("MessageGenerationStopped", CHAT, "") },
];

pub(crate) fn updates(model: &Model<'_>) -> String {
    let kinds: Vec<&Field> = model
        .schema
        .object("Update")
        .unwrap_or_default()
        .iter()
        .filter(|field| field.name != "update_id")
        .collect();
    let mut out = String::new();
    out.push_str(&kind_enum(&kinds));
    out.push_str(&type_enum(&kinds));
    out.push_str(&reading(&kinds));
    out.push_str(&payloads(&kinds));
    out.push_str(&context(&kinds));
    out.push_str(&macros(&kinds));
    out
}

fn kind_enum(kinds: &[&Field]) -> String {
    let mut out = String::from(
        "/// The payload of an update, behind an `Arc`.\n///\n/// Source: Bot API 10.3, [`Update`](https://core.telegram.org/bots/api#update).\n#[derive(Debug, PartialEq)]\n#[non_exhaustive]\npub enum UpdateKind {\n",
    );
    for kind in kinds {
        let _ = writeln!(
            out,
            "/// `{}`: a [`{}`].\n{}(Arc<{}>),",
            kind.name,
            kind.wire,
            camel(&kind.name),
            kind.wire
        );
    }
    out.push_str("/// An unknown kind, or a payload that does not decode.\nUnknown(Arc<UnknownUpdate>),\n}\n\n");
    // A derived `clone` is `#[inline]`, so each codegen unit that clones a request compiles it.
    out.push_str("impl Clone for UpdateKind {\nfn clone(&self) -> Self {\nmatch self {\n");
    for kind in kinds {
        let _ = writeln!(
            out,
            "Self::{0}(payload) => Self::{0}(Arc::clone(payload)),",
            camel(&kind.name)
        );
    }
    out.push_str("Self::Unknown(payload) => Self::Unknown(Arc::clone(payload)),\n}\n}\n}\n\nimpl UpdateKind {\n/// Returns the kind without its payload; `None` for an unknown kind.\npub fn update_type(&self) -> Option<UpdateType> {\nmatch self {\n");
    for kind in kinds {
        let _ = writeln!(out, "Self::{0}(_) => Some(UpdateType::{0}),", camel(&kind.name));
    }
    out.push_str("Self::Unknown(_) => None,\n}\n}\n\n#[inline]\npub(crate) fn fields<'a>(&'a self, printer: &mut Printer<'_, 'a>) {\nmatch self {\n");
    for kind in kinds {
        let _ = writeln!(
            out,
            "Self::{}(payload) => {{ printer.field(\"{}\", &**payload); }}",
            camel(&kind.name),
            kind.name
        );
    }
    out.push_str("Self::Unknown(_) => {}\n}\n}\n}\n\n");
    out
}

fn type_enum(kinds: &[&Field]) -> String {
    let mut out = String::from(
        "/// A kind of update, without its payload.\n///\n/// Source: Bot API 10.3, [`Update`](https://core.telegram.org/bots/api#update).\n#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[non_exhaustive]\npub enum UpdateType {\n",
    );
    for kind in kinds {
        let _ = writeln!(out, "/// `{}`.\n{},", kind.name, camel(&kind.name));
    }
    let _ = writeln!(
        out,
        "}}\n\nimpl UpdateType {{\n/// All kinds, in Telegram's order.\npub const ALL: [Self; {}] = [",
        kinds.len()
    );
    for kind in kinds {
        let _ = writeln!(out, "Self::{},", camel(&kind.name));
    }
    out.push_str("];\n\n/// Returns the kind's name, as used in updates and in `allowed_updates`.\npub const fn as_str(self) -> &'static str {\nmatch self {\n");
    for kind in kinds {
        let _ = writeln!(out, "Self::{} => \"{}\",", camel(&kind.name), kind.name);
    }
    out.push_str("}\n}\n\n/// Returns the kind's index in [`ALL`](Self::ALL).\npub const fn index(self) -> usize {\nself as usize\n}\n}\n\n");
    out
}

fn reading(kinds: &[&Field]) -> String {
    let mut out = String::from(
        "impl UpdateType {\n/// Reads a payload of this kind.\npub(crate) fn read(self, reader: &mut Reader<'_>) -> Result<UpdateKind> {\nOk(match self {\n",
    );
    for kind in kinds {
        let name = camel(&kind.name);
        let _ = writeln!(out, "Self::{name} => UpdateKind::{name}(Read::read_shared(reader)?),");
    }
    out.push_str("})\n}\n}\n\n");
    out
}

fn payloads(kinds: &[&Field]) -> String {
    let mut out = String::new();
    for payload in distinct(kinds) {
        let variants: Vec<String> = kinds
            .iter()
            .filter(|kind| kind.wire == payload)
            .map(|kind| camel(&kind.name))
            .collect();
        let patterns: Vec<String> =
            variants.iter().map(|variant| format!("UpdateKind::{variant}(payload)")).collect();
        let _ = writeln!(
            out,
            "impl Payload for {payload} {{\nfn of(kind: &UpdateKind) -> Option<&Arc<Self>> {{\nmatch kind {{\n{} => Some(payload),\n_ => None,\n}}\n}}\n\nfn into_kind(self: Arc<Self>, as_type: UpdateType) -> Option<UpdateKind> {{\nmatch as_type {{",
            patterns.join(" | ")
        );
        for variant in &variants {
            let _ = writeln!(out, "UpdateType::{variant} => Some(UpdateKind::{variant}(self)),");
        }
        out.push_str("_ => None,\n}\n}\n}\n\n");
    }
    out
}

fn distinct<'a>(kinds: &[&'a Field]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    kinds.iter().map(|kind| &*kind.wire).filter(|wire| seen.insert(*wire)).collect()
}

/// One method for each part of the origin, each an exhaustive match over the kinds: a new kind
/// does not compile until its context is added.
fn context(kinds: &[&Field]) -> String {
    let mut out = String::from("impl UpdateKind {\n");
    let questions: [(&str, &str, &str, Column); 5] = [
        ("chat", "Option<&Chat>", "Returns the chat that the event belongs to, if any.", |row| {
            row.chat
        }),
        ("user", "Option<&User>", "Returns the user who caused the event, if any.", |row| row.user),
        (
            "thread_id",
            "Option<MessageThreadId>",
            "Returns the forum topic that the event belongs to, if any.",
            |row| row.topic,
        ),
        (
            "direct_messages_topic_id",
            "Option<i64>",
            "Returns the topic of a channel's direct messages that the event belongs to, if any.",
            |row| row.direct_topic,
        ),
        (
            "business_connection_id",
            "Option<&BusinessConnectionId>",
            "Returns the business connection that the event arrived through, if any.",
            |row| row.business,
        ),
    ];
    for (name, answer, doc, column) in questions {
        let _ = writeln!(out, "/// {doc}\npub fn {name}(&self) -> {answer} {{\nmatch self {{");
        for kind in kinds {
            let row = CONTEXT.iter().find(|row| row.payload == kind.wire);
            let expression = row.map_or("compile_error!(\"no context\")", column);
            let _ = match expression {
                "" => writeln!(out, "Self::{}(_) => None,", camel(&kind.name)),
                expression => {
                    writeln!(out, "Self::{}(payload) => {expression},", camel(&kind.name))
                }
            };
        }
        out.push_str("Self::Unknown(_) => None,\n}\n}\n\n");
    }
    out.push_str("}\n\n");
    out
}

fn macros(kinds: &[&Field]) -> String {
    let mut out = String::from(
        "/// Calls a macro with all kinds of update: `callback! { (Variant, name, Payload) … }`.\n#[macro_export]\nmacro_rules! for_each_update_type {\n($callback:ident) => {\n$callback! {\n",
    );
    for kind in kinds {
        let _ = writeln!(out, "({}, {}, $crate::{})", camel(&kind.name), kind.name, kind.wire);
    }
    out.push_str("}\n};\n}\n\n/// Calls a macro with the types of all payloads: `callback! { Message … }`.\n#[macro_export]\nmacro_rules! for_each_payload {\n($callback:ident) => {\n$callback! {\n");
    for payload in distinct(kinds) {
        let _ = writeln!(out, "$crate::{payload}");
    }
    out.push_str("}\n};\n}\n");
    out
}
