//! The program: its output and its exit codes.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

/// A directory for a test's files, which is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chappe-emulator")).args(arguments).output().unwrap()
}

#[test]
fn an_invalid_command_line_prints_the_usage() {
    let output = run(&[Path::new("test")]);
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(
        printed.starts_with("no scenario to run: name a file\nusage: chappe-emulator"),
        "{printed}"
    );
}

#[test]
fn an_invalid_script_is_reported_before_any_scenario_runs() {
    let folder = Folder::new("chappe-wrong-script");
    let script = folder.file("wrong.toml", "steps = [{ user = \"a\", says = \"hi\" }]");
    let output = run(&[Path::new("test"), &script]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("wrong.toml: not a scenario"), "{printed}");
    assert!(printed.contains("unknown field `says`"), "{printed}");
}

#[test]
#[cfg(unix)]
fn a_bot_that_exits_fails_only_its_scenario() {
    let folder = Folder::new("chappe-early-end");
    let script = folder.file("one.toml", "steps = [{ user = \"a\", sends = \"hi\" }]");
    let junit = folder.0.join("out.xml");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let port = PathBuf::from(free.port().to_string());
    let [test, port_is, writes, runs, sh, c] =
        ["test", "--port", "--junit", "--", "sh", "-c"].map(Path::new);
    let bot = Path::new("exit 7");
    let output = run(&[test, &script, &script, port_is, &port, writes, &junit, runs, sh, c, bot]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert_eq!(
        printed.matches("sh exited before the scenario ended: exit status: 7").count(),
        2,
        "{printed}"
    );
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(xml.contains("tests=\"2\" failures=\"2\""), "{xml}");
}

/// Waits until a condition holds.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "no runtime runs here")]
fn until(mut is_so: impl FnMut() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the condition does not hold in time");
}

#[cfg(unix)]
fn signal(name: &str, process: &str) -> bool {
    let kill = format!("kill -s {name} {process} 2> /dev/null");
    Command::new("sh").args(["-c", &kill]).status().unwrap().success()
}

#[test]
#[cfg(unix)]
fn processes_of_the_command_are_killed_with_the_program() {
    let folder = Folder::new("chappe-orphans");
    let script = folder.file("one.toml", "steps = []");
    let pid = folder.0.join("pid");
    let bot = format!("trap '' TERM; sleep 600 & echo $! > {}; wait", pid.display());
    let mut program = Command::new(env!("CARGO_BIN_EXE_chappe-emulator"))
        .args([Path::new("test"), &script])
        .args(["--", "sh", "-c", &bot])
        .spawn()
        .unwrap();
    let mut child = String::new();
    until(|| {
        child = std::fs::read_to_string(&pid).unwrap_or_default().trim().to_owned();
        !child.is_empty()
    });
    assert!(signal("0", &child));
    assert!(signal("TERM", &program.id().to_string()));
    assert_eq!(program.wait().unwrap().code(), Some(2));
    until(|| !signal("0", &child));
}

/// The status of a request to a program for a host.
fn status(program: &str, host: &str) -> String {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(program).unwrap();
    let request =
        format!("GET /emu/v1/state HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn hosts_of_the_command_line_are_answered() {
    use std::io::{BufRead as _, BufReader};
    let mut program = Command::new(env!("CARGO_BIN_EXE_chappe-emulator"))
        .args(["--port", "0", "--host", "emulator", "--host", "tests.lan"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit('/').next().unwrap();
    let hosts = ["localhost", "emulator:8081", "tests.lan", "evil.test"];
    let statuses = hosts.map(|host| status(address, host));
    program.kill().unwrap();
    program.wait().unwrap();
    let [ok, refused] = ["HTTP/1.1 200 OK", "HTTP/1.1 403 Forbidden"];
    assert_eq!(statuses, [ok, ok, ok, refused]);
}
