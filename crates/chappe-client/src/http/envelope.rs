//! What a server answers with: a result, or a refusal.

use std::time::Duration;

use bytes::Bytes;
use chappe_types::ChatId;
use http::{HeaderMap, StatusCode, header::RETRY_AFTER};

use crate::{
    api_response::ApiResponse,
    error::{Kind, Refusal},
    params::{members, text},
};

/// Reads an answer, whatever its status.
pub(crate) fn open(
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<ApiResponse, Kind> {
    let [ok, result, code, description, parameters] = members(body, ENVELOPE);
    match (ok, result) {
        (Some("true"), Some(result)) => Ok(ApiResponse::new(body.slice_ref(result.as_bytes()))),
        (Some("false"), _) => {
            let parameters = parameters.map_or(&b"{}"[..], str::as_bytes);
            let [seconds, migrated] = members(parameters, PARAMETERS)
                .map(|json| json.and_then(|json| json.parse::<i64>().ok()));
            let code = code.and_then(|code| code.parse().ok());
            let description = description.and_then(text);
            let seconds = seconds.and_then(|seconds| seconds.try_into().ok());
            let code = code.unwrap_or(status.as_u16());
            let in_header = || if code == 429 { retry_after(headers) } else { None };
            Err(Kind::Refused(Refusal {
                code,
                description: description.unwrap_or_default().into(),
                retry_after: seconds.map(Duration::from_secs).or_else(in_header),
                migrated_to: migrated.map(ChatId),
                is_foreign: false,
            }))
        }
        _ => Err(garbage(status, headers)),
    }
}

const ENVELOPE: [&str; 5] = ["ok", "result", "error_code", "description", "parameters"];
const PARAMETERS: [&str; 2] = ["retry_after", "migrate_to_chat_id"];

/// What no Bot API server says: a proxy or a gateway on the way, or half an
/// answer. Its text is nobody's business.
fn garbage(status: StatusCode, headers: &HeaderMap) -> Kind {
    if status.is_success() {
        return Kind::Ambiguous("the answer makes no sense");
    }
    Kind::Refused(Refusal {
        code: status.as_u16(),
        description: status.canonical_reason().unwrap_or_default().into(),
        retry_after: retry_after(headers),
        migrated_to: None,
        is_foreign: true,
    })
}

/// Whole seconds; dates are not told by Telegram.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(status: u16, body: &'static str) -> Result<Vec<u8>, Kind> {
        let status = StatusCode::from_u16(status).unwrap();
        open(status, &HeaderMap::new(), &Bytes::from_static(body.as_bytes()))
            .map(|answer| answer.result().to_vec())
    }

    #[test]
    fn a_result_stays_as_it_was_written() {
        let body = r#" {"result" : {"a": [1,  2]}, "new": 1, "ok":true} "#;
        assert_eq!(opened(200, body), Ok(br#"{"a": [1,  2]}"#.to_vec()));
    }

    #[test]
    fn a_refusal_tells_what_to_do() {
        let body = r#"{"ok":false,"error_code":429,"description":"Too Many \"Requests\"","parameters":{"retry_after":7,"migrate_to_chat_id":-1007,"new":{}}}"#;
        let refusal = Refusal {
            code: 429,
            description: "Too Many \"Requests\"".into(),
            retry_after: Some(Duration::from_secs(7)),
            migrated_to: Some(ChatId(-1007)),
            is_foreign: false,
        };
        assert_eq!(opened(429, body), Err(Kind::Refused(refusal)));
    }

    #[test]
    fn the_header_tells_when_the_body_does_not() {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, "9".parse().unwrap())]);
        let bodies = [r#"{"ok":false,"error_code":429,"description":""}"#, "<html>"];
        for body in bodies {
            let body = Bytes::from_static(body.as_bytes());
            let Err(Kind::Refused(refusal)) = open(StatusCode::TOO_MANY_REQUESTS, &headers, &body)
            else {
                panic!("refused");
            };
            assert_eq!((refusal.code, refusal.retry_after), (429, Some(Duration::from_secs(9))));
        }
    }
}
