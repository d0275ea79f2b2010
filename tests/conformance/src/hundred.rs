//! A hundred commands with one number each: derived, with a filter by hand that parses them, and
//! with a route for each command.

use std::{ffi::OsString, hint::black_box};

use chappe_core::{
    BoxError, Dispatcher, Observer, Request, Router,
    commands::commands,
    extract::{CommandArgs, Extension},
    filter::{Candidate, Filter, command},
};
use chappe_macros::Commands;
use chappe_types::Message;
use tower::Service;

use crate::cost::{message, now};

/// The commands `/cmd0` to `/cmd99`.
#[derive(Clone, Debug, Commands)]
#[chappe(crate = chappe_core)]
pub enum Command {
    /// Is command 0
    Cmd0(u32),
    /// Is command 1
    Cmd1(u32),
    /// Is command 2
    Cmd2(u32),
    /// Is command 3
    Cmd3(u32),
    /// Is command 4
    Cmd4(u32),
    /// Is command 5
    Cmd5(u32),
    /// Is command 6
    Cmd6(u32),
    /// Is command 7
    Cmd7(u32),
    /// Is command 8
    Cmd8(u32),
    /// Is command 9
    Cmd9(u32),
    /// Is command 10
    Cmd10(u32),
    /// Is command 11
    Cmd11(u32),
    /// Is command 12
    Cmd12(u32),
    /// Is command 13
    Cmd13(u32),
    /// Is command 14
    Cmd14(u32),
    /// Is command 15
    Cmd15(u32),
    /// Is command 16
    Cmd16(u32),
    /// Is command 17
    Cmd17(u32),
    /// Is command 18
    Cmd18(u32),
    /// Is command 19
    Cmd19(u32),
    /// Is command 20
    Cmd20(u32),
    /// Is command 21
    Cmd21(u32),
    /// Is command 22
    Cmd22(u32),
    /// Is command 23
    Cmd23(u32),
    /// Is command 24
    Cmd24(u32),
    /// Is command 25
    Cmd25(u32),
    /// Is command 26
    Cmd26(u32),
    /// Is command 27
    Cmd27(u32),
    /// Is command 28
    Cmd28(u32),
    /// Is command 29
    Cmd29(u32),
    /// Is command 30
    Cmd30(u32),
    /// Is command 31
    Cmd31(u32),
    /// Is command 32
    Cmd32(u32),
    /// Is command 33
    Cmd33(u32),
    /// Is command 34
    Cmd34(u32),
    /// Is command 35
    Cmd35(u32),
    /// Is command 36
    Cmd36(u32),
    /// Is command 37
    Cmd37(u32),
    /// Is command 38
    Cmd38(u32),
    /// Is command 39
    Cmd39(u32),
    /// Is command 40
    Cmd40(u32),
    /// Is command 41
    Cmd41(u32),
    /// Is command 42
    Cmd42(u32),
    /// Is command 43
    Cmd43(u32),
    /// Is command 44
    Cmd44(u32),
    /// Is command 45
    Cmd45(u32),
    /// Is command 46
    Cmd46(u32),
    /// Is command 47
    Cmd47(u32),
    /// Is command 48
    Cmd48(u32),
    /// Is command 49
    Cmd49(u32),
    /// Is command 50
    Cmd50(u32),
    /// Is command 51
    Cmd51(u32),
    /// Is command 52
    Cmd52(u32),
    /// Is command 53
    Cmd53(u32),
    /// Is command 54
    Cmd54(u32),
    /// Is command 55
    Cmd55(u32),
    /// Is command 56
    Cmd56(u32),
    /// Is command 57
    Cmd57(u32),
    /// Is command 58
    Cmd58(u32),
    /// Is command 59
    Cmd59(u32),
    /// Is command 60
    Cmd60(u32),
    /// Is command 61
    Cmd61(u32),
    /// Is command 62
    Cmd62(u32),
    /// Is command 63
    Cmd63(u32),
    /// Is command 64
    Cmd64(u32),
    /// Is command 65
    Cmd65(u32),
    /// Is command 66
    Cmd66(u32),
    /// Is command 67
    Cmd67(u32),
    /// Is command 68
    Cmd68(u32),
    /// Is command 69
    Cmd69(u32),
    /// Is command 70
    Cmd70(u32),
    /// Is command 71
    Cmd71(u32),
    /// Is command 72
    Cmd72(u32),
    /// Is command 73
    Cmd73(u32),
    /// Is command 74
    Cmd74(u32),
    /// Is command 75
    Cmd75(u32),
    /// Is command 76
    Cmd76(u32),
    /// Is command 77
    Cmd77(u32),
    /// Is command 78
    Cmd78(u32),
    /// Is command 79
    Cmd79(u32),
    /// Is command 80
    Cmd80(u32),
    /// Is command 81
    Cmd81(u32),
    /// Is command 82
    Cmd82(u32),
    /// Is command 83
    Cmd83(u32),
    /// Is command 84
    Cmd84(u32),
    /// Is command 85
    Cmd85(u32),
    /// Is command 86
    Cmd86(u32),
    /// Is command 87
    Cmd87(u32),
    /// Is command 88
    Cmd88(u32),
    /// Is command 89
    Cmd89(u32),
    /// Is command 90
    Cmd90(u32),
    /// Is command 91
    Cmd91(u32),
    /// Is command 92
    Cmd92(u32),
    /// Is command 93
    Cmd93(u32),
    /// Is command 94
    Cmd94(u32),
    /// Is command 95
    Cmd95(u32),
    /// Is command 96
    Cmd96(u32),
    /// Is command 97
    Cmd97(u32),
    /// Is command 98
    Cmd98(u32),
    /// Is command 99
    Cmd99(u32),
}

