//! A module for each source file that has examples.

include!(concat!(env!("OUT_DIR"), "/modules.rs"));
