//! The calls of the control API that steps make.

use http::Method;
use serde_json::{Value, json};

use crate::{
    keyboard::Keyboard,
    scenario::{
        runner::{Failure, Runner},
        script::Action,
    },
};

/// A call of the control API: its method, path and body.
type Request = (Method, &'static str, Value);

impl Runner<'_> {
    /// The call that an action makes.
    pub(super) fn request(
        &mut self,
        action: &Action,
        user: i64,
        chat: i64,
    ) -> Result<Request, Failure> {
        let mut given = json!({"bot": self.bot_id(), "from": user, "chat_id": chat});
        if let Some((name, value)) = self.content(action)? {
            given[name] = value;
            if action.replies.is_some() {
                given["reply_to_message_id"] = self.newest(chat, |_| true)?["message_id"].clone();
            }
            return Ok((Method::POST, "messages", given));
        }
        if let Some(label) = &action.presses {
            let place = self.button(chat, Keyboard::Inline, label)?;
            given["message_id"] = json!(place.message_id);
            given["button"] = json!([place.row, place.column]);
            return Ok((Method::POST, "presses", given));
        }
        if let Some(label) = &action.taps {
            self.button(chat, Keyboard::Reply, label)?;
            given["text"] = json!(label);
            return Ok((Method::POST, "reply_presses", given));
        }
        if let Some(query) = &action.asks {
            given["query"] = json!(query);
            return Ok((Method::POST, "inline_queries", given));
        }
        if let Some(result) = &action.chooses {
            let query = self.query_of(user).ok_or("the user has sent no inline query")?;
            given["inline_query_id"] = query;
            given["result_id"] = json!(result);
            return Ok((Method::POST, "chosen_inline_results", given));
        }
        if let Some(blocked) = action.blocks {
            given["blocked"] = json!(blocked);
            return Ok((Method::POST, "blocks", given));
        }
        if let Some(request) = self.about_message(action, user, chat, &given)? {
            return Ok(request);
        }
        let call = self.membership_call(action, user)?;
        let (path, body) = call.ok_or("the step has no action")?;
        Ok((Method::POST, path, body))
    }

    /// The content of a message that an action sends.
    fn content(&self, action: &Action) -> Result<Option<(&'static str, Value)>, Failure> {
        if let Some(text) = action.sends.as_ref().or(action.replies.as_ref()) {
            return Ok(Some(("text", json!(text))));
        }
        if let Some((kind, file)) = file_of(action) {
            return Ok(Some(("media", self.media(kind, file, action.caption.as_ref())?)));
        }
        if let Some(emoji) = &action.rolls {
            return Ok(Some(("dice", json!(emoji))));
        }
        let location = action
            .location
            .map(|[latitude, longitude]| json!({"latitude": latitude, "longitude": longitude}));
        Ok(location.map(|location| ("location", location)))
    }

    /// The call of an action on the newest message that it fits.
    fn about_message(
        &self,
        action: &Action,
        user: i64,
        chat: i64,
        given: &Value,
    ) -> Result<Option<Request>, Failure> {
        let is_own = |message: &Value| message["from"]["id"] == user;
        let mut given = given.clone();
        let (message, method, path) = if let Some(text) = &action.edits {
            given["text"] = json!(text);
            (self.newest(chat, is_own)?, Method::PATCH, "messages")
        } else if action.deletes.is_some() {
            (self.newest(chat, is_own)?, Method::DELETE, "messages")
        } else if action.pins.is_some() {
            (self.newest(chat, |_| true)?, Method::POST, "pins")
        } else if let Some(emoji) = &action.reacts {
            given["reaction"] = json!([emoji]);
            (self.newest(chat, |message| !is_own(message))?, Method::POST, "reactions")
        } else if let Some(options) = &action.votes {
            let message = self.newest(chat, |message| message["poll"].is_object())?;
            given["options"] = positions(&message["poll"], options)?;
            (message, Method::POST, "votes")
        } else {
            return Ok(None);
        };
        given["message_id"] = message["message_id"].clone();
        Ok(Some((method, path, given)))
    }

    /// The newest message of a chat that fits.
    fn newest(&self, chat: i64, fits: impl Fn(&Value) -> bool) -> Result<Value, Failure> {
        let found = self.messages(chat)?.into_iter().rfind(fits);
        found.ok_or_else(|| "there is no such message in this chat".to_owned())
    }
}

fn file_of(action: &Action) -> Option<(&'static str, &str)> {
    let photo = action.photo.as_deref().map(|file| ("photo", file));
    photo.or_else(|| action.document.as_deref().map(|file| ("document", file)))
}

/// The positions of a poll's options with these texts.
fn positions(poll: &Value, texts: &[String]) -> Result<Value, Failure> {
    let options = poll["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let position = |text: &String| {
        let found = options.iter().position(|option| option["text"] == **text);
        found.ok_or_else(|| format!("the poll has no option {text:?}"))
    };
    let positions = texts.iter().map(position).collect::<Result<Vec<_>, _>>()?;
    Ok(json!(positions))
}
