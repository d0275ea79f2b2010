//! Numbers that are increased and decreased.

use std::ops::RangeInclusive;

use chappe_types::InlineKeyboardButton;

use crate::{callback_data::CallbackData, keyboard::disabled::disabled};

/// Returns the buttons `−`, the value, and `+`. A press of `−` or `+` leads to a value that differs
/// by `step`, but stays in the range; the button is disabled where the value is the least or the
/// greatest. A value outside of the range is moved into it.
///
/// `data` returns the data for the value that a press leads to.
///
/// # Panics
///
/// Panics if the range is empty, if `step` is not positive, or if the data does not have 1–64
/// bytes.
///
/// # Example
///
/// ```
/// use chappe::{keyboard::counter, prelude::*};
///
/// #[derive(Clone)]
/// struct Amount(i64);
///
/// impl CallbackData for Amount {
///     const PREFIX: &'static str = "amount:";
///
///     fn pack(&self) -> String {
///         format!("amount:{}", self.0)
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
///     }
/// }
///
/// let [less, value, more] = counter(9, 1..=10, 5, Amount);
/// assert_eq!(value.text, "9");
/// assert_eq!(less.callback_data.as_deref(), Some("amount:4"));
/// assert_eq!(more.callback_data.as_deref(), Some("amount:10"));
/// ```
#[track_caller]
pub fn counter<D: CallbackData>(
    value: i64,
    range: RangeInclusive<i64>,
    step: i64,
    data: impl Fn(i64) -> D,
) -> [InlineKeyboardButton; 3] {
    let (least, greatest) = range.into_inner();
    assert!(least <= greatest, "the range of a counter must not be empty");
    assert!(step > 0, "the step of a counter must be positive, and is {step}");
    let value = value.clamp(least, greatest);
    let change = |text, next: i64| match next == value {
        true => disabled(text),
        false => data(next).button(text),
    };
    [
        change("−", value.saturating_sub(step).max(least)),
        disabled(value.to_string()),
        change("+", value.saturating_add(step).min(greatest)),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone)]
    struct Amount(i64);

    impl CallbackData for Amount {
        const PREFIX: &'static str = "";

        fn pack(&self) -> String {
            self.0.to_string()
        }

        fn unpack(data: &str) -> Option<Self> {
            data.parse().ok().map(Self)
        }
    }

    fn shown(value: i64, range: RangeInclusive<i64>, step: i64) -> [(String, Option<i64>); 3] {
        counter(value, range, step, Amount).map(|button| {
            let data = button.callback_data.as_deref().and_then(Amount::unpack);
            (button.text.to_string(), data.map(|Amount(value)| value))
        })
    }

    #[test]
    fn a_counter_stops_at_its_limits() {
        let row = |less, value: &str, more| {
            [("−".to_owned(), less), (value.to_owned(), None), ("+".to_owned(), more)]
        };
        assert_eq!(shown(5, 0..=10, 3), row(Some(2), "5", Some(8)));
        assert_eq!(shown(1, 0..=10, 3), row(Some(0), "1", Some(4)));
        assert_eq!(shown(0, 0..=10, 3), row(None, "0", Some(3)));
        assert_eq!(shown(99, 0..=10, 3), row(Some(7), "10", None));
        assert_eq!(shown(4, 4..=4, 1), row(None, "4", None));
    }

    #[test]
    #[should_panic(expected = "the step of a counter must be positive, and is 0")]
    fn a_step_of_0_panics() {
        let _ = counter(1, 0..=2, 0, Amount);
    }

    proptest! {
        #[test]
        fn no_press_leaves_the_range(value: i64, a: i64, b: i64, step in 1..=i64::MAX) {
            let range = a.min(b)..=a.max(b);
            for (_, lead) in shown(value, range.clone(), step) {
                prop_assert!(lead.is_none_or(|lead| range.contains(&lead)));
            }
        }
    }
}
