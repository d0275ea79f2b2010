//! Open enumerations: they keep unknown values.

/// Defines open enumerations.
macro_rules! open_enums {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $value:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`.")]
                $variant,
            )+
            /// A value that this version does not define.
            Unknown(Str),
        }

        impl $name {
            /// Returns the value as Telegram writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    unknown => Self::Unknown(unknown.into()),
                }
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Empty for $name {
            fn empty() -> Self {
                Self::Unknown(Str::default())
            }
        }

        impl Read for $name {
            fn read(reader: &mut Reader<'_>) -> Result<Self> {
                reader.string().map(|value| Self::from(&*value))
            }
        }

        impl Print for $name {
            #[inline]
            fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
                printer.value(name, Value::Text(self.as_str()));
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                String::deserialize(deserializer).map(|value| Self::from(&*value))
            }
        }
    )+};
}
pub(crate) use open_enums;
