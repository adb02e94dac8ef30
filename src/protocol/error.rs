//! Why a message of the protocol is refused. A variant is a failed check.

use super::http::FetchError;
use crate::failure::{Blame, Retry};
use crate::later;
use crate::url::decimal;

/// A failed check. Fields never hold a token, a code, a verifier or a nonce.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // Server metadata: RFC 8414, OIDC Discovery
    /// No answer.
    #[error("server metadata: no answer ({0:?})")]
    DiscoveryUnreachable(FetchError),
    /// Another status than 200.
    #[error("server metadata: HTTP status {0}")]
    DiscoveryHttp(u16),
    /// No JSON object, or the member is missing or of another type.
    #[error("server metadata: `{0}` is missing or wrong")]
    DiscoveryMalformed(&'static str),
    /// Larger than 64 KiB.
    #[error("server metadata: too large")]
    DiscoveryTooLarge,
    /// RFC 8414 §3.3: compared byte for byte.
    #[error("server metadata: `issuer` is {found:?}, expected {expected:?}")]
    DiscoveryIssuerMismatch {
        /// From the configuration.
        expected: String,
        /// From the document.
        found: String,
    },
    /// An endpoint is no https URL, or less protected than the issuer.
    #[error("server metadata: `{0}` can't be used")]
    EndpointInvalid(&'static str),
    /// `code_challenge_methods_supported` is there and lacks `S256`.
    #[error("server metadata: PKCE with S256 is not supported")]
    PkceUnsupported,
    /// The token is signed in a way that this browser can't check.
    #[error("ID token: this browser does not know the signature algorithm")]
    AlgorithmUnavailable,
    /// No listed signature algorithm can be verified by a public client.
    #[error("server metadata: no ID token algorithm that a public client can verify")]
    AlgorithmUnsupported,

    // Authorization response: RFC 6749 §4.1.2, RFC 9207
    /// A parameter stands there twice.
    #[error("authorization response: `{0}` is repeated")]
    DuplicateParameter(&'static str),
    /// No `state`.
    #[error("authorization response: no `state`")]
    StateMissing,
    /// RFC 9207 §2.4.
    #[error("authorization response: `iss` is not {expected:?}")]
    IssuerMismatch {
        /// Of the transaction.
        expected: String,
    },
    /// RFC 9207 §2.4: advertised, and not there.
    #[error("authorization response: no `iss`, though the server says that it sends one")]
    IssuerMissing,
    /// Neither `code` nor `error`.
    #[error("authorization response: no `code`")]
    CodeMissing,
    /// A token in the fragment: nobody asked for one there.
    #[error("authorization response: a token in the fragment")]
    UnexpectedFrontChannelToken,
    /// RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6.
    #[error("authorization response: error `{0}`")]
    Authorization(AuthorizationError),

    // Token response: RFC 6749 §5
    /// No answer. The code may have been used, so it is not sent again.
    #[error("token request: no answer ({0:?})")]
    TokenUnreachable(FetchError),
    /// An error status with a JSON `error`.
    #[error("token request: refused with status {status}, `{}`", code.unwrap_or("no registered code"))]
    TokenRejected {
        /// HTTP status.
        status: u16,
        /// `error`, if it is a registered code.
        code: Option<&'static str>,
    },
    /// An error status with something else.
    #[error("token request: HTTP status {0}")]
    TokenHttp(u16),
    /// Not what RFC 6749 §5.1 describes; holds the member.
    #[error("token response: `{0}` is missing or wrong")]
    TokenMalformed(&'static str),
    /// Larger than 64 KiB.
    #[error("token response: too large")]
    TokenTooLarge,

    // Keys: RFC 7517
    /// No answer.
    #[error("keys: no answer ({0:?})")]
    KeysUnreachable(FetchError),
    /// Another status than 200.
    #[error("keys: HTTP status {0}")]
    KeysHttp(u16),
    /// No JSON object.
    #[error("keys: no JSON Web Key Set")]
    KeysMalformed,
    /// Larger than 256 KiB.
    #[error("keys: too large")]
    KeysTooLarge,
    /// No key fits the token, even after asking again.
    #[error("keys: none fits the ID token")]
    KeyNotFound,

    // ID token: OIDC Core §3.1.3.7
    /// `openid` was asked for and no `id_token` came.
    #[error("token response: no `id_token`")]
    IdTokenMissing,
    /// No JWS in compact form, or its JSON can't be read.
    #[error("ID token: malformed")]
    IdTokenMalformed,
    /// A JWE: a public client has no key for it.
    #[error("ID token: encrypted")]
    IdTokenEncrypted,
    /// A header that must be understood (`crit`), or the type of another kind of token.
    #[error("ID token: unsupported header")]
    IdTokenUnsupported,
    /// `alg` is `none`, HS*, unknown, or not the one that was agreed.
    #[error("ID token: algorithm is not allowed")]
    IdTokenAlgorithm,
    /// The signature does not fit.
    #[error("ID token: wrong signature")]
    IdTokenSignature,
    /// `iss`
    #[error("ID token: `iss` is {found:?}, expected {expected:?}")]
    IdTokenIssuer {
        /// Of the transaction.
        expected: String,
        /// Of the token.
        found: String,
    },
    /// `aud` does not contain the `client_id`.
    #[error("ID token: `aud` does not name this client")]
    IdTokenAudience,
    /// `azp` is not the `client_id`, or is missing beside several audiences.
    #[error("ID token: `azp` does not name this client")]
    IdTokenAzp,
    /// `exp` has passed.
    #[error("ID token: expired")]
    IdTokenExpired,
    /// `nbf` is in the future.
    #[error("ID token: not valid yet")]
    IdTokenNotYetValid,
    /// `iat` is in the future.
    #[error("ID token: issued in the future")]
    IdTokenIssuedAt,
    /// `nonce` is not the one that was sent.
    #[error("ID token: wrong `nonce`")]
    IdTokenNonce,
    /// `at_hash` does not fit the access token.
    #[error("ID token: `at_hash` does not fit the access token")]
    IdTokenAtHash,
    /// `sub` is missing, empty, too long or no string.
    #[error("ID token: unusable `sub`")]
    IdTokenSubject,
    /// `max_age` was asked for, and `auth_time` is missing or too old.
    #[error("ID token: `auth_time` is missing or too old")]
    IdTokenAuthTime,
    /// `acr` is missing, or none of the `acr_values` that were asked for.
    #[error("ID token: `acr` is none of those asked for")]
    IdTokenAcr,
    /// A required claim is missing, or a claim has the wrong type.
    #[error("ID token: `{0}` is missing or has the wrong type")]
    IdTokenClaim(&'static str),

    // Userinfo: OIDC Core §5.3
    /// `sub` is not that of the ID token.
    #[error("userinfo: `sub` is not that of the ID token")]
    UserinfoSubjectMismatch,
}

impl Error {
    /// Stable, documented name: the value of `data-portico-error`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DiscoveryUnreachable(_) => "discovery_unreachable",
            Self::DiscoveryHttp(_) => "discovery_http",
            Self::DiscoveryMalformed(_) => "discovery_malformed",
            Self::DiscoveryTooLarge => "discovery_too_large",
            Self::DiscoveryIssuerMismatch { .. } => "discovery_issuer_mismatch",
            Self::EndpointInvalid(_) => "endpoint_invalid",
            Self::PkceUnsupported => "pkce_unsupported",
            Self::AlgorithmUnsupported => "algorithm_unsupported",
            Self::DuplicateParameter(_) => "duplicate_parameter",
            Self::StateMissing => "state_missing",
            Self::UnexpectedFrontChannelToken => "unexpected_front_channel_token",
            _ => later::run(|| self.code_of_response()),
        }
    }

    /// The same for what comes after a first visit.
    fn code_of_response(&self) -> &'static str {
        match self {
            Self::IssuerMismatch { .. } => "issuer_mismatch",
            Self::IssuerMissing => "issuer_missing",
            Self::CodeMissing => "code_missing",
            Self::Authorization(AuthorizationError::AccessDenied) => "access_denied",
            Self::Authorization(_) => "authorization_error",
            Self::TokenUnreachable(_) => "token_unreachable",
            Self::TokenRejected { .. } => "token_rejected",
            Self::TokenHttp(_) => "token_http",
            Self::TokenMalformed(_) => "token_malformed",
            Self::TokenTooLarge => "token_too_large",
            Self::KeysUnreachable(_) | Self::KeysHttp(_) => "keys_unreachable",
            Self::AlgorithmUnavailable => "algorithm_unavailable",
            Self::KeysMalformed => "keys_malformed",
            Self::KeysTooLarge => "keys_too_large",
            Self::KeyNotFound => "key_not_found",
            Self::IdTokenMissing => "id_token_missing",
            Self::IdTokenMalformed => "id_token_malformed",
            Self::IdTokenEncrypted => "id_token_encrypted",
            Self::IdTokenUnsupported => "id_token_unsupported",
            Self::IdTokenAlgorithm => "id_token_alg",
            Self::IdTokenSignature => "id_token_signature",
            Self::IdTokenIssuer { .. } => "id_token_issuer",
            Self::IdTokenAudience => "id_token_audience",
            Self::IdTokenAzp => "id_token_azp",
            Self::IdTokenExpired => "id_token_expired",
            Self::IdTokenNotYetValid => "id_token_not_yet_valid",
            Self::IdTokenIssuedAt => "id_token_issued_at",
            Self::IdTokenNonce => "id_token_nonce",
            Self::IdTokenAtHash => "id_token_at_hash",
            Self::IdTokenSubject => "id_token_subject",
            Self::IdTokenAuthTime => "id_token_auth_time",
            Self::IdTokenAcr => "id_token_acr",
            Self::IdTokenClaim(_) => "id_token_claim",
            Self::UserinfoSubjectMismatch => "userinfo_subject_mismatch",
            // Those of a first visit.
            _ => "",
        }
    }

    /// Is it only that an ID token is too old or too new? Then a clock may be wrong, and nothing else.
    pub fn is_about_time(&self) -> bool {
        matches!(self, Self::IdTokenExpired | Self::IdTokenIssuedAt | Self::IdTokenNotYetValid)
    }

    /// Does an answer of the token endpoint end the grant for good?
    ///
    /// An `error` does, registered or not (several servers send a sentence): but not one that is about the
    /// server's own trouble. A status without an `error` may come from anybody on the way.
    pub fn ends_grant(&self) -> bool {
        match self {
            Self::TokenRejected { code, .. } => {
                !matches!(code, Some("server_error" | "slow_down" | "temporarily_unavailable"))
            }
            _ => false,
        }
    }

    /// Can a first visit meet it? What other errors say about themselves is in the second file of the program.
    fn is_early(&self) -> bool {
        matches!(
            self,
            Self::DiscoveryUnreachable(_)
                | Self::DiscoveryHttp(_)
                | Self::DiscoveryMalformed(_)
                | Self::DiscoveryTooLarge
                | Self::DiscoveryIssuerMismatch { .. }
                | Self::EndpointInvalid(_)
                | Self::PkceUnsupported
                | Self::AlgorithmUnsupported
                | Self::DuplicateParameter(_)
                | Self::StateMissing
                | Self::UnexpectedFrontChannelToken
        )
    }

    /// Whose side the cause is on.
    pub fn blame(&self) -> Blame {
        match self {
            Self::DiscoveryUnreachable(FetchError::Offline) => Blame::Network,
            Self::DiscoveryIssuerMismatch { .. }
            | Self::PkceUnsupported
            | Self::AlgorithmUnsupported
            | Self::DiscoveryHttp(400..=407 | 409..=428 | 430..=499) => Blame::Setup,
            // An address that no provider made.
            Self::StateMissing | Self::DuplicateParameter(_) | Self::UnexpectedFrontChannelToken => {
                Blame::User
            }
            _ if self.is_early() => Blame::Server,
            _ => later::run(|| self.blame_for_response()),
        }
    }

    fn blame_for_response(&self) -> Blame {
        match self {
            Self::TokenUnreachable(FetchError::Offline) | Self::KeysUnreachable(FetchError::Offline) => {
                Blame::Network
            }
            Self::AlgorithmUnavailable => Blame::Us,
            Self::IdTokenAlgorithm | Self::IdTokenEncrypted | Self::IdTokenAudience => Blame::Setup,
            Self::TokenRejected { code: Some(code), .. } if is_registration(code) => Blame::Setup,
            Self::Authorization(error) => error.blame(),
            // The clock of the device.
            Self::IdTokenNotYetValid | Self::IdTokenIssuedAt | Self::IdTokenExpired => Blame::User,
            _ => Blame::Server,
        }
    }

    /// Does trying again help?
    pub fn retry(&self) -> Retry {
        match self {
            Self::DiscoveryUnreachable(_) | Self::DiscoveryHttp(408 | 429 | 500..) => Retry::Later,
            Self::EndpointInvalid(_) => Retry::No,
            // What is set up wrongly stays wrong.
            _ if self.is_early() => {
                if self.blame() == Blame::Setup {
                    Retry::No
                } else {
                    Retry::Now
                }
            }
            _ => later::run(|| self.retry_after_response()),
        }
    }

    fn retry_after_response(&self) -> Retry {
        match self {
            Self::KeysUnreachable(_) | Self::KeysHttp(_) | Self::TokenHttp(_) => Retry::Later,
            Self::Authorization(error) => error.retry(),
            Self::AlgorithmUnavailable => Retry::No,
            _ if self.blame_for_response() == Blame::Setup => Retry::No,
            _ => Retry::Now,
        }
    }

    /// The particulars for an administrator: what was found and expected, a member, a status. Never a secret.
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::DiscoveryIssuerMismatch { expected, found } => {
                ["expected ", expected, ", found ", found].concat()
            }
            Self::DiscoveryMalformed(name) | Self::EndpointInvalid(name) | Self::DuplicateParameter(name) => {
                (*name).to_owned()
            }
            Self::DiscoveryHttp(status) => ["HTTP ", &decimal(*status)].concat(),
            Self::DiscoveryUnreachable(FetchError::TimedOut) => "timed out".to_owned(),
            _ if self.is_early() => return None,
            _ => return later::run(|| self.detail_of_response()),
        })
    }

    fn detail_of_response(&self) -> Option<String> {
        Some(match self {
            Self::IdTokenIssuer { expected, found } => ["expected ", expected, ", found ", found].concat(),
            Self::IssuerMismatch { expected } => ["expected ", expected].concat(),
            Self::TokenMalformed(name) | Self::IdTokenClaim(name) => (*name).to_owned(),
            Self::TokenHttp(status) | Self::KeysHttp(status) | Self::TokenRejected { status, .. } => {
                ["HTTP ", &decimal(*status)].concat()
            }
            Self::TokenUnreachable(FetchError::TimedOut) | Self::KeysUnreachable(FetchError::TimedOut) => {
                "timed out".to_owned()
            }
            _ => return None,
        })
    }

    /// The registered OAuth error code, where the server sent one.
    pub fn oauth_code(&self) -> Option<&'static str> {
        if self.is_early() { None } else { later::run(|| self.oauth_code_of_response()) }
    }

    fn oauth_code_of_response(&self) -> Option<&'static str> {
        match self {
            Self::Authorization(error) => Some(error.as_str()),
            Self::TokenRejected { code, .. } => *code,
            _ => None,
        }
    }
}

