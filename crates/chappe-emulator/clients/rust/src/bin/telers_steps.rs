//! The steps, with telers; behind a webhook if the second argument is `webhook`.

use std::borrow::Cow;

use foreign_clients::{Client, Feature, HTML, PNG, Refusal, Run, digest, report, scenario};
use telers::{
    Bot, Dispatcher, Router,
    client::{
        Reqwest,
        telegram::{APIServer, BareFilesPathWrapper},
    },
    enums::ParseMode,
    errors::{SessionErrorKind, TelegramErrorKind},
    event::telegram::{Handler, HandlerResult},
    filters::State,
    fsm::{Context, MemoryStorage},
    methods::{
        AnswerCallbackQuery, AnswerInlineQuery, AnswerPreCheckoutQuery, ApproveChatJoinRequest,
        CreateForumTopic, DeleteWebhook, EditMessageText, GetFile, GetMe, GetUpdates,
        GetWebhookInfo, RefundStarPayment, SendInvoice, SendMediaGroup, SendMessage, SetWebhook,
    },
    middlewares::outer::FSMContext,
    types::{
        CallbackQuery, ChatJoinRequest, InlineKeyboardButton, InlineKeyboardMarkup, InlineQuery,
        InlineQueryResultArticle, InputFile, InputMediaPhoto, InputTextMessageContent,
        KeyboardButton, LabeledPrice, Message, PreCheckoutQuery, ReplyKeyboardMarkup,
    },
    webhooks::axum::{UpdatesHandler, get_updates_router},
};

const TOKEN: &str = "5454:telers_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const NAME: &str = "name";

async fn message(bot: Bot, state: Context<MemoryStorage>, message: Message) -> HandlerResult<()> {
    let chat = message.chat().id();
    if let Some(photo) = message.photo().and_then(|sizes| sizes.last()) {
        let file = bot.send(GetFile::new(photo.file_id.clone())).await?;
        let path = file.file_path.expect("it has a path");
        let content = Run::from_arguments().control().file(TOKEN, &path);
        bot.send(SendMessage::new(chat, digest(&content))).await?;
    }
    if let Some(payment) = message.successful_payment() {
        let user = message.from().expect("somebody has paid").id;
        let charge = payment.telegram_payment_charge_id.clone();
        bot.send(RefundStarPayment::new(user, charge)).await?;
        let text = format!("refunded {}", payment.total_amount);
        bot.send(SendMessage::new(chat, text)).await?;
    }
    match message.text().unwrap_or_default() {
        "/start" => {
            let keyboard =
                ReplyKeyboardMarkup::new([[KeyboardButton::new("Menu")]]).resize_keyboard(true);
            bot.send(SendMessage::new(chat, "Welcome").reply_markup(keyboard)).await?;
        }
        "Menu" => {
            let yes = InlineKeyboardButton::new("Yes").callback_data("yes");
            let keyboard = InlineKeyboardMarkup::new([[yes]]);
            bot.send(SendMessage::new(chat, "Sure?").reply_markup(keyboard)).await?;
        }
        "album" => {
            let pictures = ["a.png", "b.png"]
                .map(|name| InputMediaPhoto::new(InputFile::buffered_with_name(PNG, name)));
            bot.send(SendMediaGroup::new(chat, pictures)).await?;
        }
        "html" => {
            bot.send(SendMessage::new(chat, HTML).parse_mode(ParseMode::HTML)).await?;
        }
        "/name" => {
            bot.send(SendMessage::new(chat, "Your name?")).await?;
            state.set_state(NAME).await.expect("it is in memory");
        }
        "/buy" => {
            let price = [LabeledPrice::new("Tea", 5)];
            bot.send(SendInvoice::new(chat, "Tea", "A cup", "tea", "XTR", price)).await?;
        }
        "/topic" => {
            let topic = bot.send(CreateForumTopic::new(chat, "News")).await?;
            let message =
                SendMessage::new(chat, "in the topic").message_thread_id(topic.message_thread_id);
            bot.send(message).await?;
        }
        _ => {}
    }
    Ok(())
}

async fn named(bot: Bot, state: Context<MemoryStorage>, message: Message) -> HandlerResult<()> {
    let name = message.text().unwrap_or_default();
    bot.send(SendMessage::new(message.chat().id(), format!("Hello, {name}"))).await?;
    state.finish().await.expect("it is in memory");
    Ok(())
}

async fn edited(bot: Bot, message: Message) -> HandlerResult<()> {
    let text = message.text().unwrap_or_default();
    bot.send(SendMessage::new(message.chat().id(), format!("edited: {text}"))).await?;
    Ok(())
}

