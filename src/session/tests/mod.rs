//! The machine against a world of values: a storage, a provider, a clock.

mod callback;
mod picker;
mod properties;
mod sign_in;
mod sign_out;
mod world;
