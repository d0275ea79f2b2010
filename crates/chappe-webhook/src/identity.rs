//! Who the bot is: one question, however many wait for its answer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chappe_client::{Backoff, Bot, Call, Error, caught};
use chappe_core::Me;
use chappe_intake::report;
use chappe_types::GetMe;
use tokio::sync::watch;

/// Pauses after failures of the network, or of Telegram.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// The longest pause that a server may ask for.
const LONGEST: Duration = Duration::from_secs(600);

/// Who the bot is, or why no further try can tell.
pub(crate) type Answer = Result<Me, Arc<Error>>;

/// What will hold the answer.
type Question = watch::Receiver<Option<Answer>>;

/// The question that was asked last, if any.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    asked: Mutex<Option<Question>>,
}

impl Identity {
    /// Asks who the bot is, until that is answered; joins the question if it is being
    /// asked.
    ///
    /// It is asked on a task, which goes on until it is answered or this is dropped.
    ///
    /// # Errors
    ///
    /// The error of a token that is not good. The next caller asks anew.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: the answer is there for the next caller.
    pub(crate) async fn learn(&self, bot: &Bot) -> Answer {
        loop {
            let mut question = self.ask(bot);
            let answered = question.wait_for(Option::is_some).await;
            if let Some(answer) = answered.ok().and_then(|answer| Option::clone(&answer)) {
                return answer;
            }
            // The runtime of the task has ended before the task.
        }
    }

    fn ask(&self, bot: &Bot) -> Question {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(question) = &*asked {
            if is_good(question) {
                return question.clone();
            }
        }
        let (sender, question) = watch::channel(None);
        let bot = bot.clone();
        tokio::spawn(async move {
            tokio::select! {
                answer = identify(&bot) => {
                    sender.send_replace(Some(answer.map_err(Arc::new)));
                }
                () = sender.closed() => {}
            }
        });
        asked.insert(question).clone()
    }
}

/// Whether the question has its answer or is still being asked, and did not fail.
fn is_good(question: &Question) -> bool {
    let is_asked = question.has_changed().is_ok();
    question.borrow().as_ref().map_or(is_asked, Answer::is_ok)
}

/// Asks who the bot is, until that is answered.
///
/// # Errors
///
/// What no try can mend: a token that is not good.
async fn identify(bot: &Bot) -> Result<Me, Error> {
    let id = bot.id().0;
    let mut failures = 0;
    loop {
        let asked = bot.clone();
        let answer = caught(&Call::new(&GetMe::new()), async move { asked.who().await }).await;
        let error = match answer {
            Ok(me) => return Ok(me),
            Err(error) => error,
        };
        if error.is_unauthorized() {
            report(|| tracing::error!(bot = id, %error, "Telegram does not take the bot's token"));
            return Err(error);
        }
        failures += 1;
        let told = error.retry_after().unwrap_or_default().min(LONGEST);
        let wait = told.max(BACKOFF.pause(failures));
        report(|| {
            tracing::warn!(bot = id, %error, ?wait, "Telegram does not say who the bot is");
        });
        tokio::time::sleep(wait).await;
    }
}
