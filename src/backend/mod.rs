//! Backends that keep their own accounts: what they are asked, and what their answers mean.
//!
//! Bytes, texts and a clock value come in, values go out, as in [`crate::protocol`].

pub mod better_auth;
pub mod pocketbase;