async fn pressed(bot: Bot, query: CallbackQuery) -> HandlerResult<()> {
    let message = query.message.as_ref().expect("the button is in a message");
    let edit = EditMessageText::new()
        .chat_id(message.chat().id())
        .message_id(message.message_id())
        .text("You are sure.");
    bot.send(edit).await?;
    let answer = AnswerCallbackQuery::new(query.id.clone()).text("Noted").show_alert(true);
    bot.send(answer).await?;
    Ok(())
}

async fn queried(bot: Bot, query: InlineQuery) -> HandlerResult<()> {
    let text = InputTextMessageContent::new(format!("{}!", query.query));
    let article = InlineQueryResultArticle::new("1", query.query.clone(), text);
    bot.send(AnswerInlineQuery::new(query.id.clone(), [article])).await?;
    Ok(())
}

async fn checked_out(bot: Bot, query: PreCheckoutQuery) -> HandlerResult<()> {
    bot.send(AnswerPreCheckoutQuery::new(query.id.clone(), true)).await?;
    Ok(())
}

async fn asked_to_join(bot: Bot, request: ChatJoinRequest) -> HandlerResult<()> {
    let chat = request.chat.id();
    bot.send(ApproveChatJoinRequest::new(chat, request.from.id)).await?;
    let text = format!("Welcome, {}", request.from.first_name);
    bot.send(SendMessage::new(chat, text)).await?;
    Ok(())
}

struct Telers(Bot);

fn refusal(error: SessionErrorKind) -> Refusal {
    let SessionErrorKind::Telegram(error) = error else { panic!("not refused: {error}") };
    let description = error.to_string();
    let (code, retry_after) = match error {
        TelegramErrorKind::RetryAfter { retry_after, .. } => (429, retry_after),
        TelegramErrorKind::ConflictError { .. } => (409, 0),
        TelegramErrorKind::BadRequest { .. } => (400, 0),
        _ => (0, 0),
    };
    Refusal { code, description, retry_after: retry_after.try_into().unwrap_or_default() }
}

impl Client for Telers {
    async fn me(&self) -> (bool, i64) {
        let me = self.0.send(GetMe::new()).await.expect("the bot is there");
        (me.is_bot, me.id)
    }

    async fn send(&self, chat: i64, text: &str) -> Result<(), Refusal> {
        self.0.send(SendMessage::new(chat, text)).await.map(drop).map_err(refusal)
    }

    async fn get_updates(&self) -> Result<(), Refusal> {
        self.0.send(GetUpdates::new()).await.map(drop).map_err(refusal)
    }

    async fn set_webhook(&self, url: &str) {
        self.0.send(SetWebhook::new(url)).await.expect("the webhook is set");
    }

    async fn delete_webhook(&self) {
        self.0.send(DeleteWebhook::new()).await.expect("the webhook is deleted");
    }

    async fn webhook_url(&self) -> Option<String> {
        let info = self.0.send(GetWebhookInfo::new()).await.expect("there is information");
        Some(info.url.into())
    }
}

#[tokio::main]
async fn main() {
    let run = Run::from_arguments();
    let calls_url = format!("{}/bot{{token}}/{{method_name}}", run.url);
    let files_url = format!("{}/file/bot{{token}}/{{path}}", run.url);
    let server = APIServer::new(&calls_url, &files_url, false, BareFilesPathWrapper);
    let bot = Bot::with_client(TOKEN, Reqwest::default().with_api_server(Cow::Owned(server)));
    let router = Router::new("steps")
        .on_update_middleware(FSMContext::new(MemoryStorage::new()))
        .on_message(|on| {
            on.register(Handler::new(named).filter(State::one(NAME)))
                .register(Handler::new(message).filter(State::none()))
        })
        .on_edited_message(|on| on.register(Handler::new(edited)))
        .on_callback_query(|on| on.register(Handler::new(pressed)))
        .on_inline_query(|on| on.register(Handler::new(queried)))
        .on_pre_checkout_query(|on| on.register(Handler::new(checked_out)))
        .on_chat_join_request(|on| on.register(Handler::new(asked_to_join)));
    let dispatcher =
        Dispatcher::builder().main_router(router.configure_default()).bot(bot.clone()).build();
    if run.by_webhook {
        let updates = UpdatesHandler::new(bot.clone(), dispatcher).secret_token(run.secret());
        let router = axum::Router::<()>::new().route("/hook", get_updates_router(updates));
        let port = run.free_port();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await;
        let listener = listener.expect("the port is free");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let hook = SetWebhook::new(format!("http://127.0.0.1:{port}/hook"));
        bot.send(hook.secret_token(run.secret())).await.expect("the webhook is set");
    } else {
        tokio::spawn(async move { dispatcher.run_polling().await });
    }
    let features =
        [Feature::Conversation, Feature::Payment, Feature::Inline, Feature::Topic, Feature::Join];
    report(scenario(run.control(), &Telers(bot), 5454, &features).await);
}
