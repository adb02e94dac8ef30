//! Why an answer of PocketBase is refused, or what it refuses. A variant is a failed check.

use crate::failure::{Blame, Retry};
use crate::later;
use crate::protocol;
use crate::protocol::http::FetchError;
use crate::url::decimal;

/// A failed check, here or at PocketBase. Fields never hold a token, a code, a password or an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // The way there, and the shape of the answer
    /// No answer.
    #[error("PocketBase: no answer ({0:?})")]
    Unreachable(FetchError),
    /// Another status than was to be expected, with a sentence that is not known.
    #[error("PocketBase: HTTP status {0}")]
    Http(u16),
    /// Larger than the limit of its kind.
    #[error("PocketBase: the answer is too large")]
    TooLarge,
    /// No JSON object, or the member is missing or of another type.
    #[error("PocketBase: `{0}` is missing or wrong")]
    Malformed(&'static str),
    /// An array with more elements than PocketBase can mean.
    #[error("PocketBase: `{0}` has too many elements")]
    TooMany(&'static str),
    /// A collection, an id or a file name that makes no address.
    #[error("PocketBase: a name can't stand in an address")]
    Address,
    /// 429.
    #[error("PocketBase: too many requests, wait {seconds} s")]
    RateLimited {
        /// How long to wait.
        seconds: u32,
    },

    // The collection
    /// There is no such collection, or it holds no accounts.
    #[error("PocketBase: no such auth collection")]
    CollectionMissing,
    /// This way to sign in is switched off.
    #[error("PocketBase: {0:?} is switched off for the collection")]
    MethodOff(Method),
    /// `authRule` is not satisfied, or only superusers may sign in.
    #[error("PocketBase: `authRule` refuses this record")]
    AuthRule,
    /// `createRule` is not satisfied, or only superusers may make accounts.
    #[error("PocketBase: `createRule` refuses a new record")]
    CreateRule,

    // Providers
    /// `authURL` of a provider is no https URL (or http to this machine), or has a fragment.
    #[error("PocketBase: `authURL` of the provider can't be used")]
    AuthUrl,
    /// `response_mode=form_post`, which a static page can't receive.
    #[error("PocketBase: the provider posts its response")]
    FormPost,
    /// The provider is not among those of the collection any more.
    #[error("PocketBase: the collection has no such provider")]
    ProviderUnknown,
    /// The provider gave PocketBase no token for the code.
    #[error("PocketBase: the provider did not take the code")]
    CodeRefused,
    /// The provider's userinfo or ID token was not to be had, or not to be believed.
    #[error("PocketBase: the provider did not say who this is")]
    UserRefused,
    /// The provider does not call the e-mail address verified, PocketBase drops it then, and the collection wants one.
    #[error("PocketBase: a new record needs an e-mail address, and the provider has verified none")]
    EmailUnverified,
    /// A new record lacks fields that the collection wants.
    #[error("PocketBase: a new record is not valid")]
    RecordInvalid {
        /// Their names.
        fields: Vec<String>,
    },
    /// The record has an identity of this provider, and there can be one.
    #[error("PocketBase: the record has an identity of this provider already")]
    AlreadyLinked,
    /// The identity is linked to another record, or the token was not honoured.
    #[error("PocketBase: the answer is about another record")]
    OtherRecord,
    /// The link is gone already, or the token was not honoured.
    #[error("PocketBase: no such identity")]
    LinkMissing,
    /// The events of the sign-in were closed.
    #[error("PocketBase: the connection for events is gone")]
    RealtimeClient,
    /// The authorization response is refused.
    #[error(transparent)]
    Protocol(#[from] protocol::Error),

    // The person
    /// Wrong name or password.
    #[error("PocketBase: wrong name or password")]
    Credentials,
    /// PocketBase, or a hook in it, refuses without a reason.
    #[error("PocketBase: the sign-in failed")]
    SignInFailed,
    /// The one-time password is wrong, spent or too old.
    #[error("PocketBase: invalid or expired one-time password")]
    OtpWrong,
    /// The first factor was shown too long ago, or has been used.
    #[error("PocketBase: invalid or expired first factor")]
    MfaExpired,
    /// The collection wants a second factor, which this page does not ask for.
    #[error("PocketBase: the collection wants a second factor")]
    SecondFactor,
    /// Both factors were of one kind; two providers are.
    #[error("PocketBase: the second factor is of the kind of the first")]
    MfaSameMethod,
    /// Something in the form is missing or no e-mail address.
    #[error("PocketBase: the form is not complete")]
    RequestInvalid {
        /// Names of the fields.
        fields: Vec<String>,
    },

    // Tokens
    /// No token of a record; holds what is wrong.
    #[error("PocketBase: `{0}` of the token is wrong")]
    TokenMalformed(&'static str),
    /// The token and the record beside it are not of one person.
    #[error("PocketBase: the token is not that of the record")]
    TokenMismatch,
    /// Over, by what the token itself says. It is not sent any more.
    #[error("PocketBase: the token has expired")]
    TokenExpired,
    /// PocketBase does not honour it any more.
    #[error("PocketBase: the token is not honoured")]
    TokenRefused,
    /// The token is of another collection.
    #[error("PocketBase: the token is of another collection")]
    TokenCollection,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    OAuth2,
    Otp,
    Password,
}

impl Error {
    /// Stable, documented name: the value of `data-portico-error`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "pocketbase_unreachable",
            Self::Http(_) => "pocketbase_http",
            Self::TooLarge => "pocketbase_too_large",
            Self::Malformed(_) | Self::TooMany(_) => "pocketbase_malformed",
            Self::Address => "pocketbase_address",
            Self::RateLimited { .. } => "pocketbase_rate_limited",
            Self::CollectionMissing => "pocketbase_collection_missing",
            Self::MethodOff(Method::OAuth2) => "pocketbase_oauth2_off",
            Self::MethodOff(Method::Otp) => "pocketbase_otp_off",
            Self::MethodOff(Method::Password) => "pocketbase_password_off",
            Self::AuthUrl => "pocketbase_auth_url",
            Self::FormPost => "pocketbase_form_post",
            _ => later::pocketbase_later(|| self.later_code()),
        }
    }

    /// The same for what comes after a first visit.
    fn later_code(&self) -> &'static str {
        match self {
            Self::AuthRule => "pocketbase_auth_rule",
            Self::CreateRule => "pocketbase_create_rule",
            Self::ProviderUnknown => "pocketbase_provider_unknown",
            Self::CodeRefused => "pocketbase_code_refused",
            Self::UserRefused => "pocketbase_user_refused",
            Self::EmailUnverified => "pocketbase_email_unverified",
            Self::RecordInvalid { .. } => "pocketbase_record_invalid",
            Self::AlreadyLinked => "pocketbase_already_linked",
            Self::OtherRecord => "pocketbase_other_record",
            Self::LinkMissing => "pocketbase_link_missing",
            Self::RealtimeClient => "pocketbase_realtime_closed",
            Self::Protocol(error) => error.code(),
            Self::Credentials => "pocketbase_credentials",
            Self::SignInFailed => "pocketbase_sign_in_failed",
            Self::OtpWrong => "pocketbase_otp",
            Self::MfaExpired => "pocketbase_mfa_expired",
            Self::SecondFactor => "pocketbase_second_factor",
            Self::MfaSameMethod => "pocketbase_mfa_same_method",
            Self::RequestInvalid { .. } => "pocketbase_request_invalid",
            Self::TokenMalformed(_) => "pocketbase_token_malformed",
            Self::TokenMismatch => "pocketbase_token_mismatch",
            Self::TokenExpired => "pocketbase_token_expired",
            Self::TokenRefused => "pocketbase_token_refused",
            Self::TokenCollection => "pocketbase_token_collection",
            // Those of a first visit.
            _ => "",
        }
    }

    /// Can a first visit meet it? What other errors say about themselves is in the part that comes later.
    fn is_early(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::Http(_)
                | Self::TooLarge
                | Self::Malformed(_)
                | Self::TooMany(_)
                | Self::Address
                | Self::RateLimited { .. }
                | Self::CollectionMissing
                | Self::MethodOff(_)
                | Self::AuthUrl
                | Self::FormPost
        )
    }

    /// Whose side the cause is on.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Unreachable(FetchError::Offline) => Blame::Network,
            Self::Http(400..=407 | 409..=428 | 430..=499)
            | Self::Address
            | Self::CollectionMissing
            | Self::MethodOff(_)
            | Self::AuthUrl
            | Self::FormPost => Blame::Setup,
            _ if self.is_early() => Blame::Us,
            _ => later::pocketbase_later(|| self.later_blame()),
        }
    }

    fn later_blame(&self) -> Blame {
        match self {
            Self::AuthRule
            | Self::CreateRule
            | Self::SecondFactor
            | Self::ProviderUnknown
            | Self::EmailUnverified
            | Self::RecordInvalid { .. }
            | Self::TokenCollection => Blame::Setup,
            Self::AlreadyLinked
            | Self::OtherRecord
            | Self::LinkMissing
            | Self::Credentials
            | Self::OtpWrong
            | Self::MfaExpired
            | Self::MfaSameMethod
            | Self::RequestInvalid { .. }
            | Self::TokenExpired
            | Self::TokenRefused => Blame::User,
            Self::Protocol(error) => error.blame(),
            _ => Blame::Us,
        }
    }

    /// Does trying again help?
    pub fn retry(&self) -> Retry {
        match self {
            Self::Unreachable(_) | Self::Http(408 | 429 | 500..) | Self::RateLimited { .. } => Retry::Later,
            _ if self.blame() == Blame::Setup => Retry::No,
            _ if self.is_early() => Retry::Now,
            _ => later::pocketbase_later(|| self.later_retry()),
        }
    }

    fn later_retry(&self) -> Retry {
        match self {
            Self::UserRefused => Retry::Later,
            // Another identity has to be taken, or the other account.
            Self::AlreadyLinked | Self::OtherRecord => Retry::No,
            Self::Protocol(error) => error.retry(),
            _ => Retry::Now,
        }
    }

    /// The particulars for an administrator: a member, a status, names of fields. Never a secret.
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::Unreachable(FetchError::TimedOut) => "timed out".to_owned(),
            Self::Http(status) => ["HTTP ", &decimal(*status)].concat(),
            Self::Malformed(name) | Self::TooMany(name) => (*name).to_owned(),
            Self::RateLimited { seconds } => ["wait ", &decimal(*seconds), " s"].concat(),
            _ if self.is_early() => return None,
            _ => return later::pocketbase_later(|| self.later_detail()),
        })
    }

    fn later_detail(&self) -> Option<String> {
        match self {
            Self::TokenMalformed(name) => Some((*name).to_owned()),
            Self::EmailUnverified => Some(String::from(
                "email: Cannot be blank; authentik: a scope mapping with \"email_verified\": True",
            )),
            Self::RecordInvalid { fields } | Self::RequestInvalid { fields } => Some(fields.join(", ")),
            Self::Protocol(error) => error.detail(),
            _ => None,
        }
    }

    /// The registered OAuth error code, where a provider sent one.
    pub fn oauth_code(&self) -> Option<&'static str> {
        if let Self::Protocol(error) = self { error.oauth_code() } else { None }
    }
}
