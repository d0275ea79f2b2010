//! The steps, with tgbot; behind a webhook if the second argument is `webhook`.

use std::{io::Cursor, time::Duration};

use foreign_clients::{Client, Feature, HTML, PNG, Refusal, Run, digest, report, scenario};
use futures_util::StreamExt as _;
use tgbot::{
    api::{Client as Bot, ExecuteError},
    handler::{LongPoll, UpdateHandler, WebhookServer},
    types::{
        AnswerCallbackQuery, AnswerInlineQuery, AnswerPreCheckoutQuery, ApproveChatJoinRequest,
        CreateForumTopic, DeleteWebhook, EditMessageText, GetBot, GetFile, GetUpdates,
        GetWebhookInfo, InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle,
        InputFile, InputFileReader, InputMediaPhoto, InputMessageContentText, KeyboardButton,
        LabeledPrice, MaybeInaccessibleMessage, MediaGroup, Message, MessageData, ParseMode,
        RefundStarPayment, ReplyKeyboardMarkup, SendInvoice, SendMediaGroup, SendMessage,
        SetWebhook, Update, UpdateType,
    },
};

const TOKEN: &str = "5353:tgbot_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Handler(Bot);

impl UpdateHandler for Handler {
    async fn handle(&self, update: Update) {
        if let Err(error) = self.handled(update).await {
            println!("FAIL a handler {error}");
        }
    }
}

