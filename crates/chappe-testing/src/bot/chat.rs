//! Groups and channels.

use std::{panic::Location, time::Duration};

use chappe_types::{ChatId, ChatPermissions};
use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{
        rights::AdminRights,
        site::{Site, placed},
        test_bot::TestBot,
        user::TestUser,
    },
    expected::ChatRef,
};

/// A group, supergroup or channel; created by [`TestBot::group`],
/// [`supergroup`](TestBot::supergroup) and [`channel`](TestBot::channel).
///
/// Its owner can promote, restrict and ban users and the bot. The bot receives `my_chat_member` or
/// `chat_member`, and the emulator refuses its calls as Telegram does: for example, a bot that is no
/// administrator cannot restrict members.
///
/// # Example
///
/// ```
/// use chappe::{
///     prelude::*,
///     types::{BanChatMember, ChatPermissions},
/// };
/// use chappe_testing::{TestBot, called, sent};
///
/// async fn ban(Event(message): Event<Message>, user: User) -> impl IntoOutcome {
///     BanChatMember::new(message.chat.id, user.id)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bot = TestBot::new(Router::new("app").message(|m| {
///     m.on(text_is("spam"), ban).on(text(), async || reply("hi"))
/// }));
/// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
/// let group = bot.supergroup("Friends", &[&alice, &bob]).await;
/// bob.within(&group).send("spam").await;
/// bot.expect(called("banChatMember").refused(400)); // not enough rights
///
/// group.promote_bot(["can_restrict_members"]).await;
/// bob.within(&group).send("spam").await;
/// assert!(bot.expect(called("banChatMember")).result().is_ok());
///
/// group.restrict_bot(ChatPermissions::new()).await;
/// alice.within(&group).send("hello").await;
/// bot.expect(sent().refused(400)); // not enough rights to send text messages
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TestChat {
    pub(super) bot: TestBot,
    pub(super) id: i64,
    pub(super) owner: Option<i64>,
    site: Option<Site>,
}

impl TestChat {
    pub(super) fn new(bot: TestBot, id: i64, owner: Option<i64>) -> Self {
        Self { bot, id, owner, site: None }
    }

    /// Returns the same chat, whose actions fail with the position of this call.
    pub(super) fn at(&self, site: Site) -> Self {
        Self { site: self.site.or(Some(site)), ..self.clone() }
    }

    /// Returns the chat's id.
    pub fn id(&self) -> ChatId {
        ChatId(self.id)
    }

