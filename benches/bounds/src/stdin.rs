//! Waits for the end of the input, which stops a server.

use tokio::io::AsyncReadExt as _;

pub async fn ended() {
    let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
}
