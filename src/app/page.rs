//! The one session of the page, which everything in the application shares.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use leptos::prelude::{ArcRwSignal, GetUntracked as _, ReadUntracked as _, Set as _, Update as _};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::pending::Pending;
use super::sign_in::{self, SignIn, SignInError, SigningIn};
use super::state::{Now, State};
use super::{Config, location, place, window};
use crate::browser::Handle;
use crate::browser::program::{self, Part};
use crate::session::{Guest, Input};
use crate::{element, ui};

#[derive(Default)]
struct Page {
    handle: Handle,
    now: ArcRwSignal<Now>,
    /// It is known whether somebody is signed in.
    rest: Pending<()>,
    waiting: RefCell<Vec<SigningIn>>,
    /// What a sign-in is to be like for which a person chooses the provider.
    wished: RefCell<Option<SignIn>>,
    has_begun: Cell<bool>,
    is_drawing: Cell<bool>,
}

thread_local! {
    static PAGE: Page = Page::default();
}

/// Starts the session, unless that is done.
pub(super) fn begin(config: Config) {
    if PAGE.with(|page| page.has_begun.replace(true)) {
        return;
    }
    // Before a router sees it.
    let address = location::take();
    spawn_local(async move {
        if address.is_handed_over().await {
            return;
        }
        let text = config.read().await;
        // The program is one file: all of it is there.
        let _ = program::load(Part::Later).await;
        program::comes_by(boot());
        let handle = handle();
        handle.show_with(ui::mount(handle.clone(), Guest::Element, drawn));
        PAGE.with(|page| page.is_drawing.set(true));
        for place in place::all() {
            ui::add(place.root());
        }
        handle.open(&address.page(), address.search(), address.hash(), text, Guest::Element);
    });
}

/// What stands for a boot script.
fn boot() -> Function {
    let answer = |what: JsValue, host: JsValue, provider: JsValue| {
        match what.as_string().as_deref() {
            Some("ask") => {
                // With a form there is no provider.
                let is_chosen = provider.as_string().is_some_and(|id| !id.is_empty());
                let wished = PAGE.with(|page| page.wished.borrow().clone());
                place::at(&host)
                    .map(|place| wished.unwrap_or_default().over(place.asked()).ask(is_chosen).into())
            }
            Some("window") => Some(window::take()),
            Some("rest") => {
                rest();
                None
            }
            _ => None,
        }
        .unwrap_or_default()
    };
    Closure::<dyn Fn(JsValue, JsValue, JsValue) -> JsValue>::new(answer).into_js_value().unchecked_into()
}

pub(super) fn handle() -> Handle {
    PAGE.with(|page| page.handle.clone())
}

/// What is known of the session.
pub(super) fn now() -> ArcRwSignal<Now> {
    PAGE.with(|page| page.now.clone())
}

/// Has it been started?
pub(super) fn has_begun() -> bool {
    PAGE.with(|page| page.has_begun.get())
}

/// Is anything drawn yet?
pub(super) fn is_drawing() -> bool {
    PAGE.with(|page| page.is_drawing.get())
}

/// Everything is drawn: tells what is known now.
fn drawn() {
    let (screen, signal) = (handle().screen(), now());
    let before = signal.get_untracked();
    let now = Now::after(&before, &screen);
    for place in place::all() {
        place.dress(now.state);
    }
    if let Some(outcome) = sign_in::outcome(&before, &now) {
        // It may have failed before the window was needed.
        window::close();
        PAGE.with(|page| page.wished.take());
        for waiting in PAGE.with(|page| page.waiting.take()) {
            waiting.0.settle(outcome.clone());
        }
    }
    if now != before {
        signal.set(now);
    }
}

/// It is known whether somebody is signed in.
fn rest() {
    let signal = now();
    if !signal.read_untracked().is_known {
        signal.update(|now| now.is_known = true);
        PAGE.with(|page| page.rest.clone()).settle(());
    }
}

/// Waits for that.
pub(super) async fn at_rest() {
    PAGE.with(|page| page.rest.clone()).await;
}

/// Begins a sign-in.
pub(super) fn sign_in(wanted: SignIn) -> SigningIn {
    let signing_in = SigningIn::default();
    let Now { account, state, .. } = now().get_untracked();
    let handle = handle();
    match (account, state) {
        (Some(account), _) => signing_in.0.settle(Ok(account)),
        (None, State::Loading) => signing_in.0.settle(Err(SignInError::NotReady)),
        (None, _) if !handle.may_begin() => signing_in.0.settle(Err(SignInError::NotReady)),
        (None, _) => {
            let wait = || PAGE.with(|page| page.waiting.borrow_mut().push(signing_in.clone()));
            let providers = handle.providers();
            let only = if let [only] = providers.as_slice() { Some(only.clone()) } else { None };
            if let Some(provider) = wanted.provider.clone().or(only) {
                wait();
                element::sign_in(&handle, provider, &wanted.ask(true));
            } else {
                // It ends an earlier one.
                handle.send(Input::PickerRequested);
                wait();
                PAGE.with(|page| page.wished.replace(Some(wanted)));
            }
        }
    }
    signing_in
}

/// Ends the session, as soon as it is known.
pub(super) fn sign_out() {
    spawn_local(async {
        at_rest().await;
        handle().send(Input::SignOutRequested);
    });
}
