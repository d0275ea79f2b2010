//! Decodes responses: a result, or a refusal.

use std::time::Duration;

use bytes::Bytes;
use chappe_types::ChatId;
use http::{HeaderMap, StatusCode, header::RETRY_AFTER};

use crate::{
    api_response::ApiResponse,
    error::{Kind, Refusal},
    params::{members, text},
};

/// Decodes a response, whatever its status.
pub(crate) fn decode_response(
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
                is_from_gateway: false,
            }))
        }
        _ => Err(not_an_envelope(status, headers)),
    }
}

const ENVELOPE: [&str; 5] = ["ok", "result", "error_code", "description", "parameters"];
const PARAMETERS: [&str; 2] = ["retry_after", "migrate_to_chat_id"];

/// Returns the error of a response that is not a Bot API envelope: it comes from a proxy or
/// gateway, or is truncated. Its body is not kept, because it may contain anything.
fn not_an_envelope(status: StatusCode, headers: &HeaderMap) -> Kind {
    if status.is_success() {
        return Kind::Ambiguous("the response does not come from a Bot API server");
    }
    Kind::Refused(Refusal {
        code: status.as_u16(),
        description: status.canonical_reason().unwrap_or_default().into(),
        retry_after: retry_after(headers),
        migrated_to: None,
        is_from_gateway: true,
    })
}

/// Returns the `Retry-After` header in whole seconds; dates are ignored, because Telegram
/// sends none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(status: u16, body: &'static str) -> Result<Vec<u8>, Kind> {
        let status = StatusCode::from_u16(status).unwrap();
        decode_response(status, &HeaderMap::new(), &Bytes::from_static(body.as_bytes()))
            .map(|response| response.result().to_vec())
    }

    #[test]
    fn a_result_is_kept_as_it_was_written() {
        let body = r#" {"result" : {"a": [1,  2]}, "new": 1, "ok":true} "#;
        assert_eq!(decoded(200, body), Ok(br#"{"a": [1,  2]}"#.to_vec()));
    }

    #[test]
    fn a_refusal_carries_the_code_the_description_and_the_parameters() {
        let body = r#"{"ok":false,"error_code":429,"description":"Too Many \"Requests\"","parameters":{"retry_after":7,"migrate_to_chat_id":-1007,"new":{}}}"#;
        let refusal = Refusal {
            code: 429,
            description: "Too Many \"Requests\"".into(),
            retry_after: Some(Duration::from_secs(7)),
            migrated_to: Some(ChatId(-1007)),
            is_from_gateway: false,
        };
        assert_eq!(decoded(429, body), Err(Kind::Refused(refusal)));
    }

    #[test]
    fn the_retry_after_header_is_read_if_the_body_has_none() {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, "9".parse().unwrap())]);
        let bodies = [r#"{"ok":false,"error_code":429,"description":""}"#, "<html>"];
        for body in bodies {
            let body = Bytes::from_static(body.as_bytes());
            let Err(Kind::Refused(refusal)) =
                decode_response(StatusCode::TOO_MANY_REQUESTS, &headers, &body)
            else {
                panic!("refused");
            };
            assert_eq!((refusal.code, refusal.retry_after), (429, Some(Duration::from_secs(9))));
        }
    }
}
