//! The speed and the memory of the emulator over HTTP.

use std::{
    error::Error,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::emulator::{Emulator, build_optimized};

/// The token of the bot.
const TOKEN: &str = "42:speed";

/// The connections that call at the same time.
const CONNECTIONS: usize = 8;

/// The messages of conversations that are kept.
const HISTORY: &str = "1000";

/// The calls of one figure.
const CALLS: usize = 50_000;

/// The messages after which the memory is measured.
const MEMORY: [usize; 5] = [100_000, 250_000, 500_000, 750_000, 1_000_000];

/// The messages after which the bot fetches its updates, so that none are left waiting.
const FETCHED: usize = 10_000;

/// How long a delivery may take.
const LONGEST_DELIVERY: Duration = Duration::from_secs(60);

/// Why a measurement failed.
pub(crate) type Failed = Box<dyn Error + Send + Sync>;

/// Measures, and prints the figures.
pub(crate) fn run(only: Option<&str>) -> Result<(), Failed> {
    let program = build_optimized("chappe-emulator").map_err(|error| error.to_string())?;
    let start = || {
        Emulator::start_with(&program, &["--history", HISTORY]).map_err(|error| error.to_string())
    };
    let chosen = |name: &str| only.is_none_or(|only| only == name);
    if chosen("sends") {
        sends(&start()?)?;
    }
    if chosen("updates") {
        updates(&start()?)?;
    }
    if chosen("webhook") {
        webhook(&start()?)?;
    }
    if chosen("chats") {
        for chats in [10, 10_000] {
            many_chats(&start()?, chats)?;
        }
    }
    if chosen("memory") {
        memory(&start()?)?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "output of a command line tool")]
fn print(figure: &str) {
    println!("{figure}");
}

/// `sendMessage` on several connections.
fn sends(emulator: &Emulator) -> Result<(), Failed> {
    let users = people(emulator, 10)?;
    measure(emulator, "sendMessage", CALLS, |connection, number| {
        send(connection, users[number % users.len()], number)
    })
}

/// People write, and the bot fetches the updates.
fn updates(emulator: &Emulator) -> Result<(), Failed> {
    let users = people(emulator, 10)?;
    thread::scope(|scope| {
        let polling = scope.spawn(|| fetch(emulator, CALLS));
        measure(
            emulator,
            "messages of people, fetched by getUpdates",
            CALLS,
            |connection, number| write(connection, users[number % users.len()], number),
        )?;
        polling.join().map_err(|_| "the polling has panicked")?
    })
}

/// People write, and the updates are delivered to a webhook.
fn webhook(emulator: &Emulator) -> Result<(), Failed> {
    let users = people(emulator, 100)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let (received, deliveries) = mpsc::channel();
    // Runs until the program ends.
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let received = received.clone();
            thread::spawn(move || accept(stream, &received));
        }
    });
    let set = json!({"url": url, "max_connections": 40, "drop_pending_updates": true});
    Connection::open(emulator)?.bot("setWebhook", &set)?;
    let (began, before) = (Instant::now(), emulator.processor_time()?);
    each(emulator, CALLS, |connection, number| {
        write(connection, users[number % users.len()], number)
    })?;
    for _ in 0..CALLS {
        deliveries.recv_timeout(LONGEST_DELIVERY)?;
    }
    let used = emulator.processor_time()?.saturating_sub(before);
    report("messages of people, delivered to a webhook", CALLS, began, used);
    Ok(())
}

/// `sendMessage` to many chats.
fn many_chats(emulator: &Emulator, number: usize) -> Result<(), Failed> {
    let users = people(emulator, number)?;
    let name = format!("sendMessage among {number} chats");
    measure(emulator, &name, CALLS, |connection, number| {
        send(connection, users[number % users.len()], number)
    })
}

/// The memory after many messages.
fn memory(emulator: &Emulator) -> Result<(), Failed> {
    let users = people(emulator, 10)?;
    let mut sent = 0;
    for messages in MEMORY {
        while sent < messages {
            each(emulator, FETCHED, |connection, number| {
                if number % 2 == 0 {
                    return send(connection, users[number % users.len()], number);
                }
                write(connection, users[number % users.len()], number)
            })?;
            sent += FETCHED;
            fetch(emulator, 0)?;
        }
        print(&format!("{messages:>9} messages: {} KiB resident", emulator.memory()?));
    }
    Ok(())
}

