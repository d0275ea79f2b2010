//! The documents of the workloads.

/// The documents of W1, in order.
pub const W1: [&[u8]; 12] = [
    include_bytes!("../../data/w1/01_private_text.json"),
    include_bytes!("../../data/w1/02_group_entities.json"),
    include_bytes!("../../data/w1/03_reply.json"),
    include_bytes!("../../data/w1/04_photo_caption.json"),
    include_bytes!("../../data/w1/05_sticker.json"),
    include_bytes!("../../data/w1/06_callback_query.json"),
    include_bytes!("../../data/w1/07_inline_query.json"),
    include_bytes!("../../data/w1/08_chat_member.json"),
    include_bytes!("../../data/w1/09_message_reaction.json"),
    include_bytes!("../../data/w1/10_poll_answer.json"),
    include_bytes!("../../data/w1/11_edited_message.json"),
    include_bytes!("../../data/w1/12_channel_post.json"),
];

/// The body of W3.
pub const W3: &[u8] = include_bytes!("../../data/w2/w3.json");

/// The document of W2 for a target: `cmd37`, `nomatch` and so on.
///
/// # Panics
///
/// Panics if there is no such target.
#[must_use]
pub fn command(target: &str) -> &'static [u8] {
    match target {
        "cmd0" => include_bytes!("../../data/w2/cmd0.json"),
        "cmd5" => include_bytes!("../../data/w2/cmd5.json"),
        "cmd9" => include_bytes!("../../data/w2/cmd9.json"),
        "cmd37" => include_bytes!("../../data/w2/cmd37.json"),
        "cmd50" => include_bytes!("../../data/w2/cmd50.json"),
        "cmd99" => include_bytes!("../../data/w2/cmd99.json"),
        "cmd500" => include_bytes!("../../data/w2/cmd500.json"),
        "cmd999" => include_bytes!("../../data/w2/cmd999.json"),
        "nomatch" => include_bytes!("../../data/w2/nomatch.json"),
        other => panic!("there is no document for {other}"),
    }
}
