//! The steps, with teloxide; behind a webhook if the second argument is `webhook`.

use std::{error::Error, net::SocketAddr};

use foreign_clients::{Client, Feature, HTML, PNG, Refusal, Run, digest, report, scenario};
use teloxide::{
    ApiError, RequestError,
    dispatching::{UpdateHandler, dialogue::InMemStorage},
    net::Download as _,
    prelude::*,
    types::{
        ChatJoinRequest, InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle,
        InputFile, InputMedia, InputMediaPhoto, InputMessageContent, InputMessageContentText,
        KeyboardButton, KeyboardMarkup, LabeledPrice, ParseMode,
    },
    update_listeners::webhooks,
};

const TOKEN: &str = "5151:teloxide_AAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

type Handled = Result<(), Box<dyn Error + Send + Sync>>;
type Conversation = Dialogue<State, InMemStorage<State>>;

#[derive(Clone, Default)]
enum State {
    #[default]
    Start,
    Name,
}

fn tree() -> UpdateHandler<Box<dyn Error + Send + Sync>> {
    let messages = Update::filter_message()
        .enter_dialogue::<Message, InMemStorage<State>, State>()
        .branch(dptree::case![State::Name].endpoint(named))
        .branch(dptree::case![State::Start].endpoint(message));
    dptree::entry()
        .branch(messages)
        .branch(Update::filter_edited_message().endpoint(edited))
        .branch(Update::filter_callback_query().endpoint(pressed))
        .branch(Update::filter_inline_query().endpoint(queried))
        .branch(Update::filter_pre_checkout_query().endpoint(checked_out))
        .branch(Update::filter_chat_join_request().endpoint(asked_to_join))
}

async fn message(bot: Bot, conversation: Conversation, message: Message) -> Handled {
    let chat = message.chat.id;
    if let Some(photo) = message.photo().and_then(|sizes| sizes.last()) {
        let file = bot.get_file(photo.file.id.clone()).await?;
        let mut content = Vec::new();
        bot.download_file(&file.path, &mut content).await?;
        bot.send_message(chat, digest(&content)).await?;
        return Ok(());
    }
    if let Some(payment) = message.successful_payment() {
        let charge = payment.telegram_payment_charge_id.clone();
        let user = message.from.as_ref().ok_or("nobody has paid")?.id;
        bot.refund_star_payment(user, charge).await?;
        bot.send_message(chat, format!("refunded {}", payment.total_amount)).await?;
        return Ok(());
    }
    match message.text().unwrap_or_default() {
        "/start" => {
            let keyboard = KeyboardMarkup::new([[KeyboardButton::new("Menu")]]).resize_keyboard();
            bot.send_message(chat, "Welcome").reply_markup(keyboard).await?;
        }
        "Menu" => {
            let button = InlineKeyboardButton::callback("Yes", "yes");
            let markup = InlineKeyboardMarkup::new([[button]]);
            bot.send_message(chat, "Sure?").reply_markup(markup).await?;
        }
        "album" => {
            let pictures = ["a.png", "b.png"].map(|name| {
                InputMedia::Photo(InputMediaPhoto::new(InputFile::memory(PNG).file_name(name)))
            });
            bot.send_media_group(chat, pictures).await?;
        }
        "html" => {
            bot.send_message(chat, HTML).parse_mode(ParseMode::Html).await?;
        }
        "/name" => {
            bot.send_message(chat, "Your name?").await?;
            conversation.update(State::Name).await?;
        }
        "/buy" => {
            let price = [LabeledPrice::new("Tea", 5)];
            bot.send_invoice(chat, "Tea", "A cup", "tea", "XTR", price).await?;
        }
        "/topic" => {
            let topic = bot.create_forum_topic(chat, "News").await?;
            let sent = bot.send_message(chat, "in the topic").message_thread_id(topic.thread_id);
            sent.await?;
        }
        _ => {}
    }
    Ok(())
}

async fn named(bot: Bot, conversation: Conversation, message: Message) -> Handled {
    let name = message.text().unwrap_or_default();
    bot.send_message(message.chat.id, format!("Hello, {name}")).await?;
    conversation.exit().await?;
    Ok(())
}

