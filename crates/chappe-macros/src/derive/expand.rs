//! The entry of each derive.

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Expands a derive, or writes its mistakes as compile errors.
pub(crate) fn expand(
    item: proc_macro::TokenStream,
    expand: fn(&DeriveInput) -> syn::Result<TokenStream>,
) -> proc_macro::TokenStream {
    syn::parse::<DeriveInput>(item)
        .and_then(|input| expand(&input))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
