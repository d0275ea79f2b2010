//! The command line.

use std::{net::Ipv6Addr, num::NonZeroUsize, path::PathBuf};

use http::uri::Authority;

/// The help text.
pub(crate) const USAGE: &str = "\
usage: chappe-emulator [--addr 127.0.0.1:8081] [--port N] [--host NAME]… [--seed N]
                       [--history N] [--fetch-from-any-host]
       chappe-emulator test FILE… [--junit PATH] [--addr 127.0.0.1:8081] [--port N]
                       [--host NAME]… [--seed N] [--history N] [--fetch-from-any-host]
                       [-- COMMAND…]

The first starts a Bot API server on this machine, with a chat page at its address
and a control API for scripts, which is documented at /emu/v1.

The second runs scenarios against a bot and exits with 1 if one of them fails. For
each scenario, it starts a separate server and the command, which has
TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL in its environment. Without a command, start
the bot yourself.

  --addr ADDRESS:PORT   the address to listen on; defaults to 127.0.0.1:8081, and
                        with a command to a free port of 127.0.0.1
  --port N              sets only the port of that address; 0 selects a free port
  --host NAME           accepts requests for this host in addition to those for this
                        machine; may be repeated
  --seed N              the seed of all random decisions; defaults to 1
  --history N           keeps the newest N messages of each conversation, calls and
                        updates; by default, all messages are kept
  --fetch-from-any-host fetches files that bots send by URL from all hosts, and not
                        only from this machine
  --junit PATH          also writes the results as JUnit's XML
";

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CommandLine {
    Serve(Serve),
    Test(Test),
    Help,
}

/// The server to start.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Serve {
    pub(crate) address: String,
    /// Further hosts to answer for.
    pub(crate) hosts: Vec<String>,
    pub(crate) seed: u64,
    /// The most messages of a conversation, calls and updates.
    pub(crate) history: Option<usize>,
    /// Whether files are fetched from all hosts.
    pub(crate) fetches_from_any: bool,
}

/// The scenarios to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) junit: Option<PathBuf>,
    pub(crate) server: Serve,
    /// The command that starts the bot; empty if the bot is started in another way.
    pub(crate) command: Vec<String>,
}

impl CommandLine {
    /// Parses the arguments.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with them.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.peekable();
        let is_test = arguments.next_if_eq("test").is_some();
        let (mut address, mut hosts, mut seed, mut history) = (None, Vec::new(), 1, None);
        let mut fetches_from_any = false;
        let (mut files, mut junit, mut command) = (Vec::new(), None, Vec::new());
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value"));
            match &*argument {
                "--help" | "-h" => return Ok(Self::Help),
                "--addr" => address = Some(value()?),
                "--port" => {
                    let port: u16 = number(&argument, &value()?)?;
                    let host = address.as_deref().and_then(|address| address.rsplit_once(':'));
                    let host = host.map_or("127.0.0.1", |(host, _)| host);
                    address = Some(format!("{host}:{port}"));
                }
                "--host" => hosts.push(host(&argument, value()?)?),
                "--seed" => seed = number(&argument, &value()?)?,
                "--fetch-from-any-host" => fetches_from_any = true,
                "--history" => {
                    let most: NonZeroUsize = number(&argument, &value()?)?;
                    history = Some(most.get());
                }
                "--junit" if is_test => junit = Some(value()?.into()),
                "--" if is_test => command = arguments.by_ref().collect(),
                file if is_test && !file.starts_with('-') => files.push(file.into()),
                _ => return Err(format!("`{argument}` is not a known argument")),
            }
        }
        // A command is passed the address; a bot that is started otherwise needs a fixed
        // one.
        let unless_set = if command.is_empty() { "127.0.0.1:8081" } else { "127.0.0.1:0" };
        let address = address.unwrap_or_else(|| unless_set.to_owned());
        let server = Serve { address, hosts, seed, history, fetches_from_any };
        match (is_test, files.is_empty()) {
            (true, true) => Err("no scenario to run: name a file".to_owned()),
            (true, false) => Ok(Self::Test(Test { files, junit, server, command })),
            (false, _) => Ok(Self::Serve(server)),
        }
    }
}

/// Checks that a name can be the host of a request.
fn host(argument: &str, name: String) -> Result<String, String> {
    let is_address = || name.parse::<Ipv6Addr>().is_ok();
    let is_host = || name.parse::<Authority>().is_ok_and(|name| !name.as_str().contains('@'));
    match is_address() || is_host() {
        true => Ok(name),
        false => Err(format!("`{argument} {name}`: not a host")),
    }
}

fn number<T: std::str::FromStr>(argument: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("`{argument} {value}`: not a number in range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<CommandLine, String> {
        CommandLine::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_port_keeps_the_address_and_an_address_includes_a_port() {
        let serve = |address: &str, seed| {
            let (address, hosts) = (address.to_owned(), Vec::new());
            let (history, fetches_from_any) = (None, false);
            Ok(CommandLine::Serve(Serve { address, hosts, seed, history, fetches_from_any }))
        };
        assert_eq!(parse(""), serve("127.0.0.1:8081", 1));
        assert_eq!(parse("--port 0 --seed 7"), serve("127.0.0.1:0", 7));
        assert_eq!(parse("--addr 0.0.0.0:80 --port 90"), serve("0.0.0.0:90", 1));
        assert_eq!(parse("--addr [::1]:80"), serve("[::1]:80", 1));
    }

    #[test]
    fn a_test_has_files_and_an_optional_command() {
        let expected = Test {
            files: vec!["a.toml".into(), "b.json".into()],
            junit: Some("out.xml".into()),
            server: Serve {
                address: "127.0.0.1:0".to_owned(),
                hosts: Vec::new(),
                seed: 1,
                history: None,
                fetches_from_any: false,
            },
            command: ["cargo", "run", "--", "--port"].map(str::to_owned).to_vec(),
        };
        let line = "test a.toml --junit out.xml b.json -- cargo run -- --port";
        assert_eq!(parse(line), Ok(CommandLine::Test(expected)));
    }

    #[test]
    fn several_hosts_are_accepted() {
        let expected = Serve {
            address: "0.0.0.0:8081".to_owned(),
            hosts: vec!["emulator".to_owned(), "tests.lan".to_owned()],
            seed: 1,
            history: Some(500),
            fetches_from_any: true,
        };
        let line = "--host emulator --addr 0.0.0.0:8081 --host tests.lan --history 500 \
                    --fetch-from-any-host";
        assert_eq!(parse(line), Ok(CommandLine::Serve(expected)));
        assert!(parse("--host ::1 --host [::1] --host 10.0.0.1:80").is_ok());
        assert_eq!(parse("--host"), Err("`--host` needs a value".to_owned()));
    }

    #[test]
    fn errors_name_the_argument() {
        let wrong = |line| parse(line).unwrap_err();
        assert_eq!(wrong("test"), "no scenario to run: name a file");
        assert_eq!(wrong("--port"), "`--port` needs a value");
        assert_eq!(wrong("--port many"), "`--port many`: not a number in range");
        assert_eq!(wrong("--history 0"), "`--history 0`: not a number in range");
        assert_eq!(wrong("--host http://emulator"), "`--host http://emulator`: not a host");
        assert_eq!(wrong("--host a/b"), "`--host a/b`: not a host");
        assert_eq!(wrong("--junit x"), "`--junit` is not a known argument");
        assert_eq!(wrong("a.toml"), "`a.toml` is not a known argument");
    }
}
