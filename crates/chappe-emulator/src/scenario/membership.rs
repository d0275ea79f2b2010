//! Steps that change the members of a chat, and those about requests to join.

use serde_json::{Value, json};

use crate::scenario::{
    runner::{Failure, Runner},
    script::{Action, BOT},
};

impl Runner<'_> {
    /// The path and the body of the call for a step about members or requests to join; `None` if
    /// the step is about neither.
    pub(super) fn membership_call(
        &mut self,
        action: &Action,
        user: i64,
    ) -> Result<Option<(&'static str, Value)>, Failure> {
        if let Some(chat) = &action.asks_to_join {
            let body = json!({"from": user, "chat_id": self.chat(chat)?});
            return Ok(Some(("joins", body)));
        }
        let decision = match (&action.approves, &action.declines) {
            (Some(name), _) => Some((name, true)),
            (None, Some(name)) => Some((name, false)),
            (None, None) => None,
        };
        let Some((name, approves)) = decision else {
            return Ok(self.membership(action, user)?.map(|body| ("members", body)));
        };
        let chat = action.chat.as_ref().ok_or("`in` is missing: the chat of the request")?;
        let body = json!({
            "chat_id": self.chat(chat)?, "from": user, "user": self.user(name)?,
            "approve": approves,
        });
        Ok(Some(("join_requests", body)))
    }

    /// The body of `POST /emu/v1/members` for a step; `None` if the step changes no member.
    fn membership(&mut self, action: &Action, user: i64) -> Result<Option<Value>, Failure> {
        let (chat, member, status) = if let Some(chat) = &action.joins {
            (chat, None, "member")
        } else if let Some(chat) = &action.leaves {
            (chat, None, "left")
        } else {
            let changes = [
                (&action.promotes, "administrator"),
                (&action.demotes, "member"),
                (&action.restricts, "restricted"),
                (&action.bans, "kicked"),
            ];
            let change =
                changes.into_iter().find_map(|(member, status)| Some((member.as_ref()?, status)));
            let Some((member, status)) = change else { return Ok(None) };
            let chat = action.chat.as_ref().ok_or("`in` is missing: the chat of the member")?;
            (chat, Some(member), status)
        };
        let mut body = json!({
            "chat_id": self.chat(chat)?, "from": user, "user": user, "status": status,
        });
        if let Some(member) = member {
            body["user"] = self.user_or_bot(member)?;
        }
        if let Some(rights) = &action.rights {
            body["rights"] = json!(rights);
        }
        if let Some(permissions) = &action.permissions {
            body["permissions"] = json!(permissions);
        }
        if let Some(span) = action.lasts {
            let seconds = i64::try_from(span.0.as_secs()).unwrap_or(i64::MAX);
            body["until_date"] = json!(self.now().saturating_add(seconds));
        }
        Ok(Some(body))
    }

    fn user_or_bot(&mut self, name: &str) -> Result<Value, Failure> {
        if name == BOT { Ok(self.bot_id()) } else { self.user(name).map(Value::from) }
    }
}
