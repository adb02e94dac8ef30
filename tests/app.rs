//! The components for Leptos applications, in a browser. There is one session for all of these tests: at its picker, whose providers nobody
//! can reach. Signing in is in the journeys.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use js_sys::{Array, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, Request, RequestInit, ShadowRoot};

use portico::app::{
    CallError, Config, Flow, Layout, Picker, Session, SignIn, SignInError, SignedIn, SignedOut, State, Theme,
    provide_session, use_session,
};
use portico::browser::timer;

wasm_bindgen_test_configure!(run_in_browser);

/// Port 9 (discard): no browser speaks to it.
const CONFIG: &str = r#"{
    "providers": [
        { "id": "acme", "title": "Acme", "issuer": "http://127.0.0.1:9/acme", "client_id": "a" },
        { "id": "other", "title": "Other", "issuer": "http://127.0.0.1:9/other", "client_id": "a",
          "authorization_endpoint": "http://127.0.0.1:9/other/authorize",
          "token_endpoint": "http://127.0.0.1:9/other/token", "jwks_uri": "http://127.0.0.1:9/other/jwks" },
        { "id": "broken", "title": "Broken" }
    ],
    "backend": { "base_url": "http://127.0.0.1:9/", "request": { "path": "me" } },
    "session": { "persistence": "memory" }
}"#;

/// The session, when a provider can be chosen.
async fn session() -> Session {
    let query = || window().location().search().unwrap();
    let is_first = use_session().state().get_untracked() == State::Loading && query().is_empty();
    if is_first {
        let history = window().history().unwrap();
        let response = "?x=1&code=stolen&state=portico.forged";
        history.replace_state_with_url(&JsValue::NULL, "", Some(response)).unwrap();
    }
    let session = provide_session(Config::Text(CONFIG.to_owned()));
    if is_first {
        assert_eq!(query(), "?x=1", "a router would see the response");
        let early = mount(|| view! { <SignedOut>"nobody"</SignedOut> });
        assert_eq!(early.text(), "", "it is not known yet");
    }
    if session.state().get_untracked() == State::Loading {
        assert!(!session.is_known().get_untracked());
        assert_eq!(session.sign_in(SignIn::default()).await, Err(SignInError::NotReady));
    }
    until("the picker", || {
        if matches!(session.state().get_untracked(), State::Failed { .. }) {
            session.sign_in(SignIn::default());
        }
        session.state().get_untracked() == State::Picker
    })
    .await;
    session
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        timer::sleep(10).await;
    }
    panic!("{what} did not come");
}

/// An application in an element of its own.
struct Mounted<M: Mountable>(Element, Option<UnmountHandle<M>>);

fn mount<N: IntoView + 'static>(app: impl FnOnce() -> N + 'static) -> Mounted<N::State> {
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    let handle = mount_to(place.clone().unchecked_into::<HtmlElement>(), app);
    Mounted(place, Some(handle))
}

impl<M: Mountable> Mounted<M> {
    fn text(&self) -> String {
        self.0.text_content().unwrap()
    }

    fn host(&self) -> Element {
        self.0.first_element_child().unwrap()
    }

    /// What its picker is drawn into, when it is.
    async fn root(&self) -> ShadowRoot {
        let is_drawn = || self.host().shadow_root().is_some_and(|root| count(&root, ".provider") == 3);
        until("the picker in its shadow", is_drawn).await;
        self.host().shadow_root().unwrap()
    }
}

fn count(root: &ShadowRoot, selector: &str) -> u32 {
    root.query_selector_all(selector).unwrap().length()
}

/// The ids of the providers that can be seen.
fn offered(root: &ShadowRoot) -> Vec<String> {
    let all = root.query_selector_all("li:not([hidden]) > .provider").unwrap();
    (0..all.length())
        .map(|index| {
            all.get(index).unwrap().unchecked_into::<Element>().get_attribute("data-provider").unwrap()
        })
        .collect()
}

