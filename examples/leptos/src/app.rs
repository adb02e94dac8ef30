//! The application: a header, and two routes.

use gloo_net::http::{Request, Response};
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico::app::{
    CallError, Flow, Picker, Session, SignIn, SignedIn, SignedOut, provide_session, use_session,
};
use serde_json::Value;
use web_sys::Url;

use crate::route::{Link, provide_route};

#[component]
pub fn App() -> impl IntoView {
    // First: a provider's response is then out of the address before the router reads it.
    let session = provide_session("/config.json");
    let route = provide_route();

    let name = move || session.account().get().map_or("nobody".into(), |it| it.display_name().to_owned());
    let greeting = RwSignal::new(String::new());
    let in_window = move |_| {
        // At once: a window opens only while the click counts.
        let signing_in = session.sign_in(SignIn { flow: Flow::Popup, ..SignIn::default() });
        spawn_local(async move {
            greeting.set(match signing_in.await {
                Ok(account) => format!("Hello, {}", account.display_name()),
                Err(error) => error.code().to_owned(),
            });
        });
    };
    view! {
        <header>
            <nav>
                <Link to="a">"Sign in"</Link>
                " "
                <Link to="b">"Things"</Link>
            </nav>
            <SignedIn>
                <button data-test="sign-out" on:click=move |_| session.sign_out()>
                    "Sign out"
                </button>
            </SignedIn>
            <SignedOut>
                <button data-test="window" on:click=in_window>
                    "Sign in in a window"
                </button>
            </SignedOut>
        </header>
        <p>"Signed in: " <output data-test="name">{name}</output></p>
        <p><output data-test="greeting">{greeting}</output></p>
        <Show when=move || route.get() == "b" fallback=|| view! { <Picker/> }>
            <Things/>
        </Show>
    }
}

/// What the API has for those who are signed in.
#[component]
fn Things() -> impl IntoView {
    let session = use_session();
    let answer = RwSignal::new(String::new());
    let call = move |_| {
        spawn_local(async move {
            answer.set(ask(session).await.unwrap_or_else(|error| error));
        });
    };
    view! {
        <button data-test="call" disabled=move || !session.is_signed_in().get() on:click=call>
            "Call the API"
        </button>
        <pre data-test="answer">{answer}</pre>
    }
}

/// What it answers, or why it does not.
async fn ask(session: Session) -> Result<String, String> {
    let config = Request::get("/config.json").send().await.map_err(|error| error.to_string())?;
    let config: Value = config.json().await.map_err(|error| error.to_string())?;
    let text = |pointer| config.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let url = Url::new_with_base(text("/backend/request/path"), text("/backend/base_url"));
    let url = url.map_err(|_| "config.json names no API")?;

    let request = Request::get(&url.href()).build().map_err(|error| error.to_string())?;
    let response = session.fetch(request).await.map_err(CallError::code)?;
    Response::from(response).text().await.map_err(|error| error.to_string())
}
