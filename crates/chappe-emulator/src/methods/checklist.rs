//! Checklists, which business accounts send.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        content::{insert_text, parsed},
        edit,
    },
};

/// The most tasks, and the longest texts, in characters.
const MAX_TASKS: usize = 30;
const MAX_TITLE: usize = 255;
const MAX_TASK: usize = 100;

/// The `Checklist` of an `InputChecklist`.
pub(super) fn from_params(context: &Context<'_>) -> ApiResult {
    let given = context.params.get("checklist").cloned().unwrap_or_default();
    let title = ["title", "parse_mode", "title_entities"];
    let too_long = format!("checklist title length must not exceed {MAX_TITLE}");
    let (title, entities) = text(&given, title, MAX_TITLE, &too_long)?;
    let tasks = given["tasks"].as_array().cloned().unwrap_or_default();
    if tasks.is_empty() {
        return Err(ApiError::bad_request("checklist must have at least 1 task"));
    }
    if tasks.len() > MAX_TASKS {
        let why = format!("checklist must have at most {MAX_TASKS} tasks");
        return Err(ApiError::bad_request(why));
    }
    let tasks = tasks.iter().map(task).collect::<Result<Vec<_>, _>>()?;
    let ids: BTreeSet<_> = tasks.iter().map(|task| task["id"].as_i64()).collect();
    if ids.len() < tasks.len() {
        return Err(ApiError::bad_request("TODO_ITEM_DUPLICATE"));
    }
    let mut checklist = Map::new();
    insert_text(&mut checklist, "title", title, "title_entities", entities);
    checklist.insert("tasks".to_owned(), tasks.into());
    for name in ["others_can_add_tasks", "others_can_mark_tasks_as_done"] {
        if given[name] == json!(true) {
            checklist.insert(name.to_owned(), json!(true));
        }
    }
    Ok(checklist.into())
}

/// The `ChecklistTask` of an `InputChecklistTask`.
pub(crate) fn task(given: &Value) -> ApiResult {
    let id = given["id"].as_i64().unwrap_or_default();
    if id <= 0 {
        return Err(ApiError::bad_request("checklist task identifier must be positive"));
    }
    let names = ["text", "parse_mode", "text_entities"];
    let too_long = format!("checklist task text length must not exceed {MAX_TASK}");
    let (text, entities) = text(given, names, MAX_TASK, &too_long)?;
    let mut task = Map::from_iter([("id".to_owned(), json!(id))]);
    insert_text(&mut task, "text", text, "text_entities", entities);
    Ok(task.into())
}

/// A text with its markup, from the members with these names.
fn text(
    given: &Value,
    [text, mode, entities]: [&str; 3],
    most: usize,
    too_long: &str,
) -> Result<(String, Vec<Value>), ApiError> {
    let text = given[text].as_str().unwrap_or_default();
    let (text, entities) = parsed(text, given[mode].as_str(), given.get(entities))?;
    if text.is_empty() {
        return Err(ApiError::bad_request("text must be non-empty"));
    }
    if text.chars().count() > most {
        return Err(ApiError::bad_request(too_long));
    }
    Ok((text, entities))
}

/// Replaces a checklist. Tasks that keep their id stay done.
pub(crate) fn edit(context: &mut Context<'_>) -> ApiResult {
    let mut checklist = from_params(context)?;
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let before = context.world.message(talk, id).map(|message| message.json["checklist"].clone());
    let before = before.unwrap_or_default();
    for task in checklist["tasks"].as_array_mut().into_iter().flatten() {
        let mut old = before["tasks"].as_array().into_iter().flatten();
        let Some(old) = old.find(|old| old["id"] == task["id"]) else { continue };
        for name in ["completed_by_user", "completion_date"] {
            if !old[name].is_null() {
                task[name] = old[name].clone();
            }
        }
    }
    let content = Map::from_iter([("checklist".to_owned(), checklist)]);
    edit::edit(context, &["checklist"], content, |message, _| {
        let has_one = !message["checklist"].is_null();
        if has_one { Ok(()) } else { Err("there is no checklist in the message to edit") }
    })
}