impl Handler {
    async fn handled(&self, update: Update) -> Result<(), ExecuteError> {
        let bot = &self.0;
        match update.update_type {
            UpdateType::Message(message) => self.message(*message).await?,
            UpdateType::EditedMessage(message) => {
                let text = message.get_text().map_or("", |text| &text.data);
                let answer = SendMessage::new(message.chat.get_id(), format!("edited: {text}"));
                bot.execute(answer).await?;
            }
            UpdateType::CallbackQuery(query) => {
                let Some(MaybeInaccessibleMessage::Message(message)) = query.message else {
                    panic!("the button is in a message");
                };
                let edit = EditMessageText::for_chat_message(
                    message.chat.get_id(),
                    message.id,
                    "You are sure.",
                );
                bot.execute(edit).await?;
                let answer = AnswerCallbackQuery::new(query.id);
                bot.execute(answer.with_text("Noted").with_show_alert(true)).await?;
            }
            UpdateType::InlineQuery(query) => {
                let text = InputMessageContentText::new(format!("{}!", query.query));
                let article = InlineQueryResultArticle::new("1", text, query.query);
                bot.execute(AnswerInlineQuery::new(query.id, [article])).await?;
            }
            UpdateType::PreCheckoutQuery(query) => {
                bot.execute(AnswerPreCheckoutQuery::ok(query.id)).await?;
            }
            UpdateType::ChatJoinRequest(request) => {
                let (chat, user) = (request.chat.get_id(), request.from);
                bot.execute(ApproveChatJoinRequest::new(chat, user.id.into())).await?;
                let text = format!("Welcome, {}", user.first_name);
                bot.execute(SendMessage::new(chat, text)).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn message(&self, message: Message) -> Result<(), ExecuteError> {
        let (bot, chat) = (&self.0, message.chat.get_id());
        let user = message.sender.get_user_id();
        match message.data {
            MessageData::Photo(photo) => {
                let photo = photo.data.last().expect("a photo has a size");
                let file = bot.execute(GetFile::new(photo.file_id.clone())).await?;
                let path = file.file_path.expect("it has a path");
                let parts = bot.download_file(path).await.expect("it is there");
                let mut parts = std::pin::pin!(parts);
                let mut content = Vec::new();
                while let Some(part) = parts.next().await {
                    content.extend_from_slice(&part.expect("it arrives"));
                }
                bot.execute(SendMessage::new(chat, digest(&content))).await?;
            }
            MessageData::SuccessfulPayment(payment) => {
                let user = user.expect("somebody has paid");
                let charge = payment.telegram_payment_charge_id;
                bot.execute(RefundStarPayment::new(user.into(), charge)).await?;
                let text = format!("refunded {}", payment.total_amount);
                bot.execute(SendMessage::new(chat, text)).await?;
            }
            MessageData::Text(text) => self.text(chat.into(), &text.data).await?,
            _ => {}
        }
        Ok(())
    }

    async fn text(&self, chat: i64, text: &str) -> Result<(), ExecuteError> {
        let bot = &self.0;
        match text {
            "/start" => {
                let keyboard = ReplyKeyboardMarkup::from([[KeyboardButton::new("Menu")]])
                    .with_resize_keyboard(true);
                bot.execute(SendMessage::new(chat, "Welcome").with_reply_markup(keyboard)).await?;
            }
            "Menu" => {
                let yes = InlineKeyboardButton::for_callback_data("Yes", "yes");
                let keyboard = InlineKeyboardMarkup::from([[yes]]);
                bot.execute(SendMessage::new(chat, "Sure?").with_reply_markup(keyboard)).await?;
            }
            "album" => {
                let pictures = ["a.png", "b.png"].map(|name| {
                    let reader = InputFileReader::new(Cursor::new(PNG)).with_file_name(name);
                    InputMediaPhoto::from(InputFile::from(reader))
                });
                let album = MediaGroup::new(pictures).expect("two are a group");
                bot.execute(SendMediaGroup::new(chat, album)).await?;
            }
            "html" => {
                let message = SendMessage::new(chat, (HTML, ParseMode::Html));
                bot.execute(message).await?;
            }
            "/buy" => {
                let price = [LabeledPrice::new(5, "Tea")];
                bot.execute(SendInvoice::new(chat, "Tea", "A cup", "tea", "XTR", price)).await?;
            }
            "/topic" => {
                let topic = bot.execute(CreateForumTopic::new(chat, "News")).await?;
                let message = SendMessage::new(chat, "in the topic")
                    .with_message_thread_id(topic.message_thread_id);
                bot.execute(message).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

struct Tgbot(Bot);

fn refusal(error: ExecuteError) -> Refusal {
    let ExecuteError::Response(error) = error else { panic!("not refused: {error}") };
    Refusal {
        code: error.error_code().and_then(|code| code.try_into().ok()).unwrap_or_default(),
        description: error.description().to_owned(),
        retry_after: error.retry_after().unwrap_or_default(),
    }
}

impl Client for Tgbot {
    async fn me(&self) -> (bool, i64) {
        // Its type drops `is_bot`, which is always true.
        let me = self.0.execute(GetBot).await.expect("the bot is there");
        (true, me.id)
    }

    async fn send(&self, chat: i64, text: &str) -> Result<(), Refusal> {
        self.0.execute(SendMessage::new(chat, text)).await.map(drop).map_err(refusal)
    }

    async fn get_updates(&self) -> Result<(), Refusal> {
        self.0.execute(GetUpdates::default()).await.map(drop).map_err(refusal)
    }

    async fn set_webhook(&self, url: &str) {
        self.0.execute(SetWebhook::new(url)).await.expect("the webhook is set");
    }

    async fn delete_webhook(&self) {
        self.0.execute(DeleteWebhook::default()).await.expect("the webhook is deleted");
    }

    async fn webhook_url(&self) -> Option<String> {
        Some(self.0.execute(GetWebhookInfo).await.expect("there is information").url)
    }
}

#[tokio::main]
async fn main() {
    let run = Run::from_arguments();
    // Refusals are returned, not retried.
    let bot = Bot::new(TOKEN).expect("a client").with_host(&*run.url).with_max_retries(0);
    if run.by_webhook {
        let port = run.free_port();
        let server = WebhookServer::new("/hook", Handler(bot.clone()));
        tokio::spawn(async move { server.run(([127, 0, 0, 1], port)).await });
        let hook = SetWebhook::new(format!("http://127.0.0.1:{port}/hook"));
        bot.execute(hook).await.expect("the webhook is set");
        // The server binds the port after it has started.
        tokio::time::sleep(Duration::from_millis(100)).await;
    } else {
        tokio::spawn(LongPoll::new(bot.clone(), Handler(bot.clone())).run());
    }
    let features = [Feature::Payment, Feature::Inline, Feature::Topic, Feature::Join];
    report(scenario(run.control(), &Tgbot(bot), 5353, &features).await);
}
