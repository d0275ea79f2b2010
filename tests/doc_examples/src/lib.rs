//! Runs the examples in the documentation of all crates below the facade.
//!
//! Examples are written for users: they name `chappe`, which the crates that they document
//! cannot depend on. The build script collects them; here they are compiled and run as parts
//! of a crate that depends on `chappe`. The facade's own examples run where they are.
//!
//! The name of a failed example ends with the path of its source file and the line there.

#[cfg(test)]
mod collect;
#[cfg(doctest)]
mod modules;
