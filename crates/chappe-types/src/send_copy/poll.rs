//! Polls.

use super::{cannot_copy::CannotCopy, poll_media};
use crate::{InputPollOption, Poll, PollOption, PollOptionInput, PollType, Recipient, SendPoll};

/// Returns the method that sends a poll without its votes. Which kinds of members may vote depends
/// on the chat, and is not kept; nor is the time at which the poll closes.
pub(super) fn method(poll: &Poll, chat: Recipient) -> Result<SendPoll, CannotCopy> {
    let is_quiz = poll.r#type == PollType::Quiz;
    if is_quiz && poll.correct_option_ids.is_none() {
        return Err(CannotCopy::new("poll", "Telegram does not disclose the correct option"));
    }
    let options = poll.options.iter().map(option).collect();
    let mut method = SendPoll::new(chat, &poll.question, options);
    method.question_entities = Some(poll.question_entities.clone().unwrap_or_default());
    method.is_anonymous = Some(poll.is_anonymous);
    method.r#type = Some(poll.r#type.clone());
    method.allows_multiple_answers = Some(poll.allows_multiple_answers);
    method.allows_revoting = Some(poll.allows_revoting);
    method.correct_option_ids = poll.correct_option_ids.clone().filter(|_| is_quiz);
    if poll.explanation.is_some() {
        method.explanation.clone_from(&poll.explanation);
        method.explanation_entities = Some(poll.explanation_entities.clone().unwrap_or_default());
        method.explanation_media =
            poll.explanation_media.as_deref().and_then(poll_media::of_poll).map(Box::new);
    }
    if poll.description.is_some() {
        method.description.clone_from(&poll.description);
        method.description_entities = Some(poll.description_entities.clone().unwrap_or_default());
    }
    method.media = poll.media.as_deref().and_then(poll_media::of_poll).map(Box::new);
    method.is_closed = poll.is_closed.then_some(true);
    Ok(method)
}

fn option(option: &PollOption) -> PollOptionInput {
    let mut input = InputPollOption::new(&option.text);
    input.text_entities = Some(option.text_entities.clone().unwrap_or_default());
    input.media = option.media.as_deref().and_then(poll_media::of_option).map(Box::new);
    input.into()
}
