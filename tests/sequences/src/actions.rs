//! The calls of the control API, as its documentation lists them.

use chappe_emulator::Emulator;
use http::Request;
use http_body_util::{BodyExt as _, Empty};
use serde_json::{Map, Value};
use tower::ServiceExt as _;

use crate::schema::schema;

/// A call of the control API.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// The members of the body: their names, their types and whether they are required. Members
    /// of objects are left out: they are part of the examples.
    pub(crate) members: Vec<(String, String, bool)>,
    pub(crate) examples: Vec<Map<String, Value>>,
    /// The type of the schema that the answer has.
    pub(crate) returns: Option<String>,
    /// The members that the answer may have besides those of its type.
    pub(crate) adds: Vec<String>,
}

/// Calls that are no steps of a sequence.
const OTHERS: [(&str, &str); 3] = [("GET", "snapshot"), ("PUT", "snapshot"), ("GET", "events")];

/// Reads the documentation that an emulator serves.
///
/// # Errors
///
/// Fails if the documentation cannot be read.
pub(crate) fn actions() -> Result<Vec<Action>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let page = runtime.block_on(async {
        let request = Request::get("http://localhost/emu/v1").body(Empty::<bytes::Bytes>::new());
        let request = request.map_err(|error| error.to_string())?;
        let response = Emulator::new().oneshot(request).await.map_err(|error| error.to_string())?;
        let body = response.into_body().collect().await.map_err(|error| error.to_string())?;
        String::from_utf8(body.to_bytes().to_vec()).map_err(|error| error.to_string())
    })?;
    let read = parse(&page)?;
    if read.is_empty() { Err("the documentation lists no calls".to_owned()) } else { Ok(read) }
}

fn parse(page: &str) -> Result<Vec<Action>, String> {
    let sections = page.split("\n## `").skip(1);
    let actions: Result<Vec<_>, String> = sections.map(section).collect();
    let is_step = |action: &Action| !OTHERS.contains(&(action.method, &action.path));
    Ok(actions?.into_iter().filter(is_step).collect())
}

fn section(text: &str) -> Result<Action, String> {
    let (title, rest) = text.split_once('`').ok_or("a heading has no end")?;
    let (method, path) = title.split_once(' ').ok_or("a heading has no path")?;
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let method = known.into_iter().find(|known| *known == method);
    let rows = rest.lines().filter_map(|line| line.strip_prefix("| `"));
    let members = rows.filter_map(|row| {
        let mut cells = row.split(" | ");
        let (name, kind, default) = (cells.next()?, cells.next()?, cells.next()?);
        let name = name.trim_end_matches('`');
        (!name.contains('.')).then(|| (name.to_owned(), kind.to_owned(), default == "required"))
    });
    let blocks = rest.split("```json\n").skip(1);
    let examples = blocks.filter_map(|block| {
        let (json, _) = block.split_once("\n```")?;
        serde_json::from_str(json).ok()
    });
    let returns = rest.split_once("\nReturns ").map_or("", |(_, returns)| returns);
    // Other answers are objects of the control API.
    let returns = returns.strip_prefix("the `").and_then(|rest| rest.split_once('`'));
    let line = returns.and_then(|(_, rest)| rest.lines().next()).unwrap_or_default();
    let adds = line.split('`').skip(1).step_by(2).map(str::to_owned);
    let returns = returns.map(|(name, _)| name.to_owned());
    Ok(Action {
        returns: returns.filter(|name| schema().types.contains_key(name)),
        adds: adds.collect(),
        method: method.ok_or_else(|| format!("the method of {title} is unknown"))?,
        path: path.to_owned(),
        members: members.collect(),
        examples: examples.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_is_read_as_a_table_of_calls() {
        let actions = actions().unwrap();
        let press = actions.iter().find(|action| action.path == "presses").unwrap();
        assert_eq!(press.method, "POST");
        let user = actions.iter().find(|action| action.path == "users").unwrap();
        assert_eq!((&press.returns, &user.returns), (&None, &Some("User".to_owned())));
        let topic =
            actions.iter().find(|action| (action.method, &*action.path) == ("PATCH", "topics"));
        assert_eq!(topic.unwrap().adds, ["is_closed", "is_hidden"]);
        assert!(press.members.contains(&("from".to_owned(), "user id".to_owned(), true)));
        assert!(press.examples[0].contains_key("from"));
        assert!(actions.iter().all(|action| !OTHERS.contains(&(action.method, &action.path))));
    }
}
