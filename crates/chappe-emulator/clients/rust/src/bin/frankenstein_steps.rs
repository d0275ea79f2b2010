//! The steps, with frankenstein, which consists of types and a client: the loops are here.

use std::{path::PathBuf, sync::Arc};

use axum::{Router, extract::Json, http::HeaderMap, http::StatusCode, routing::post};
use foreign_clients::{Client, Feature, HTML, PNG, Refusal, Run, digest, report, scenario};
use frankenstein::{
    AsyncTelegramApi as _, Error, ParseMode,
    client_reqwest::Bot,
    inline_mode::{
        InlineQueryResult, InlineQueryResultArticle, InputMessageContent, InputTextMessageContent,
    },
    input_media::{InputMediaPhoto, MediaGroupInputMedia},
    methods::{
        AnswerCallbackQueryParams, AnswerInlineQueryParams, AnswerPreCheckoutQueryParams,
        ApproveChatJoinRequestParams, CreateForumTopicParams, DeleteWebhookParams,
        EditMessageTextParams, GetFileParams, GetUpdatesParams, RefundStarPaymentParams,
        SendInvoiceParams, SendMediaGroupParams, SendMessageParams, SetWebhookParams,
    },
    payments::LabeledPrice,
    types::{
        InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, MaybeInaccessibleMessage,
        Message, ReplyKeyboardMarkup, ReplyMarkup,
    },
    updates::{Update, UpdateContent},
};

const TOKEN: &str = "5252:frankenstein_AAAAAAAAAAAAAAAAAAAAAAAAA";

struct Frankenstein {
    bot: Bot,
    run: Run,
    /// frankenstein uploads files of the disk only.
    png: PathBuf,
}

impl Frankenstein {
    async fn handle(&self, update: Update) {
        let bot = &self.bot;
        match update.content {
            UpdateContent::Message(message) => self.message(*message).await,
            UpdateContent::EditedMessage(message) => {
                let text = message.text.unwrap_or_default();
                self.say(message.chat.id, &format!("edited: {text}")).await;
            }
            UpdateContent::CallbackQuery(query) => {
                let Some(MaybeInaccessibleMessage::Message(message)) = query.message else {
                    panic!("the button is in a message");
                };
                let edit = EditMessageTextParams::builder()
                    .chat_id(message.chat.id)
                    .message_id(message.message_id)
                    .text("You are sure.");
                bot.edit_message_text(&edit.build()).await.expect("it is edited");
                let answer = AnswerCallbackQueryParams::builder()
                    .callback_query_id(query.id)
                    .text("Noted")
                    .show_alert(true);
                bot.answer_callback_query(&answer.build()).await.expect("it is answered");
            }
            UpdateContent::InlineQuery(query) => {
                let text = InputTextMessageContent::builder()
                    .message_text(format!("{}!", query.query))
                    .build();
                let article = InlineQueryResultArticle::builder()
                    .id("1")
                    .title(query.query)
                    .input_message_content(InputMessageContent::Text(text))
                    .build();
                let answer = AnswerInlineQueryParams::builder()
                    .inline_query_id(query.id)
                    .results(vec![InlineQueryResult::Article(article)])
                    .build();
                bot.answer_inline_query(&answer).await.expect("it is answered");
            }
            UpdateContent::PreCheckoutQuery(query) => {
                let answer = AnswerPreCheckoutQueryParams::builder()
                    .pre_checkout_query_id(query.id)
                    .ok(true)
                    .build();
                bot.answer_pre_checkout_query(&answer).await.expect("it is answered");
            }
            UpdateContent::ChatJoinRequest(request) => {
                let (chat, user) = (request.chat.id, request.from);
                let approval =
                    ApproveChatJoinRequestParams::builder().chat_id(chat).user_id(user.id).build();
                bot.approve_chat_join_request(&approval).await.expect("it is approved");
                self.say(chat, &format!("Welcome, {}", user.first_name)).await;
            }
            _ => {}
        }
    }

