//! Users create, edit, close and delete topics.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, signed, talk},
        people::{bot_or_only, number},
    },
    world::{COLOR, GENERAL, TOPIC_SETTINGS, Talk, Topic, World},
};

/// The conversation of an action about topics.
fn forum(world: &mut World, given: &Value, from: i64) -> Result<Talk, String> {
    let talk = talk(world, given, from)?;
    if world.is_forum(talk) {
        return Ok(talk);
    }
    Err(match talk {
        Talk::Chat(id) => {
            let chat = world.name_of(id);
            format!("{chat} has no topics: create it with `is_forum`")
        }
        Talk::Private { bot, .. } => {
            let bot = world.name_of(bot);
            format!(
                "{bot} has no topics in private chats: set `has_topics_enabled` with `PATCH bots`"
            )
        }
    })
}

/// Checks that a user may create or change topics. The creator of a topic may change it.
fn may_manage(world: &World, talk: Talk, from: i64, creator: Option<i64>) -> Result<(), String> {
    let user = world.name_of(from);
    match talk {
        Talk::Chat(id) if creator != Some(from) && !world.manages_topics(talk, from) => {
            let chat = world.name_of(id);
            Err(format!(
                "{user} may not manage the topics of {chat}: promote the user with `can_manage_topics`"
            ))
        }
        Talk::Private { bot, .. }
            if !world.bots[&bot].has_setting("allows_users_to_create_topics") =>
        {
            let bot = world.name_of(bot);
            Err(format!(
                "{bot} lets no users create topics: set `allows_users_to_create_topics` with `PATCH bots`"
            ))
        }
        _ => Ok(()),
    }
}

/// The topic of an action: without an identifier, the General topic of a forum.
fn topic(world: &World, talk: Talk, given: &Value) -> Result<(i64, Topic), String> {
    let thread = number(given, "message_thread_id").unwrap_or(GENERAL);
    let topic = world.topic(talk, thread);
    Ok((thread, topic.ok_or_else(|| format!("there is no topic {thread}"))?))
}

fn name(given: &Value) -> Result<Option<String>, String> {
    let Some(name) = given["name"].as_str() else { return Ok(None) };
    let name = Topic::clean_name(name);
    if name.is_empty() { Err("`name` is empty".to_owned()) } else { Ok(Some(name)) }
}

pub(crate) fn create(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let talk = forum(world, given, from)?;
    may_manage(world, talk, from, None)?;
    let name = name(given)?.ok_or("`name` is missing")?;
    let icon_color = number(given, "icon_color").unwrap_or(COLOR);
    let topic = Topic { icon_color, ..Topic::new(name, from) };
    let message = signed(world, talk, from, person);
    let (topic, message) = world.create_topic(talk, topic, message, None);
    world.notify_bots(talk, &message, false, None);
    Ok(topic)
}

/// The changes of a topic, each with the member of its service message.
fn changes(given: &Value, topic: &mut Topic) -> Result<Vec<(&'static str, Value)>, String> {
    let mut changes = Vec::new();
    if let Some(name) = name(given)?.filter(|name| *name != topic.name) {
        topic.name = name;
        changes.push(("forum_topic_edited", json!({"name": topic.name})));
    }
    let flag = |name: &str, before: bool| given[name].as_bool().filter(|after| *after != before);
    if let Some(is_hidden) = flag("is_hidden", topic.is_hidden) {
        (topic.is_hidden, topic.is_closed) = (is_hidden, topic.is_closed || is_hidden);
        let hidden = ["general_forum_topic_unhidden", "general_forum_topic_hidden"];
        changes.push((hidden[usize::from(is_hidden)], json!({})));
    }
    if let Some(is_closed) = flag("is_closed", topic.is_closed) {
        (topic.is_closed, topic.is_hidden) = (is_closed, topic.is_hidden && is_closed);
        let closed = ["forum_topic_reopened", "forum_topic_closed"];
        changes.push((closed[usize::from(is_closed)], json!({})));
    }
    Ok(changes)
}

pub(crate) fn edit(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let talk = forum(world, given, from)?;
    let (thread, mut topic) = topic(world, talk, given)?;
    may_manage(world, talk, from, Some(topic.by))?;
    if given["is_hidden"].is_boolean() && thread != GENERAL {
        return Err("only the General topic can be hidden".to_owned());
    }
    let changes = changes(given, &mut topic)?;
    let json = shown(thread, &topic);
    world.message_state.topics.insert(talk, thread, topic);
    for (name, value) in changes {
        let mut message = signed(world, talk, from, person.clone());
        message.insert(name.to_owned(), value);
        world.announce_in_topic(talk, thread, message, None);
    }
    Ok(json)
}

pub(crate) fn delete(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let talk = forum(world, given, from)?;
    let (thread, topic) = topic(world, talk, given)?;
    may_manage(world, talk, from, Some(topic.by))?;
    if thread == GENERAL && matches!(talk, Talk::Chat(_)) {
        return Err("the General topic cannot be deleted: hide it".to_owned());
    }
    world.delete_topic(talk, thread);
    Ok(json!({}))
}

/// The `ForumTopic` with its state.
fn shown(thread: i64, topic: &Topic) -> Value {
    let mut json = topic.json(thread);
    for (name, is_set) in [("is_closed", topic.is_closed), ("is_hidden", topic.is_hidden)] {
        if is_set {
            json[name] = json!(true);
        }
    }
    json
}

/// Returns the topics of a chat, as users see them.
pub(crate) fn list(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "chat_id")?;
    let talk = forum(world, given, user)?;
    let general = world.topic(talk, GENERAL).map(|topic| (GENERAL, topic));
    let others = world.message_state.topics.of(talk).filter(|(thread, _)| *thread != GENERAL);
    let others = others.map(|(thread, topic)| (thread, topic.clone()));
    let general = general.filter(|_| matches!(talk, Talk::Chat(_)));
    let topics = general.into_iter().chain(others);
    let topics: Vec<Value> = topics.map(|(thread, topic)| shown(thread, &topic)).collect();
    Ok(json!({"topics": topics}))
}

/// Sets whether a bot has topics in private chats, as its owner does in Telegram.
pub(crate) fn set_bot(world: &mut World, given: &Value) -> ControlResult {
    let bot = bot_or_only(world, &given["bot"])?;
    let bot = world.bot(bot);
    for name in TOPIC_SETTINGS {
        if given[name].is_boolean() {
            bot.settings.insert(name.to_owned(), given[name].clone());
        }
    }
    Ok(bot.me())
}
