//! Clients that misbehave, each in one of several ways.

use std::{io::Result, sync::Arc, time::Duration};

use tokio::{
    io::AsyncWriteExt as _,
    time::{sleep, timeout},
};

use crate::{
    random::Random,
    webhook::{
        client_context::{ClientContext, NO_RESPONSE, SECRET, head, request, update},
        connection::Connection,
        record::FORBIDDEN,
    },
};

/// A way to misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misbehaviour {
    WrongSecret,
    SlowHead,
    SlowBody,
    TruncatedJson,
    AbsentBody,
    HugeBody,
    Garbage,
    Dropped,
    Duplicate,
    Pipelined,
    HalfClosed,
    Reset,
}

impl Misbehaviour {
    pub(crate) const ALL: [Self; 12] = [
        Self::WrongSecret,
        Self::SlowHead,
        Self::SlowBody,
        Self::TruncatedJson,
        Self::AbsentBody,
        Self::HugeBody,
        Self::Garbage,
        Self::Dropped,
        Self::Duplicate,
        Self::Pipelined,
        Self::HalfClosed,
        Self::Reset,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WrongSecret => "wrong secret",
            Self::SlowHead => "slow head",
            Self::SlowBody => "slow body",
            Self::TruncatedJson => "truncated JSON",
            Self::AbsentBody => "absent body",
            Self::HugeBody => "huge body",
            Self::Garbage => "garbage",
            Self::Dropped => "dropped",
            Self::Duplicate => "duplicate",
            Self::Pipelined => "pipelined",
            Self::HalfClosed => "half closed",
            Self::Reset => "reset",
        }
    }
}

/// Misbehaves repeatedly in one way. Runs until it is dropped.
pub(crate) async fn run(context: Arc<ClientContext>, misbehaviour: Misbehaviour, client: u64) {
    let mut random = Random::of(context.seed, client);
    loop {
        // Longer than any timeout of the server.
        let limit = Duration::from_secs(30);
        let once = timeout(limit, misbehave(&context, misbehaviour, client, &mut random));
        if !matches!(once.await, Ok(Ok(()))) {
            context.count(misbehaviour.name(), NO_RESPONSE);
        }
        sleep(Duration::from_millis(5 + random.below(20))).await;
    }
}

async fn misbehave(
    context: &ClientContext,
    misbehaviour: Misbehaviour,
    client: u64,
    random: &mut Random,
) -> Result<()> {
    let forbidden = FORBIDDEN + i64::from(random.next().to_le_bytes()[0]);
    let body = update(forbidden, client);
    match misbehaviour {
        Misbehaviour::WrongSecret => {
            let secret = random.one_of(&["", "s3cr3", "s3cr3t0", "S3CR3T", "\u{e9}"]);
            let bytes = [head(secret, body.len()), body].concat();
            send(context, misbehaviour, bytes.as_bytes()).await
        }
        Misbehaviour::SlowHead => {
            let bytes = [head(SECRET, body.len()), body].concat();
            drip(context, misbehaviour, bytes.as_bytes(), Duration::from_millis(100)).await
        }
        Misbehaviour::SlowBody => {
            let mut connection = Connection::open(context.address).await?;
            connection.send(head(SECRET, body.len()).as_bytes()).await?;
            drip_on(context, misbehaviour, &mut connection, body.as_bytes(), Duration::from_secs(1))
                .await
        }
        Misbehaviour::TruncatedJson => {
            let half = &body[..body.len() / 2];
            let bytes = [&*head(SECRET, half.len()), half].concat();
            send(context, misbehaviour, bytes.as_bytes()).await
        }
        Misbehaviour::AbsentBody => {
            send(context, misbehaviour, head(SECRET, 1024 * 1024).as_bytes()).await
        }
        Misbehaviour::HugeBody => {
            let bytes = [head(SECRET, 4 << 20), " ".repeat(4 << 20)].concat();
            send(context, misbehaviour, bytes.as_bytes()).await
        }
        Misbehaviour::Garbage => {
            let bytes: Vec<u8> = (0..512).flat_map(|_| random.next().to_le_bytes()).collect();
            send(context, misbehaviour, &bytes).await
        }
        Misbehaviour::Dropped => {
            let mut connection = Connection::open(context.address).await?;
            connection.send(&request(context.record.issue(), client)).await?;
            sleep(Duration::from_millis(random.below(8))).await;
            Ok(())
        }
        Misbehaviour::Duplicate => duplicate(context, client).await,
        Misbehaviour::Pipelined => pipelined(context, client).await,
        Misbehaviour::HalfClosed => {
            let id = context.record.issue();
            let mut connection = Connection::open(context.address).await?;
            connection.send(&request(id, client)).await?;
            connection.stream.shutdown().await?;
            expect_response(context, misbehaviour, &mut connection, id).await
        }
        Misbehaviour::Reset => {
            let mut connection = Connection::open(context.address).await?;
            connection.send(&request(context.record.issue(), client)).await?;
            sleep(Duration::from_millis(random.below(8))).await;
            // With zero linger, the drop resets the connection.
            connection.stream.set_zero_linger()
        }
    }
}