    /// Makes the bot an administrator with these rights only, or changes its rights.
    ///
    /// # Panics
    ///
    /// Panics if there is no right with one of these names.
    #[track_caller]
    pub fn promote_bot(
        &self,
        rights: impl Into<AdminRights>,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.promote_member(Target::Bot, rights.into()).await }
    }

    /// Makes the bot a usual member: removes its rights, or its restrictions.
    #[track_caller]
    pub fn demote_bot(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change(Target::Bot, "demotes", json!({"status": "member"})).await }
    }

    /// Restricts the bot to these permissions; permissions that are not set are denied.
    #[track_caller]
    pub fn restrict_bot(&self, permissions: ChatPermissions) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.restrict_member(Target::Bot, permissions, None).await }
    }

    /// Restricts the bot like [`restrict_bot`](Self::restrict_bot), for a time, after which it is a
    /// usual member. The bot receives no update then. A time below 30 s or above 366 days counts as
    /// forever, as in Telegram.
    #[track_caller]
    pub fn restrict_bot_for(
        &self,
        permissions: ChatPermissions,
        time: Duration,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.restrict_member(Target::Bot, permissions, Some(time)).await }
    }

    /// Removes the bot from the chat, and bans it.
    #[track_caller]
    pub fn ban_bot(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change(Target::Bot, "bans", json!({"status": "kicked"})).await }
    }

    /// Adds the bot to the chat as a usual member, after it was banned or has left.
    #[track_caller]
    pub fn add_bot(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change(Target::Bot, "adds", json!({"status": "member"})).await }
    }

    /// Makes a user an administrator with these rights only, or changes the user's rights.
    ///
    /// # Panics
    ///
    /// Panics if there is no right with one of these names.
    #[track_caller]
    pub fn promote(
        &self,
        user: &TestUser,
        rights: impl Into<AdminRights>,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.promote_member(Target::User(user), rights.into()).await }
    }

    /// Makes a user a usual member: removes the user's rights, or the restrictions.
    #[track_caller]
    pub fn demote(&self, user: &TestUser) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change(Target::User(user), "demotes", json!({"status": "member"})).await }
    }

    /// Restricts a user to these permissions; permissions that are not set are denied. A message
    /// that the user may not send panics.
    #[track_caller]
    pub fn restrict(
        &self,
        user: &TestUser,
        permissions: ChatPermissions,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.restrict_member(Target::User(user), permissions, None).await }
    }

    /// Restricts a user like [`restrict`](Self::restrict), for a time. A time below 30 s or above
    /// 366 days counts as forever, as in Telegram.
    #[track_caller]
    pub fn restrict_for(
        &self,
        user: &TestUser,
        permissions: ChatPermissions,
        time: Duration,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.restrict_member(Target::User(user), permissions, Some(time)).await }
    }

    /// Removes a user from the chat, and bans the user.
    #[track_caller]
    pub fn ban(&self, user: &TestUser) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change(Target::User(user), "bans", json!({"status": "kicked"})).await }
    }

    /// Sets the status of a user in the chat: a `status` of `ChatMember`, such as `member`,
    /// `administrator` (with all rights), `left` or `kicked`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such status.
    #[track_caller]
    pub fn set_status(&self, user: &TestUser, status: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"chat_id": this.id, "user": user.id().0, "status": status});
            this.set(&body).await
        }
    }

    /// Returns the chat's current messages, oldest first.
    pub fn messages(&self) -> Vec<Value> {
        self.bot.messages(self.id)
    }

    async fn promote_member(&self, target: Target<'_>, rights: AdminRights) -> ActionReport {
        let body = json!({"status": "administrator", "rights": rights.into_json()});
        self.change(target, "promotes", body).await
    }

    async fn restrict_member(
        &self,
        target: Target<'_>,
        permissions: ChatPermissions,
        time: Option<Duration>,
    ) -> ActionReport {
        let mut body = json!({"status": "restricted", "permissions": permissions});
        if let Some(time) = time {
            let now = self.bot.control(&Method::POST, "clock", &json!({"advance": 0}));
            let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
            let now = now["now"].as_i64().unwrap_or_default();
            body["until_date"] = json!(now.saturating_add(seconds));
        }
        self.change(target, "restricts", body).await
    }

    /// Changes a member as the owner does, with a line in the transcript.
    async fn change(&self, target: Target<'_>, verb: &str, mut body: Value) -> ActionReport {
        let (id, name) = match target {
            Target::Bot => (self.bot.token(), "the bot".to_owned()),
            Target::User(user) => (json!(user.id().0), self.bot.actor(user.id().0, user.id().0)),
        };
        if let Some(owner) = self.owner {
            self.bot.note(owner, self.id, &format!(" {verb} {name}"));
        }
        body["chat_id"] = json!(self.id);
        body["user"] = id;
        self.set(&body).await
    }

    async fn set(&self, body: &Value) -> ActionReport {
        self.act(&Method::POST, "members", body).await
    }

    /// Performs an action of the owner.
    pub(super) async fn act(&self, method: &Method, path: &str, body: &Value) -> ActionReport {
        self.bot.act(&self.who(), method, path, body).await
    }

    /// Names the place of the action in the test, the owner and the chat, for messages of
    /// failures.
    pub(super) fn who(&self) -> String {
        let owner = self.owner.unwrap_or(self.id);
        placed(self.site, &self.bot.actor(owner, self.id))
    }
}

/// Whose membership changes.
#[derive(Clone, Copy)]
enum Target<'a> {
    Bot,
    User(&'a TestUser),
}

impl From<&TestChat> for ChatRef {
    fn from(chat: &TestChat) -> Self {
        Self(chat.id)
    }
}
