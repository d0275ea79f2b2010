//! The next call that brings the chat closer to the text.

use crate::text_stream::content::Content;

/// A call to make. Numbers are positions in the lists of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Sends a further message.
    Send(usize),
    /// Edits a message.
    Edit(usize),
    /// Shows the last message as a draft.
    Draft(usize),
    /// Deletes the last message, which has no text any more.
    Delete(usize),
}

/// How the last message grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Growth {
    /// Drafts, replaced by a message at the end.
    Drafts,
    /// A message that is edited.
    Edits,
    /// Not at all: it is sent at the end.
    Hidden,
}

/// Returns the next call; `None` if the messages show the content. Earlier messages come first.
pub(super) fn next_step(
    shown: &[Content],
    wanted: &[Content],
    growth: Growth,
    has_ended: bool,
) -> Option<Step> {
    for (at, content) in wanted.iter().enumerate() {
        let is_growing = !has_ended && at + 1 == wanted.len();
        match shown.get(at) {
            Some(now) if now.looks_like(content) => {}
            Some(_) => return Some(Step::Edit(at)),
            None if !is_growing => return Some(Step::Send(at)),
            None => {
                return match growth {
                    Growth::Drafts => Some(Step::Draft(at)),
                    Growth::Edits => Some(Step::Send(at)),
                    Growth::Hidden => None,
                };
            }
        }
    }
    let is_too_many = has_ended && shown.len() > wanted.len();
    is_too_many.then(|| Step::Delete(shown.len() - 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text_stream::content::Part;

    fn contents(texts: &[String]) -> Vec<Content> {
        let content = |text: &String| Content {
            part: Part { text: text.clone(), entities: Vec::new() },
            keyboard: None,
        };
        texts.iter().map(content).collect()
    }

    proptest! {
        #[test]
        fn the_steps_after_the_end_make_the_messages_equal_to_the_text(
            shown in prop::collection::vec("[ab] ?", 0..5),
            wanted in prop::collection::vec("[ab] ?", 0..5),
            growth in prop::sample::select(vec![Growth::Drafts, Growth::Edits, Growth::Hidden]),
        ) {
            let (mut shown, wanted) = (contents(&shown), contents(&wanted));
            let mut steps = 0;
            while let Some(step) = next_step(&shown, &wanted, growth, true) {
                match step {
                    Step::Send(at) => {
                        prop_assert_eq!(at, shown.len());
                        shown.push(wanted[at].clone());
                    }
                    Step::Edit(at) => shown[at] = wanted[at].clone(),
                    Step::Delete(at) => {
                        prop_assert_eq!(at, shown.len() - 1);
                        shown.pop();
                    }
                    Step::Draft(_) => prop_assert!(false, "there are no drafts after the end"),
                }
                steps += 1;
                prop_assert!(steps <= 10, "each step brings the messages closer");
            }
            prop_assert_eq!(shown.len(), wanted.len());
            prop_assert!(shown.iter().zip(&wanted).all(|(now, wanted)| now.looks_like(wanted)));
        }
    }

    #[test]
    fn only_the_last_message_grows_as_a_draft() {
        let wanted = contents(&["a".to_owned(), "b".to_owned()]);
        let step = |shown: &[Content], growth| next_step(shown, &wanted, growth, false);
        assert_eq!(step(&[], Growth::Drafts), Some(Step::Send(0)));
        assert_eq!(step(&wanted[..1], Growth::Drafts), Some(Step::Draft(1)));
        assert_eq!(step(&wanted[..1], Growth::Edits), Some(Step::Send(1)));
        assert_eq!(step(&wanted[..1], Growth::Hidden), None);
    }
}
