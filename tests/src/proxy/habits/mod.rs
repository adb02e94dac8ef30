//! Habits of real servers, one function per trap, and the profiles that put them together.
//!
//! Each was seen in a product that people run. A habit is a list of rules for [`Proxy::play`].
//!
//! [`Proxy::play`]: super::Proxy::play

mod callback;
mod cors;
mod id_token;
mod keys;
mod metadata;
mod paths;
mod profiles;
mod token;
mod userinfo;

pub use callback::*;
pub use cors::*;
pub use id_token::*;
pub use keys::*;
pub use metadata::*;
pub use paths::*;
pub use profiles::*;
pub use token::*;
pub use userinfo::*;