#[wasm_bindgen_test]
async fn a_picker_is_drawn_into_a_shadow_of_its_own_and_dressed() {
    session().await;
    let app = mount(|| {
        view! {
            <Picker layout=Layout::Grid theme=Theme::Dark>
                <i slot="header">"Members"</i>
            </Picker>
        }
    });
    let root = app.root().await;
    assert_eq!(offered(&root), ["acme", "other", "#3"]);
    let attribute = |name| app.host().get_attribute(name).unwrap();
    assert_eq!([attribute("layout"), attribute("theme")], ["grid", "dark"]);
    assert_eq!(attribute("data-portico-state"), "picker");
    assert_eq!(count(&root, "button[part=button]"), 3);
    assert_eq!(count(&root, "h1[aria-level='2']"), 1);
    assert_eq!(count(&root, ".frame:not([hidden]) > slot[name=header]"), 1);
    assert_eq!(count(&root, "slot:not([name])"), 0, "what is for the time before is gone");
    let sheets: Array = Reflect::get(&root, &"adoptedStyleSheets".into()).unwrap().unchecked_into();
    assert_eq!(sheets.length(), 1);
    let style = |selector: &str, name: &str| {
        let element = root.query_selector(selector).unwrap().unwrap();
        window().get_computed_style(&element).unwrap().unwrap().get_property_value(name).unwrap()
    };
    assert_eq!(style(".provider", "display"), "grid", "parts.css");
    assert_eq!(style(".card", "box-sizing"), "border-box", "base.css");
    assert_eq!(style(".stage", "justify-items"), "center", "element.css");
}

#[wasm_bindgen_test]
async fn a_picker_offers_the_provider_that_it_is_told_now() {
    session().await;
    let (provider, set_provider) = signal(Some("acme".to_owned()));
    let app = mount(move || view! { <Picker provider/> });
    let root = app.root().await;
    assert_eq!(offered(&root), ["acme"]);
    set_provider.set(Some("other".to_owned()));
    until("the other provider", || offered(&root) == ["other"]).await;
    set_provider.set(None);
    until("all providers", || offered(&root).len() == 3).await;
}

#[wasm_bindgen_test]
async fn nothing_is_drawn_into_a_picker_that_is_gone() {
    session().await;
    let (is_shown, set_shown) = signal(true);
    let app = mount(move || view! { <Show when=move || is_shown.get()><Picker/></Show> });
    app.root().await;
    let host = app.host();
    set_shown.set(false);
    until("the end of the picker", || !host.is_connected()).await;
    host.remove_attribute("data-portico-state").unwrap();
    // With one more, everything is drawn again.
    let other = mount(|| view! { <Picker/> });
    other.root().await;
    assert_eq!(host.get_attribute("data-portico-state"), None);
}

#[wasm_bindgen_test]
async fn what_is_for_those_who_are_signed_in_is_not_shown_to_others() {
    session().await;
    let app = mount(|| {
        view! {
            <SignedIn fallback=|| "out ">"in "</SignedIn>
            <SignedIn>"in "</SignedIn>
            <SignedOut>"known"</SignedOut>
        }
    });
    until("both", || app.text() == "out known").await;
}

#[wasm_bindgen_test]
async fn a_sign_in_that_fails_says_why() {
    let session = session().await;
    let wanted = SignIn { provider: Some("acme".into()), ..SignIn::default() };
    let error = session.sign_in(wanted).await.unwrap_err();
    assert_eq!(error.code(), "discovery_unreachable");
    let SignInError::Failed { code, retry } = error else { panic!("{error:?}") };
    assert_eq!(session.state().get_untracked(), State::Failed { code, retry });
    assert_eq!(session.state().get_untracked().name(), "failed");
    // Of several nobody is chosen by itself: they are offered.
    session.sign_in(SignIn::default());
    until("the picker", || session.state().get_untracked() == State::Picker).await;
}

/// From now on windows are no more than notes of where they are sent.
fn note_windows() {
    js_sys::eval(
        "globalThis.sent = []; globalThis.opened = []; globalThis.open = () => {
            const location = { href: 'about:blank', replace: (url) => sent.push(new URL(url)) };
            opened.push({ closed: false, close() { this.closed = true; }, location });
            return opened.at(-1);
        };",
    )
    .unwrap();
}

/// What the last of them asks a provider for; `null` if there is none.
fn asked(parameter: &str) -> JsValue {
    js_sys::eval(&format!("sent.at(-1)?.searchParams.get('{parameter}') ?? null")).unwrap()
}

