//! The fields of a struct or of a variant.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Fields, Ident, Index, Member, Type, ext::IdentExt as _};

use crate::{
    callback_data::options::no_options_of_field,
    derive::{CratePath, Errors},
};

/// The fields of a struct or of a variant.
pub(super) struct FieldList {
    fields: Vec<Field>,
}

struct Field {
    member: Member,
    /// A local variable that refers to it.
    local: Ident,
    ty: Type,
    /// The name in errors: `comment`, `0`, or `Reply.comment`.
    name: String,
}

impl FieldList {
    /// Reads fields, of the variant `variant` if there is one.
    pub(super) fn read(fields: &Fields, variant: Option<&Ident>, errors: &mut Errors) -> Self {
        let read = fields.iter().zip(0_u32..).map(|(field, at)| {
            let member = match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::Unnamed(Index { index: at, span: Span::call_site() }),
            };
            let own = field
                .ident
                .as_ref()
                .map_or_else(|| at.to_string(), |name| name.unraw().to_string());
            let name = match variant {
                Some(variant) => format!("{}.{own}", variant.unraw()),
                None => own,
            };
            no_options_of_field(&field.attrs, errors);
            if let Some(message) = fault_of(&name, &field.ty) {
                errors.add(&field.ty, message);
            }
            let local = Ident::new(&format!("field_{at}"), Span::mixed_site());
            Field { member, local, ty: field.ty.clone(), name }
        });
        Self { fields: read.collect() }
    }

    /// Expressions of the greatest lengths.
    pub(super) fn lengths(&self, krate: &CratePath) -> Vec<TokenStream> {
        let fields = self.fields.iter();
        fields
            .map(|Field { ty, .. }| quote!(<#ty as #krate::callback_data::DataField>::MAX_LEN))
            .collect()
    }

    /// A pattern that binds each field to its local variable.
    pub(super) fn pattern(&self) -> TokenStream {
        let fields = self.fields.iter();
        let fields = fields.map(|Field { member, local, .. }| quote!(#member: #local));
        quote!({ #(#fields),* })
    }

    /// Statements that append the local variables.
    pub(super) fn encode(&self, krate: &CratePath, writer: &Ident) -> TokenStream {
        let fields = self.fields.iter().map(|Field { local, ty, name, .. }| {
            quote! {
                let start = #krate::callback_data::__private::begin_field(#writer);
                <#ty as #krate::callback_data::DataField>::encode(#local, #writer);
                #krate::callback_data::__private::end_field(#writer, #name, start);
            }
        });
        quote!(#(#fields)*)
    }

    /// The fields of a struct expression that decodes them in order.
    pub(super) fn decode(&self, krate: &CratePath, reader: &Ident) -> TokenStream {
        let fields = self.fields.iter().map(|Field { member, ty, .. }| {
            quote!(#member: <#ty as #krate::callback_data::DataField>::decode(#reader)?)
        });
        quote!({ #(#fields),* })
    }
}

/// Returns the message for a type that is no field of callback data, whatever is in scope.
fn fault_of(name: &str, ty: &Type) -> Option<String> {
    let written = ty.to_token_stream().to_string().replace(' ', "");
    match ty {
        Type::Reference(_) => Some(format!(
            "the field `{name}` is a reference: callback data owns its values, so use `String` instead of `&str`"
        )),
        Type::Ptr(_) => Some(format!(
            "the field `{name}` is a pointer, which has no meaning in a button: store an id"
        )),
        Type::Path(path) if path.path.is_ident("f32") || path.path.is_ident("f64") => {
            Some(format!(
                "the field `{name}` is an `{written}`, whose text has no greatest length: store a whole number, such as cents in an `i64`"
            ))
        }
        _ => None,
    }
}
