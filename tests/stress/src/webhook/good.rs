//! Clients that behave as Telegram does.

use std::{io::Result, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};

use crate::{
    random::Random,
    webhook::{
        connection::{Answer, Connection},
        target::{BROKEN, Target, request},
    },
};

/// What these clients are called in the figures.
pub(crate) const GOOD: &str = "good";

/// How long an answer may take: Telegram's own limit.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends one update after another on a connection that it keeps, each until it is
/// answered 200, and now and then one more time. Runs until it is dropped.
pub(crate) async fn run(target: Arc<Target>, client: u64) {
    let mut random = Random::of(target.seed, client);
    let mut connection = None;
    loop {
        let id = target.record.issue();
        deliver(&target, &mut connection, id, client).await;
        target.record.acknowledge(id);
        if random.once_in(16) {
            deliver(&target, &mut connection, id, client).await;
        }
    }
}

/// Sends an update until it is answered 200.
async fn deliver(target: &Target, connection: &mut Option<Connection>, id: i64, client: u64) {
    loop {
        let answered = timeout(PATIENCE, exchange(target, connection, id, client)).await;
        let answer = answered.ok().and_then(Result::ok);
        if answer.is_none_or(|answer| answer.closes) {
            *connection = None;
        }
        let status = answer.map_or(BROKEN, |answer| answer.status);
        target.note(GOOD, status);
        if status == 200 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

async fn exchange(
    target: &Target,
    connection: &mut Option<Connection>,
    id: i64,
    client: u64,
) -> Result<Answer> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(Connection::open(target.address).await?),
    };
    connection.send(&request(id, client)).await?;
    connection.answer().await
}
