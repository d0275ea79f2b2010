//! Limits that both types of keyboards have.

use crate::keyboard::{button::KeyboardItem, error::Problem};

/// Checks the position of a button that is the `count`th of its keyboard.
pub(super) fn check_counts<B: KeyboardItem>(column: usize, count: usize) -> Result<(), Problem> {
    if count > B::IN_ALL {
        let limit = B::IN_ALL;
        return Err(Problem::new(format!("a keyboard has at most {limit} buttons")));
    }
    if column >= B::PER_ROW {
        let limit = B::PER_ROW;
        return Err(Problem::new(format!("Telegram shows at most {limit} buttons in a row")));
    }
    Ok(())
}

/// Checks that a text is not empty, and not too long.
pub(super) fn check_length(
    field: &'static str,
    length: usize,
    longest: usize,
    unit: &str,
) -> Result<(), Problem> {
    if (1..=longest).contains(&length) {
        return Ok(());
    }
    Err(Problem::field(field, format_args!("must have 1–{longest} {unit}, and has {length}")))
}

/// Returns the name that is set. Fails if there are two.
pub(super) fn only(names: &[(&'static str, bool)]) -> Result<Option<&'static str>, Problem> {
    let mut found = None;
    for &(name, is_set) in names {
        if !is_set {
            continue;
        }
        if let Some(first) = found {
            let why = format_args!("and `{first}` are both set, and a button has one action");
            return Err(Problem::field(name, why));
        }
        found = Some(name);
    }
    Ok(found)
}
