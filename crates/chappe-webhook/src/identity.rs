//! Who the bot is: one question, however many wait for its answer.

use std::sync::{Arc, Mutex, PoisonError};

use chappe_client::{Bot, Call, Error, catch_panic, retry_until_success};
use chappe_core::Me;
use chappe_types::GetMe;
use tokio::sync::watch;

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
    let who = || {
        let asked = bot.clone();
        async move {
            catch_panic(&Call::new(&GetMe::new()), async move { asked.identity().await }).await
        }
    };
    retry_until_success(bot, who).await
}
