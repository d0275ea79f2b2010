//! A call of the control API.

use http::Method;

use crate::control::{
    answer::Handler,
    calls::{
        actions, business, chats, files, journal, messages, payments, people, profiles, queries,
        server, topics, views, web_apps,
    },
    wait::Query,
};

/// A call: its route, what it does, and its documentation.
pub(crate) struct Call {
    pub(crate) method: &'static str,
    /// The path after `/emu/v1/`.
    pub(crate) path: &'static str,
    pub(crate) run: Run,
    /// What it does, as a sentence.
    pub(crate) about: &'static str,
    /// The members of the body; for `GET`, of the query.
    pub(crate) fields: &'static [Field],
    pub(crate) answer: &'static str,
    /// Descriptions of its errors; `…` stands for a name, an id or a list.
    pub(crate) errors: &'static [&'static str],
    /// Bodies; for `GET`, queries. Together they contain all fields.
    pub(crate) examples: &'static [&'static str],
}

/// What a call runs.
pub(crate) enum Run {
    /// A function of the world.
    Handler(Handler),
    /// A query, which can wait.
    Query(Query),
    TakeSnapshot,
    RestoreSnapshot,
    /// Answered by the HTTP server: a WebSocket.
    Http,
}

/// A member of a body.
pub(crate) struct Field {
    /// The name; for a member of an object, its path.
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    /// `None` if it is required.
    pub(crate) default: Option<&'static str>,
    pub(crate) about: &'static str,
}

/// A required field.
pub(super) const fn required(name: &'static str, kind: &'static str, about: &'static str) -> Field {
    Field { name, kind, default: None, about }
}

/// An optional field, and what applies without it.
pub(super) const fn optional(
    name: &'static str,
    kind: &'static str,
    default: &'static str,
    about: &'static str,
) -> Field {
    Field { name, kind, default: Some(default), about }
}

/// All calls, in the order of the documentation.
pub(crate) fn all() -> impl Iterator<Item = &'static Call> {
    [
        people::CALLS,
        profiles::CALLS,
        files::CALLS,
        chats::CALLS,
        messages::CALLS,
        actions::CALLS,
        topics::CALLS,
        queries::CALLS,
        payments::CALLS,
        business::CALLS,
        web_apps::CALLS,
        journal::CALLS,
        views::CALLS,
        server::CALLS,
    ]
    .into_iter()
    .flatten()
}

/// The call with a method and a path.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static Call> {
    all().find(|call| call.method == method.as_str() && call.path == path)
}
