//! Calls about stickers and their sets.

use teloxide::{
    prelude::Requester as _,
    types::{FileId, InputFile, InputSticker, StickerFormat},
};

use super::{get, read};
use crate::{Answers, stage::Stage};

/// The head of a WebP image of 512 by 512 pixels.
const WEBP: &[u8] = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x01\0\xff\x01\0";

fn sticker() -> InputSticker {
    InputSticker {
        sticker: InputFile::memory(WEBP).file_name("a.webp"),
        format: StickerFormat::Static,
        emoji_list: vec!["😀".to_owned()],
        mask_position: None,
        keywords: Vec::new(),
    }
}

pub async fn stickers(stage: &Stage, answers: &mut Answers) {
    let (bot, owner) = (&stage.bot, stage.owner());
    let me = bot.get_me().await.expect("the bot is there");
    let name = format!("types_by_{}", me.username());
    let upload = InputFile::memory(WEBP).file_name("a.webp");
    read!(answers:
        bot.upload_sticker_file(owner, upload, StickerFormat::Static),
        bot.create_new_sticker_set(owner, name.clone(), "Types", [sticker()]),
        bot.add_sticker_to_set(owner, name.clone(), sticker()),
        bot.set_sticker_set_title(name.clone(), "Strict types"),
        bot.set_sticker_set_thumbnail(name.clone(), owner, StickerFormat::Static),
    );
    if let Some(set) = get!(answers: bot.get_sticker_set(name.clone())) {
        let ids: Vec<FileId> = set.stickers.into_iter().map(|of| of.file.id).collect();
        let [first, second] = &*ids else { panic!("two stickers were added: {ids:?}") };
        let (first, second) = (first.0.clone(), second.0.clone());
        // teloxide does not upload the file of `replaceStickerInSet`.
        read!(answers:
            bot.set_sticker_position_in_set(second.clone(), 0),
            bot.set_sticker_emoji_list(first.clone(), ["😎".to_owned()]),
            bot.set_sticker_keywords(first),
            bot.delete_sticker_from_set(second),
        );
    }
    read!(answers: bot.delete_sticker_set(name));
}
