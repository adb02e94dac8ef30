//! What holds for every order of events and every address.

use proptest::prelude::*;

use super::inputs::{KINDS, call, input};
use super::world::{CONFIG, Page, World, answer, kept_session};
use crate::protocol::form;
use crate::session::{Flow, Input, Opening, Purpose, Screen};

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

/// What happens: a kind of input (or a call), a number that it is made by, seconds that pass before, how much of what the
/// page wants is done then.
fn any_events() -> impl Strategy<Value = Vec<(u8, u32, i64, u8)>> {
    let passing = prop_oneof![8 => 0..20_i64, 1 => -7_200..7_200_i64];
    let done = prop_oneof![Just(0), 1..4_u8, Just(40)];
    prop::collection::vec((0..=KINDS, 0..1_000_u32, passing, done), 0..60)
}

/// What must hold of a page at any time.
fn check(world: &World, page: &Page) -> Result<(), TestCaseError> {
    let state = &page.state;
    let may_hold = matches!(state.flow, Flow::SignedIn(_) | Flow::Completing(_));
    prop_assert!(may_hold || !format!("{state:?}").contains("Token(..)"), "{}", page.name());
    if let Screen::Failed(failure) = page.screen() {
        prop_assert!(failure.can_choose || failure.can_retry, "{}", failure.code());
    }
    let renewals = state.pending.iter().filter(|(_, purpose)| matches!(purpose, Purpose::Renewal)).count();
    prop_assert!(renewals <= 1, "a refresh token is used twice at a time");
    let is_code = |form: &&Vec<(String, String)>| form.iter().any(|(name, _)| name == "code");
    prop_assert!(world.forms.iter().filter(is_code).count() <= 1, "{:?}", world.log);
    prop_assert!(!page.mark.as_ref().is_some_and(|mark| mark.contains("canary") || mark.contains("eyJ")));
    Ok(())
}

/// Makes it all happen, and checks each time; answers how many calls there were.
fn happen(
    world: &mut World,
    page: &mut Page,
    events: Vec<(u8, u32, i64, u8)>,
    check: fn(&World, &Page) -> Result<(), TestCaseError>,
) -> Result<u32, TestCaseError> {
    let mut asked = 0;
    for (kind, number, passed, done) in events {
        world.time += passed;
        let input = if kind == KINDS {
            asked += 1;
            call(asked, number)
        } else {
            input(world, page, kind, number)
        };
        world.step(page, input);
        for _ in 0..page.waiting.len().min(done.into()) {
            let effect = page.waiting.remove(0);
            world.perform(page, effect);
        }
        check(world, page)?;
    }
    Ok(asked)
}

/// What must hold of a page in front of a backend with accounts at any time.
fn check_with_accounts(_: &World, page: &Page) -> Result<(), TestCaseError> {
    let state = &page.state;
    let mut held = format!("{state:?}");
    // What the site's own API answers is shown as it is, even if that is somebody's token.
    if let Screen::SignedIn(it) = page.screen() {
        held = held.replace(&format!("{:?}", it.backend), "");
    }
    prop_assert!(!held.contains("canary"), "{}", page.name());
    let may_hold = matches!(state.flow, Flow::SignedIn(_) | Flow::Completing(_) | Flow::Restoring(_));
    prop_assert!(may_hold || !format!("{:?}", state.flow).contains("AccessToken(..)"), "{}", page.name());
    if let Screen::Failed(failure) = page.screen() {
        prop_assert!(failure.can_choose || failure.can_retry, "{}", failure.code());
    }
    let is_renewal = |(_, purpose): &&(_, Purpose)| matches!(purpose, Purpose::Renewal);
    prop_assert!(state.pending.iter().filter(is_renewal).count() <= 1);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8_000))]

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

    /// Whatever happens in whatever order, to a page that was opened with any address, with a good response, or with a
    /// session that was kept, with tabs that can share it or can't, with a refresh token or none: no panic, no dead end, no token outside of a session,
    /// one code posted for each transaction, one renewal at a time, one answer to each call.
    #[test]
    fn any_order_of_events_is_survived(
        query in any_query(),
        beginning in 0..3_u8,
        (can_share, can_renew, is_idle_counted) in any::<(bool, bool, bool)>(),
        events in any_events(),
    ) {
        let mut world = World::new();
        if is_idle_counted {
            let config = CONFIG.replacen('{', r#"{ "session": { "idle_timeout": 300 },"#, 1);
            world.config = Some(config);
        }
        let (_, real) = world.leave_for("a");
        let state = form::decode(&real).into_iter().find(|(name, _)| name == "state").unwrap().1;
        world.log.clear();
        let query = match beginning {
            0 => ["?", &query.replace("%40", &state)].concat(),
            1 => real,
            _ => {
                world.kept = Some(kept_session());
                String::new()
            }
        };
        let had = world.kept.is_some();
        world.shares = can_share;
        if !can_renew {
            let tokens = world.tokens_of("a").replace(r#""refresh_token":"canary-rt","#, "");
            world.answers.push(("a.example/token", answer(200, &tokens)));
        }
        let mut page = Page::default();
        world.step(&mut page, Input::Opened(Box::new(Opening { can_share, ..world.opening(&query) })));
        let asked = happen(&mut world, &mut page, events, check)?;
        world.settle(&mut page);
        check(&world, &page)?;
        prop_assert!(page.given.len() <= asked as usize);
        prop_assert!(can_share || had || world.kept.is_none(), "stored, though tabs can't share");
    }

    /// The same in front of the backends with accounts: no panic, no dead end, no token or password outside of a session,
    /// one renewal at a time.
    #[test]
    fn any_order_of_events_is_survived_in_front_of_a_backend(
        kind in 0..4_u8,
        can_share in any::<bool>(),
        events in any_events(),
    ) {
        let mut world = match kind {
            0 => super::factors::with_all(),
            1 => super::sdk_store::sdk_world(),
            2 => super::better_auth::by_cookie(),
            _ => super::better_auth::bearer(),
        };
        let mut page = Page::default();
        world.step(&mut page, Input::Opened(Box::new(Opening { can_share, ..world.opening("") })));
        let asked = happen(&mut world, &mut page, events, check_with_accounts)?;
        world.settle(&mut page);
        prop_assert!(page.given.len() <= asked as usize);
    }
}
