//! Derives among items with the names that generated code uses.

/// The crate by another path.
mod telegram {
    pub(super) use chappe as bots;
}

#[expect(dead_code, reason = "the names are not used on purpose")]
mod shadowed {
    use super::telegram::bots::prelude::CallbackData;

    struct Result;
    struct Option;
    struct String;
    struct Vec;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Box;
    trait Sync {}
    trait Send {}
    trait DataField {}
    trait FromRequest {}
    mod core {}
    mod std {}
    mod chappe {}
    #[expect(non_camel_case_types, reason = "the name of a primitive type")]
    struct usize;
    #[expect(non_camel_case_types, reason = "the name of a primitive type")]
    struct str;

    #[expect(unused_macros, reason = "generated code must not use it")]
    macro_rules! assert {
        ($($any:tt)*) => {
            compile_error!("generated code uses this macro");
        };
    }

    #[derive(CallbackData, Clone, Debug, PartialEq)]
    #[chappe(crate = super::telegram::bots)]
    #[callback_data(version = 2, migrate = old)]
    pub(super) struct E {
        pub(super) writer: u8,
        pub(super) reader: u8,
        pub(super) start: u8,
        pub(super) self_: S,
    }

    #[derive(CallbackData, Clone, Debug, PartialEq)]
    #[chappe(crate = "super::telegram::bots")]
    pub(super) enum S {
        None,
        Some { version: u8, data: u8 },
        Ok(u8),
    }

    fn old((writer,): (u8,)) -> E {
        E { writer, reader: 0, start: 0, self_: S::None }
    }
}

use chappe::prelude::*;

use self::shadowed::{E, S};

#[test]
fn generated_code_uses_no_item_in_scope() {
    let value = E { writer: 1, reader: 2, start: 3, self_: S::Some { version: 4, data: 5 } };
    assert_eq!(value.pack(), "e:2123145");
    assert_eq!(E::unpack("e:2123145"), Some(value));
    assert_eq!(E::unpack("e:17").map(|old| old.writer), Some(7));
    assert_eq!(S::Ok(9).pack(), "s:129");
}