/// Of each window that was opened, whether it was closed.
fn closed() -> Vec<bool> {
    let closed: Array = js_sys::eval("opened.map(({ closed }) => closed)").unwrap().unchecked_into();
    closed.iter().map(|it| it.is_truthy()).collect()
}

#[wasm_bindgen_test]
async fn a_sign_in_in_a_window_asks_what_it_is_told_and_can_be_cancelled() {
    let session = session().await;
    note_windows();
    let signing_in = session.sign_in(SignIn {
        provider: Some("other".into()),
        flow: Flow::Popup,
        login_hint: Some("a&b".into()),
        ui_locales: Some("de".into()),
        prompt: Some("login".into()),
        ..SignIn::default()
    });
    assert_eq!(session.state().get_untracked(), State::Leaving);
    assert_eq!(closed(), [false], "a window is opened at once, or by no browser");
    until("the window at the provider", || !asked("state").is_null()).await;
    assert!(asked("state").as_string().unwrap().starts_with("portico-popup."));
    for (parameter, value) in [("login_hint", "a&b"), ("ui_locales", "de"), ("prompt", "login")] {
        assert_eq!(asked(parameter), value, "{parameter}");
    }
    session.sign_in(SignIn::default());
    assert_eq!(signing_in.await, Err(SignInError::Cancelled));
    assert_eq!(closed(), [true]);
}

#[wasm_bindgen_test]
async fn a_window_that_has_nowhere_to_go_is_closed() {
    let session = session().await;
    note_windows();
    let broken = SignIn { provider: Some("#3".into()), flow: Flow::Popup, ..SignIn::default() };
    assert!(session.sign_in(broken).await.is_err());
    assert_eq!(closed(), [true]);
}

#[wasm_bindgen_test]
async fn a_button_of_a_picker_asks_what_that_picker_is_told() {
    let session = session().await;
    note_windows();
    let app = mount(|| view! { <Picker flow=Flow::Popup ui_locales="fr"/> });
    let other = mount(|| view! { <Picker ui_locales="it"/> });
    other.root().await;
    let button = app.root().await.query_selector("[data-provider=other]").unwrap().unwrap();
    button.unchecked_into::<HtmlElement>().click();
    until("the window at the provider", || !asked("state").is_null()).await;
    assert_eq!(asked("ui_locales"), "fr");
    session.sign_in(SignIn::default());
}

#[wasm_bindgen_test]
async fn a_call_without_a_session_is_refused_by_name() {
    let session = session().await;
    let request = || Request::new_with_str("http://127.0.0.1:9/me").unwrap();
    assert_eq!(session.fetch(request()).await.unwrap_err(), CallError::NotSignedIn);
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str("once"));
    let read = Request::new_with_str_and_init("http://127.0.0.1:9/me", &init).unwrap();
    let _ = read.text().unwrap();
    assert_eq!(session.fetch(read).await.unwrap_err().code(), "body_not_replayable");
}

#[wasm_bindgen_test]
async fn there_is_one_session_whatever_a_second_call_says() {
    let first = session().await;
    let second = provide_session(Config::Text("{}".into()));
    timer::sleep(100).await;
    for session in [first, second, use_session()] {
        assert_eq!(session.state().get_untracked(), State::Picker);
        assert_eq!(session.account().get_untracked(), None);
        assert_eq!(session.expires_at().get_untracked(), None);
        assert!(session.is_known().get_untracked() && !session.is_signed_in().get_untracked());
    }
}

#[wasm_bindgen_test]
fn every_code_of_a_call_is_documented() {
    let documented = include_str!("../docs/ERRORS.md");
    let calls = [
        CallError::OriginNotAllowed,
        CallError::NotSignedIn,
        CallError::RenewalFailed,
        CallError::BodyNotReplayable,
        CallError::Unreachable,
    ]
    .map(CallError::code);
    for code in
        calls.into_iter().chain([SignInError::NotReady, SignInError::Cancelled].map(SignInError::code))
    {
        assert!(documented.contains(&format!("`{code}`")), "{code}");
    }
}
