//! Dispatches of presses to a hundred types of callback data, derived ones and hand-written ones.

use std::ffi::OsString;

use chappe_core::{
    BoxError, Dispatcher, Observer, Request, Router,
    callback_data::{CallbackData, Data, data},
};
use chappe_macros::CallbackData;
use chappe_types::{CallbackQuery, Update};
use serde_json::json;
use tower::Service;

use crate::cost::now;

/// Dispatches the press of a button of the last of a hundred types, repeatedly.
///
/// # Errors
///
/// Fails if the arguments are not `derived|by-hand LOOPS`, or if no handler is called.
pub fn spin(arguments: &[OsString]) -> Result<(), BoxError> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let (app, data, loops) = match *texts {
        ["derived", loops] => (derived::routes as Routes, derived::last(), loops),
        ["by-hand", loops] => (by_hand::routes as Routes, by_hand::last(), loops),
        _ => return Err("spin-data derived|by-hand LOOPS".into()),
    };
    let mut dispatcher = Dispatcher::new(Router::new("root").callback_query(app));
    let update = press(&data);
    for _ in 0..loops.parse::<u32>()? {
        let outcome = now(dispatcher.call(Request::from(update.clone())))?;
        if !std::hint::black_box(outcome.is_handled()) {
            return Err(format!("no handler takes {data}").into());
        }
    }
    Ok(())
}

type Routes = fn(Observer<CallbackQuery>) -> Observer<CallbackQuery>;

/// A press of a button with this data.
fn press(data: &str) -> Update {
    let document = json!({
        "update_id": 1,
        "callback_query": {
            "id": "1",
            "from": {"id": 7, "is_bot": false, "first_name": "Ada"},
            "chat_instance": "1",
            "data": data,
        },
    });
    Update::from_slice(document.to_string().as_bytes()).expect("this is an update")
}

/// Types that derive the trait.
mod derived {
    use super::{CallbackData, CallbackQuery, Data, Observer, data};

    macro_rules! types {
        ($($name:ident)+) => {
            $(
                #[derive(CallbackData, Clone)]
                #[chappe(crate = chappe_core)]
                struct $name {
                    question: u32,
                    choice: u8,
                }
            )+

            pub(super) fn routes(q: Observer<CallbackQuery>) -> Observer<CallbackQuery> {
                q$(.on(data::<$name>(), async |Data(vote): Data<$name>| {
                    std::hint::black_box((vote.question, vote.choice));
                }))+
            }
        };
    }

    types! {
        Vote0 Vote1 Vote2 Vote3 Vote4 Vote5 Vote6 Vote7 Vote8 Vote9
        Vote10 Vote11 Vote12 Vote13 Vote14 Vote15 Vote16 Vote17 Vote18 Vote19
        Vote20 Vote21 Vote22 Vote23 Vote24 Vote25 Vote26 Vote27 Vote28 Vote29
        Vote30 Vote31 Vote32 Vote33 Vote34 Vote35 Vote36 Vote37 Vote38 Vote39
        Vote40 Vote41 Vote42 Vote43 Vote44 Vote45 Vote46 Vote47 Vote48 Vote49
        Vote50 Vote51 Vote52 Vote53 Vote54 Vote55 Vote56 Vote57 Vote58 Vote59
        Vote60 Vote61 Vote62 Vote63 Vote64 Vote65 Vote66 Vote67 Vote68 Vote69
        Vote70 Vote71 Vote72 Vote73 Vote74 Vote75 Vote76 Vote77 Vote78 Vote79
        Vote80 Vote81 Vote82 Vote83 Vote84 Vote85 Vote86 Vote87 Vote88 Vote89
        Vote90 Vote91 Vote92 Vote93 Vote94 Vote95 Vote96 Vote97 Vote98 Vote99
    }

    pub(super) fn last() -> String {
        Vote99 { question: 123_456, choice: 3 }.pack()
    }
}

/// Types that implement the trait by hand.
mod by_hand {
    use super::{CallbackData, CallbackQuery, Data, Observer, data};

    macro_rules! types {
        ($($name:ident)+) => {
            $(
                #[derive(Clone)]
                struct $name {
                    question: u32,
                    choice: u8,
                }

                impl CallbackData for $name {
                    const PREFIX: &'static str = concat!(stringify!($name), ":");

                    fn pack(&self) -> String {
                        format!("{}{}:{}", Self::PREFIX, self.question, self.choice)
                    }

                    fn unpack(data: &str) -> Option<Self> {
                        let (question, choice) =
                            data.strip_prefix(Self::PREFIX)?.split_once(':')?;
                        Some(Self { question: question.parse().ok()?, choice: choice.parse().ok()? })
                    }
                }
            )+

            pub(super) fn routes(q: Observer<CallbackQuery>) -> Observer<CallbackQuery> {
                q$(.on(data::<$name>(), async |Data(vote): Data<$name>| {
                    std::hint::black_box((vote.question, vote.choice));
                }))+
            }
        };
    }

    types! {
        Vote0 Vote1 Vote2 Vote3 Vote4 Vote5 Vote6 Vote7 Vote8 Vote9
        Vote10 Vote11 Vote12 Vote13 Vote14 Vote15 Vote16 Vote17 Vote18 Vote19
        Vote20 Vote21 Vote22 Vote23 Vote24 Vote25 Vote26 Vote27 Vote28 Vote29
        Vote30 Vote31 Vote32 Vote33 Vote34 Vote35 Vote36 Vote37 Vote38 Vote39
        Vote40 Vote41 Vote42 Vote43 Vote44 Vote45 Vote46 Vote47 Vote48 Vote49
        Vote50 Vote51 Vote52 Vote53 Vote54 Vote55 Vote56 Vote57 Vote58 Vote59
        Vote60 Vote61 Vote62 Vote63 Vote64 Vote65 Vote66 Vote67 Vote68 Vote69
        Vote70 Vote71 Vote72 Vote73 Vote74 Vote75 Vote76 Vote77 Vote78 Vote79
        Vote80 Vote81 Vote82 Vote83 Vote84 Vote85 Vote86 Vote87 Vote88 Vote89
        Vote90 Vote91 Vote92 Vote93 Vote94 Vote95 Vote96 Vote97 Vote98 Vote99
    }

    pub(super) fn last() -> String {
        Vote99 { question: 123_456, choice: 3 }.pack()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_type_takes_its_press_in_both_forms() {
        for form in ["derived", "by-hand"] {
            let arguments = [form, "1"].map(OsString::from);
            assert_eq!(spin(&arguments).map_err(|error| error.to_string()), Ok(()));
        }
    }
}
