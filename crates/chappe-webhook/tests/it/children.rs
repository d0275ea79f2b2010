//! Servers in child processes, which receive signals or run out of file descriptors.

use std::{process::Stdio, time::Duration};

use chappe_webhook::serve;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use crate::support::{Log, http_post, message, ok, read_response, webhook};

/// Not a test: the child process of other tests.
#[tokio::test]
#[ignore = "a server for other tests"]
async fn serves_as_a_child() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    eprintln!("listening on {}", listener.local_addr().unwrap());
    let log = Log::default();
    let server = serve(listener, webhook(&log)).header_timeout(Duration::from_millis(500));
    server.await.unwrap();
    let done = log.entries().iter().filter(|entry| entry.ends_with("done")).count();
    eprintln!("{done} done");
}

struct Server {
    child: Child,
    address: String,
    lines: tokio::io::Lines<BufReader<tokio::process::ChildStderr>>,
}

impl Server {
    /// Starts the server after a shell command.
    async fn start(before: &str) -> Self {
        let test = std::env::current_exe().unwrap();
        let arguments = "--exact children::serves_as_a_child --ignored --nocapture";
        let mut child = Command::new("sh")
            .args(["-c", &format!("{before} exec \"$0\" {arguments}")])
            .arg(test)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("the child listens");
            if let Some((_, address)) = line.split_once("listening on ") {
                break address.to_owned();
            }
        };
        Self { child, address, lines }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    async fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        assert!(killed.success());
    }

    /// Waits for the end. Returns whether the process succeeded, and its last line.
    async fn ends(mut self) -> (bool, String) {
        let status = timeout(Duration::from_secs(10), self.child.wait()).await.unwrap().unwrap();
        let mut last = String::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            last = line;
        }
        (status.success(), last)
    }
}

#[tokio::test]
async fn sigterm_drains() {
    let server = Server::start("").await;
    let mut clients = JoinSet::new();
    let mut idle = server.connect().await;
    idle.write_all(&http_post(&message(1000, 1000, "hi"))).await.unwrap();
    assert_eq!(read_response(&mut idle).await, ok("hi"));
    for id in 0..50 {
        let mut stream = server.connect().await;
        stream.write_all(&http_post(&message(id, id, "slow 2000"))).await.unwrap();
        clients.spawn(async move { read_response(&mut stream).await });
    }
    // Some connections may still be in the backlog.
    let start = Instant::now();
    server.terminate().await;
    let ended = server.ends().await;
    let took = start.elapsed();
    assert_eq!(clients.join_all().await, vec![ok("slow 2000"); 50]);
    assert_eq!(ended, (true, "50 done".to_owned()));
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn a_second_sigterm_ends_the_wait() {
    let server = Server::start("").await;
    let mut stream = server.connect().await;
    stream.write_all(&http_post(&message(1, 7, "slow 60000"))).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    let start = Instant::now();
    server.terminate().await;
    sleep(Duration::from_millis(200)).await;
    server.terminate().await;
    assert_eq!(server.ends().await, (true, "0 done".to_owned()));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn emfile_survives() {
    let server = Server::start("ulimit -n 64;").await;
    let mut early = server.connect().await;
    let mut idle = Vec::new();
    for _ in 0..100 {
        idle.push(server.connect().await);
    }
    sleep(Duration::from_millis(100)).await;
    // Open connections are not affected.
    early.write_all(&http_post(&message(1, 7, "early"))).await.unwrap();
    assert_eq!(read_response(&mut early).await, ok("early"));
    // Idle connections end, and a waiting one is served.
    let mut late = server.connect().await;
    late.write_all(&http_post(&message(2, 7, "late"))).await.unwrap();
    assert_eq!(read_response(&mut late).await, ok("late"));
    server.terminate().await;
    assert_eq!(server.ends().await, (true, "0 done".to_owned()));
}
