//! Messages that users send.

use std::{panic::Location, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chappe_types::MessageId;
use http::Method;
use serde_json::{Value, json};

use crate::{action_report::ActionReport, bot::user::TestUser};

impl TestUser {
    /// Sends a text.
    #[track_caller]
    pub fn send(&self, text: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.post(json!({"text": text}), text).await }
    }

    /// Sends a text as a reply to a message.
    ///
    /// # Panics
    ///
    /// Panics if there is no message with this id.
    #[track_caller]
    pub fn reply(
        &self,
        message_id: impl Into<MessageId>,
        text: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            let body = json!({"text": text, "reply_to_message_id": id});
            this.post(body, &format!("(to #{id}) {text}")).await
        }
    }

    /// Sends a photo.
    #[track_caller]
    pub fn send_photo(&self, photo: &[u8]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.send_media(json!({"type": "photo", "file": STANDARD.encode(photo)}), "photo").await
        }
    }

    /// Sends a file.
    #[track_caller]
    pub fn send_document(&self, name: &str, content: &[u8]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let media =
                json!({"type": "document", "file": STANDARD.encode(content), "file_name": name});
            this.send_media(media, name).await
        }
    }

    /// Sends media, as an object of the emulator's control API: `type`, `file` in base64, and
    /// optional members such as `file_name` and `caption`. `shown` is its text in the transcript.
    #[track_caller]
    pub fn send_media(&self, media: Value, shown: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.post(json!({"media": media}), &format!("({shown})")).await }
    }

    /// Sends a contact. Its `user_id` is not set: the contact is no Telegram user.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| {
    ///     m.on((), async |Event(message): Event<Message>| {
    ///         let contact = message.contact.as_ref().ok_or(Skip)?;
    ///         Ok::<_, BoxError>(contact.phone_number.clone())
    ///     })
    /// }));
    /// bot.user("alice").send_contact("+15550100", "Bob").await;
    /// bot.expect(sent_text("+15550100"));
    /// # }
    /// ```
    #[track_caller]
    pub fn send_contact(
        &self,
        phone_number: &str,
        first_name: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let contact = json!({"phone_number": phone_number, "first_name": first_name});
            this.post(json!({"contact": contact}), &format!("(contact {first_name})")).await
        }
    }

    /// Sends a position, in degrees.
    ///
    /// # Panics
    ///
    /// Panics if the emulator refuses the position.
    #[track_caller]
    pub fn send_location(
        &self,
        latitude: f64,
        longitude: f64,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let location = json!({"latitude": latitude, "longitude": longitude});
            this.post(json!({"location": location}), "(location)").await
        }
    }

    /// Sends a live location, which [`move_location`](Self::move_location) moves until the time has
    /// passed. Telegram counts in whole seconds.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// async fn place(Event(message): Event<Message>) -> Result<String, BoxError> {
    ///     let location = message.location.as_ref().ok_or(Skip)?;
    ///     Ok(format!("{} {}", location.latitude, location.longitude))
    /// }
    ///
    /// let app = Router::new("app").message(|m| m.on((), place)).edited_message(|m| m.on((), place));
    /// let bot = TestBot::new(app);
    /// let alice = bot.user("alice");
    /// let sent = alice.send_live_location(52.5, 13.5, Duration::from_secs(900)).await;
    /// bot.expect(sent_text("52.5 13.5"));
    /// alice.move_location(sent.message_id(), 52.5, 14.5).await;
    /// bot.expect(sent_text("52.5 14.5"));
    /// alice.stop_location(sent.message_id()).await;
    /// # }
    /// ```
    #[track_caller]
    pub fn send_live_location(
        &self,
        latitude: f64,
        longitude: f64,
        period: Duration,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let location = json!({
                "latitude": latitude, "longitude": longitude, "live_period": period.as_secs(),
            });
            this.post(json!({"location": location}), "(live location)").await
        }
    }

    /// Sends a venue at a position, in degrees.
    #[track_caller]
    pub fn send_venue(
        &self,
        title: &str,
        address: &str,
        latitude: f64,
        longitude: f64,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let venue = json!({
                "title": title, "address": address, "latitude": latitude, "longitude": longitude,
            });
            this.post(json!({"venue": venue}), &format!("(venue {title})")).await
        }
    }

    /// Rolls a dice: 🎲, 🎯, 🎳, 🏀, ⚽ or 🎰. Its value depends on the emulator's seed; the
    /// [message](ActionReport::message) of the report contains it.
    ///
    /// # Panics
    ///
    /// Panics if there is no such dice.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| {
    ///     m.on((), async |Event(message): Event<Message>| {
    ///         let dice = message.dice.as_ref().ok_or(Skip)?;
    ///         Ok::<_, BoxError>(format!("{}", dice.value))
    ///     })
    /// }));
    /// let report = bot.user("alice").roll("🎲").await;
    /// bot.expect(sent_text(report.message().unwrap()["dice"]["value"].to_string()));
    /// # }
    /// ```
    #[track_caller]
    pub fn roll(&self, emoji: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.post(json!({"dice": emoji}), emoji).await }
    }

    /// Sends an anonymous poll. [`send_content`](Self::send_content) sends polls of other kinds.
    ///
    /// # Panics
    ///
    /// Panics if there are no options, or more than 12.
    #[track_caller]
    pub fn send_poll(
        &self,
        question: &str,
        options: &[&str],
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let poll = json!({"question": question, "options": options});
            this.post(json!({"poll": poll}), &format!("(poll) {question}")).await
        }
    }

    /// Sends 2 to 10 photos as one album.
    ///
    /// # Panics
    ///
    /// Panics if there are fewer or more photos.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::TestBot;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on((), async || ())));
    /// let report = bot.user("alice").send_album(&[b"one", b"two"]).await;
    /// assert_eq!((report.updates(), report.messages().len()), (2, 2));
    /// assert_eq!(report.messages()[0]["media_group_id"], report.messages()[1]["media_group_id"]);
    /// # }
    /// ```
    #[track_caller]
    pub fn send_album(&self, photos: &[&[u8]]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.note(&format!(": (album of {})", photos.len()));
            let media =
                photos.iter().map(|photo| json!({"type": "photo", "file": STANDARD.encode(photo)}));
            let mut body = this.place();
            body["media"] = media.collect();
            this.act(&Method::POST, "albums", &body).await
        }
    }

    /// Sends a message with these members of `POST messages` of the emulator's control API, such as
    /// `contact`, `poll`, `quote`, `message_thread_id` or `sender_chat_id`. `shown` is its text in
    /// the transcript.
    ///
    /// # Panics
    ///
    /// Panics if the emulator refuses the message.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| {
    ///     m.on((), async |Event(message): Event<Message>| {
    ///         let quote = message.quote.as_ref().ok_or(Skip)?;
    ///         Ok::<_, BoxError>(quote.text.clone())
    ///     })
    /// }));
    /// let alice = bot.user("alice");
    /// let first = alice.send("tea and cake").await.message_id();
    /// let reply = json!({"text": "yes", "reply_to_message_id": first.0, "quote": "cake"});
    /// alice.send_content(reply, "yes").await;
    /// bot.expect(sent_text("cake"));
    /// # }
    /// ```
    #[track_caller]
    pub fn send_content(&self, members: Value, shown: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.post(members, shown).await }
    }

    pub(super) async fn post(&self, mut body: Value, shown: &str) -> ActionReport {
        self.bot.start().await;
        self.note(&format!(": {shown}"));
        let place = self.place();
        for (name, value) in place.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.act(&Method::POST, "messages", &body).await
    }
}
