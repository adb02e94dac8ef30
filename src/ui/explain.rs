//! From an error to sentences: what happened.
//!
//! The sentences are in the file of the program that can meet the errors, as those of [`text`](super::text). What is asked
//! of a file that is not there is not found, and there it is: zeros have no lines.

use super::text::line;
use crate::session::Failure;

macro_rules! explanations {
    ($($part:ident = $name:literal { $($codes:literal => $heading:literal, $sentence:literal;)* })*) => {
        $(
            /// Three lines for each: as slices, each would have a pointer and a length beside it.
            const $part: &str =
                concat!("\u{2}", $name, "\n\n\n", $($codes, "\n", $heading, "\n", $sentence, "\n",)* "\u{3}");
        )*

        /// All of them.
        const ALL: &[&str] = &[$($part,)*];
    };
}

/// What happened: a heading and a sentence.
pub(super) fn explain(failure: &Failure) -> (&'static str, &'static str) {
    let code = match failure.error.oauth_code().unwrap_or(failure.code()) {
        // About the entry of one provider.
        "config_invalid" if failure.via.is_some() => "entry_invalid",
        code => code,
    };
    found(code).unwrap_or(OTHER)
}

/// The heading alone, for a failure that leaves the person where they are.
pub(super) fn heading(code: &str) -> &'static str {
    found(code).unwrap_or(OTHER).0
}

/// The first that the code begins with.
fn found(code: &str) -> Option<(&'static str, &'static str)> {
    ALL.iter().find_map(|all| {
        // What comes first is the mark of the part.
        let mut at = 3;
        loop {
            let codes = line(all, at);
            // Past the end, where nothing is, or nothing but the mark of the end.
            if line(all, at + 1).is_empty() {
                return None;
            }
            if codes.split(' ').any(|it| code.starts_with(it)) {
                return Some((line(all, at + 1), line(all, at + 2)));
            }
            at += 3;
        }
    })
}

/// What a provider says about itself.
const OTHER: (&str, &str) =
    ("{} can’t be used to sign in here", "What it says about itself does not fit what this page requires.");

