//! Clients that behave as Telegram does.

use std::{io::Result, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};

use crate::{
    random::Random,
    webhook::{
        client_context::{ClientContext, NO_RESPONSE, request},
        connection::{Connection, Response},
    },
};

/// The name of these clients in the figures.
pub(crate) const WELL_BEHAVED: &str = "well-behaved";

/// The timeout of a response: Telegram's own.
const TELEGRAM_TIMEOUT: Duration = Duration::from_secs(60);

/// Sends updates on one keep-alive connection, each until it is answered 200, and some of them
/// once more. Runs until it is dropped.
pub(crate) async fn run(context: Arc<ClientContext>, client: u64) {
    let mut random = Random::of(context.seed, client);
    let mut connection = None;
    loop {
        let id = context.record.issue();
        deliver(&context, &mut connection, id, client).await;
        context.record.acknowledge(id);
        if random.once_in(16) {
            deliver(&context, &mut connection, id, client).await;
        }
    }
}

/// Sends an update until it is answered 200.
async fn deliver(
    context: &ClientContext,
    connection: &mut Option<Connection>,
    id: i64,
    client: u64,
) {
    loop {
        let exchanged = timeout(TELEGRAM_TIMEOUT, exchange(context, connection, id, client)).await;
        let response = exchanged.ok().and_then(Result::ok);
        if response.is_none_or(|response| response.closes) {
            *connection = None;
        }
        let status = response.map_or(NO_RESPONSE, |response| response.status);
        context.count(WELL_BEHAVED, status);
        if status == 200 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

async fn exchange(
    context: &ClientContext,
    connection: &mut Option<Connection>,
    id: i64,
    client: u64,
) -> Result<Response> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(Connection::open(context.address).await?),
    };
    connection.send(&request(id, client)).await?;
    connection.response().await
}
