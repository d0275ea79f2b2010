//! Skip and Cancel: the two errors that direct an update instead of failing it.
//!
//! Both are ordinary errors, so any layer propagates them. They are detected along
//! [`Error::source`], so any error can wrap one: a rejection that lets the dispatcher try the next
//! route returns [`Skip`] as its source.
//!
//! | | in a handler or inner layer | in a filter or extractor | in an outer layer |
//! |---|---|---|---|
//! | [`Skip`] | the next route is tried | no match | the router counts as unmatched |
//! | [`Cancel`] | ends the update | ends the update | ends the update |
//!
//! Neither is passed to an error observer.

use std::{error::Error, fmt};

use crate::{
    catch_panic::{attempt, replace},
    error::BoxError,
};

/// Declines the event: the dispatcher tries the next route.
///
/// # Example
///
/// A handler of messages that reply to a message of a user; others reach the fallback:
///
/// ```
/// use chappe::prelude::*;
///
/// async fn who(Event(message): Event<Message>) -> Result<String, Skip> {
///     let replied = message.reply_to_message.as_ref();
///     let user = replied.and_then(|replied| replied.from.as_ref()).ok_or(Skip)?;
///     Ok(user.full_name())
/// }
///
/// let router = Router::<()>::new("app")
///     .message(|m| m.on(command("who"), who).fallback(async || "Reply to a message."));
/// # let _ = router;
/// ```
///
/// Layers see an error, which they return as it is:
///
/// ```
/// use chappe::is_skip;
/// use chappe::prelude::*;
///
/// async fn handler() -> Result<(), BoxError> {
///     Err(Skip.into())
/// }
/// # let error = BoxError::from(Skip);
/// assert!(is_skip(&*error));
/// # let _ = handler;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skip;

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("skipped: the next route is tried")
    }
}

impl Error for Skip {}

/// Ends the update as handled, without a reply.
///
/// The dispatcher's service returns it as an error, which webhooks and polling treat as a handled
/// update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cancel;

impl fmt::Display for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cancelled: the update needs no further handling")
    }
}

impl Error for Cancel {}

/// Returns true if the error or one of its sources is [`Skip`].
pub fn is_skip(error: &(dyn Error + 'static)) -> bool {
    find_error::<Skip>(error).is_some()
}

/// Returns true if the error or one of its sources is [`Cancel`].
pub fn is_cancel(error: &(dyn Error + 'static)) -> bool {
    find_error::<Cancel>(error).is_some()
}

/// Returns true if the error or one of its sources is [`Skip`] or [`Cancel`], which are not
/// failures.
///
/// A retry policy must not retry such errors.
pub fn is_control_flow(error: &(dyn Error + 'static)) -> bool {
    is_skip(error) || is_cancel(error)
}

/// The effect of an error on its update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Skip,
    Cancel,
    Failure,
}

/// Returns the effect of an error. An error whose `source` panics is replaced by that panic.
pub(crate) fn meaning(error: &mut BoxError) -> Meaning {
    let meaning = attempt(|| {
        if is_skip(&**error) {
            Meaning::Skip
        } else if is_cancel(&**error) {
            Meaning::Cancel
        } else {
            Meaning::Failure
        }
    });
    meaning.unwrap_or_else(|panicked| {
        replace(error, panicked);
        Meaning::Failure
    })
}

/// Returns the first error of type `T` among `error` and its sources.
///
/// # Example
///
/// ```
/// use chappe::find_error;
/// use chappe::prelude::*;
///
/// let error = BoxError::from(Cancel);
/// assert_eq!(find_error(&*error), Some(&Cancel));
/// ```
pub fn find_error<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Wrapping(Box<dyn Error + Send + Sync>);

    impl fmt::Display for Wrapping {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("wrapped")
        }
    }

    impl Error for Wrapping {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&*self.0)
        }
    }

    #[test]
    fn skip_and_cancel_are_found_along_the_sources() {
        let skip = Wrapping(Wrapping(Skip.into()).into());
        let cancel = Wrapping(Cancel.into());
        let other = Wrapping("failed".into());
        assert_eq!(
            [&skip, &cancel, &other].map(|error| (
                is_skip(error),
                is_cancel(error),
                is_control_flow(error)
            )),
            [(true, false, true), (false, true, true), (false, false, false)],
        );
    }
}
