//! What is wrong with a configuration.

use std::fmt;

/// Why the configuration, or one entry of it, can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Path of the field: `providers[1].issuer`; empty for the file as a whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Error {
    /// Stable, documented name.
    pub fn code(&self) -> &'static str {
        match self.problem {
            Problem::TooLarge => "config_too_large",
            Problem::NoJson | Problem::TooDeep | Problem::RepeatedMember => "config_malformed",
            Problem::Secret => "config_secret_present",
            _ => "config_invalid",
        }
    }

    /// Path of the field, where there is one.
    pub fn field(&self) -> Option<&str> {
        if self.field.is_empty() { None } else { Some(&self.field) }
    }

    /// The sentence about the problem, for a person who edits the file.
    pub fn problem(&self) -> &'static str {
        self.problem.as_str()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field() {
            None => f.write_str("the configuration ")?,
            Some(field) => write!(f, "`{field}` ")?,
        }
        match self.problem {
            Problem::Secret => f.write_str(
                "is a client secret, and everyone can read this file: register Portico as a public client \
                 (PKCE, no client authentication), and keep the secret on a server",
            ),
            problem => f.write_str(problem.as_str()),
        }
    }
}

impl std::error::Error for Error {}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is larger than 256 KiB.
    TooLarge,
    /// The file is no JSON.
    NoJson,
    /// The file is nested too deeply, or has an object with too many members.
    TooDeep,
    /// A member of an object stands there twice.
    RepeatedMember,
    /// A client secret, in a file that everyone can read.
    Secret,
    /// Required, and not there.
    Missing,
    /// Another JSON type than the schema says, or a number out of range.
    Type,
    /// None of the words that the schema lists.
    Word,
    /// Empty, too long, or with characters that are not allowed here.
    Text,
    /// No absolute `https` URL (or `http` to this machine), or with user information or a fragment.
    Url,
    /// No origin, or more than an origin.
    Origin,
    /// `http` where the issuer is `https`, or to another machine.
    Insecure,
    /// An issuer identifier with a query or a fragment (RFC 8414 §2).
    Issuer,
    /// Neither `issuer` nor `discovery_url`.
    NoIssuer,
    /// `discovery_url` does not end in `/.well-known/openid-configuration`, so the issuer can't be told.
    NoExpectedIssuer,
    /// `scope` without `openid`.
    ScopeWithoutOpenid,
    /// An algorithm that a public client can't verify: `none`, HS256, HS384, HS512, or an unknown one.
    Algorithm,
    /// A parameter that Portico sets itself.
    ReservedParameter,
    /// Two providers with one `id`.
    RepeatedId,
    /// No provider at all, or more than 100.
    ProviderCount,
    /// Neither providers nor a backend that has some.
    NoProviders,
    /// Providers beside a backend that has its own.
    ElsewhereProviders,
    /// An origin that is not in `backend.allowed_origins`.
    NotAllowedOrigin,
    /// Less than the 180 seconds in which people can be warned.
    IdleTimeout,
    /// An entry of a role map without `:`.
    RoleMap,
    /// Providers of the backend and of the page's own: a better-auth has the ones or the others.
    BothProviders,
    /// What lies in localStorage outlives tabs, so `session.persistence` has to be `device`.
    NeedsDevice,
    /// Not a path of this origin.
    Path,
}

impl Problem {
    /// The sentence after the field's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "is larger than 256 KiB",
            Self::NoJson => "is no JSON",
            Self::TooDeep => "is nested too deeply or has too many members",
            Self::RepeatedMember => "repeats a member of an object",
            Self::Secret => "is a client secret; Portico is a public client and must not have one",
            Self::Missing => "is missing",
            Self::Type => "has the wrong type",
            Self::Word => "is none of the allowed words",
            Self::Text => "is empty, too long, or holds characters that are not allowed",
            Self::Url => "is no absolute https URL (http is for this machine only)",
            Self::Origin => "is no origin alone: it must not have a path or a wildcard",
            Self::Insecure => "is not https",
            Self::Issuer => "must not have a query or a fragment",
            Self::NoIssuer => "or `discovery_url` is needed",
            Self::NoExpectedIssuer => "is needed beside this `discovery_url`",
            Self::ScopeWithoutOpenid => "must contain `openid`",
            Self::Algorithm => "is no signature algorithm that a public client can verify",
            Self::ReservedParameter => "is set by Portico itself",
            Self::RepeatedId => "is used by another provider",
            Self::ProviderCount => "must list 1 to 100 providers",
            Self::NoProviders => "is missing: there is nothing to sign in with",
            Self::ElsewhereProviders => "is not for this kind of backend; see `backend.providers`",
            Self::NotAllowedOrigin => "leads to an origin that is not in `backend.allowed_origins`",
            Self::IdleTimeout => "is less than 180 seconds",
            Self::RoleMap => "is no list like `group:role,group:role`",
            Self::BothProviders => "can't stand beside `providers` of the file",
            Self::NeedsDevice => {
                "needs `session.persistence` to be `device`: what it keeps outlives every tab"
            }
            Self::Path => "is no path of this site",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
