//! Panics that are wanted are not printed.

use std::{
    panic::{PanicHookInfo, set_hook, take_hook},
    sync::Once,
};

use crate::panics::bomb::Payload;

/// What the messages of wanted panics begin with.
pub(crate) const OURS: &str = "a panic that is wanted";

/// Keeps wanted panics from being printed.
pub(crate) fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |info| {
            if !is_ours(info) {
                others(info);
            }
        }));
    });
}

fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    // Messages with values in them are a `String`.
    let message = info.payload().downcast_ref::<String>();
    info.payload().is::<Payload>() || message.is_some_and(|message| message.starts_with(OURS))
}
