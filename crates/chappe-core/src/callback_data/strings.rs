//! Strings and ids that are texts as fields of callback data.

use std::{borrow::Cow, rc::Rc, sync::Arc};

use chappe_types::{
    BusinessConnectionId, CallbackQueryId, CustomEmojiId, FileId, FileUniqueId, InlineMessageId,
    InlineQueryId, MediaGroupId, PollId, PreCheckoutQueryId, ShippingQueryId, Str,
};

use crate::callback_data::{DataField, DataReader, DataWriter};

macro_rules! strings {
    ($($type:ty => |$self:ident| $text:expr,)+) => {$(
        impl DataField for $type {
            const MAX_LEN: Option<usize> = None;

            fn encode(&self, writer: &mut DataWriter) {
                let $self = self;
                encode($text, writer);
            }

            fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
                decode(reader).map(Self::from)
            }
        }
    )+};
}

strings! {
    String => |text| text,
    Str => |text| text,
    Box<str> => |text| text,
    Arc<str> => |text| text,
    Rc<str> => |text| text,
    BusinessConnectionId => |id| &id.0,
    CallbackQueryId => |id| &id.0,
    CustomEmojiId => |id| &id.0,
    FileId => |id| &id.0,
    FileUniqueId => |id| &id.0,
    InlineMessageId => |id| &id.0,
    InlineQueryId => |id| &id.0,
    MediaGroupId => |id| &id.0,
    PollId => |id| &id.0,
    PreCheckoutQueryId => |id| &id.0,
    ShippingQueryId => |id| &id.0,
}

impl DataField for Cow<'static, str> {
    const MAX_LEN: Option<usize> = None;

    fn encode(&self, writer: &mut DataWriter) {
        encode(self, writer);
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        decode(reader).map(|text| Cow::Owned(text.to_owned()))
    }
}

fn encode(text: &str, writer: &mut DataWriter) {
    writer.number(text.len() as u64);
    writer.push_str(text);
}

fn decode<'a>(reader: &mut DataReader<'a>) -> Option<&'a str> {
    let length = reader.number()?;
    reader.take(usize::try_from(length).ok()?)
}
