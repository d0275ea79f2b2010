//! Media types of files, by their content.

/// How files begin, or continue after some bytes, and their media types.
const SIGNATURES: [(usize, &[u8], &str); 18] = [
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/x-wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
];

/// The media type that a content shows.
pub(crate) fn media_type(content: &[u8]) -> Option<&'static str> {
    let is_it = |(at, sign, _): &&(usize, &[u8], &str)| {
        content.get(*at..).is_some_and(|rest| rest.starts_with(sign))
    };
    SIGNATURES.iter().find(is_it).map(|(_, _, media_type)| *media_type)
}

/// The kind of media that a content becomes when it is sent as another kind. A content of no
/// known type is what it is sent as.
pub(crate) fn kind_of<'a>(kind: &'a str, content: &[u8]) -> &'a str {
    let Some(media_type) = media_type(content) else { return kind };
    let is = |start: &str| media_type.starts_with(start);
    match kind {
        "document" | "video" if media_type == "image/gif" => "animation",
        "voice" if !["audio/ogg", "audio/mpeg", "audio/mp4"].contains(&media_type) => {
            if is("audio/") { "audio" } else { "document" }
        }
        "audio" if !is("audio/") => "document",
        "video" if !is("video/") => "document",
        "animation" if media_type != "image/gif" && !is("video/") => "document",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_show_their_media_type_and_kind() {
        let table: [(&[u8], Option<&str>, [&str; 5]); 9] = [
            (
                b"GIF89a\x01\0\x01\0",
                Some("image/gif"),
                ["animation", "animation", "animation", "document", "document"],
            ),
            (
                b"\x89PNG\r\n\x1a\n\0",
                Some("image/png"),
                ["document", "document", "document", "document", "document"],
            ),
            (b"OggS\0", Some("audio/ogg"), ["document", "document", "document", "audio", "voice"]),
            (
                b"ID3\x04",
                Some("audio/mpeg"),
                ["document", "document", "document", "audio", "voice"],
            ),
            (
                b"\0\0\0\x20ftypM4A ",
                Some("audio/mp4"),
                ["document", "document", "document", "audio", "voice"],
            ),
            (b"fLaC\0", Some("audio/flac"), ["document", "document", "document", "audio", "audio"]),
            (
                b"\0\0\0\x20ftypisom",
                Some("video/mp4"),
                ["document", "video", "animation", "document", "document"],
            ),
            (
                b"%PDF-1.7",
                Some("application/pdf"),
                ["document", "document", "document", "document", "document"],
            ),
            (b"hello", None, ["document", "video", "animation", "audio", "voice"]),
        ];
        for (content, expected, kinds) in table {
            assert_eq!(media_type(content), expected);
            let sent_as = ["document", "video", "animation", "audio", "voice"];
            assert_eq!(sent_as.map(|kind| kind_of(kind, content)), kinds, "{expected:?}");
        }
    }
}
