//! Run with `WEBHOOK_SECRET=s3cr3t cargo run -p webhook_axum`.

use chappe::prelude::BoxError;
use tokio::net::TcpListener;
use webhook_axum::app;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let secret = std::env::var("WEBHOOK_SECRET")?;
    let (app, dispatcher) = app(&secret);
    dispatcher.startup().await?;
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, app).with_graceful_shutdown(chappe::webhook::shutdown_signal()).await?;
    dispatcher.shutdown().await
}
