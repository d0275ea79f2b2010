//! The web app, without a server.
#![expect(clippy::unwrap_used, reason = "a test may")]

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use webhook_axum::app;

async fn answer(request: Request<Body>) -> (StatusCode, String) {
    let (app, _) = app("s3cr3t");
    let answer = app.oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn update(secret: &str) -> Request<Body> {
    let body = chappe_types::fixtures::message("hi").to_json();
    Request::post("/telegram")
        .header("X-Telegram-Bot-Api-Secret-Token", secret)
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn the_webhook_answers_beside_other_routes() {
    let reply = r#"{"method":"sendMessage","chat_id":7,"text":"hi"}"#;
    assert_eq!(answer(update("s3cr3t")).await, (StatusCode::OK, reply.to_owned()));
    assert_eq!(answer(update("guess")).await, (StatusCode::UNAUTHORIZED, String::new()));
    let health = Request::get("/health").body(Body::empty()).unwrap();
    assert_eq!(answer(health).await, (StatusCode::OK, "ok".to_owned()));
}
