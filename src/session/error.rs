//! Why the page can't do what it is for: everything that the failed screen may name.

use crate::backend::{better_auth, pocketbase};
use crate::failure::{Blame, Retry};
use crate::later;
use crate::{config, protocol};

/// What ended an attempt, or keeps the page from starting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `config.json` did not arrive.
    #[error("the configuration could not be loaded")]
    ConfigUnreachable,
    /// The configuration, or one of its entries, is wrong; holds at least one error.
    #[error("the configuration is wrong")]
    Config(Vec<config::Error>),
    /// Plain http on another machine: browsers withhold WebCrypto, and anyone on the way could read along.
    #[error("this page is not served over https")]
    InsecureContext,
    /// No random numbers, or no WebCrypto.
    #[error("this browser has no WebCrypto")]
    CryptoUnavailable,
    /// IndexedDB is missing, denied or full, so the attempt can't be remembered.
    #[error("this browser does not let the page store anything")]
    StorageUnavailable,
    /// The browser says that it is offline.
    #[error("offline")]
    Offline,
    /// The response belongs to no attempt of this browser.
    #[error("authorization response: unknown `state`")]
    StateUnknown,
    /// The response was used before: reloaded, or opened in two tabs.
    #[error("authorization response: `state` was used before")]
    StateUsed,
    /// The response came too late, twice.
    #[error("authorization response: `state` has expired")]
    StateExpired,
    /// The response came to another address than it was asked to.
    #[error("authorization response: not at the `redirect_uri` of the request")]
    RedirectUriMismatch,
    /// The provider of the attempt is no longer in the configuration.
    #[error("the provider is not in the configuration any more")]
    ProviderUnknown,
    /// The provider has ended the session, or its tokens were lost on the way.
    #[error("the session has ended")]
    SessionEnded,
    /// An answer of PocketBase is refused, or it refuses.
    #[error(transparent)]
    PocketBase(#[from] pocketbase::Error),
    /// An answer of better-auth is refused, or it refuses.
    #[error(transparent)]
    BetterAuth(#[from] better_auth::Error),
    /// A backend that has the session in a cookie was told to end it, and has not.
    #[error("the backend has not ended the session")]
    SignOutFailed,
    /// The browser does not let the page open a window.
    #[error("the browser has opened no window")]
    PopupBlocked,
    /// No answer came from the window of a sign-in for as long as one counts.
    #[error("no answer came from the window")]
    PopupTimeout,
    /// The page is not of the origin of its backend, whose cookies it needs.
    #[error("this page is not of the origin of the backend")]
    ForeignBackend,
    /// A message of the protocol is refused.
    #[error(transparent)]
    Protocol(#[from] protocol::Error),
}

impl Error {
    /// Stable, documented name: the value of `data-portico-error`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ConfigUnreachable => "config_unreachable",
            Self::Config(errors) => errors.first().map_or("config_invalid", config::Error::code),
            Self::InsecureContext => "insecure_context",
            Self::CryptoUnavailable => "crypto_unavailable",
            Self::StorageUnavailable => "storage_unavailable",
            Self::Offline => "offline",
            Self::StateUnknown => "state_unknown",
            Self::StateUsed => "state_used",
            Self::StateExpired => "state_expired",
            Self::RedirectUriMismatch => "redirect_uri_mismatch",
            Self::ProviderUnknown => "provider_unknown",
            Self::SessionEnded => "session_ended",
            Self::ForeignBackend => "backend_of_another_origin",
            Self::PopupBlocked => "popup_blocked",
            Self::PopupTimeout => "popup_timeout",
            Self::SignOutFailed => "sign_out_failed",
            Self::PocketBase(error) => later::pocketbase(|| error.code()),
            Self::BetterAuth(error) => later::better_auth(|| error.code()),
            Self::Protocol(error) => error.code(),
        }
    }

    /// Whose side the cause is on: asked where it is shown.
    pub fn blame(&self) -> Blame {
        match self {
            Self::ConfigUnreachable | Self::Offline => Blame::Network,
            Self::Config(_)
            | Self::InsecureContext
            | Self::RedirectUriMismatch
            | Self::ProviderUnknown
            | Self::ForeignBackend => Blame::Setup,
            Self::CryptoUnavailable | Self::SignOutFailed => Blame::Us,
            Self::StorageUnavailable
            | Self::StateUnknown
            | Self::StateUsed
            | Self::StateExpired
            | Self::PopupBlocked
            | Self::PopupTimeout
            | Self::SessionEnded => Blame::User,
            Self::PocketBase(error) => later::failed(|| error.blame()),
            Self::BetterAuth(error) => later::failed(|| error.blame()),
            Self::Protocol(error) => error.blame(),
        }
    }

    /// Does trying again help?
    pub fn retry(&self) -> Retry {
        match self {
            Self::Config(_)
            | Self::InsecureContext
            | Self::CryptoUnavailable
            | Self::ProviderUnknown
            | Self::ForeignBackend => Retry::No,
            Self::ConfigUnreachable | Self::Offline | Self::SignOutFailed => Retry::Later,
            Self::StorageUnavailable
            | Self::StateUnknown
            | Self::StateUsed
            | Self::StateExpired
            | Self::RedirectUriMismatch
            | Self::PopupBlocked
            | Self::PopupTimeout
            | Self::SessionEnded => Retry::Now,
            Self::PocketBase(error) => later::pocketbase(|| error.retry()),
            Self::BetterAuth(error) => later::better_auth(|| error.retry()),
            Self::Protocol(error) => error.retry(),
        }
    }

    /// The particulars for an administrator. Never a secret.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::PocketBase(error) => later::failed(|| error.detail()),
            Self::BetterAuth(error) => later::failed(|| error.detail()),
            Self::Protocol(error) => error.detail(),
            _ => None,
        }
    }

    /// The registered OAuth error code, where a server sent one.
    pub fn oauth_code(&self) -> Option<&'static str> {
        match self {
            Self::PocketBase(error) => later::pocketbase(|| error.oauth_code()),
            Self::BetterAuth(error) => later::better_auth(|| error.oauth_code()),
            Self::Protocol(error) => error.oauth_code(),
            _ => None,
        }
    }
}
