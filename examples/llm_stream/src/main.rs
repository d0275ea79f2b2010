//! Run with `cargo run -p llm_stream`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(llm_stream::app()).await
}
