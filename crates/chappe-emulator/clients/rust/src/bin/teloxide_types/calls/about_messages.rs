//! Calls about messages, queries and payments.

use serde_json::json;
use teloxide::{
    payloads::{
        EditMessageCaptionSetters as _, EditMessageLiveLocationSetters as _,
        EditMessageReplyMarkupInlineSetters as _, EditMessageReplyMarkupSetters as _,
        SavePreparedInlineMessageSetters as _, SendLocationSetters as _, SendPhotoSetters as _,
        SetMessageReactionSetters as _,
    },
    prelude::Requester as _,
    types::{
        CallbackQueryId, ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryId,
        InlineQueryResultArticle, InputFile, InputMedia, InputMediaPhoto, InputMessageContent,
        InputMessageContentText, InputPaidMedia, InputPaidMediaPhoto, LabeledPrice, LivePeriod,
        PreCheckoutQueryId, ReactionType, Seconds, TelegramTransactionId,
    },
};

use super::{get, read};
use crate::{Answers, stage::Stage};

fn picture() -> InputFile {
    InputFile::memory(foreign_clients::PNG).file_name("a.png")
}

fn file(name: &'static str) -> InputFile {
    InputFile::memory(&b"content"[..]).file_name(name)
}

fn price() -> [LabeledPrice; 1] {
    [LabeledPrice::new("Tea", 5)]
}

pub async fn messages(stage: &Stage, answers: &mut Answers) {
    let (bot, alice, said) = (&stage.bot, stage.alice, stage.said);
    let media = || InputMedia::Photo(InputMediaPhoto::new(picture()));
    let options = || ["a", "b"].map(|text| text.to_owned().into());
    for chat in [alice, stage.forum, stage.channel] {
        read!(answers:
            bot.send_message(chat, "text"),
            bot.forward_message(chat, alice, said),
            bot.forward_messages(chat, alice, [said]),
            bot.copy_message(chat, alice, said),
            bot.copy_messages(chat, alice, [said]),
            bot.send_photo(chat, picture()).caption("caption"),
            bot.send_audio(chat, file("a.mp3")),
            bot.send_document(chat, file("a.txt")),
            bot.send_video(chat, file("a.mp4")),
            bot.send_animation(chat, file("a.mp4")),
            bot.send_voice(chat, file("a.ogg")),
            bot.send_video_note(chat, file("a.mp4")),
            bot.send_media_group(chat, [media(), media()]),
            bot.send_location(chat, 1.0, 2.0),
            bot.send_venue(chat, 1.0, 2.0, "title", "address"),
            bot.send_contact(chat, "+1", "Ann"),
            bot.send_poll(chat, "question", options()),
            bot.send_dice(chat),
            bot.send_sticker(chat, file("a.webp")),
        );
    }
    let paid = [InputPaidMedia::Photo(InputPaidMediaPhoto::new(picture()))];
    read!(answers:
        bot.send_paid_media(stage.channel, 5, paid),
        bot.send_game(alice, "game"),
    );
    if let Some(sent) = get!(answers: bot.send_photo(alice, picture())) {
        let photo = sent.photo().and_then(|sizes| sizes.last()).expect("it is a photo");
        read!(answers: bot.get_file(photo.file.id.clone()));
    }
}

pub async fn edits(stage: &Stage, answers: &mut Answers) {
    let (bot, alice) = (&stage.bot, stage.alice);
    let button = InlineKeyboardButton::callback("Yes", "yes");
    let markup = InlineKeyboardMarkup::new([[button]]);
    let reaction = ReactionType::Emoji { emoji: "👍".to_owned() };
    if let Some(sent) = get!(answers: bot.send_message(alice, "text")) {
        read!(answers:
            bot.edit_message_text(alice, sent.id, "edited"),
            bot.edit_message_reply_markup(alice, sent.id).reply_markup(markup),
            bot.set_message_reaction(alice, sent.id).reaction([reaction]),
            bot.pin_chat_message(alice, sent.id),
            bot.unpin_chat_message(alice),
            bot.unpin_all_chat_messages(alice),
            bot.delete_message(alice, sent.id),
        );
    }
    if let Some(sent) = get!(answers: bot.send_photo(alice, picture())) {
        let media = InputMedia::Photo(InputMediaPhoto::new(picture()));
        read!(answers:
            bot.edit_message_caption(alice, sent.id).caption("edited"),
            bot.edit_message_media(alice, sent.id, media),
            bot.delete_messages(alice, [sent.id]),
        );
    }
    let poll = bot.send_poll(alice, "question", ["a", "b"].map(|text| text.to_owned().into()));
    if let Some(sent) = answers.add("send_poll", poll.await) {
        read!(answers: bot.stop_poll(alice, sent.id));
    }
    let period = LivePeriod::Timeframe(Seconds::from_seconds(60));
    let live = bot.send_location(alice, 1.0, 2.0).live_period(period);
    if let Some(sent) = answers.add("send_location", live.await) {
        read!(answers:
            bot.edit_message_live_location(alice, sent.id, 3.0, 4.0).heading(90),
            bot.stop_message_live_location(alice, sent.id),
        );
    }
}

