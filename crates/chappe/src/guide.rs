#![doc = include_str!("../../../docs/middlewares.md")]
