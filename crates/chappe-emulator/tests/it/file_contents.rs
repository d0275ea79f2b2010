//! What the content of a file tells, and the path by which it is downloaded.

use bytes::Bytes;
use chappe_types::{SendVoice, Upload};
use http::Request;
use http_body_util::{BodyExt as _, Full};
use tower::ServiceExt as _;

use crate::support::{Stage, TOKEN};

/// A head of an Opus file, and a last page at the sample of a duration.
fn opus(seconds: u64) -> Vec<u8> {
    let first = [&b"OggS"[..], &[0; 24], b"OpusHead"].concat();
    [&first[..], b"OggS\0\x04", &(seconds * 48_000).to_le_bytes(), &[0; 14]].concat()
}

#[tokio::test]
async fn a_duration_that_a_bot_does_not_give_is_the_content_s() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let voice = |seconds| SendVoice::new(stage.alice, Upload::bytes("a.ogg", opus(seconds)));
    let sent = stage.bot().send(voice(3)).await.unwrap();
    assert_eq!(sent.voice.unwrap().duration, 3);
    let sent = stage.bot().send(voice(3).duration(9)).await.unwrap();
    assert_eq!(sent.voice.unwrap().duration, 9);
}

#[tokio::test]
async fn repeated_slashes_in_front_of_a_file_s_path_are_one() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let voice = SendVoice::new(stage.alice, Upload::bytes("a.ogg", opus(1)));
    let sent = stage.bot().send(voice).await.unwrap();
    let id = sent.voice.unwrap().file_id.clone();
    let file = stage.call("getFile", serde_json::json!({"file_id": id})).await.unwrap();
    let path = file["file_path"].as_str().unwrap();
    for slashes in ["/", "//", "///"] {
        let uri = format!("http://emulator.test/file/bot{TOKEN}{slashes}{path}");
        let request = Request::get(uri).body(Full::new(Bytes::new())).unwrap();
        let response = stage.emulator.clone().oneshot(request).await.unwrap();
        let content = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(content, opus(1), "{slashes}");
    }
}