/// Is an `error` of the token endpoint about the registration of this client, not about this attempt?
fn is_registration(code: &str) -> bool {
    matches!(
        code,
        "invalid_client"
            | "unauthorized_client"
            | "unsupported_grant_type"
            | "invalid_scope"
            | "invalid_target"
    )
}

/// A registered `error` of an authorization response (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6).
///
/// Anything else that a server may put there is free text, and is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the OAuth parameters registry")]
pub enum AuthorizationError {
    AccessDenied,
    InvalidRequest,
    UnauthorizedClient,
    UnsupportedResponseType,
    InvalidScope,
    ServerError,
    TemporarilyUnavailable,
    InteractionRequired,
    LoginRequired,
    AccountSelectionRequired,
    ConsentRequired,
    InvalidTarget,
    UnmetAuthenticationRequirements,
    /// Not registered.
    Unregistered,
}

const AUTHORIZATION_ERRORS: [(&str, AuthorizationError); 13] = [
    ("access_denied", AuthorizationError::AccessDenied),
    ("invalid_request", AuthorizationError::InvalidRequest),
    ("unauthorized_client", AuthorizationError::UnauthorizedClient),
    ("unsupported_response_type", AuthorizationError::UnsupportedResponseType),
    ("invalid_scope", AuthorizationError::InvalidScope),
    ("server_error", AuthorizationError::ServerError),
    ("temporarily_unavailable", AuthorizationError::TemporarilyUnavailable),
    ("interaction_required", AuthorizationError::InteractionRequired),
    ("login_required", AuthorizationError::LoginRequired),
    ("account_selection_required", AuthorizationError::AccountSelectionRequired),
    ("consent_required", AuthorizationError::ConsentRequired),
    ("invalid_target", AuthorizationError::InvalidTarget),
    ("unmet_authentication_requirements", AuthorizationError::UnmetAuthenticationRequirements),
];

