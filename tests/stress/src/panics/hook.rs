//! A panic hook that does not print injected panics.

use std::{
    panic::{PanicHookInfo, set_hook, take_hook},
    sync::Once,
};

use crate::panics::planned_panic::PanickingPayload;

/// The prefix of the messages of injected panics.
pub(crate) const INJECTED: &str = "injected panic";

/// Installs the hook.
pub(crate) fn silence_injected_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let default = take_hook();
        set_hook(Box::new(move |info| {
            if !is_injected(info) {
                default(info);
            }
        }));
    });
}

fn is_injected(info: &PanicHookInfo<'_>) -> bool {
    // A formatted message is a `String`.
    let message = info.payload().downcast_ref::<String>();
    info.payload().is::<PanickingPayload>()
        || message.is_some_and(|message| message.starts_with(INJECTED))
}
