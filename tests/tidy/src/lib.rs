//! Holds the repository to its own rules: each test is one rule, named as what
//! it claims, and says of each fault where it stands and how to mend it.
//!
//! Rules that a compiler or clippy can check are not here but in the lints of
//! the workspace's manifest.

// What is looked at.
#[cfg(test)]
mod complaint;
#[cfg(test)]
mod fences;
#[cfg(test)]
mod items;
#[cfg(test)]
mod repository;
#[cfg(test)]
mod source;
#[cfg(test)]
mod workspace;

// The rules.
#[cfg(test)]
mod crates;
#[cfg(test)]
mod edges;
#[cfg(test)]
mod features;
#[cfg(test)]
mod manifests;
#[cfg(test)]
mod module_tree;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod roots;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod words;
