//! A window of its own.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{BroadcastChannel, Event, MessageEvent, Window};

use super::{alike, clock, driver, program, timer};
use crate::later;
use crate::protocol::form;
use crate::protocol::http::RequestId;
use crate::protocol::secret::{Body, SecretUrl, State};
use crate::session::{Ended, Input};

/// So large that a provider's page fits, and small enough to be seen as a window.
const FEATURES: &str = "popup,width=480,height=720";

/// Milliseconds between two looks at whether the window is closed.
const PAUSE: u32 = 150;

/// So many seconds a window may look closed in which no page of a provider was ever seen, while the person looks at this page.
const DOUBT: i64 = 10;

/// The version of the messages.
const VERSION: f64 = 1.0;

thread_local! {
    static WINDOW: RefCell<Option<Window>> = const { RefCell::new(None) };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Opens an empty one; `false` if the browser does not. To be called while a click counts.
///
/// What is going to be in it could send this page elsewhere, unless nobody there has to speak to this page.
pub fn open(speaks: bool) -> bool {
    // An element's has been opened by its script, in the click.
    let opened =
        program::window().filter(|_| speaks).or_else(|| WINDOW.take().filter(is_open)).or_else(|| {
            web_sys::window()?
                .open_with_url_and_target_and_features("about:blank", "portico-sign-in", FEATURES)
                .ok()?
        });
    if let Some(window) = opened.as_ref().filter(|_| !speaks) {
        let _ = window.set_opener(&JsValue::NULL);
    }
    WINDOW.replace(opened);
    WINDOW.with_borrow(Option::is_some)
}

fn is_open(window: &Window) -> bool {
    window.closed().is_ok_and(|closed| !closed)
}

/// Closes it, if it was sent nowhere.
pub fn close_unsent() {
    if let Some(window) = WINDOW.take() {
        alike::close(&window);
    }
}

/// Closes it, and hears nothing of it any more.
pub fn close() {
    WATCH.take();
    if let Some(window) = WINDOW.take() {
        alike::close(&window);
    }
}

/// Sends it to this address.
pub fn navigate(url: &SecretUrl, speaks: bool) {
    let window = if speaks { WINDOW.with_borrow(Clone::clone) } else { WINDOW.take() };
    if let Some(window) = window {
        let _ = window.location().replace(url.expose());
    }
}

/// Shows it in front of this page, if it can be.
pub fn focus() {
    WINDOW.with_borrow(|window| window.as_ref().map(|window| alike::focus(window)));
}

/// Whoever is heard; dropped, nobody is.
struct Watch {
    id: RequestId,
    /// Of the request.
    state: State,
    channel: Option<BroadcastChannel>,
    listener: Closure<dyn Fn(Event)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            alike::close(channel);
        }
        if let Some(window) = web_sys::window() {
            let listener = self.listener.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback("message", listener);
        }
    }
}

/// Hears what is said from the redirect URI in the window, until `until` (seconds since 1970), and looks whether it is closed.
pub fn watch(id: RequestId, state: State, until: i64, page: driver::Handle) {
    let Some(window) = web_sys::window() else { return };
    let heard = page.clone();
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        later::element_leave(|| hear(event.unchecked_ref(), &heard));
    });
    let function = listener.as_ref().unchecked_ref();
    // A provider that isolates itself has cut the window off: then only this origin's own channel is left. Its name is
    // known to this page and to who has the response.
    let channel = BroadcastChannel::new(&["portico.", state.expose()].concat()).ok();
    if let Some(channel) = &channel {
        channel.set_onmessage(Some(function));
    }
    let _ = window.add_event_listener_with_callback("message", function);
    WATCH.set(Some(Watch { id, state, channel, listener }));
    spawn_local(later::element_wait(async move {
        let mut seen = Seen::default();
        while is_watched(id) {
            if let Some(why) = ended(until, &mut seen) {
                close();
                page.send(Input::PopupEnded { id, why });
                return;
            }
            timer::sleep(PAUSE).await;
        }
    }));
}

fn is_watched(id: RequestId) -> bool {
    WATCH.with_borrow(|watch| watch.as_ref().is_some_and(|watch| watch.id == id))
}

/// What was seen of it so far.
#[derive(Default)]
struct Seen {
    /// So many times in a row a page was in it. Once may be the moment in which it is cut off.
    pages: u8,
    /// It looks closed, and the person looks at this page: since then (seconds since 1970).
    closed_since: Option<i64>,
}

/// Why nothing comes any more.
///
/// A window that a provider has cut off looks closed as well: most often before a page of the provider was ever seen in it, and always
/// while the person looks at that window, and not at this page.
fn ended(until: i64, seen: &mut Seen) -> Option<Ended> {
    let now = clock::now();
    if now > until {
        return Some(Ended::TimedOut);
    }
    let is_open = WINDOW.with_borrow(|window| window.as_ref()?.closed().ok()) == Some(false);
    let document = web_sys::window().and_then(|window| window.document());
    let is_here = document.is_some_and(|document| document.has_focus().unwrap_or(true));
    if is_open || !is_here {
        seen.closed_since = None;
        // What is of another origin can't be asked.
        let href = WINDOW.with_borrow(|window| window.as_ref()?.location().href().ok());
        let has_page = is_open && href.is_none_or(|href| href != "about:blank");
        seen.pages = seen.pages.saturating_add(u8::from(has_page));
        return None;
    }
    let since = *seen.closed_since.get_or_insert(now);
    (seen.pages > 1 || now - since > DOUBT).then_some(Ended::Closed)
}

/// Somebody speaks. Only the window that was opened, at this origin, or who knows the name of the channel, and only with the `state` of the
/// request, is heard.
fn hear(event: &MessageEvent, page: &driver::Handle) {
    let is_from_window = WINDOW.with_borrow(|window| {
        let source = event.source();
        source.is_some() && source.as_ref() == window.as_ref().map(AsRef::as_ref)
    });
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    let is_from_channel = event.current_target().is_some_and(|it| it.is_instance_of::<BroadcastChannel>());
    // Of a channel this is so in any case.
    if Some(event.origin()) != origin || !(is_from_window || is_from_channel) {
        return;
    }
    let data = event.data();
    let member = |name: &str| Reflect::get(&data, &name.into()).ok();
    let is_ours = member("portico").and_then(|it| it.as_f64()) == Some(VERSION)
        && member("type").is_some_and(|it| it == "authorization_response");
    let Some(query) = member("query").and_then(|it| it.as_string()).filter(|_| is_ours) else { return };
    let id = WATCH.with_borrow(|watch| {
        let watch = watch.as_ref()?;
        let mut parameters = form::decode(&query).into_iter();
        parameters.any(|(name, value)| name == "state" && watch.state.is(&value)).then_some(watch.id)
    });
    if let Some(id) = id {
        WATCH.with_borrow(|watch| {
            // A window that was cut off closes itself when it knows that it is heard.
            let channel = watch.as_ref().and_then(|watch| watch.channel.as_ref());
            channel.map(|channel| channel.post_message(&"heard".into()))
        });
        close();
        page.send(Input::PopupAnswered { id, query: Body::new(query) });
    }
}
