//! Values that are encoded and decoded again.

use std::fmt::Debug;

use chappe::prelude::*;
use proptest::prelude::*;

use crate::types::*;

/// Checks that a value is decoded from its text, and no value from a longer or shorter one.
fn round_trip<T: CallbackData + Debug + PartialEq>(value: &T) -> Result<(), TestCaseError> {
    let text = value.pack();
    let decoded = T::unpack(&text);
    prop_assert_eq!(decoded.as_ref(), Some(value));
    prop_assert!(T::MAX_LEN.is_none_or(|most| text.len() <= most));
    prop_assert_eq!(T::unpack(&format!("{text}0")), None);
    if let Some((at, _)) = text.char_indices().next_back() {
        prop_assert_eq!(T::unpack(&text[..at]), None);
    }
    Ok(())
}

/// Checks that a text has one value at most: that the value's text is the same.
fn has_one_form<T: CallbackData + Debug>(text: &str) -> Result<(), TestCaseError> {
    if let Some(value) = T::unpack(text) {
        prop_assert_eq!(value.pack(), text);
    }
    Ok(())
}

fn all_have_one_form(rest: &str) -> Result<(), TestCaseError> {
    has_one_form::<Unit>(&format!("unit:{rest}"))?;
    has_one_form::<Whole>(&format!("w:{rest}"))?;
    has_one_form::<Signed>(&format!("signed:{rest}"))?;
    has_one_form::<Sizes>(&format!("sizes:{rest}"))?;
    has_one_form::<Ids>(&format!("i:{rest}"))?;
    has_one_form::<Letters>(&format!("letters:{rest}"))?;
    has_one_form::<Color>(&format!("color:{rest}"))?;
    has_one_form::<Action>(&format!("a-c:{rest}"))?;
    has_one_form::<Lists>(&format!("lists:{rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn unsigned_numbers_return(value in whole()) {
        round_trip(&value)?;
    }

    #[test]
    fn signed_numbers_return(value in signed()) {
        round_trip(&value)?;
    }

    #[test]
    fn sizes_return(value in sizes()) {
        round_trip(&value)?;
    }

    #[test]
    fn ids_return(value in ids()) {
        round_trip(&value)?;
    }

    #[test]
    fn texts_return(value in letters()) {
        round_trip(&value)?;
    }

    #[test]
    fn enums_return(value in color()) {
        round_trip(&value)?;
    }

    #[test]
    fn nested_values_return(value in action()) {
        round_trip(&value)?;
    }

    #[test]
    fn lists_return(value in lists()) {
        round_trip(&value)?;
    }

    /// Data of other bots and versions, and damaged data.
    #[test]
    fn any_text_has_at_most_one_value_and_that_value_the_same_text(rest in "\\PC{0,64}") {
        all_have_one_form(&rest)?;
        has_one_form::<Unit>(&rest)?;
    }

    /// Most of these begin with a value.
    #[test]
    fn texts_of_digits_have_at_most_one_value(rest in "1[0-4w-z_]{0,40}") {
        all_have_one_form(&rest)?;
    }
}
