//! Compressed bodies of requests and responses.

use std::io::Read;

use bytes::Bytes;
use flate2::bufread::{GzDecoder, ZlibDecoder};
use http::{HeaderMap, header};

use crate::error::ApiError;

/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Decompresses a body, if its headers say that it is compressed. Both names of encodings stand for
/// both formats: the bytes decide. An empty body is never compressed.
///
/// # Errors
///
/// Fails with 415 for other encodings, with 413 for a body of more than `longest` bytes, and with
/// 400 for bytes that are not in either format.
pub(crate) fn decompress(
    headers: &HeaderMap,
    body: Bytes,
    longest: usize,
) -> Result<Bytes, ApiError> {
    let encoding = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    match encoding.unwrap_or_default().trim().to_lowercase().as_str() {
        "" | "none" => Ok(body),
        _ if body.is_empty() => Ok(body),
        "gzip" | "deflate" if body.starts_with(&GZIP) => {
            read_up_to(GzDecoder::new(&*body), longest)
        }
        "gzip" | "deflate" => read_up_to(ZlibDecoder::new(&*body), longest),
        _ => {
            let why = "Unsupported Media Type: unsupported content-encoding";
            Err(ApiError::new(415, why))
        }
    }
}

fn read_up_to(decoder: impl Read, longest: usize) -> Result<Bytes, ApiError> {
    let mut whole = Vec::new();
    let limit = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(limit).read_to_end(&mut whole).map_err(|error| {
        let is_short = error.kind() == std::io::ErrorKind::UnexpectedEof;
        // The numbers of zlib's errors.
        ApiError::bad_request(if is_short { "zlib error -5" } else { "zlib error -3" })
    })?;
    if whole.len() > longest {
        return Err(ApiError::too_large());
    }
    Ok(whole.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    const TEXT: &[u8] = b"text text text";

    fn decompressed(encoding: &str, body: &[u8]) -> Result<Bytes, (u16, String)> {
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, encoding.parse().unwrap())]);
        let read = decompress(&headers, Bytes::copy_from_slice(body), TEXT.len());
        read.map_err(|error| (error.code, error.description))
    }

    /// Source: `HttpReader::do_read_next` and `Gzip::init_decode`.
    #[test]
    fn gzip_and_zlib_are_read_under_both_names() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(TEXT).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(TEXT).unwrap();
        for body in [gzip.finish().unwrap(), zlib.finish().unwrap()] {
            for encoding in ["gzip", "deflate", " GZip "] {
                assert_eq!(decompressed(encoding, &body).as_deref(), Ok(TEXT), "{encoding}");
            }
        }
        for encoding in ["none", "None", ""] {
            assert_eq!(decompressed(encoding, TEXT).as_deref(), Ok(TEXT), "{encoding}");
        }
        assert_eq!(decompressed("br", b""), Ok(Bytes::new()));
    }

    /// Source: `Gzip::run`.
    #[test]
    fn other_bytes_and_encodings_are_refused() {
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(TEXT).unwrap();
        let mut long = GzEncoder::new(Vec::new(), Compression::fast());
        long.write_all(&[0; TEXT.len() + 1]).unwrap();
        let long = long.finish().unwrap();
        let bad = |description: &str| (400, format!("Bad Request: {description}"));
        let unsupported = "Unsupported Media Type: unsupported content-encoding".to_owned();
        let table = [
            ("gzip", TEXT, bad("zlib error -3")),
            ("deflate", &raw.finish().unwrap(), bad("zlib error -3")),
            ("gzip", &long[..long.len() - 12], bad("zlib error -5")),
            ("gzip", &long, (413, "Request Entity Too Large".to_owned())),
            ("br", TEXT, (415, unsupported)),
        ];
        for (encoding, body, error) in table {
            assert_eq!(decompressed(encoding, body), Err(error), "{encoding} {body:?}");
        }
    }
}
