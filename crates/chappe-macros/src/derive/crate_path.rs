//! The path of the facade in generated code.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{LitStr, Path, meta::ParseNestedMeta};

/// The path of the crate `chappe`: `::chappe`, or that of `#[chappe(crate = path)]`.
///
/// Generated code names everything by this path and by `::core`, so that a user's items, such as a
/// type named `Result`, are not used by mistake.
pub(crate) struct CratePath {
    path: Option<Path>,
}

impl CratePath {
    /// Returns the path `::chappe`.
    pub(crate) fn new() -> Self {
        Self { path: None }
    }

    /// Reads `crate = path` or `crate = "path"` of an attribute. Returns `false` if the item has
    /// another name, and consumes nothing then.
    ///
    /// # Errors
    ///
    /// Fails if the value is not a path.
    pub(crate) fn read(&mut self, item: &ParseNestedMeta<'_>) -> syn::Result<bool> {
        if !item.path.is_ident("crate") {
            return Ok(false);
        }
        let value = item.value()?;
        self.path = Some(match value.peek(LitStr) {
            true => value.parse::<LitStr>()?.parse()?,
            false => Path::parse_mod_style(value)?,
        });
        Ok(true)
    }
}

impl ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.path {
            Some(path) => path.to_tokens(tokens),
            None => quote!(::chappe).to_tokens(tokens),
        }
    }
}