    async fn message(&self, message: Message) {
        let (bot, chat) = (&self.bot, message.chat.id);
        if let Some(photo) = message.photo.as_ref().and_then(|sizes| sizes.last()) {
            let asked = GetFileParams::builder().file_id(photo.file_id.clone()).build();
            let file = bot.get_file(&asked).await.expect("the file is there").result;
            let path = file.file_path.expect("it has a path");
            self.say(chat, &digest(&self.run.control().file(TOKEN, &path))).await;
        }
        if let Some(payment) = message.successful_payment {
            let refund = RefundStarPaymentParams::builder()
                .user_id(message.from.expect("somebody has paid").id)
                .telegram_payment_charge_id(payment.telegram_payment_charge_id)
                .build();
            bot.refund_star_payment(&refund).await.expect("it is refunded");
            self.say(chat, &format!("refunded {}", payment.total_amount)).await;
        }
        let sent = SendMessageParams::builder().chat_id(chat);
        match message.text.as_deref().unwrap_or_default() {
            "/start" => {
                let keyboard = ReplyKeyboardMarkup::builder()
                    .keyboard(vec![vec![KeyboardButton::builder().text("Menu").build()]])
                    .resize_keyboard(true)
                    .build();
                let markup = ReplyMarkup::ReplyKeyboardMarkup(keyboard);
                let sent = sent.text("Welcome").reply_markup(markup).build();
                bot.send_message(&sent).await.expect("it is sent");
            }
            "Menu" => {
                let yes = InlineKeyboardButton::builder().text("Yes").callback_data("yes").build();
                let keyboard =
                    InlineKeyboardMarkup::builder().inline_keyboard(vec![vec![yes]]).build();
                let markup = ReplyMarkup::InlineKeyboardMarkup(keyboard);
                let sent = sent.text("Sure?").reply_markup(markup).build();
                bot.send_message(&sent).await.expect("it is sent");
            }
            "album" => {
                let picture = || {
                    let photo = InputMediaPhoto::builder().media(self.png.clone()).build();
                    MediaGroupInputMedia::Photo(photo)
                };
                let album = SendMediaGroupParams::builder()
                    .chat_id(chat)
                    .media(vec![picture(), picture()])
                    .build();
                bot.send_media_group(&album).await.expect("it is sent");
            }
            "html" => {
                let sent = sent.text(HTML).parse_mode(ParseMode::Html).build();
                bot.send_message(&sent).await.expect("it is sent");
            }
            "/buy" => {
                let invoice = SendInvoiceParams::builder()
                    .chat_id(chat)
                    .title("Tea")
                    .description("A cup")
                    .payload("tea")
                    .currency("XTR")
                    .prices(vec![LabeledPrice::builder().label("Tea").amount(5_u32).build()])
                    .build();
                bot.send_invoice(&invoice).await.expect("it is sent");
            }
            "/topic" => {
                let topic = CreateForumTopicParams::builder().chat_id(chat).name("News").build();
                let topic = bot.create_forum_topic(&topic).await.expect("it is created").result;
                let sent = sent.text("in the topic").message_thread_id(topic.message_thread_id);
                bot.send_message(&sent.build()).await.expect("it is sent");
            }
            _ => {}
        }
    }

    async fn say(&self, chat: i64, text: &str) {
        self.send(chat, text).await.expect("it is sent");
    }

    /// Polls until it is refused.
    async fn poll(&self) {
        let mut asked = GetUpdatesParams::builder().timeout(30_u32).build();
        while let Ok(updates) = self.bot.get_updates(&asked).await {
            for update in updates.result {
                asked.offset = Some(i64::from(update.update_id) + 1);
                self.handle(update).await;
            }
        }
    }
}

fn refusal(error: Error) -> Refusal {
    let Error::Api(error) = error else { panic!("not refused: {error}") };
    let retry_after = error.parameters.and_then(|parameters| parameters.retry_after);
    Refusal {
        code: error.error_code,
        description: error.description,
        retry_after: retry_after.unwrap_or_default().into(),
    }
}

impl Client for Frankenstein {
    async fn me(&self) -> (bool, i64) {
        let me = self.bot.get_me().await.expect("the bot is there").result;
        (me.is_bot, i64::try_from(me.id).expect("an id has at most 52 bits"))
    }

    async fn send(&self, chat: i64, text: &str) -> Result<(), Refusal> {
        let message = SendMessageParams::builder().chat_id(chat).text(text).build();
        self.bot.send_message(&message).await.map(drop).map_err(refusal)
    }

    async fn get_updates(&self) -> Result<(), Refusal> {
        let asked = GetUpdatesParams::builder().build();
        self.bot.get_updates(&asked).await.map(drop).map_err(refusal)
    }

    async fn set_webhook(&self, url: &str) {
        let hook = SetWebhookParams::builder().url(url).build();
        self.bot.set_webhook(&hook).await.expect("the webhook is set");
    }

    async fn delete_webhook(&self) {
        let deleted = DeleteWebhookParams::builder().build();
        self.bot.delete_webhook(&deleted).await.expect("the webhook is deleted");
    }

    async fn webhook_url(&self) -> Option<String> {
        Some(self.bot.get_webhook_info().await.expect("there is information").result.url)
    }
}

/// Handles the updates of a webhook.
async fn serve(client: Arc<Frankenstein>) {
    let port = client.run.free_port();
    let secret = client.run.secret();
    let handler = Arc::clone(&client);
    let hook = async move |headers: HeaderMap, Json(update): Json<Update>| {
        let given = headers.get("x-telegram-bot-api-secret-token");
        if given.is_none_or(|given| given != secret) {
            return StatusCode::UNAUTHORIZED;
        }
        handler.handle(update).await;
        StatusCode::OK
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await;
    let router = Router::new().route("/hook", post(hook));
    let listener = listener.expect("the port is free");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let hook = SetWebhookParams::builder()
        .url(format!("http://127.0.0.1:{port}/hook"))
        .secret_token(secret)
        .build();
    client.bot.set_webhook(&hook).await.expect("the webhook is set");
}

#[tokio::main]
async fn main() {
    let run = Run::from_arguments();
    let bot = Bot::new_url(format!("{}/bot{TOKEN}", run.url));
    let png = std::env::temp_dir().join(format!("frankenstein-{}.png", std::process::id()));
    std::fs::write(&png, PNG).expect("a file");
    let control = run.control();
    let client = Arc::new(Frankenstein { bot, run, png });
    if client.run.by_webhook {
        serve(Arc::clone(&client)).await;
    } else {
        let polling = Arc::clone(&client);
        tokio::spawn(async move { polling.poll().await });
    }
    let features = [Feature::Payment, Feature::Inline, Feature::Topic, Feature::Join];
    let failed = scenario(control, &*client, 5252, &features).await;
    std::fs::remove_file(&client.png).expect("the file is there");
    report(failed);
}
