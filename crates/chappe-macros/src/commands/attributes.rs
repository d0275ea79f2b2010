//! The attributes `#[commands(…)]` of the enum and its variants.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Ident, LitChar, LitStr, Token, bracketed, meta::ParseNestedMeta, parse::ParseStream,
    punctuated::Punctuated,
};

use crate::{
    commands::scope::Scope,
    derive::{CratePath, Errors},
};

/// The options of the enum.
pub(crate) struct EnumOptions {
    pub(crate) krate: CratePath,
    pub(crate) prefix: char,
    /// Whether words are joined by `_`.
    pub(crate) is_snake_case: bool,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) is_quoted: bool,
}

/// The options of a variant.
#[derive(Default)]
pub(crate) struct VariantOptions {
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) description: Option<LitStr>,
    /// By language code.
    pub(crate) translations: Vec<(Ident, LitStr)>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) is_hidden: bool,
    pub(crate) is_quoted: bool,
}

impl EnumOptions {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self {
            krate: CratePath::new(),
            prefix: '/',
            is_snake_case: true,
            scopes: Vec::new(),
            is_quoted: false,
        };
        for attribute in attributes {
            if attribute.path().is_ident("chappe") {
                errors.take(attribute.parse_nested_meta(|item| match options.krate.read(&item)? {
                    true => Ok(()),
                    false => Err(item.error("the option is `crate = path`")),
                }));
            } else if attribute.path().is_ident("commands") {
                errors.take(attribute.parse_nested_meta(|item| options.item(&item)));
            }
        }
        options
    }

    fn item(&mut self, item: &ParseNestedMeta<'_>) -> syn::Result<()> {
        if item.path.is_ident("prefix") {
            let prefix: LitChar = item.value()?.parse()?;
            if prefix.value().is_whitespace() || prefix.value().is_alphanumeric() {
                return Err(syn::Error::new_spanned(
                    prefix,
                    "a prefix is a character such as '/' or '!', neither a letter nor a space",
                ));
            }
            self.prefix = prefix.value();
        } else if item.path.is_ident("rename_all") {
            let style: LitStr = item.value()?.parse()?;
            self.is_snake_case = match &*style.value() {
                "snake_case" => true,
                "lowercase" => false,
                _ => {
                    return Err(syn::Error::new_spanned(
                        style,
                        "`rename_all` is \"snake_case\" (the default) or \"lowercase\"",
                    ));
                }
            };
        } else if item.path.is_ident("scope") {
            scopes(item, &mut self.scopes)?;
        } else if item.path.is_ident("quoted") {
            self.is_quoted = true;
        } else {
            return Err(unknown(item, "the enum has", "`prefix`, `rename_all`, `scope`, `quoted`"));
        }
        Ok(())
    }
}

impl VariantOptions {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        for attribute in attributes.iter().filter(|it| it.path().is_ident("commands")) {
            errors.take(attribute.parse_nested_meta(|item| options.item(&item)));
        }
        options
    }

    fn item(&mut self, item: &ParseNestedMeta<'_>) -> syn::Result<()> {
        if item.path.is_ident("rename") {
            self.rename = Some(item.value()?.parse()?);
        } else if item.path.is_ident("alias") {
            self.aliases.push(item.value()?.parse()?);
        } else if item.path.is_ident("aliases") {
            let list = item.value()?;
            let content;
            bracketed!(content in list);
            self.aliases.extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?);
        } else if item.path.is_ident("description") {
            self.descriptions(item)?;
        } else if item.path.is_ident("scope") {
            scopes(item, &mut self.scopes)?;
        } else if item.path.is_ident("hidden") {
            self.is_hidden = true;
        } else if item.path.is_ident("quoted") {
            self.is_quoted = true;
        } else {
            return Err(unknown(
                item,
                "a variant has",
                "`rename`, `alias`, `aliases`, `description`, `scope`, `hidden`, `quoted`",
            ));
        }
        Ok(())
    }

    /// Reads `description = "…"` or `description(de = "…", fr = "…")`.
    fn descriptions(&mut self, item: &ParseNestedMeta<'_>) -> syn::Result<()> {
        if !item.input.peek(syn::token::Paren) {
            self.description = Some(item.value()?.parse()?);
            return Ok(());
        }
        item.parse_nested_meta(|translation| {
            let language = translation.path.require_ident()?.clone();
            let code = language.to_string();
            if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(syn::Error::new_spanned(
                    &language,
                    format!(
                        "`{code}` is not a language of a menu: use a two-letter code of ISO 639-1, such as `de`"
                    ),
                ));
            }
            if self.translations.iter().any(|(other, _)| *other == language) {
                return Err(syn::Error::new_spanned(
                    &language,
                    format!("the command has two descriptions in the language `{code}`"),
                ));
            }
            self.translations.push((language, translation.value()?.parse()?));
            Ok(())
        })
    }
}

/// Reads `scope = default` or `scope = [default, chat(function)]`.
fn scopes(item: &ParseNestedMeta<'_>, scopes: &mut Vec<Scope>) -> syn::Result<()> {
    let value: ParseStream<'_> = item.value()?;
    if !value.peek(syn::token::Bracket) {
        scopes.push(Scope::parse(value)?);
        return Ok(());
    }
    let content;
    bracketed!(content in value);
    scopes.extend(Punctuated::<Scope, Token![,]>::parse_terminated_with(&content, Scope::parse)?);
    Ok(())
}

/// The mistake of an option that does not exist.
fn unknown(item: &ParseNestedMeta<'_>, what: &str, options: &str) -> syn::Error {
    let name: TokenStream = item.path.to_token_stream();
    item.error(format!("there is no option `{name}`: {what} {options}"))
}