/// Users who have written to the bot.
fn people(emulator: &Emulator, number: usize) -> Result<Vec<i64>, Failed> {
    let mut connection = Connection::open(emulator)?;
    connection.bot("getMe", &json!({}))?;
    let users: Result<Vec<i64>, Failed> = (0..number)
        .map(|number| {
            let user = json!({"first_name": format!("User {number}")});
            let user = connection.post("/emu/v1/users", &user)?;
            let id = user["id"].as_i64().ok_or("the user has no id")?;
            write(&mut connection, id, 0)?;
            Ok(id)
        })
        .collect();
    fetch(emulator, 0)?;
    users
}

fn send(connection: &mut Connection, chat: i64, number: usize) -> Result<(), Failed> {
    let message = json!({"chat_id": chat, "text": format!("message number {number}")});
    connection.bot("sendMessage", &message).map(drop)
}

fn write(connection: &mut Connection, user: i64, number: usize) -> Result<(), Failed> {
    let message = json!({"from": user, "text": format!("message number {number}")});
    connection.post("/emu/v1/messages", &message).map(drop)
}

/// Fetches updates until there were as many, or none is left for 0.
fn fetch(emulator: &Emulator, number: usize) -> Result<(), Failed> {
    let mut connection = Connection::open(emulator)?;
    let (mut offset, mut fetched) = (0, 0);
    loop {
        let timeout = if fetched < number { 10 } else { 0 };
        let params = json!({"offset": offset, "limit": 100, "timeout": timeout});
        let answer = connection.bot("getUpdates", &params)?;
        let updates = answer["result"].as_array().ok_or("no updates")?;
        let Some(last) = updates.last().and_then(|update| update["update_id"].as_i64()) else {
            return if fetched >= number { Ok(()) } else { Err("updates are missing".into()) };
        };
        offset = last + 1;
        fetched += updates.len();
    }
}

/// Makes calls on several connections, and prints how long they took.
fn measure(
    emulator: &Emulator,
    name: &str,
    calls: usize,
    call: impl Fn(&mut Connection, usize) -> Result<(), Failed> + Sync,
) -> Result<(), Failed> {
    let (began, before) = (Instant::now(), emulator.processor_time()?);
    each(emulator, calls, call)?;
    report(name, calls, began, emulator.processor_time()?.saturating_sub(before));
    Ok(())
}

fn report(name: &str, calls: usize, began: Instant, used: Duration) {
    #[expect(clippy::cast_precision_loss, reason = "the number is small")]
    let calls = calls as f64;
    let (rate, used) = (calls / began.elapsed().as_secs_f64(), used.as_secs_f64() * 1e6 / calls);
    print(&format!(
        "{name}: {rate:.0} a second, {used:.1} µs of the emulator's processor time each"
    ));
}

/// Makes calls on several connections.
fn each(
    emulator: &Emulator,
    calls: usize,
    call: impl Fn(&mut Connection, usize) -> Result<(), Failed> + Sync,
) -> Result<(), Failed> {
    let next = AtomicUsize::new(0);
    let run = || -> Result<(), Failed> {
        let mut connection = Connection::open(emulator)?;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= calls {
                return Ok(());
            }
            call(&mut connection, number)?;
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(run)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a panic")?)
    })
}

/// Answers the requests of one connection to the webhook.
fn accept(stream: TcpStream, received: &mpsc::Sender<()>) {
    let Ok(mut writer) = stream.try_clone() else { return };
    let mut reader = BufReader::new(stream);
    while read_message(&mut reader).is_ok() {
        if received.send(()).is_err() {
            return;
        }
        if writer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").is_err() {
            return;
        }
    }
}

/// A connection that is kept open.
struct Connection {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
}

impl Connection {
    fn open(emulator: &Emulator) -> Result<Self, Failed> {
        let writer = TcpStream::connect(emulator.url.trim_start_matches("http://"))?;
        writer.set_nodelay(true)?;
        Ok(Self { reader: BufReader::new(writer.try_clone()?), writer })
    }

    fn bot(&mut self, method: &str, params: &Value) -> Result<Value, Failed> {
        let answer = self.post(&format!("/bot{TOKEN}/{method}"), params)?;
        if answer["ok"] == json!(true) { Ok(answer) } else { Err(answer.to_string().into()) }
    }

    fn post(&mut self, path: &str, body: &Value) -> Result<Value, Failed> {
        let body = body.to_string();
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        self.writer.write_all(request.as_bytes())?;
        Ok(serde_json::from_slice(&read_message(&mut self.reader)?)?)
    }
}

/// Reads the head and the body of a message. Returns the body.
fn read_message(reader: &mut BufReader<TcpStream>) -> Result<Vec<u8>, Failed> {
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err("the connection has ended".into());
        }
        if let Some((name, value)) = line.split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}
