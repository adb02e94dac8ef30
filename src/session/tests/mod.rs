//! The machine against a world of values: a storage, a provider, a clock.

mod asked;
mod better_auth;
mod call;
mod callback;
mod ending;
mod factors;
mod inputs;
mod linked;
mod picker;
mod pocketbase;
mod popup;
mod properties;
mod realtime;
mod renewal;
mod sdk_store;
mod sign_in;
mod sign_out;
mod simulation;
mod world;

/// Every code in the sources is documented.
#[test]
fn every_error_code_is_documented() {
    let documented = include_str!("../../../docs/ERRORS.md");
    let sources = [
        include_str!("../error.rs"),
        include_str!("../../protocol/error.rs"),
        include_str!("../../config/error.rs"),
        include_str!("../../backend/pocketbase/error.rs"),
        include_str!("../../backend/better_auth/error.rs"),
    ];
    let mut count = 0;
    for source in sources {
        let (_, codes) = source.split_once("pub fn code(&self)").unwrap();
        // Of a first visit, and of what comes after it.
        let (codes, _) = codes.split_once("pub fn ").unwrap();
        for code in codes.split('"').skip(1).step_by(2).filter(|code| !code.is_empty()) {
            assert!(documented.contains(&format!("`{code}`")), "{code}");
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}
