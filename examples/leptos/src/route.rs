//! The router: in the query, so that any static server does. leptos_router does as well.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

/// The name of the route that is shown, for everything below the caller.
pub fn provide_route() -> RwSignal<String> {
    let route = RwSignal::new(read());
    provide_context(route);
    let listener = window_event_listener(ev::popstate, move |_| route.set(read()));
    on_cleanup(move || listener.remove());
    route
}

fn read() -> String {
    let query = window().location().search().unwrap_or_default();
    query.strip_prefix("?route=").unwrap_or("a").to_owned()
}

/// A link to a route.
#[component]
pub fn Link(
    /// Its name.
    to: &'static str,
    children: Children,
) -> impl IntoView {
    let route = expect_context::<RwSignal<String>>();
    let address = format!("?route={to}");
    let go = {
        let address = address.clone();
        move |event: ev::MouseEvent| {
            event.prevent_default();
            // An address of this origin is not refused.
            let history = window().history();
            let _ = history.and_then(|it| it.push_state_with_url(&JsValue::NULL, "", Some(&address)));
            route.set(to.to_owned());
        }
    };
    view! {
        <a href=address data-test=format!("route-{to}") on:click=go>
            {children()}
        </a>
    }
}
