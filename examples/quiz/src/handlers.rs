//! The handlers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chappe::{prelude::*, types::SendMessage};

use crate::{
    buttons::{Choice, NextQuestion, keyboard},
    game::{Answered, Game},
};

/// The games by chat.
#[derive(Clone, Debug, Default)]
struct Games(Arc<Mutex<HashMap<ChatId, Game>>>);

impl Games {
    /// Calls a function with the games.
    fn with<T>(&self, f: impl FnOnce(&mut HashMap<ChatId, Game>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("quiz")
        .message(|m| m.on(any_command(["start", "quiz"]), ask).on(content(Content::Photo), admire))
        .callback_query(|q| {
            q.on(data::<Choice>(), choose).on(data::<NextQuestion>(), next_question).fallback(over)
        })
        .with_state(Games::default())
}

async fn admire() -> impl IntoOutcome {
    reply("A nice picture, but no answer. Say /quiz for a new game.")
}

async fn ask(State(games): State<Games>, Event(message): Event<Message>) -> SendMessage {
    let game = Game::default();
    let question = message.answer(game.text()).reply_markup(keyboard(&game));
    games.with(|games| games.insert(message.chat.id, game));
    question
}

async fn choose(
    State(games): State<Games>,
    Choice { question, choice }: Choice,
    Event(query): Event<CallbackQuery>,
    bot: Bot,
) -> Result<impl IntoOutcome, BoxError> {
    let Some(chat) = query.message.as_ref().map(|message| message.chat().id) else {
        return Ok(query.answer());
    };
    let player = &query.from;
    let done = games.with(|games| {
        let game = games.get_mut(&chat)?;
        let answered = game.answer(player.id, &player.first_name, question, choice);
        Some((answered, game.text(), keyboard(game)))
    });
    Ok(match done {
        Some((Answered::Counted, text, keyboard)) => {
            query.edit_text(text).reply_markup(keyboard).send(&bot).await?;
            query.answer().text("Noted.")
        }
        Some((Answered::Again, ..)) => query.answer().text("You have answered this one."),
        Some((Answered::Late, ..)) | None => query.answer().text("That one is over."),
    })
}

async fn next_question(
    State(games): State<Games>,
    NextQuestion(question): NextQuestion,
    Event(query): Event<CallbackQuery>,
    bot: Bot,
) -> Result<impl IntoOutcome, BoxError> {
    let Some(chat) = query.message.as_ref().map(|message| message.chat().id) else {
        return Ok(query.answer());
    };
    let next = games.with(|games| {
        let game = games.get_mut(&chat)?;
        if game.question()?.0 != question {
            return None;
        }
        if game.has_no_answers() {
            return Some(None);
        }
        game.advance();
        let shown = (game.text(), keyboard(game));
        if game.question().is_none() {
            games.remove(&chat);
        }
        Some(Some(shown))
    });
    Ok(match next {
        Some(Some((text, keyboard))) => {
            query.edit_text(text).reply_markup(keyboard).send(&bot).await?;
            query.answer()
        }
        Some(None) => query.answer().text("Nobody has answered yet.").show_alert(true),
        None => query.answer().text("That one is over."),
    })
}

/// Answers the press of a button of a game that started before the bot did.
async fn over(Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
    query.answer().text("This game is over.")
}
