//! Why an answer of better-auth is refused, or what it refuses. A variant is a failed check.

use crate::failure::{Blame, Retry};
use crate::protocol;
use crate::protocol::http::FetchError;
use crate::url::decimal;

/// A failed check, here or at better-auth. Fields never hold a token, an address, or a text of the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // The way there, and the shape of the answer
    /// No answer. From another origin this is also how a backend without CORS looks.
    #[error("better-auth: no answer ({0:?})")]
    Unreachable(FetchError),
    /// Another status than was to be expected, with a code that is not known.
    #[error("better-auth: HTTP status {0}")]
    Http(u16),
    /// Larger than the limit of its kind.
    #[error("better-auth: the answer is too large")]
    TooLarge,
    /// Not the JSON that it should be, or the member is missing or of another type.
    #[error("better-auth: `{0}` is missing or wrong")]
    Malformed(&'static str),
    /// An array with more elements than better-auth can mean.
    #[error("better-auth: `{0}` has too many elements")]
    TooMany(&'static str),
    /// The base URL makes no address.
    #[error("better-auth: the base URL can't be used")]
    Address,
    /// 429.
    #[error("better-auth: too many requests, wait {seconds} s")]
    RateLimited {
        /// How long to wait.
        seconds: u32,
    },
    /// better-auth is of a version that wants another request.
    #[error("better-auth: the request is of another version")]
    RequestInvalid,

    // What the backend trusts
    /// The origin of this page is not among `trustedOrigins`.
    #[error("better-auth: the origin of this page is not among `trustedOrigins`")]
    Origin,
    /// The address to come back to is of an origin that is not among `trustedOrigins`.
    #[error("better-auth: the address to come back to is not trusted")]
    CallbackUrl,
    /// The origin of the provider is not among `trustedOrigins`, and `sso()` wants it to be.
    #[error("better-auth: the origin of the provider is not among `trustedOrigins`")]
    DiscoveryUntrusted,

    // Providers
    /// There is no such provider, or it is not of this kind.
    #[error("better-auth: no such provider")]
    ProviderUnknown,
    /// The provider's metadata were not to be had, or not to be believed.
    #[error("better-auth: no metadata of the provider")]
    DiscoveryFailed,
    /// The address to go to is no https URL (or http to this machine), or has a fragment.
    #[error("better-auth: the authorization URL of the provider can't be used")]
    AuthorizationUrl,
    /// Something between better-auth and the provider.
    #[error("better-auth: the exchange with the provider failed")]
    ProviderFailed,
    /// The provider gave better-auth no token for the code.
    #[error("better-auth: the provider did not take the code")]
    CodeRefused,
    /// The provider's userinfo or ID token was not to be had, or not to be believed.
    #[error("better-auth: the provider did not say who this is")]
    UserRefused,
    /// The way back belongs to no sign-in that better-auth knows: too late, used before, or without its cookie.
    #[error("better-auth: the response belongs to no sign-in")]
    StateLost,
    /// The provider takes no ID tokens of pages.
    #[error("better-auth: the provider takes no ID token")]
    IdTokenUnsupported,
    /// The ID token is of another audience or nonce, or too old.
    #[error("better-auth: the ID token is not taken")]
    IdTokenRefused,
    /// The authorization response is refused.
    #[error(transparent)]
    Protocol(#[from] protocol::Error),

    // Accounts
    /// The provider told no e-mail address, and better-auth wants one.
    #[error("better-auth: the provider told no e-mail address")]
    EmailMissing,
    /// The e-mail address is not verified, and the backend wants it to be.
    #[error("better-auth: the e-mail address is not verified")]
    EmailUnverified,
    /// There is an account with this e-mail address, and the provider is not trusted to be linked to it.
    #[error("better-auth: the identity may not be linked to the account of its e-mail address")]
    NotLinked,
    /// The identity to be linked has another e-mail address than the account.
    #[error("better-auth: the e-mail address is not that of the account")]
    EmailMismatch,
    /// The identity is linked to another account.
    #[error("better-auth: the identity is linked to another account")]
    OtherUser,
    /// The person has no account, and none is made for them.
    #[error("better-auth: no new accounts are made")]
    SignUpDisabled,
    /// The account is banned.
    #[error("better-auth: the account is banned")]
    Banned,
    /// Portabase's rule gives the person no role.
    #[error("better-auth: no role for the groups of the person")]
    RoleRefused,
    /// better-auth, or a hook in it, refuses with a reason that is not known.
    #[error("better-auth: the sign-in failed")]
    SignInFailed,

    // The session
    /// Nobody is signed in, or not any more.
    #[error("better-auth: nobody is signed in")]
    NotSignedIn,
    /// The sign-in was too long ago for this.
    #[error("better-auth: the sign-in was too long ago")]
    SessionNotFresh,
    /// It is the only identity left.
    #[error("better-auth: the last identity can't be unlinked")]
    LastAccount,
    /// The identity is gone already.
    #[error("better-auth: no such identity")]
    AccountMissing,
}

impl Error {
    /// Stable, documented name: the value of `data-portico-error`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "better_auth_unreachable",
            Self::Http(_) => "better_auth_http",
            Self::TooLarge => "better_auth_too_large",
            Self::Malformed(_) | Self::TooMany(_) => "better_auth_malformed",
            Self::Address => "better_auth_address",
            Self::RateLimited { .. } => "better_auth_rate_limited",
            Self::RequestInvalid => "better_auth_request_invalid",
            Self::Origin => "better_auth_origin",
            Self::CallbackUrl => "better_auth_callback_url",
            Self::DiscoveryUntrusted => "better_auth_discovery_untrusted",
            Self::ProviderUnknown => "better_auth_provider_unknown",
            Self::DiscoveryFailed => "better_auth_discovery_failed",
            Self::AuthorizationUrl => "better_auth_authorization_url",
            Self::ProviderFailed => "better_auth_provider_failed",
            Self::CodeRefused => "better_auth_code_refused",
            Self::UserRefused => "better_auth_user_refused",
            Self::StateLost => "better_auth_state_lost",
            Self::IdTokenUnsupported => "better_auth_id_token_unsupported",
            Self::IdTokenRefused => "better_auth_id_token_refused",
            Self::Protocol(error) => error.code(),
            Self::EmailMissing => "better_auth_email_missing",
            Self::EmailUnverified => "better_auth_email_unverified",
            Self::NotLinked => "better_auth_not_linked",
            Self::EmailMismatch => "better_auth_email_mismatch",
            Self::OtherUser => "better_auth_other_user",
            Self::SignUpDisabled => "better_auth_sign_up_disabled",
            Self::Banned => "better_auth_banned",
            Self::RoleRefused => "better_auth_role_refused",
            Self::SignInFailed => "better_auth_sign_in_failed",
            Self::NotSignedIn => "better_auth_not_signed_in",
            Self::SessionNotFresh => "better_auth_session_not_fresh",
            Self::LastAccount => "better_auth_last_account",
            Self::AccountMissing => "better_auth_account_missing",
        }
    }

    /// Whose side the cause is on.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Unreachable(FetchError::Offline) => Blame::Network,
            Self::Http(400..=407 | 409..=428 | 430..=499)
            | Self::Address
            | Self::Origin
            | Self::CallbackUrl
            | Self::DiscoveryUntrusted
            | Self::ProviderUnknown
            | Self::AuthorizationUrl
            | Self::IdTokenUnsupported
            | Self::IdTokenRefused
            | Self::EmailMissing
            | Self::EmailUnverified
            | Self::NotLinked
            | Self::SignUpDisabled
            | Self::Banned
            | Self::RoleRefused => Blame::Setup,
            Self::StateLost
            | Self::EmailMismatch
            | Self::OtherUser
            | Self::NotSignedIn
            | Self::SessionNotFresh
            | Self::LastAccount
            | Self::AccountMissing => Blame::User,
            Self::Protocol(error) => error.blame(),
            _ => Blame::Us,
        }
    }

    /// Does trying again help?
    pub fn retry(&self) -> Retry {
        match self {
            Self::Unreachable(_)
            | Self::Http(408 | 429 | 500..)
            | Self::RateLimited { .. }
            | Self::DiscoveryFailed
            | Self::UserRefused => Retry::Later,
            // Another identity has to be taken, or the other account.
            Self::EmailMismatch | Self::OtherUser | Self::LastAccount | Self::RequestInvalid => Retry::No,
            Self::Protocol(error) => error.retry(),
            _ if self.blame() == Blame::Setup => Retry::No,
            _ => Retry::Now,
        }
    }

    /// The particulars for an administrator: a member, a status, what to set. Never a secret.
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::Unreachable(FetchError::TimedOut) => "timed out".to_owned(),
            Self::Unreachable(FetchError::Unreachable) => "down, or no CORS for this origin".to_owned(),
            Self::Http(status) => ["HTTP ", &decimal(*status)].concat(),
            Self::Malformed(name) | Self::TooMany(name) => (*name).to_owned(),
            Self::RateLimited { seconds } => ["wait ", &decimal(*seconds), " s"].concat(),
            Self::Origin | Self::CallbackUrl => "trustedOrigins: this page".to_owned(),
            Self::DiscoveryUntrusted => "trustedOrigins: the provider".to_owned(),
            Self::Protocol(error) => return error.detail(),
            _ => return None,
        })
    }

    /// The registered OAuth error code, where better-auth has passed one on.
    pub fn oauth_code(&self) -> Option<&'static str> {
        if let Self::Protocol(error) = self { error.oauth_code() } else { None }
    }
}