impl AuthorizationError {
    /// Finds the registered code.
    pub fn parse(error: &str) -> Self {
        AUTHORIZATION_ERRORS
            .iter()
            .find(|(code, _)| *code == error)
            .map_or(Self::Unregistered, |(_, error)| *error)
    }

    /// The registered code.
    pub fn as_str(self) -> &'static str {
        AUTHORIZATION_ERRORS.iter().find(|(_, error)| *error == self).map_or("unregistered", |(code, _)| code)
    }

    fn blame(self) -> Blame {
        match self {
            Self::AccessDenied
            | Self::LoginRequired
            | Self::InteractionRequired
            | Self::ConsentRequired
            | Self::AccountSelectionRequired
            | Self::UnmetAuthenticationRequirements => Blame::User,
            Self::ServerError | Self::TemporarilyUnavailable | Self::Unregistered => Blame::Server,
            Self::InvalidRequest
            | Self::UnauthorizedClient
            | Self::UnsupportedResponseType
            | Self::InvalidScope
            | Self::InvalidTarget => Blame::Setup,
        }
    }

    fn retry(self) -> Retry {
        match self.blame() {
            Blame::Setup => Retry::No,
            Blame::Server => Retry::Later,
            _ => Retry::Now,
        }
    }
}

impl std::fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
