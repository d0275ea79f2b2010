//! Media types of files, by their content.

/// How files begin, or continue after some bytes, and their media types.
const SIGNATURES: [(usize, &[u8], &str); 24] = [
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/x-wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xfa", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypM4B", "audio/mp4"),
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
        "video" if media_type == "video/mp4" && is_silent(content) => "animation",
        "voice" if !["audio/ogg", "audio/mpeg", "audio/mp4"].contains(&media_type) => {
            if is("audio/") { "audio" } else { "document" }
        }
        "audio" if !is("audio/") => "document",
        "video" if !is("video/") => "document",
        "animation" if media_type != "image/gif" && !is("video/") => "document",
        kind => kind,
    }
}

/// Whether an MP4 has tracks with pictures and none with sound: the type of a track follows eight
/// bytes after the name of its handler box.
fn is_silent(content: &[u8]) -> bool {
    const NAME: &[u8] = b"hdlr";
    let names = content.windows(NAME.len()).enumerate().filter(|(_, name)| *name == NAME);
    let kinds = names.filter_map(|(at, _)| content.get(at + 12..at + 16));
    let (mut has_pictures, mut has_sound) = (false, false);
    for kind in kinds {
        has_pictures |= kind == b"vide";
        has_sound |= kind == b"soun";
    }
    has_pictures && !has_sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_show_their_media_type_and_kind() {
        let handler =
            |kind: &[u8; 4]| [b"\0\0\0\x20hdlr\0\0\0\0\0\0\0\0", &kind[..], b"\0\0\0\0"].concat();
        let silent = [b"\0\0\0\x20ftypisom".to_vec(), handler(b"vide")].concat();
        let sounding = [silent.clone(), handler(b"soun")].concat();
        let vorbis = [&b"OggS"[..], &[0; 24], b"\x01vorbis"].concat();
        let table: [(&[u8], Option<&str>, [&str; 5]); 13] = [
            (
                &silent,
                Some("video/mp4"),
                ["document", "animation", "animation", "document", "document"],
            ),
            (
                &sounding,
                Some("video/mp4"),
                ["document", "video", "animation", "document", "document"],
            ),
            (&vorbis, Some("audio/ogg"), ["document", "document", "document", "audio", "voice"]),
            (
                b"\xff\xf1\x50",
                Some("audio/aac"),
                ["document", "document", "document", "audio", "audio"],
            ),
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
