//! Inputs of every kind, made up: most of them fit nothing, some fit just what the page waits for.

use super::linked::TWO;
use super::pocketbase::{METHODS, record_auth};
use super::world::{Page, World, answer};
use crate::backend::pocketbase::Password;
use crate::protocol::http::{FetchError, Fetched, RequestId};
use crate::protocol::jws::Verdict;
use crate::protocol::secret::{AccessToken, Body};
use crate::session::effect::{Found, Timer, Written};
use crate::session::{Asked, Ended, Input, Lookup, Message};
use crate::url::Url;

/// So many kinds there are.
pub(super) const KINDS: u8 = 34;

/// An input of a kind; `number` chooses among what it may say, and which request it is about.
pub(super) fn input(world: &World, page: &Page, kind: u8, number: u32) -> Input {
    let (id, number) = (id(page, number % 8), number / 8);
    match kind {
        0 => Input::Restored,
        1 => Input::Picked { provider: one_of(&["a", "b", "#3", "nobody"], number).into() },
        2 => Input::Hinted { provider: "b".into() },
        3 => Input::RetryRequested,
        4 => Input::PickerRequested,
        5 => Input::ContinueRequested,
        6 => Input::StayRequested,
        7 => Input::SignOutRequested,
        8 => Input::Active,
        9 => Input::Woke,
        10 => Input::Fetched { id, result: fetched(world, number) },
        11 => Input::Verified {
            id,
            verdict: one_of(&[Verdict::Valid, Verdict::Invalid, Verdict::Unknown], number),
        },
        12 => Input::Stored { id, stored: number.is_multiple_of(2) },
        13 => Input::Taken { lookup: lookup(world, number) },
        14 => Input::SessionRead { id, found: found(world, number) },
        15 => Input::SessionWritten {
            id,
            written: one_of(
                &[Written::Done, Written::Done, Written::Overtaken, Written::Unavailable],
                number,
            ),
        },
        16 => Input::SessionWiped { id },
        17 => Input::Locked { id },
        18 => Input::Heard(message(world, number)),
        19 => Input::PasswordEntered { identity: "alice".into(), password: Password::new("canary-pw") },
        20 => Input::CodeRequested { email: "a@b.example".into() },
        21 => Input::CodeEntered { code: Password::new("canary-pw") },
        22 => Input::LinkedRequested,
        23 => Input::LinkRequested { provider: one_of(&["oidc2", "github", "a"], number).into() },
        24 => Input::UnlinkRequested { account: one_of(&["e1", "r1"], number).into() },
        25 => Input::UnlinkAnswered { confirmed: number.is_multiple_of(2) },
        26 => Input::WindowOpened { id, opened: number.is_multiple_of(2) },
        27 => Input::Event {
            id,
            name: one_of(&["PB_CONNECT", "@oauth2"], number).into(),
            data: Body::new(one_of(
                &[
                    r#"{"clientId":"1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ"}"#,
                    r#"{"state":"1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ","code":"canary-code"}"#,
                    "{}",
                ],
                number / 2,
            )),
        },
        28 => match number % 3 {
            0 => Input::SdkEntryChanged(None),
            1 => Input::SdkEntryChanged(Some(Body::new("{}"))),
            _ => Input::EventsClosed { id },
        },
        29 => Input::Asked(Box::new(Asked {
            popup: number.is_multiple_of(2),
            forgets: number.is_multiple_of(3),
            destination: Some(one_of(&["/x", "//evil.example", "/login/?y"], number).into()),
            ..Asked::default()
        })),
        30 => Input::PopupAnswered {
            id,
            query: Body::new(one_of(&["code=canary-code&state=x", "", "error=x&state=x"], number)),
        },
        31 => Input::PopupEnded { id, why: one_of(&[Ended::Closed, Ended::TimedOut], number) },
        32 => Input::Remains { address: one_of(&["/x?y#z", "//evil.example", ""], number).into() },
        _ => Input::TimerFired(timer(page, id, number)),
    }
}

