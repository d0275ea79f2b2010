use serde_json::{Value, json};

use super::*;
use crate::{FileId, InputMediaDocument, InputMediaPhoto, MessageEntity, MessageEntityType};

fn id(id: &str) -> FileId {
    FileId::from(id)
}

fn photos(count: usize) -> MediaGroup {
    (0..count).fold(MediaGroup::new(), |group, _| group.photo(id("p")))
}

fn fault(group: MediaGroup) -> (Option<usize>, String) {
    let error = group.build().unwrap_err();
    (error.item(), error.to_string())
}

fn json_of(group: MediaGroup) -> Value {
    serde_json::to_value(group.send_to(7).unwrap()).unwrap()
}

#[test]
fn photos_videos_and_live_photos_go_together_with_the_caption_on_the_first() {
    let group = MediaGroup::new()
        .photo(id("p"))
        .video(id("v"))
        .live_photo(id("l"), id("s"))
        .caption("<b>c</b>")
        .parse_mode(crate::ParseMode::Html);
    assert_eq!(
        json_of(group),
        json!({"chat_id": 7, "media": [
            {"type": "photo", "media": "p", "caption": "<b>c</b>", "parse_mode": "HTML"},
            {"type": "video", "media": "v"},
            {"type": "live_photo", "media": "l", "photo": "s"},
        ]}),
    );
}

#[test]
fn the_caption_of_documents_and_audios_is_on_the_last() {
    let bold = MessageEntity::new(MessageEntityType::Bold, 0, 1);
    let documents = MediaGroup::new().document(id("a")).document(id("b"));
    let documents = documents.caption("c").caption_entities(vec![bold]);
    let audios = MediaGroup::new().audio(id("a")).audio(id("b")).caption("c");
    let entities = json!([{"type": "bold", "offset": 0, "length": 1}]);
    assert_eq!(
        [json_of(documents), json_of(audios)],
        [
            json!({"chat_id": 7, "media": [
                {"type": "document", "media": "a"},
                {"type": "document", "media": "b", "caption": "c", "caption_entities": entities},
            ]}),
            json!({"chat_id": 7, "media": [
                {"type": "audio", "media": "a"},
                {"type": "audio", "media": "b", "caption": "c"},
            ]}),
        ],
    );
}

#[test]
fn two_to_ten_items_are_accepted() {
    let built = |count| photos(count).build().map(|media| media.len());
    assert_eq!([built(2), built(10)], [Ok(2), Ok(10)]);
    assert!(MediaGroup::new().is_empty());
    assert_eq!(photos(3).len(), 3);
    assert_eq!(
        [fault(photos(0)), fault(photos(1)), fault(photos(11))],
        [
            (None, "an album has 2–10 items, and this one has 0: send one by itself".into()),
            (None, "an album has 2–10 items, and this one has 1: send one by itself".into()),
            (Some(10), "an album has 2–10 items, and this one has 11: send several albums".into()),
        ],
    );
}

#[test]
fn the_first_item_of_another_kind_is_named() {
    let group = photos(2).audio(id("a")).document(id("d"));
    assert_eq!(
        fault(group),
        (
            Some(2),
            "item 3 of the album is of the kind audio, and the first of the kind photo: photos, videos and live \
             photos go together, documents and audios only with their own kind"
                .into()
        ),
    );
    assert_eq!(fault(MediaGroup::new().audio(id("a")).document(id("d"))).0, Some(1));
}

#[test]
fn captions_are_counted_in_utf_16_and_their_entities_checked() {
    let longest = "🌈".repeat(512);
    assert!(photos(2).caption(&*longest).build().is_ok());
    let long = InputMediaPhoto::new(id("p")).caption(longest + "x");
    assert_eq!(
        fault(photos(1).media(long)),
        (
            Some(1),
            "the caption of item 2 of the album has 1025 UTF-16 code units, over 1024".into()
        ),
    );
    let marked_up = photos(2).caption("x".repeat(2_000)).parse_mode(crate::ParseMode::Html);
    assert!(marked_up.build().is_ok(), "the length without the markup is not known");
    for (offset, length) in [(0, 3), (2, 1), (-1, 2), (0, 0), (i64::MAX, 1)] {
        let entity = MessageEntity::new(MessageEntityType::Bold, offset, length);
        let item = InputMediaDocument::new(id("d")).caption("🌈").caption_entities(vec![entity]);
        assert_eq!(
            fault(MediaGroup::new().media(item).document(id("d"))),
            (
                Some(0),
                "entity 1 of the caption of item 1 of the album is not inside of the caption"
                    .into()
            ),
        );
    }
}

#[test]
fn a_caption_does_not_replace_another() {
    let item = InputMediaPhoto::new(id("p")).caption("own");
    let group = MediaGroup::new().media(item).photo(id("p"));
    assert!(group.clone().build().is_ok());
    assert_eq!(
        fault(group.caption("of the album")),
        (
            Some(0),
            "item 1 of the album has a caption, and the album has one for the same item: set one \
             of them"
                .into()
        ),
    );
}
