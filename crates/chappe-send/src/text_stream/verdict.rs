//! What follows from a call that failed.

use std::time::Duration;

use chappe_client::{Error, retry_delay};
use chappe_core::is_control_flow;

use crate::text_stream::plan::Step;

/// The longest time between retries, unless the server requires more.
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// What follows from a call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The message shows the text, or does not exist, as it should be.
    Done,
    /// The call is made again after this time, with the text at that time.
    Retry(Duration),
    /// Drafts are not available: messages are edited instead.
    NoDrafts,
    /// The text is sent without entities.
    Plain,
    /// The message is sent without a reply.
    NoReply,
    /// The message cannot be edited any more.
    Lost,
    /// No further call can succeed.
    Fatal,
}

/// The parts of a call that can be left out if Telegram refuses it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Optional {
    pub(super) has_entities: bool,
    pub(super) has_reply: bool,
}

/// Returns the verdict about the last of `failures` failures in a row.
pub(super) fn verdict(step: Step, error: &Error, optional: Optional, failures: u32) -> Verdict {
    if is_control_flow(error) {
        return Verdict::Fatal;
    }
    // A server that does not have the method answers 404 or 501.
    let is_draft = matches!(step, Step::Draft(_));
    if is_draft && (error.code() == Some(501) || (error.is_refused() && is_about_drafts(error))) {
        return Verdict::NoDrafts;
    }
    if error.is_too_many_requests() {
        return Verdict::Retry(retry_delay(error, failures));
    }
    match step {
        Step::Edit(_)
            if error.is_not_modified() || error.is_probably_done() || error.is_decode() =>
        {
            return Verdict::Done;
        }
        Step::Delete(_) if error.is_refused() || error.is_decode() => return Verdict::Done,
        _ => {}
    }
    if error.is_not_sent() || error.is_ambiguous() {
        let delay = retry_delay(error, failures);
        let is_required = error.retry_after().is_some();
        return Verdict::Retry(if is_required { delay } else { delay.min(MAX_BACKOFF) });
    }
    let is_lost = error.is_message_not_found() || error.is_not_editable();
    match step {
        Step::Edit(_) if is_lost => Verdict::Lost,
        Step::Send(_) if error.is_message_not_found() && optional.has_reply => Verdict::NoReply,
        _ if error.code() == Some(400) && optional.has_entities && !is_about_the_chat(error) => {
            Verdict::Plain
        }
        _ => Verdict::Fatal,
    }
}

fn is_about_drafts(error: &Error) -> bool {
    let is_unknown_method = error.code() == Some(404);
    let description = error.description().unwrap_or_default().to_ascii_lowercase();
    is_unknown_method || description.contains("draft")
}

fn is_about_the_chat(error: &Error) -> bool {
    error.is_chat_not_found() || error.is_not_enough_rights()
}

#[cfg(test)]
mod tests {
    use chappe_client::Call;
    use chappe_types::SendMessage;

    use super::*;

    const BOTH: Optional = Optional { has_entities: true, has_reply: true };
    const NONE: Optional = Optional { has_entities: false, has_reply: false };

    fn refused(code: u16, description: &str) -> Error {
        Error::refused(&Call::new(&SendMessage::new(7, "hi")), code, description)
    }

    #[test]
    fn refusals_that_have_a_remedy_are_not_fatal() {
        let call = Call::new(&SendMessage::new(7, "hi"));
        let wait = Duration::from_secs(40);
        let too_many = refused(429, "Too Many Requests").with_retry_after(wait);
        let cases = [
            (Step::Edit(0), refused(400, "Bad Request: message is not modified: …"), Verdict::Done),
            (
                Step::Delete(0),
                refused(400, "Bad Request: message to delete not found"),
                Verdict::Done,
            ),
            (Step::Edit(0), refused(400, "Bad Request: message to edit not found"), Verdict::Lost),
            (Step::Edit(0), refused(400, "Bad Request: message can't be edited"), Verdict::Lost),
            (Step::Edit(0), refused(400, "Bad Request: can't parse entities: …"), Verdict::Plain),
            (
                Step::Send(0),
                refused(400, "Bad Request: message to be replied not found"),
                Verdict::NoReply,
            ),
            (Step::Draft(0), refused(404, "Not Found"), Verdict::NoDrafts),
            (
                Step::Draft(0),
                refused(400, "Bad Request: TEXTDRAFT_PEER_INVALID"),
                Verdict::NoDrafts,
            ),
            (Step::Draft(0), refused(501, "Not Implemented"), Verdict::NoDrafts),
            (Step::Send(0), too_many, Verdict::Retry(wait)),
            (Step::Send(0), refused(403, "Forbidden: bot was blocked by the user"), Verdict::Fatal),
            (Step::Send(0), refused(400, "Bad Request: chat not found"), Verdict::Fatal),
            (Step::Send(0), refused(401, "Unauthorized"), Verdict::Fatal),
        ];
        for (step, error, expected) in cases {
            assert_eq!(verdict(step, &error, BOTH, 1), expected, "{step:?} {error}");
        }
        for error in [
            Error::ambiguous(&call, "reset"),
            Error::not_sent(&call, "refused"),
            refused(502, "Bad Gateway"),
        ] {
            assert!(matches!(verdict(Step::Send(0), &error, BOTH, 1), Verdict::Retry(_)));
        }
    }

    #[test]
    fn what_is_not_there_cannot_be_left_out() {
        for description in
            ["Bad Request: can't parse entities", "Bad Request: message to be replied not found"]
        {
            assert_eq!(verdict(Step::Send(0), &refused(400, description), NONE, 1), Verdict::Fatal);
        }
    }
}