/// Handles any command.
async fn derived(command: Command) {
    black_box(command);
}

/// A filter of the commands, written by hand.
struct ByHand {
    /// In ascending order.
    names: Vec<String>,
}

/// What [`ByHand`] parses.
#[derive(Clone)]
struct Numbered {
    command: usize,
    number: u32,
}

impl Filter<Message> for ByHand {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        let text = candidate.event().text.as_deref();
        let words = text.and_then(|text| text.strip_prefix('/')?.split_once(' '));
        let Some((word, argument)) = words else { return Ok(false) };
        let (name, mention) = word.split_once('@').unwrap_or((word, ""));
        let is_mine = mention.is_empty() || mention.eq_ignore_ascii_case(&candidate.me().username);
        let command = self.names.binary_search_by(|known| (**known).cmp(name));
        let (Ok(command), true) = (command, is_mine) else { return Ok(false) };
        let number = argument.trim().parse()?;
        candidate.insert(Numbered { command, number });
        Ok(true)
    }
}

async fn by_hand(Extension(Numbered { command, number }): Extension<Numbered>) {
    black_box((command, number));
}

/// Parses the argument of a command.
async fn of_route(CommandArgs(argument): CommandArgs) -> Result<(), BoxError> {
    let number: u32 = argument.parse()?;
    black_box(number);
    Ok(())
}

/// Creates the dispatcher of one way. As in a bot with other commands, there is a further route, so
/// that the tree has an index.
fn dispatcher(way: &str) -> Option<Dispatcher> {
    let router = Router::new("hundred");
    let mut names: Vec<String> = (0..100).map(|number| format!("cmd{number}")).collect();
    names.sort_unstable();
    let other = |m: Observer<Message>| m.on(command("other"), async || {});
    let router = match way {
        "derived" => router.message(|m| other(m.on(commands::<Command>(), derived))),
        "by-hand" => router.message(|m| other(m.on(ByHand { names }, by_hand))),
        "routes" => {
            router.message(|m| names.into_iter().fold(m, |m, name| m.on(command(name), of_route)))
        }
        _ => return None,
    };
    Some(Dispatcher::new(router))
}

/// Dispatches one message repeatedly.
///
/// # Errors
///
/// Fails if the arguments are not `derived|by-hand|routes TEXT LOOPS`, or if a dispatch fails.
pub fn spin(arguments: &[OsString]) -> Result<(), BoxError> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let usage = "spin-hundred derived|by-hand|routes TEXT LOOPS";
    let [way, text, loops] = *texts else { return Err(usage.into()) };
    let mut dispatcher = dispatcher(way).ok_or(usage)?;
    let update = message(text);
    for _ in 0..loops.parse::<u32>()? {
        let outcome = now(dispatcher.call(Request::from(update.clone())))?;
        if !outcome.is_handled() {
            return Err(format!("no handler for {text}").into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_handles_each_command_and_parses_its_argument() {
        for way in ["derived", "by-hand", "routes"] {
            for number in 0..100 {
                let text = format!("/cmd{number} 7");
                spin(&[way, &text, "1"].map(OsString::from)).unwrap();
            }
            assert!(spin(&[way, "/cmd100 7", "1"].map(OsString::from)).is_err());
        }
        // A bad argument is answered, or fails.
        spin(&["derived", "/cmd5 x", "1"].map(OsString::from)).unwrap();
        assert!(spin(&["by-hand", "/cmd5 x", "1"].map(OsString::from)).is_err());
        assert!(spin(&["routes", "/cmd5 x", "1"].map(OsString::from)).is_err());
    }
}
