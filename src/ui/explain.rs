//! From an error to sentences: what happened, whose side it is on, and what to do.

use super::text::Text;
use crate::failure::{Blame, Retry};
use crate::session::Failure;

/// What the failed screen says.
pub(super) struct Explanation {
    pub(super) heading: Text,
    pub(super) sentence: Text,
    /// Whose side it is on, and what helps; empty where the sentence has said it all.
    pub(super) side: Vec<Text>,
}

pub(super) fn explain(failure: &Failure) -> Explanation {
    let code = failure.code();
    let (heading, sentence) = failure
        .error
        .oauth_code()
        .and_then(answered)
        .unwrap_or_else(|| happened(code, failure.via.is_some()));
    Explanation { heading, sentence, side: side(failure) }
}

fn side(failure: &Failure) -> Vec<Text> {
    let side = match failure.blame() {
        Blame::User => return Vec::new(),
        Blame::Us => Text::SideOfThisPage,
        Blame::Setup => return vec![Text::SideOfSetup],
        Blame::Network => Text::SideOfNetwork,
        Blame::Server => Text::SideOfServer,
    };
    let next = match failure.retry() {
        Retry::Now => return vec![side],
        Retry::Later => Text::NextLater,
        Retry::No => Text::NextNo,
    };
    vec![side, next]
}

/// The registered `error` codes of servers (RFC 6749 §4.1.2.1 and §5.2, OIDC Core §3.1.2.6).
fn answered(error: &str) -> Option<(Text, Text)> {
    Some(match error {
        "access_denied" => (Text::Denied, Text::DeniedLong),
        "server_error" | "temporarily_unavailable" => (Text::ServerTrouble, Text::ServerTroubleLong),
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            (Text::NeedsPerson, Text::NeedsPersonLong)
        }
        "unmet_authentication_requirements" => (Text::TooWeak, Text::TooWeakLong),
        "invalid_grant" => (Text::NotFinished, Text::NotFinishedLong),
        "invalid_request"
        | "unauthorized_client"
        | "invalid_client"
        | "unsupported_response_type"
        | "unsupported_grant_type"
        | "invalid_scope"
        | "invalid_target" => (Text::NotAccepted, Text::NotAcceptedLong),
        _ => return None,
    })
}

fn happened(code: &str, has_provider: bool) -> (Text, Text) {
    match code {
        "config_unreachable" => (Text::NoConfig, Text::NoConfigLong),
        "config_secret_present" => (Text::WrongConfig, Text::SecretInConfigLong),
        "insecure_context" => (Text::Insecure, Text::InsecureLong),
        "crypto_unavailable" | "algorithm_unavailable" => (Text::NoCrypto, Text::NoCryptoLong),
        "storage_unavailable" => (Text::NoStorage, Text::NoStorageLong),
        "offline" => (Text::Offline, Text::OfflineLong),
        "state_unknown" | "state_missing" | "duplicate_parameter" | "unexpected_front_channel_token" => {
            (Text::NotStartedHere, Text::NotStartedHereLong)
        }
        "state_used" => (Text::UsedBefore, Text::UsedBeforeLong),
        "state_expired" => (Text::TooLate, Text::TooLateLong),
        "redirect_uri_mismatch" => (Text::WrongAddress, Text::WrongAddressLong),
        "session_ended" => (Text::SessionEnded, Text::SessionEndedLong),
        "provider_unknown" => (Text::ProviderGone, Text::ProviderGoneLong),
        "discovery_unreachable" | "discovery_http" => (Text::NoAnswer, Text::NoAnswerLong),
        "issuer_mismatch" | "issuer_missing" => (Text::WrongSender, Text::WrongSenderLong),
        "token_unreachable" => (Text::ConnectionLost, Text::ConnectionLostLong),
        "keys_unreachable" | "keys_malformed" | "keys_too_large" | "key_not_found" => {
            (Text::NoKeys, Text::NoKeysLong)
        }
        "id_token_expired" | "id_token_not_yet_valid" | "id_token_issued_at" => {
            (Text::Clocks, Text::ClocksLong)
        }
        _ if code.starts_with("config_") && has_provider => (Text::WrongEntry, Text::WrongEntryLong),
        _ if code.starts_with("config_") => (Text::WrongConfig, Text::WrongConfigLong),
        _ if code.starts_with("id_token_") || code.starts_with("userinfo_") => {
            (Text::NoProof, Text::NoProofLong)
        }
        _ if code.starts_with("token_") || code == "code_missing" || code == "authorization_error" => {
            (Text::NotFinished, Text::NotFinishedLong)
        }
        // Metadata that can't be used, and whatever else a provider may say of itself.
        _ => (Text::NotFitting, Text::NotFittingLong),
    }
}