pub async fn queries(stage: &Stage, answers: &mut Answers) {
    let (bot, alice, control) = (&stage.bot, stage.alice.0, &stage.control);
    let markup = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Yes", "yes")]]);
    if let Some(sent) = get!(answers: bot.send_message(ChatId(alice), "Sure?")) {
        let edit = bot.edit_message_reply_markup(ChatId(alice), sent.id);
        answers.add("edit_message_reply_markup", edit.reply_markup(markup.clone()).await);
        let press = json!({
            "from": alice, "chat_id": alice, "bot": stage.bot_id, "message_id": sent.id.0, "data": "yes",
        });
        let query = control.post("presses", &press)["callback_query_id"].clone();
        let query = CallbackQueryId(query.as_str().unwrap_or_default().to_owned());
        read!(answers: bot.answer_callback_query(query));
    }
    let typed = json!({"from": alice, "bot": stage.bot_id, "query": "tea"});
    let query = control.post("inline_queries", &typed)["inline_query_id"].clone();
    let query = query.as_str().unwrap_or_default().to_owned();
    let text = InputMessageContent::Text(InputMessageContentText::new("tea!"));
    let article = InlineQueryResultArticle::new("1", "tea", text).reply_markup(markup.clone());
    read!(answers:
        bot.answer_inline_query(InlineQueryId(query.clone()), [article.clone().into()]),
        bot.save_prepared_inline_message(stage.owner(), article.into()).allow_user_chats(true),
    );
    let chosen = json!({"inline_query_id": query, "result_id": "1", "bot": stage.bot_id});
    let chosen = control.post("chosen_inline_results", &chosen)["inline_message_id"].clone();
    let inline = chosen.as_str().unwrap_or_default().to_owned();
    read!(answers:
        bot.edit_message_text_inline(inline.clone(), "edited"),
        bot.edit_message_reply_markup_inline(inline).reply_markup(markup),
        bot.get_updates(),
    );
}

pub async fn payments(stage: &Stage, answers: &mut Answers) {
    let (bot, alice, control) = (&stage.bot, stage.alice, &stage.control);
    control.post("stars", &json!({"user": alice.0, "amount": 100}));
    read!(answers: bot.create_invoice_link("Tea", "A cup", "tea", "XTR", price()));
    let invoice = bot.send_invoice(alice, "Tea", "A cup", "tea", "XTR", price());
    if let Some(sent) = answers.add("send_invoice", invoice.await) {
        let pays = json!({"from": alice.0, "bot": stage.bot_id, "message_id": sent.id.0});
        let query = control.post("pre_checkout_queries", &pays)["pre_checkout_query_id"].clone();
        let query = PreCheckoutQueryId(query.as_str().unwrap_or_default().to_owned());
        read!(answers: bot.answer_pre_checkout_query(query, true));
        let heard =
            control.get(&format!("messages?chat_id={}&after={}&wait=1000", alice.0, sent.id.0));
        let paid = &heard["messages"][0]["successful_payment"]["telegram_payment_charge_id"];
        let charge = TelegramTransactionId(paid.as_str().unwrap_or_default().to_owned());
        read!(answers:
            bot.refund_star_payment(stage.owner(), charge),
            bot.get_star_transactions(),
            bot.get_updates(),
        );
    }
}