// Error codes of ours, and the registered ones of servers (RFC 6749 §4.1.2.1 and §5.2, OIDC Core §3.1.2.6).
explanations! {
    FAILED = "failed" {
        "config_unreachable" =>
            "The page could not load its settings",
            "Perhaps the connection was interrupted. Please try again.";
        "config_secret_present" =>
            "This page is not set up correctly",
            "Its configuration holds a client secret that everyone can read. It should be withdrawn at once and removed.";
        "insecure_context" =>
            "This page must be opened over https",
            "Without encryption anyone on the way could read along, so browsers withhold what a safe sign-in needs.";
        "crypto_unavailable algorithm_unavailable" =>
            "This browser lacks what a safe sign-in needs",
            "It offers no cryptography to this page. Please use a current browser.";
        "storage_unavailable" =>
            "This browser does not let the page remember anything",
            "The sign-in must be remembered while you are away at {}. Allow site data for this page, or use a window that is not private.";
        "offline" =>
            "You are offline",
            "Signing in needs a connection. Check it, then try again.";
        "state_unknown state_missing duplicate_parameter unexpected_front_channel_token" =>
            "This sign-in was not started here",
            "The link you followed belongs to no sign-in of this browser. That is harmless: simply start again.";
        "redirect_uri_mismatch" =>
            "The sign-in came back to the wrong address",
            "It was expected at another address of this site, so it was not used.";
        "provider_unknown" =>
            "This way to sign in is gone",
            "It has been removed from this page since you started.";
        "discovery_unreachable discovery_http" =>
            "{} did not answer",
            "It may be down, or it may not let this site ask it.";
        "entry_invalid" =>
            "{} is not set up correctly",
            "Its entry in the configuration of this page has a mistake.";
        "config_" =>
            "This page is not set up correctly",
            "Its configuration has a mistake, and nobody can sign in here until it is corrected.";
        "backend_of_another_origin" =>
            "This page is not set up correctly",
            "It has to be at the same address as the site whose accounts it is for.";
        "popup_blocked" =>
            "The browser opened no window",
            "You sign in at {} in a window of its own. Allow this site to open one, then try again.";
        "popup_timeout" =>
            "The sign-in took too long",
            "No answer came from the window. Please try again.";
        "access_denied" =>
            "The sign-in was cancelled",
            "Nothing was shared with this site. If it was not you who cancelled, your account may not be allowed in here.";
        "server_error temporarily_unavailable" =>
            "{} has trouble just now",
            "It could not handle the sign-in and says so itself.";
        "login_required interaction_required consent_required account_selection_required" =>
            "{} wants to see you first",
            "It needs you to sign in or agree there. Try again, and follow what it asks.";
        "unmet_authentication_requirements" =>
            "A stronger sign-in is needed",
            "This site asks for a kind of sign-in that your account at {} did not give. A second factor may help.";
        "invalid_request unauthorized_client invalid_client unsupported_response_type unsupported_grant_type invalid_scope invalid_target" =>
            "{} does not accept this site’s request",
            "What this site asks for and what is registered for it there do not match.";
        "state_used" =>
            "This sign-in is finished already",
            "Its page was reloaded, or opened a second time. Each answer of a provider works only once.";
        "state_expired pocketbase_mfa_expired" =>
            "This sign-in took too long",
            "For your safety it is not valid any more. Please start again.";
        "session_ended" =>
            "Your session has ended",
            "{} does not extend it any more, or the connection was lost at the wrong moment. Sign in again to go on.";
        "issuer_mismatch issuer_missing" =>
            "The answer was not from {}",
            "It named another sender, or none. To keep you safe it was not used.";
        "token_unreachable" =>
            "The connection to {} was lost",
            "The last step got no answer. It works only once, so the sign-in has to be started again.";
        "keys_unreachable keys_malformed keys_too_large key_not_found" =>
            "The signature of {} could not be checked",
            "Its public keys were not there or did not fit. Without them nobody can tell who the answer is from.";
        "id_token_expired id_token_not_yet_valid id_token_issued_at" =>
            "Two clocks do not agree",
            "By the clock of this device, the answer of {} is from another time. Set date and time automatically, then try again.";
        "id_token_ userinfo_" =>
            "The proof from {} did not hold",
            "The page checks who signed it, for whom, and when. One of these was wrong, so you were not signed in.";
        "invalid_grant token_ code_missing authorization_error unregistered" =>
            "{} did not finish the sign-in",
            "It gave no usable answer at the last step. Nothing was lost, you can start again.";
        "sign_out_failed" =>
            "You are still signed in",
            "This site could not be told to end your session. Try again before you leave this device.";
        "pocketbase_email_unverified" =>
            "Your e-mail address is not verified",
            "{} does not call it verified, and an account here needs one. Ask whoever runs this site to let {} verify it.";
        "pocketbase_create_rule pocketbase_auth_rule" =>
            "You have no account here",
            "You are known at {}, but this site does not let you in.";
        "pocketbase_record_invalid pocketbase_second_factor" =>
            "This site wants more than {} can say",
            "It asks for something of you that this page can’t give it.";
        "pocketbase_rate_limited" =>
            "Too many tries in a short time",
            "Please wait a moment. The details below say how long.";
        "pocketbase_unreachable pocketbase_http" =>
            "This site’s accounts can’t be reached",
            "They may be down, or have too much to do just now.";
        "pocketbase_code_refused pocketbase_user_refused pocketbase_sign_in_failed pocketbase_realtime_closed" =>
            "The sign-in could not be finished",
            "This site and {} did not come to terms. You can start again.";
        "pocketbase_" =>
            "This page is not set up correctly",
            "What its accounts answer does not fit, and nobody can sign in here until that is corrected.";
        "better_auth_rate_limited" =>
            "Too many tries in a short time",
            "Please wait a moment. The details below say how long.";
        "better_auth_unreachable better_auth_http" =>
            "This site’s accounts can’t be reached",
            "They may be down, or have too much to do just now.";
        "better_auth_banned" =>
            "Your account is locked",
            "This site has locked it. Whoever runs the site can say why.";
        "better_auth_role_refused better_auth_sign_up_disabled" =>
            "You have no account here",
            "You are known at {}, but this site does not let you in.";
        "better_auth_not_linked" =>
            "That could not be connected",
            "This site does not take what you have at {} for the account that you have here.";
        "better_auth_email_" =>
            "Your e-mail address does not fit",
            "This site needs one from {} that is verified, or the same as that of your account.";
        "better_auth_other_user better_auth_last_account better_auth_account_missing better_auth_session_not_fresh" =>
            "That could not be done",
            "Nothing was changed. Sign in again, then try once more.";
        "better_auth_state_lost better_auth_code_refused better_auth_user_refused better_auth_provider_failed better_auth_sign_in_failed better_auth_not_signed_in better_auth_discovery_failed" =>
            "The sign-in could not be finished",
            "This site and {} did not come to terms. You can start again.";
        "better_auth_" =>
            "This page is not set up correctly",
            "What its accounts answer does not fit, and nobody can sign in here until that is corrected.";
    }
    // What a form complains of stands beside it, and nobody has failed.
    POCKETBASE_LATER = "pocketbase-later" {
        "pocketbase_auth_rule" => "You have no account here", "";
        "pocketbase_unreachable pocketbase_http" => "This site’s accounts can’t be reached", "";
        "pocketbase_" => "This page is not set up correctly", "";
    }
}
