//! The page `docs/benchmarks.md`, which is completely generated.

mod calls;
mod caveats;
mod compare;
mod compile;
mod compose;
mod decode;
mod dispatch;
mod number;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod page;
mod plot;
mod scale;
mod sizes;
mod table;
mod targets;
mod text;
mod webhook;

pub use self::compose::write;
use self::page::Page;