async fn edited(bot: Bot, message: Message) -> Handled {
    let text = message.text().unwrap_or_default();
    bot.send_message(message.chat.id, format!("edited: {text}")).await?;
    Ok(())
}

async fn pressed(bot: Bot, query: CallbackQuery) -> Handled {
    let message = query.message.ok_or("the button is in a message")?;
    bot.edit_message_text(message.chat().id, message.id(), "You are sure.").await?;
    bot.answer_callback_query(query.id).text("Noted").show_alert(true).await?;
    Ok(())
}

async fn queried(bot: Bot, query: InlineQuery) -> Handled {
    let text = InputMessageContentText::new(format!("{}!", query.query));
    let article =
        InlineQueryResultArticle::new("1", query.query.clone(), InputMessageContent::Text(text));
    bot.answer_inline_query(query.id, [article.into()]).await?;
    Ok(())
}

async fn checked_out(bot: Bot, query: PreCheckoutQuery) -> Handled {
    bot.answer_pre_checkout_query(query.id, true).await?;
    Ok(())
}

async fn asked_to_join(bot: Bot, request: ChatJoinRequest) -> Handled {
    let chat = request.chat.id;
    bot.approve_chat_join_request(chat, request.from.id).await?;
    bot.send_message(chat, format!("Welcome, {}", request.from.first_name)).await?;
    Ok(())
}

struct Teloxide(Bot);

/// teloxide drops the code of an error.
fn refusal(error: RequestError) -> Refusal {
    let (code, retry_after) = match &error {
        RequestError::RetryAfter(wait) => (429, wait.seconds()),
        RequestError::Api(ApiError::Unknown(why)) if why.starts_with("Conflict: ") => (409, 0),
        RequestError::Api(_) => (400, 0),
        _ => (0, 0),
    };
    Refusal { code, description: error.to_string(), retry_after: retry_after.into() }
}

impl Client for Teloxide {
    async fn me(&self) -> (bool, i64) {
        let me = self.0.get_me().await.expect("the bot is there");
        (me.is_bot, i64::try_from(me.id.0).expect("an id has at most 52 bits"))
    }

    async fn send(&self, chat: i64, text: &str) -> Result<(), Refusal> {
        self.0.send_message(ChatId(chat), text).await.map(drop).map_err(refusal)
    }

    async fn get_updates(&self) -> Result<(), Refusal> {
        self.0.get_updates().await.map(drop).map_err(refusal)
    }

    async fn set_webhook(&self, url: &str) {
        let url = url.parse().expect("it is a URL");
        self.0.set_webhook(url).await.expect("the webhook is set");
    }

    async fn delete_webhook(&self) {
        self.0.delete_webhook().await.expect("the webhook is deleted");
    }

    async fn webhook_url(&self) -> Option<String> {
        let info = self.0.get_webhook_info().await.expect("there is information");
        info.url.map(Into::into)
    }
}

#[tokio::main]
async fn main() {
    let run = Run::from_arguments();
    let bot = Bot::new(TOKEN).set_api_url(run.url.parse().expect("it is a URL"));
    let mut dispatcher = Dispatcher::builder(bot.clone(), tree())
        .dependencies(dptree::deps![InMemStorage::<State>::new()])
        .default_handler(|_| async {})
        .build();
    if run.by_webhook {
        let address = SocketAddr::from(([127, 0, 0, 1], run.free_port()));
        let url = format!("http://{address}/hook").parse().expect("it is a URL");
        let options = webhooks::Options::new(address, url).secret_token(run.secret().to_owned());
        let listener = webhooks::axum(bot.clone(), options).await.expect("the webhook is set");
        tokio::spawn(async move {
            dispatcher.dispatch_with_listener(listener, LoggingErrorHandler::new()).await;
        });
    } else {
        tokio::spawn(async move { dispatcher.dispatch().await });
    }
    let features =
        [Feature::Conversation, Feature::Payment, Feature::Inline, Feature::Topic, Feature::Join];
    report(scenario(run.control(), &Teloxide(bot), 5151, &features).await);
}
