//! The codes of `portico check`.
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

use std::fs;
use std::path::Path;

/// Words of the specifications that look like codes: errors of OAuth 2.0 and names of parameters. Members of metadata are
/// told by their ends.
const OTHERS: [&str; 16] = [
    "access_denied",
    "client_id",
    "code_challenge_method",
    "grant_type",
    "id_token_hint",
    "interaction_required",
    "invalid_client",
    "invalid_scope",
    "invalid_target",
    "login_required",
    "server_error",
    "snake_case",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];
const ENDS: [&str; 4] = ["_supported", "_endpoint", "_uri", "_url"];

/// The texts of the source of `check`, but for those of its tests.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            texts.push(text.split("#[cfg(test)]").next().unwrap().to_owned());
        }
    }
}

fn is_code(word: &&str) -> bool {
    let is_plain =
        word.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit());
    is_plain && word.contains('_') && !OTHERS.contains(word) && !ENDS.iter().any(|end| word.ends_with(end))
}

#[test]
fn every_code_that_a_check_finds_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documented = fs::read_to_string(root.join("../docs/ERRORS.md")).unwrap();
    let mut texts = Vec::new();
    sources(&root.join("src/check"), &mut texts);
    let codes: Vec<&str> =
        texts.iter().flat_map(|text| text.split('"').skip(1).step_by(2)).filter(is_code).collect();
    assert!(codes.len() > 15 && codes.contains(&"redirect_uri_refused"), "{codes:?}");
    // One that is no code belongs into the lists above.
    let missing: Vec<_> = codes.iter().filter(|code| !documented.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