/// Sends bytes and counts the response.
async fn send(context: &ClientContext, misbehaviour: Misbehaviour, bytes: &[u8]) -> Result<()> {
    let mut connection = Connection::open(context.address).await?;
    connection.send(bytes).await?;
    let response = connection.response().await?;
    context.count(misbehaviour.name(), response.status);
    Ok(())
}

async fn drip(
    context: &ClientContext,
    misbehaviour: Misbehaviour,
    bytes: &[u8],
    pause: Duration,
) -> Result<()> {
    let mut connection = Connection::open(context.address).await?;
    drip_on(context, misbehaviour, &mut connection, bytes, pause).await
}

/// Sends one byte after each pause until there is a response.
async fn drip_on(
    context: &ClientContext,
    misbehaviour: Misbehaviour,
    connection: &mut Connection,
    bytes: &[u8],
    pause: Duration,
) -> Result<()> {
    for byte in bytes {
        connection.send(std::slice::from_ref(byte)).await?;
        if let Ok(response) = timeout(pause, connection.response()).await {
            context.count(misbehaviour.name(), response?.status);
            return Ok(());
        }
    }
    Ok(())
}

/// Reads one response to an update, and records a 200.
async fn expect_response(
    context: &ClientContext,
    misbehaviour: Misbehaviour,
    connection: &mut Connection,
    id: i64,
) -> Result<()> {
    let response = connection.response().await?;
    context.count(misbehaviour.name(), response.status);
    if response.status == 200 {
        context.record.acknowledge(id);
    }
    Ok(())
}

/// Sends one update on two connections at the same time.
async fn duplicate(context: &ClientContext, client: u64) -> Result<()> {
    let id = context.record.issue();
    let bytes = request(id, client);
    let one = async {
        let mut connection = Connection::open(context.address).await?;
        connection.send(&bytes).await?;
        expect_response(context, Misbehaviour::Duplicate, &mut connection, id).await
    };
    let other = async {
        let mut connection = Connection::open(context.address).await?;
        connection.send(&bytes).await?;
        expect_response(context, Misbehaviour::Duplicate, &mut connection, id).await
    };
    let (one, other) = tokio::join!(one, other);
    one.and(other)
}

/// Sends several updates on one connection without waiting for responses.
async fn pipelined(context: &ClientContext, client: u64) -> Result<()> {
    let ids: Vec<i64> = (0..4).map(|_| context.record.issue()).collect();
    let bytes: Vec<u8> = ids.iter().flat_map(|id| request(*id, client)).collect();
    let mut connection = Connection::open(context.address).await?;
    connection.send(&bytes).await?;
    for id in ids {
        expect_response(context, Misbehaviour::Pipelined, &mut connection, id).await?;
    }
    Ok(())
}
