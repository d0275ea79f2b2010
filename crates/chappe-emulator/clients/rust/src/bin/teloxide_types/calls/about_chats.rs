//! Calls about the bot, chats and topics.

use teloxide::{
    payloads::{
        EditChatInviteLinkSetters as _, EditForumTopicSetters as _, PromoteChatMemberSetters as _,
        SetChatDescriptionSetters as _, SetMyDescriptionSetters as _, SetMyNameSetters as _,
    },
    prelude::Requester as _,
    types::{BotCommand, ChatAction, ChatPermissions, InputFile, Seconds},
};

use super::{get, read};
use crate::{Answers, stage::Stage};

pub async fn profile(stage: &Stage, answers: &mut Answers) {
    let (bot, owner) = (&stage.bot, stage.owner());
    let hook = "http://127.0.0.1:9/hook".parse().expect("it is a URL");
    read!(answers:
        bot.get_me(),
        bot.set_webhook(hook),
        bot.get_webhook_info(),
        bot.delete_webhook(),
        bot.get_updates(),
        bot.set_my_commands([BotCommand::new("start", "Starts")]),
        bot.get_my_commands(),
        bot.delete_my_commands(),
        bot.set_my_name().name("Types"),
        bot.get_my_name(),
        bot.set_my_description().description("Types"),
        bot.get_my_description(),
        bot.set_my_short_description(),
        bot.get_my_short_description(),
        bot.set_my_default_administrator_rights(),
        bot.get_my_default_administrator_rights(),
        bot.set_chat_menu_button(),
        bot.get_chat_menu_button(),
        bot.get_user_profile_photos(owner),
        bot.get_my_star_balance(),
        bot.get_star_transactions(),
        bot.verify_user(owner),
        bot.remove_user_verification(owner),
        bot.get_user_chat_boosts(stage.channel, owner),
        bot.get_available_gifts(),
        bot.close(),
    );
}

pub async fn chats(stage: &Stage, answers: &mut Answers) {
    let (bot, owner, bob) = (&stage.bot, stage.owner(), stage.bob);
    let (forum, channel) = (stage.forum, stage.channel);
    let picture = || InputFile::memory(foreign_clients::PNG).file_name("a.png");
    for chat in [stage.alice, forum, channel] {
        read!(answers:
            bot.get_chat(chat),
            bot.get_chat_member(chat, owner),
            bot.send_chat_action(chat, ChatAction::Typing),
        );
    }
    read!(answers:
        bot.get_chat_administrators(forum),
        bot.get_chat_member_count(forum),
        bot.set_chat_permissions(forum, ChatPermissions::all()),
        bot.restrict_chat_member(forum, bob, ChatPermissions::empty()),
        bot.get_chat_member(forum, bob),
        bot.restrict_chat_member(forum, bob, ChatPermissions::all()),
        bot.promote_chat_member(forum, bob).can_manage_chat(true),
        bot.get_chat_member(forum, bob),
        bot.set_chat_administrator_custom_title(forum, bob, "Chief"),
        bot.promote_chat_member(forum, bob),
        bot.ban_chat_sender_chat(forum, channel),
        bot.unban_chat_sender_chat(forum, channel),
        bot.export_chat_invite_link(forum),
        bot.create_chat_subscription_invite_link(channel, Seconds::from_seconds(2_592_000), 5),
        bot.set_chat_photo(forum, picture()),
        bot.get_chat(forum),
        bot.set_chat_title(forum, "Forum of types"),
        bot.set_chat_description(forum).description("Types"),
        bot.verify_chat(channel),
        bot.remove_chat_verification(channel),
        bot.ban_chat_member(forum, bob),
        bot.get_chat_member(forum, bob),
        bot.unban_chat_member(forum, bob),
        bot.get_chat_member(forum, bob),
    );
    if let Some(link) = get!(answers: bot.create_chat_invite_link(forum)) {
        read!(answers:
            bot.edit_chat_invite_link(forum, link.invite_link.clone()).name("Types"),
            bot.revoke_chat_invite_link(forum, link.invite_link),
        );
    }
}

pub async fn topics(stage: &Stage, answers: &mut Answers) {
    let (bot, forum) = (&stage.bot, stage.forum);
    read!(answers: bot.get_forum_topic_icon_stickers());
    if let Some(topic) = get!(answers: bot.create_forum_topic(forum, "News")) {
        let id = topic.thread_id;
        read!(answers:
            bot.edit_forum_topic(forum, id).name("Old news"),
            bot.close_forum_topic(forum, id),
            bot.reopen_forum_topic(forum, id),
            bot.unpin_all_forum_topic_messages(forum, id),
            bot.delete_forum_topic(forum, id),
        );
    }
    read!(answers:
        bot.edit_general_forum_topic(forum, "All"),
        bot.close_general_forum_topic(forum),
        bot.reopen_general_forum_topic(forum),
        bot.hide_general_forum_topic(forum),
        bot.unhide_general_forum_topic(forum),
        bot.unpin_all_general_forum_topic_messages(forum),
    );
}
