//! Files that bots and people send.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// A file: its name and its content in base64.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentFile {
    pub(crate) name: &'static str,
    pub(crate) base64: &'static str,
}

/// Files of several kinds, some with the wrong extension.
pub(crate) const FILES: &[SentFile] = &[
    SentFile {
        name: "pixel.png",
        base64: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    },
    SentFile { name: "moving.gif", base64: "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" },
    SentFile { name: "voice.ogg", base64: "T2dnUwACAAAAAAAAAAAAAAAAAAAAAAAAAAABE09wdXNIZWFk" },
    SentFile { name: "song.mp3", base64: "SUQzBAAAAAAAAP/7kAA=" },
    SentFile { name: "film.mp4", base64: "AAAAIGZ0eXBpc29tAAACAGlzb21pc28y" },
    SentFile { name: "sticker.webp", base64: "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==" },
    SentFile { name: "clip.webm", base64: "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibQ==" },
    SentFile { name: "notes.txt", base64: "aGVsbG8=" },
    SentFile { name: "wrong.png", base64: "bm8gcGljdHVyZQ==" },
    SentFile { name: "empty", base64: "" },
];

impl SentFile {
    /// The bytes of the file.
    pub(crate) fn content(self) -> Vec<u8> {
        STANDARD.decode(self.base64).expect("the table contains base64")
    }
}
