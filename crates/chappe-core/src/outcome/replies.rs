//! The replies of an outcome.

use std::{fmt, iter::FusedIterator, slice, vec};

use crate::outcome::Reply;

/// The replies of an [`Outcome`](crate::Outcome), in the order in which they are sent: none, one or
/// several.
///
/// An iterator over the replies by value. A single reply takes no allocation.
///
/// # Example
///
/// ```
/// use chappe::outcome::Replies;
/// use chappe::prelude::*;
/// use chappe::types::SendMessage;
///
/// let texts = ["a", "b"];
/// let replies: Replies = texts.map(|text| Reply::new(SendMessage::new(7, text))).into_iter().collect();
/// assert_eq!(replies.len(), 2);
///
/// let outcome = Outcome::Handled(replies);
/// assert_eq!(outcome.replies().len(), 2);
/// ```
#[derive(Default)]
pub struct Replies(Inner);

// Two words and a tag; `Outcome` and its `Result` use the niche of the tag. The iterator over
// several replies is boxed to keep this size.
#[derive(Default)]
enum Inner {
    #[default]
    None,
    One(Reply),
    Several(Box<vec::IntoIter<Reply>>),
}

impl Replies {
    /// Returns the replies that are not yet taken.
    pub fn as_slice(&self) -> &[Reply] {
        match &self.0 {
            Inner::None => &[],
            Inner::One(reply) => slice::from_ref(reply),
            Inner::Several(replies) => replies.as_slice(),
        }
    }

    fn take_one(&mut self) -> Option<Reply> {
        match std::mem::take(&mut self.0) {
            Inner::One(reply) => Some(reply),
            Inner::None | Inner::Several(_) => None,
        }
    }
}

impl From<Reply> for Replies {
    fn from(reply: Reply) -> Self {
        Self(Inner::One(reply))
    }
}

impl From<Vec<Reply>> for Replies {
    fn from(mut replies: Vec<Reply>) -> Self {
        if replies.len() > 1 {
            return Self(Inner::Several(Box::new(replies.into_iter())));
        }
        Self(replies.pop().map_or(Inner::None, Inner::One))
    }
}

impl FromIterator<Reply> for Replies {
    fn from_iter<I: IntoIterator<Item = Reply>>(replies: I) -> Self {
        Vec::from_iter(replies).into()
    }
}

impl Iterator for Replies {
    type Item = Reply;

    fn next(&mut self) -> Option<Reply> {
        match &mut self.0 {
            Inner::Several(replies) => replies.next(),
            Inner::None | Inner::One(_) => self.take_one(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.as_slice().len();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Replies {
    fn next_back(&mut self) -> Option<Reply> {
        match &mut self.0 {
            Inner::Several(replies) => replies.next_back(),
            Inner::None | Inner::One(_) => self.take_one(),
        }
    }
}

impl ExactSizeIterator for Replies {}

impl FusedIterator for Replies {}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use chappe_types::SendMessage;

    use super::*;
    use crate::{BoxError, Outcome};

    fn replies(texts: &[&str]) -> Replies {
        texts.iter().map(|text| Reply::new(SendMessage::new(7, *text))).collect()
    }

    fn text(reply: &Reply) -> String {
        reply.downcast_ref::<SendMessage>().unwrap().text.to_string()
    }

    #[test]
    fn replies_are_taken_from_both_ends_and_the_rest_is_counted() {
        for texts in [&[][..], &["a"], &["a", "b"], &["a", "b", "c"]] {
            let all: Vec<String> = replies(texts).as_slice().iter().map(text).collect();
            assert_eq!(all, texts);
            let forth: Vec<String> = replies(texts).map(|reply| text(&reply)).collect();
            assert_eq!(forth, texts);
            let mut back: Vec<String> = replies(texts).rev().map(|reply| text(&reply)).collect();
            back.reverse();
            assert_eq!(back, texts);
            let mut left = replies(texts);
            for taken in 1..=texts.len() {
                let _ = if taken % 2 == 0 { left.next() } else { left.next_back() };
                assert_eq!(left.len(), texts.len() - taken);
            }
            assert!(left.next().is_none() && left.next_back().is_none());
        }
    }

    #[test]
    fn one_reply_is_taken_without_an_allocation() {
        let mut outcome = Some(Outcome::from(Reply::new(SendMessage::new(7, "a"))));
        let counted = allocation_counter::measure(|| {
            let mut replies = outcome.take().unwrap().into_replies();
            let reply = replies.next();
            assert_eq!((reply.is_some(), replies.len()), (true, 0));
        });
        assert_eq!(counted.count_total, 0);
    }

    #[test]
    fn a_result_is_three_words() {
        let words = |size: usize| size / size_of::<usize>();
        assert_eq!(words(size_of::<Outcome>()), 3);
        assert_eq!(words(size_of::<Result<Outcome, BoxError>>()), 3);
    }
}
