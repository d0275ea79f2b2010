//! Clients that misbehave, each sort in its own way.

use std::{io::Result, sync::Arc, time::Duration};

use tokio::{
    io::AsyncWriteExt as _,
    time::{sleep, timeout},
};

use crate::{
    random::Random,
    webhook::{
        connection::Connection,
        record::FORBIDDEN,
        target::{BROKEN, SECRET, Target, head, request, update},
    },
};

/// A way to misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    WrongSecret,
    SlowHead,
    SlowBody,
    TruncatedJson,
    AbsentBody,
    HugeBody,
    Garbage,
    HungUp,
    Twins,
    Pipelined,
    HalfClosed,
    Reset,
}

impl Sort {
    pub(crate) const ALL: [Self; 12] = [
        Self::WrongSecret,
        Self::SlowHead,
        Self::SlowBody,
        Self::TruncatedJson,
        Self::AbsentBody,
        Self::HugeBody,
        Self::Garbage,
        Self::HungUp,
        Self::Twins,
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
            Self::HungUp => "hung up",
            Self::Twins => "twins",
            Self::Pipelined => "pipelined",
            Self::HalfClosed => "half closed",
            Self::Reset => "reset",
        }
    }
}

/// Misbehaves in one way, again and again. Runs until it is dropped.
pub(crate) async fn run(target: Arc<Target>, sort: Sort, client: u64) {
    let mut random = Random::of(target.seed, client);
    loop {
        // Longer than any of the server's own timeouts.
        let patience = Duration::from_secs(30);
        let once = timeout(patience, misbehave(&target, sort, client, &mut random));
        if !matches!(once.await, Ok(Ok(()))) {
            target.note(sort.name(), BROKEN);
        }
        sleep(Duration::from_millis(5 + random.below(20))).await;
    }
}

async fn misbehave(target: &Target, sort: Sort, client: u64, random: &mut Random) -> Result<()> {
    let forbidden = FORBIDDEN + i64::from(random.next().to_le_bytes()[0]);
    let body = update(forbidden, client);
    match sort {
        Sort::WrongSecret => {
            let secret = random.one_of(&["", "s3cr3", "s3cr3t0", "S3CR3T", "\u{e9}"]);
            let bytes = [head(secret, body.len()), body].concat();
            send(target, sort, bytes.as_bytes()).await
        }
        Sort::SlowHead => {
            let bytes = [head(SECRET, body.len()), body].concat();
            drip(target, sort, bytes.as_bytes(), Duration::from_millis(100)).await
        }
        Sort::SlowBody => {
            let mut connection = Connection::open(target.address).await?;
            connection.send(head(SECRET, body.len()).as_bytes()).await?;
            drip_on(target, sort, &mut connection, body.as_bytes(), Duration::from_secs(1)).await
        }
        Sort::TruncatedJson => {
            let half = &body[..body.len() / 2];
            let bytes = [&*head(SECRET, half.len()), half].concat();
            send(target, sort, bytes.as_bytes()).await
        }
        Sort::AbsentBody => send(target, sort, head(SECRET, 1024 * 1024).as_bytes()).await,
        Sort::HugeBody => {
            let bytes = [head(SECRET, 4 << 20), " ".repeat(4 << 20)].concat();
            send(target, sort, bytes.as_bytes()).await
        }
        Sort::Garbage => {
            let bytes: Vec<u8> = (0..512).flat_map(|_| random.next().to_le_bytes()).collect();
            send(target, sort, &bytes).await
        }
        Sort::HungUp => {
            let mut connection = Connection::open(target.address).await?;
            connection.send(&request(target.record.issue(), client)).await?;
            sleep(Duration::from_millis(random.below(8))).await;
            Ok(())
        }
        Sort::Twins => twins(target, client).await,
        Sort::Pipelined => pipelined(target, client).await,
        Sort::HalfClosed => {
            let id = target.record.issue();
            let mut connection = Connection::open(target.address).await?;
            connection.send(&request(id, client)).await?;
            connection.stream.shutdown().await?;
            acknowledged(target, sort, &mut connection, id).await
        }
        Sort::Reset => {
            let mut connection = Connection::open(target.address).await?;
            connection.send(&request(target.record.issue(), client)).await?;
            sleep(Duration::from_millis(random.below(8))).await;
            // To linger for no time is to reset.
            connection.stream.set_zero_linger()
        }
    }
}

/// Sends bytes and notes the answer.
async fn send(target: &Target, sort: Sort, bytes: &[u8]) -> Result<()> {
    let mut connection = Connection::open(target.address).await?;
    connection.send(bytes).await?;
    let answer = connection.answer().await?;
    target.note(sort.name(), answer.status);
    Ok(())
}

async fn drip(target: &Target, sort: Sort, bytes: &[u8], pause: Duration) -> Result<()> {
    let mut connection = Connection::open(target.address).await?;
    drip_on(target, sort, &mut connection, bytes, pause).await
}

/// Sends one byte after each pause until there is an answer.
async fn drip_on(
    target: &Target,
    sort: Sort,
    connection: &mut Connection,
    bytes: &[u8],
    pause: Duration,
) -> Result<()> {
    for byte in bytes {
        connection.send(std::slice::from_ref(byte)).await?;
        if let Ok(answer) = timeout(pause, connection.answer()).await {
            target.note(sort.name(), answer?.status);
            return Ok(());
        }
    }
    Ok(())
}

/// Reads one answer to an update.
async fn acknowledged(
    target: &Target,
    sort: Sort,
    connection: &mut Connection,
    id: i64,
) -> Result<()> {
    let answer = connection.answer().await?;
    target.note(sort.name(), answer.status);
    if answer.status == 200 {
        target.record.acknowledge(id);
    }
    Ok(())
}

/// One update on two connections at once.
async fn twins(target: &Target, client: u64) -> Result<()> {
    let id = target.record.issue();
    let bytes = request(id, client);
    let one = async {
        let mut connection = Connection::open(target.address).await?;
        connection.send(&bytes).await?;
        acknowledged(target, Sort::Twins, &mut connection, id).await
    };
    let other = async {
        let mut connection = Connection::open(target.address).await?;
        connection.send(&bytes).await?;
        acknowledged(target, Sort::Twins, &mut connection, id).await
    };
    let (one, other) = tokio::join!(one, other);
    one.and(other)
}

/// Several updates on one connection, none of which waits for an answer.
async fn pipelined(target: &Target, client: u64) -> Result<()> {
    let ids: Vec<i64> = (0..4).map(|_| target.record.issue()).collect();
    let bytes: Vec<u8> = ids.iter().flat_map(|id| request(*id, client)).collect();
    let mut connection = Connection::open(target.address).await?;
    connection.send(&bytes).await?;
    for id in ids {
        acknowledged(target, Sort::Pipelined, &mut connection, id).await?;
    }
    Ok(())
}
