//! Checks the rules of the repository. Each test is one rule; it reports each violation with
//! its position and its remedy.
//!
//! Rules that the compiler or clippy can check are lints in the workspace's manifest.

// The repository.
#[cfg(test)]
mod fences;
#[cfg(test)]
mod items;
#[cfg(test)]
mod repository;
#[cfg(test)]
mod source;
#[cfg(test)]
mod violation;
#[cfg(test)]
mod workspace;

// The rules.
#[cfg(test)]
mod crates;
#[cfg(test)]
mod dependencies;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod features;
#[cfg(test)]
mod idioms;
#[cfg(test)]
mod manifests;
#[cfg(test)]
mod module_cycles;
#[cfg(test)]
mod module_tree;
#[cfg(test)]
mod old_names;
#[cfg(test)]
mod roots;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod words;
