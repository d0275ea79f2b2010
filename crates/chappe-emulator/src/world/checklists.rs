//! People mark tasks of checklists, and add tasks.

use serde_json::{Value, json};

use crate::world::{Talk, World, conversation_event};

impl World {
    /// Marks tasks of a checklist as done or not done. Returns the service message about it.
    ///
    /// # Errors
    ///
    /// Returns why the tasks cannot be marked.
    pub(crate) fn mark_tasks(
        &mut self,
        talk: Talk,
        id: i64,
        user: i64,
        (done, undone): (&[i64], &[i64]),
    ) -> Result<Value, String> {
        self.may_change(talk, id, user, "others_can_mark_tasks_as_done", "mark tasks")?;
        let (person, date) = (self.user(user).cloned(), self.clock.date());
        let stored = self.message_mut(talk, id).ok_or("there is no such message")?;
        let tasks = stored.json["checklist"]["tasks"].as_array_mut();
        let tasks = tasks.ok_or("the message has no checklist")?;
        let is_known = |id: &i64| tasks.iter().any(|task| task["id"] == *id);
        if let Some(unknown) = done.iter().chain(undone).find(|id| !is_known(id)) {
            return Err(format!("there is no task {unknown}"));
        }
        for task in tasks {
            let id = task["id"].as_i64().unwrap_or_default();
            if done.contains(&id) {
                task["completed_by_user"] = json!(person);
                task["completion_date"] = json!(date);
            } else if let (true, Some(task)) = (undone.contains(&id), task.as_object_mut()) {
                task.remove("completed_by_user");
                task.remove("completion_date");
            }
        }
        let mut marked = json!({});
        for (name, ids) in
            [("marked_as_done_task_ids", done), ("marked_as_not_done_task_ids", undone)]
        {
            if !ids.is_empty() {
                marked[name] = json!(ids);
            }
        }
        Ok(self.announce_change(talk, id, user, "checklist_tasks_done", marked))
    }

    /// Adds tasks to a checklist. Returns the service message about it.
    ///
    /// # Errors
    ///
    /// Returns why the tasks cannot be added.
    pub(crate) fn add_tasks(
        &mut self,
        talk: Talk,
        id: i64,
        user: i64,
        texts: &[String],
    ) -> Result<Value, String> {
        self.may_change(talk, id, user, "others_can_add_tasks", "add tasks")?;
        let stored = self.message_mut(talk, id).ok_or("there is no such message")?;
        let tasks = stored.json["checklist"]["tasks"].as_array_mut();
        let tasks = tasks.ok_or("the message has no checklist")?;
        let last = tasks.iter().filter_map(|task| task["id"].as_i64()).max().unwrap_or_default();
        let added = texts.iter().zip(last + 1..);
        let added: Vec<Value> = added.map(|(text, id)| json!({"id": id, "text": text})).collect();
        tasks.extend(added.iter().cloned());
        Ok(self.announce_change(talk, id, user, "checklist_tasks_added", json!({"tasks": added})))
    }

    /// Checks that a user is the sender of a checklist, or that others may change it.
    fn may_change(
        &self,
        talk: Talk,
        id: i64,
        user: i64,
        permission: &str,
        what: &str,
    ) -> Result<(), String> {
        let stored = self.message(talk, id).ok_or("there is no such message")?;
        let checklist = &stored.json["checklist"];
        if !checklist.is_object() {
            return Err("the message has no checklist".to_owned());
        }
        if stored.json["from"]["id"] == user || checklist[permission] == json!(true) {
            return Ok(());
        }
        Err(format!("only the sender of the checklist may {what}"))
    }

    /// Sends the service message about a change of a checklist.
    fn announce_change(
        &mut self,
        talk: Talk,
        id: i64,
        user: i64,
        name: &str,
        mut change: Value,
    ) -> Value {
        if let Some(stored) = self.message(talk, id).cloned() {
            let event = conversation_event(talk, "message", stored.seen());
            self.emit("edit", event);
            change["checklist_message"] = stored.json;
        }
        let message = json!({"from": self.user(user), name: change});
        let message = self.store_message(talk, message, None, None);
        self.notify_bots(talk, &message, false, None);
        message
    }
}
