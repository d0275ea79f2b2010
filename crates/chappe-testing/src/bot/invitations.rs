//! Invite links, and requests to join.

use std::panic::Location;

use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{chat::TestChat, user::TestUser},
};

impl TestUser {
    /// Joins a chat by an invite link: one that the bot has created, or [of the
    /// owner](TestChat::invite_link). If administrators decide about the link's users, the user
    /// asks to join.
    ///
    /// # Panics
    ///
    /// Panics if the link is unknown, revoked, expired or full, and if the user is in the chat
    /// already or is banned from it.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::CreateChatInviteLink};
    /// use chappe_testing::{TestBot, called};
    ///
    /// async fn invite(Event(message): Event<Message>) -> impl IntoOutcome {
    ///     CreateChatInviteLink::new(message.chat.id).member_limit(1)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on(command("invite"), invite)));
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// let group = bot.supergroup("Friends", &[&alice]).await;
    /// group.promote_bot(["can_invite_users"]).await;
    /// alice.within(&group).send("/invite").await;
    /// let created = bot.expect(called("createChatInviteLink"));
    /// let link = created.result().unwrap()["invite_link"].as_str().unwrap();
    /// let report = bob.join_by(link).await;
    /// assert_eq!(report.message().unwrap()["new_chat_members"][0]["username"], "bob");
    /// # }
    /// ```
    #[track_caller]
    pub fn join_by(&self, invite_link: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"invite_link": invite_link});
            this.join_with(&format!(" joins by {invite_link}"), body).await
        }
    }

    /// Asks to join a chat by an invite link whose users administrators decide about. They see the
    /// bio. The bot receives `chat_join_request` if it has the right `can_invite_users`.
    ///
    /// # Panics
    ///
    /// Panics like [`join_by`](Self::join_by).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::{ApproveChatJoinRequest, ChatJoinRequest}};
    /// use chappe_testing::{TestBot, called};
    ///
    /// async fn admit(Event(request): Event<ChatJoinRequest>) -> impl IntoOutcome {
    ///     ApproveChatJoinRequest::new(request.chat.id, request.from.id)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").chat_join_request(|r| r.on((), admit)));
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// let group = bot.supergroup("Friends", &[&alice]).await;
    /// group.promote_bot(["can_invite_users"]).await;
    /// let link = group.request_link().await;
    /// bob.ask_to_join(&link, "A gardener").await;
    /// assert!(bot.expect(called("approveChatJoinRequest")).result().is_ok());
    /// # }
    /// ```
    #[track_caller]
    pub fn ask_to_join(&self, invite_link: &str, bio: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"invite_link": invite_link, "bio": bio});
            this.join_with(&format!(" asks to join by {invite_link}: {bio}"), body).await
        }
    }

    /// Joins a public chat: one with a username. If it has `join_by_request`, the user asks to join.
    ///
    /// # Panics
    ///
    /// Panics if the chat has no username, and if the user is in the chat already or is banned from
    /// it.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::ChatMemberUpdated};
    /// use chappe_testing::TestBot;
    /// use serde_json::json;
    ///
    /// async fn greet(Event(_): Event<ChatMemberUpdated>) {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").chat_member(|c| c.on((), greet)));
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// let chat = json!({"type": "channel", "username": "news"});
    /// let news = bot.chat_from("News", chat, &[&alice]).await;
    /// let report = bob.join_public(&news).await;
    /// assert!(report.is_handled(), "{report}");
    /// # }
    /// ```
    #[track_caller]
    pub fn join_public(&self, chat: &TestChat) -> impl Future<Output = ActionReport> {
        let this = self.within(chat).at(Location::caller());
        async move {
            let body = json!({"chat_id": this.chat});
            this.join_with(" joins", body).await
        }
    }

    async fn join_with(&self, what: &str, mut body: Value) -> ActionReport {
        self.bot.start().await;
        self.note(what);
        body["from"] = json!(self.id);
        self.act(&Method::POST, "joins", &body).await
    }
}

impl TestChat {
    /// Creates an invite link as the owner. Any number of users can [join by
    /// it](TestUser::join_by).
    ///
    /// # Panics
    ///
    /// Panics if the chat has no owner.
    pub async fn invite_link(&self) -> String {
        self.create_link(json!({})).await
    }

    /// Creates an invite link as the owner, by which users [ask to join](TestUser::ask_to_join).
    ///
    /// # Panics
    ///
    /// Panics if the chat has no owner.
    pub async fn request_link(&self) -> String {
        self.create_link(json!({"creates_join_request": true})).await
    }

    async fn create_link(&self, mut terms: Value) -> String {
        self.bot.start().await;
        terms["from"] = json!(self.owner);
        terms["chat_id"] = json!(self.id);
        let link = self.bot.control(&Method::POST, "invite_links", &terms);
        link["invite_link"].as_str().unwrap_or_default().to_owned()
    }

    /// Approves a user's request to join, as the owner.
    ///
    /// # Panics
    ///
    /// Panics if the user has not asked to join.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::ChatMemberUpdated};
    /// use chappe_testing::TestBot;
    ///
    /// async fn greet(Event(change): Event<ChatMemberUpdated>) {
    ///     assert_eq!(change.via_join_request, Some(true));
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").chat_member(|c| c.on((), greet)));
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// let channel = bot.channel("News", &[&alice]).await;
    /// let link = channel.request_link().await;
    /// bob.ask_to_join(&link, "").await;
    /// let report = channel.approve(&bob).await;
    /// assert!(report.is_handled(), "{report}");
    /// # }
    /// ```
    #[track_caller]
    pub fn approve(&self, user: &TestUser) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.decide(user, true).await }
    }

    /// Declines a user's request to join, as the owner.
    ///
    /// # Panics
    ///
    /// Panics if the user has not asked to join.
    #[track_caller]
    pub fn decline(&self, user: &TestUser) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.decide(user, false).await }
    }

    async fn decide(&self, user: &TestUser, approves: bool) -> ActionReport {
        if let Some(owner) = self.owner {
            let verb = if approves { "approves" } else { "declines" };
            let name = self.bot.actor(user.id, user.id);
            self.bot.note(owner, self.id, &format!(" {verb} {name}"));
        }
        let body = json!({"chat_id": self.id, "user": user.id, "approve": approves});
        self.act(&Method::POST, "join_requests", &body).await
    }
}
