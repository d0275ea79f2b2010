//! The scopes of menus.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Path, parenthesized, parse::ParseStream};

use crate::derive::CratePath;

/// The scopes without a chat.
const GLOBAL: [(&str, &str); 4] = [
    ("default", "Default"),
    ("all_private_chats", "AllPrivateChats"),
    ("all_group_chats", "AllGroupChats"),
    ("all_chat_administrators", "AllChatAdministrators"),
];

/// The scopes of the chats, or of the chats and users, that a function returns.
const OF_CHATS: [(&str, &str); 3] = [
    ("chat", "Chat"),
    ("chat_administrators", "ChatAdministrators"),
    ("chat_member", "ChatMember"),
];

/// A scope: a variant of `Scope`, and the function of its chats.
pub(crate) struct Scope {
    pub(crate) variant: &'static str,
    function: Option<Path>,
}

impl Scope {
    /// Reads `default` or `chat(path)`.
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        let find = |table: &[(&str, &'static str)]| {
            table.iter().find(|(scope, _)| name == scope).map(|(_, variant)| *variant)
        };
        if let Some(variant) = find(&GLOBAL) {
            if input.peek(syn::token::Paren) {
                return Err(syn::Error::new_spanned(
                    &name,
                    format!("the scope `{name}` names no chat: write `scope = {name}`"),
                ));
            }
            return Ok(Self { variant, function: None });
        }
        let Some(variant) = find(&OF_CHATS) else {
            return Err(syn::Error::new_spanned(
                &name,
                format!(
                    "`{name}` is not a scope: use `default`, `all_private_chats`, `all_group_chats`, `all_chat_administrators`, `chat(function)`, `chat_administrators(function)` or `chat_member(function)`"
                ),
            ));
        };
        if !input.peek(syn::token::Paren) {
            let returns = match variant {
                "ChatMember" => "a list of pairs of a chat's and a user's id",
                _ => "a list of ids of chats",
            };
            return Err(syn::Error::new_spanned(
                &name,
                format!(
                    "the scope `{name}` needs a function that returns {returns}: write `scope = {name}(function)`"
                ),
            ));
        }
        let content;
        parenthesized!(content in input);
        Ok(Self { variant, function: Some(Path::parse_mod_style(&content)?) })
    }

    /// Returns whether a command of this scope is in the menus of another kind of scope, at most.
    pub(crate) fn is_shown_in(&self, menu: &str) -> bool {
        match self.variant {
            "Default" => true,
            "AllPrivateChats" => matches!(menu, "AllPrivateChats" | "Chat"),
            "AllGroupChats" => !matches!(menu, "Default" | "AllPrivateChats"),
            "AllChatAdministrators" => {
                matches!(menu, "AllChatAdministrators" | "ChatAdministrators")
            }
            "Chat" => matches!(menu, "Chat" | "ChatAdministrators" | "ChatMember"),
            mine => mine == menu,
        }
    }

    /// Returns the value of `Scope`.
    pub(crate) fn tokens(&self, krate: &CratePath) -> TokenStream {
        let variant = Ident::new(self.variant, proc_macro2::Span::call_site());
        let of_chats = self.function.as_ref().map(|path| {
            let has_users = self.variant == "ChatMember";
            let list = if has_users { quote!(members_of) } else { quote!(chats_of) };
            let path = path.to_token_stream();
            quote!((|| #krate::commands::__private::#list(#path())))
        });
        quote!(#krate::commands::Scope::#variant #of_chats)
    }
}
