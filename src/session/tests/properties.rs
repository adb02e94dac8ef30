//! What holds for every order of events and every address.

use proptest::prelude::*;

use super::world::{World, answer};
use crate::protocol::form;
use crate::protocol::http::{FetchError, RequestId};
use crate::protocol::jws::Verdict;
use crate::protocol::secret::Body;
use crate::session::effect::Timer;
use crate::session::{Input, Lookup, Screen};

/// Queries made of the words that matter; `@` stands for the `state` of a real attempt.
fn any_query() -> impl Strategy<Value = String> {
    let name =
        prop::sample::select(vec!["code", "state", "iss", "error", "error_description", "id_token", "x"]);
    let value = prop::sample::select(vec![
        "@",
        "evil",
        "",
        "https://a.example",
        "https://b.example",
        "access_denied",
        "c",
    ]);
    prop::collection::vec((name, value), 0..6).prop_map(form::encode)
}

fn any_input() -> impl Strategy<Value = u8> {
    0..23_u8
}

fn input(world: &mut World, kind: u8, number: u32) -> Input {
    let id = RequestId(number);
    let fetched = |result| Input::Fetched { id, result };
    match kind {
        0 => Input::Restored,
        1 => Input::Picked { provider: "a".into() },
        2 => Input::Picked { provider: "b".into() },
        3 => Input::Picked { provider: "#3".into() },
        4 => Input::Picked { provider: "nobody".into() },
        5 => Input::Hinted { provider: "b".into() },
        6 => Input::RetryRequested,
        7 => Input::PickerRequested,
        8 => Input::ContinueRequested,
        9 => Input::SignOutRequested,
        10 => fetched(Err(FetchError::Unreachable)),
        11 => fetched(answer(200, &World::metadata("https://a.example"))),
        12 => fetched(answer(200, r#"{"access_token":"x","token_type":"Bearer","id_token":"e30.e30.AA"}"#)),
        13 => fetched(answer(400, r#"{"error":"invalid_grant"}"#)),
        14 => fetched(answer(200, r#"{"sub":"alice"}"#)),
        15 => Input::Verified { id, verdict: Verdict::Valid },
        16 => Input::Verified { id, verdict: Verdict::Invalid },
        17 => Input::Stored { id, stored: true },
        18 => Input::Stored { id, stored: false },
        19 => Input::Taken { lookup: Lookup::Unknown },
        20 => Input::Taken {
            lookup: Lookup::Found(Body::new(world.records.values().next().cloned().unwrap_or_default())),
        },
        21 => Input::TimerFired(Timer::SignOut),
        _ => Input::TimerFired(Timer::Stalled),
    }
}

proptest! {
    /// No address whatsoever signs anyone in without a `state` that this browser made.
    #[test]
    fn no_address_signs_in_without_its_own_state(query in any_query()) {
        let mut world = World::new();
        let (_, real) = world.leave_for("a");
        let state = form::decode(&real).into_iter().find(|(name, _)| name == "state").unwrap().1;
        let opened = query.replace("%40", &state);
        let page = world.open(&["?", &opened].concat());
        if let Screen::SignedIn(_) = page.screen() {
            let states: Vec<_> = form::decode(&opened).into_iter().filter(|(name, _)| name == "state").collect();
            prop_assert_eq!(states, vec![("state".to_owned(), state)]);
            prop_assert!(opened.contains("iss=https%3A%2F%2Fa.example"));
        } else {
            prop_assert_eq!(world.count("api.example") + world.count("/userinfo"), 0);
        }
        prop_assert!(world.count("/token") <= 1);
    }

    /// Whatever happens in whatever order: no panic, at most one code posted for each transaction, no token
    /// outside of the signed-in state, and every screen that stays offers a way on.
    #[test]
    fn any_order_of_events_is_survived(
        query in any_query(),
        events in prop::collection::vec((any_input(), 0..30_u32, any::<bool>()), 0..40),
    ) {
        let mut world = World::new();
        let (_, real) = world.leave_for("a");
        let state = form::decode(&real).into_iter().find(|(name, _)| name == "state").unwrap().1;
        world.log.clear();
        let mut page = world.open(&["?", &query.replace("%40", &state)].concat());
        for (kind, number, settle) in events {
            let input = input(&mut world, kind, number);
            world.step(&mut page, input);
            if settle {
                world.settle(&mut page);
            }
            let tokens = format!("{:?}", page.state).contains("AccessToken(");
            match page.screen() {
                Screen::SignedIn(_) | Screen::Completing(_) => {}
                Screen::Failed(failure) => {
                    prop_assert!(!tokens);
                    prop_assert!(failure.can_choose || failure.can_retry, "{}", failure.code());
                }
                other => prop_assert!(!tokens, "{}", other.name()),
            }
        }
        prop_assert!(world.count("POST https://a.example/token") <= 1, "{:?}", world.log);
    }
}