/// A call of a script to one of the origins that are allowed, or to another one.
pub(super) fn call(id: u32, number: u32) -> Input {
    let url = one_of(&["https://api.example/x", "https://files.example/", "https://evil.example/"], number);
    let refused = number.is_multiple_of(2).then_some(number / 6);
    Input::TokenWanted { id: RequestId(id), url: Url::parse(url).unwrap(), refused }
}

fn one_of<T: Copy>(all: &[T], number: u32) -> T {
    all[number as usize % all.len()]
}

/// One of the latest requests, most of the time.
fn id(page: &Page, number: u32) -> RequestId {
    RequestId(page.state.last_id.saturating_sub(if number < 4 { number } else { 2 * number }))
}

fn fetched(world: &World, number: u32) -> Fetched {
    match number % 13 {
        9 => answer(200, METHODS),
        10 => answer(200, &record_auth(world, "Alice")),
        11 => answer(401, r#"{"mfaId":"mfa-1"}"#),
        12 => answer(200, one_of(&[TWO, "null", r#"{"otpId":"otp-1"}"#, "[]", "{}"], number / 13)),
        0 => Err(FetchError::Unreachable),
        1 => answer(200, &World::metadata("https://a.example")),
        2 => answer(200, r#"{"access_token":"x","token_type":"Bearer","id_token":"e30.e30.AA"}"#),
        3 => answer(200, r#"{"access_token":"canary-at","token_type":"Bearer","refresh_token":"canary-rt"}"#),
        4 => answer(400, r#"{"error":"invalid_grant"}"#),
        5 => answer(401, r#"{"error":"Refresh token is invalid or expired"}"#),
        6 if number.is_multiple_of(4) => answer(200, r#"{"sub":"alice"}"#),
        6 => answer(503, ""),
        7 => answer(200, r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"k"}]}"#),
        _ => answer(200, &world.tokens_of("a")),
    }
}

fn lookup(world: &World, number: u32) -> Lookup {
    match number % 4 {
        0 => Lookup::Unknown,
        1 => Lookup::Used,
        2 => Lookup::Unavailable,
        _ => Lookup::Found(Body::new(world.records.values().next().cloned().unwrap_or_default())),
    }
}

fn found(world: &World, number: u32) -> Found {
    let Some((_, record)) = &world.kept else { return Found::Nothing };
    let mut lines: Vec<String> = record.split('\n').map(str::to_owned).collect();
    match number % 8 {
        0 => return Found::Nothing,
        1 => return Found::Unavailable,
        2 => return Found::Record(Body::new(&record[..record.len() / 2])),
        3 => lines[1] = "another".into(),
        4 => lines[2] = (number / 8).to_string(),
        5 => lines[12] = (world.time - i64::from(number)).to_string(),
        _ => {}
    }
    Found::Record(Body::new(lines.join("\n")))
}

fn message(world: &World, number: u32) -> Message {
    let own = world.kept.as_ref().and_then(|(stamp, _)| stamp.split_once('.')).map(|(session, _)| session);
    let session = own.filter(|_| !number.is_multiple_of(5)).unwrap_or("another").to_owned();
    let generation = number / 6;
    let from = match number % 22 {
        0 | 1 => 0,
        2 | 3 => i64::from(u32::MAX),
        _ => world.time - i64::from(number),
    };
    match number % 6 {
        0 => Message::SignedIn { session },
        1 => Message::SignedOut { session },
        2 => Message::Active { session, at: from },
        3 => Message::Paused { session, from, until: from + i64::from(number) * 100 },
        4 => Message::Wanted { session, generation },
        _ => Message::Renewed {
            session,
            generation,
            access_token: AccessToken::new("canary-at"),
            expires_at: (number % 4 == 1).then_some(from + 300),
        },
    }
}

/// One that was set, most of the time.
fn timer(page: &Page, id: RequestId, number: u32) -> Timer {
    let others = [
        Timer::Renewal { generation: number, due_at: i64::MAX },
        Timer::Answer(id),
        Timer::Lock(id),
        Timer::Ending,
        Timer::SignOut,
        Timer::Stalled,
    ];
    if page.timers.is_empty() || number.is_multiple_of(3) {
        one_of(&others, number / 3)
    } else {
        one_of(&page.timers, number)
    }
}
