//! The attributes `#[callback_data(…)]` and `#[chappe(…)]` of a type and its variants.

use syn::{Attribute, Ident, LitInt, LitStr, Path, ext::IdentExt as _, meta::ParseNestedMeta};

use crate::{
    callback_data::snake_case::snake_case,
    derive::{CratePath, Errors},
};

/// The name of the attribute.
const NAME: &str = "callback_data";

/// The options of a type.
const OPTIONS: &[&str] = &["prefix", "version", "migrate", "may_exceed"];

/// The greatest length of a prefix in bytes.
const LONGEST_PREFIX: usize = 32;

/// The greatest version: one digit of base 36.
const LAST_VERSION: u32 = 35;

/// The attributes of a type.
pub(super) struct Options {
    pub(super) krate: CratePath,
    /// The prefix, with the colon after it.
    pub(super) prefix: String,
    pub(super) version: u32,
    /// Functions that convert values of older versions.
    pub(super) migrations: Vec<(u32, Path)>,
    pub(super) may_exceed: bool,
}

impl Options {
    /// Reads the attributes of the type `name`.
    pub(super) fn read(name: &Ident, attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut krate = CratePath::new();
        let mut read = Read::default();
        for attribute in attributes {
            let step = if attribute.path().is_ident("chappe") {
                attribute.parse_nested_meta(|item| match krate.read(&item)? {
                    true => Ok(()),
                    false => Err(item.error("the only option here is `crate = path`")),
                })
            } else if attribute.path().is_ident(NAME) {
                attribute.parse_nested_meta(|item| read.option(&item))
            } else {
                continue;
            };
            errors.take(step);
        }
        read.finish(name, krate, errors)
    }
}

/// The options as they are written.
#[derive(Default)]
struct Read {
    prefix: Option<LitStr>,
    version: Option<LitInt>,
    previous: Option<Path>,
    migrations: Vec<(LitInt, Path)>,
    may_exceed: bool,
}

impl Read {
    fn option(&mut self, item: &ParseNestedMeta<'_>) -> syn::Result<()> {
        if item.path.is_ident("prefix") {
            set(&mut self.prefix, item.value()?.parse()?, item)
        } else if item.path.is_ident("version") {
            set(&mut self.version, item.value()?.parse()?, item)
        } else if item.path.is_ident("migrate") {
            if !item.input.peek(syn::token::Paren) {
                return set(&mut self.previous, Path::parse_mod_style(item.value()?)?, item);
            }
            let content;
            syn::parenthesized!(content in item.input);
            while !content.is_empty() {
                let version = content.parse()?;
                content.parse::<syn::Token![=]>()?;
                self.migrations.push((version, Path::parse_mod_style(&content)?));
                if !content.is_empty() {
                    content.parse::<syn::Token![,]>()?;
                }
            }
            Ok(())
        } else if item.path.is_ident("may_exceed") {
            self.may_exceed = true;
            Ok(())
        } else {
            let options = OPTIONS.join("`, `");
            Err(item.error(format!("unknown option: the options are `{options}`")))
        }
    }

    fn finish(self, name: &Ident, krate: CratePath, errors: &mut Errors) -> Options {
        let prefix = prefix_of(name, self.prefix.as_ref(), errors);
        let version = self.version.map_or(1, |written| version_of(&written, errors));
        let mut migrations: Vec<(u32, Path)> = Vec::new();
        if let Some(path) = self.previous {
            match version {
                1 => errors.add(
                    &path,
                    "there is no version before 1: increase the version, such as `#[callback_data(version = 2, migrate = f)]`",
                ),
                version => migrations.push((version - 1, path)),
            }
        }
        for (written, path) in self.migrations {
            let Some(old) = errors.take(written.base10_parse::<u32>()) else { continue };
            if !(1..version).contains(&old) {
                errors.add(
                    &written,
                    format!("only versions before the current one, {version}, can be converted"),
                );
            } else if migrations.iter().any(|(known, _)| *known == old) {
                errors.add(
                    &written,
                    format!("version {old} is converted twice: remove one function"),
                );
            } else {
                migrations.push((old, path));
            }
        }
        let prefix = format!("{prefix}:");
        Options { krate, prefix, version, migrations, may_exceed: self.may_exceed }
    }
}

/// The prefix, without a colon.
fn prefix_of(name: &Ident, written: Option<&LitStr>, errors: &mut Errors) -> String {
    if let Some(written) = written {
        if let Some(fault) = fault_of(&written.value()) {
            errors.add(written, format!("the prefix {fault}"));
        }
        return written.value();
    }
    let prefix = snake_case(&name.unraw().to_string());
    if let Some(fault) = fault_of(&prefix) {
        errors.add(
            name,
            format!(
                "the prefix of `{name}`, its name in `snake_case`, {fault}: add `#[callback_data(prefix = \"…\")]`"
            ),
        );
    }
    prefix
}

fn version_of(written: &LitInt, errors: &mut Errors) -> u32 {
    let version = errors.take(written.base10_parse::<u32>()).unwrap_or(1);
    if !(1..=LAST_VERSION).contains(&version) {
        errors.add(
            written,
            format!("the version must be 1–{LAST_VERSION}: the first one is 1, and a type with another prefix begins with 1 again"),
        );
    }
    version
}

fn set<T>(option: &mut Option<T>, value: T, item: &ParseNestedMeta<'_>) -> syn::Result<()> {
    match option.replace(value) {
        None => Ok(()),
        Some(_) => Err(item.error("the option is set twice: remove one of them")),
    }
}

/// Returns what is wrong with a prefix.
fn fault_of(prefix: &str) -> Option<String> {
    if prefix.is_empty() {
        return Some("is empty: it distinguishes the type from others".to_owned());
    }
    if prefix.len() > LONGEST_PREFIX {
        return Some(format!(
            "has {} bytes: it may have {LONGEST_PREFIX}, and data has 64 in all",
            prefix.len()
        ));
    }
    let foreign = prefix.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
    foreign.map(|c| format!("has the character {c:?}: use ASCII letters, digits, `_` and `-` (a colon follows it by itself)"))
}

/// Reads `#[callback_data(index = N)]` of a variant.
pub(super) fn index_of(attributes: &[Attribute], errors: &mut Errors) -> Option<u32> {
    let mut index = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(NAME)) {
        let step = attribute.parse_nested_meta(|item| {
            if item.path.is_ident("index") {
                let written: LitInt = item.value()?.parse()?;
                index = Some(written.base10_parse()?);
                Ok(())
            } else {
                Err(item.error("the only option of a variant is `index = number`"))
            }
        });
        errors.take(step);
    }
    index
}

/// Adds a mistake if a field has options.
pub(super) fn no_options_of_field(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(NAME)) {
        errors.add(
            attribute,
            "a field has no options, and each field is part of the data: remove the attribute",
        );
    }
}
