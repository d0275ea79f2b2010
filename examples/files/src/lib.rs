//! Files: uploads, an album, downloads.
//!
//! | message | answer |
//! |---|---|
//! | `/report` | a text file from memory |
//! | `/source` | this file, read from the disk while it is sent |
//! | `/stream` | a file of unknown length |
//! | `/album` | two pictures together |
//! | a document | its number of bytes and lines |

use chappe::{
    client::{Error, upload_reader},
    prelude::*,
    types::{Document, InputMediaPhoto, SendDocument, SendMediaGroup, Upload},
};
use tokio::io::AsyncWriteExt as _;

/// The maximum size of a download, in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("files").message(|m| {
        m.on(command("report"), report)
            .on(command("source"), source)
            .on(command("stream"), stream)
            .on(command("album"), album)
            .on(content(Content::Document), measure)
    })
}

async fn report(chat: Chat) -> impl IntoOutcome {
    let file = Upload::bytes("report.txt", &b"All is well.\n"[..]);
    SendDocument::new(chat.id, file).caption("The report")
}

async fn source(chat: Chat) -> impl IntoOutcome {
    SendDocument::new(chat.id, Upload::path(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")))
}

async fn stream(bot: Bot, chat: Chat) -> Result<(), Error> {
    let (mut writer, reader) = tokio::io::duplex(1024);
    let counts = async move {
        for number in 0..1000 {
            writer.write_all(format!("{number}\n").as_bytes()).await?;
        }
        std::io::Result::Ok(())
    };
    let sends = bot.send(SendDocument::new(chat.id, upload_reader("numbers.txt", reader)));
    let (_, sent) = tokio::join!(counts, sends);
    sent.map(drop)
}

async fn album(chat: Chat) -> impl IntoOutcome {
    let picture = |name: &str, colour| {
        InputMediaPhoto::new(Upload::bytes(format!("{name}.bmp"), bitmap(colour)))
    };
    let (red, blue) = (picture("red", [0, 0, 255]), picture("blue", [255, 0, 0]));
    SendMediaGroup::new(chat.id, vec![red.caption("Red and blue").into(), blue.into()])
}

async fn measure(bot: Bot, document: Document) -> Result<impl IntoOutcome, BoxError> {
    let mut stream = bot.download(&document).max_size(MAX_SIZE).stream().await?;
    let (mut bytes, mut lines) = (0, 0);
    while let Some(chunk) = stream.chunk().await? {
        bytes += chunk.len();
        lines += chunk.split(|byte| *byte == b'\n').count() - 1;
    }
    Ok(reply(format!("{bytes} bytes, {lines} lines")))
}

/// Returns a picture of 8 by 8 pixels in one colour.
fn bitmap([blue, green, red]: [u8; 3]) -> Vec<u8> {
    let mut file = b"BM".to_vec();
    let head: [u32; 13] = [54 + 192, 0, 54, 40, 8, 8, 1 | (24 << 16), 0, 192, 2835, 2835, 0, 0];
    head.iter().for_each(|number| file.extend(number.to_le_bytes()));
    (0..64).for_each(|_| file.extend([blue, green, red]));
    file
}
