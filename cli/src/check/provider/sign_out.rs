//! The end-session endpoint (OIDC RP-Initiated Logout).

use portico::protocol::metadata::ServerMetadata;

use super::super::report::{Finding, Outcome};
use super::Subject;

pub(super) const CHECK: &str = "sign-out";

pub(super) fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    if let Some(url) = &server.revocation_endpoint
        && !subject.is_allowed(CHECK, "revocation_endpoint", url, Outcome::Warning)
    {
        return;
    }
    subject.add(match server.end_session_endpoint {
        Some(_) => Finding::ok(CHECK, "signs out at the provider too"),
        None => Finding::warning(
            CHECK,
            "end_session_endpoint_missing",
            "the metadata name no end_session_endpoint: who signs out here stays signed in at the provider",
            "If the provider has one, name `end_session_endpoint` in config.json.".into(),
        ),
    });
}
