//! The tabs of this origin: which are open, and what they tell each other.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::web_locks::{self, Lock};
use super::{alike, program};
use crate::later;
use crate::protocol::secret::AccessToken;
use crate::session::Message;
use crate::url::decimal;

/// Held, together with all other tabs, by each one that has looked for a session or stored one.
const OPEN: &str = "portico.open";

const CHANNEL: &str = "portico";

thread_local! {
    static HERE: RefCell<Option<Lock>> = const { RefCell::new(None) };
    static SPEAKING: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Can tabs share a session in this browser?
pub fn can_share() -> bool {
    let has =
        |object: &JsValue, name: &str| Reflect::get(object, &name.into()).is_ok_and(|it| it.is_truthy());
    web_sys::window().is_some_and(|window| {
        has(&window.navigator(), "locks")
            && has(&window, "BroadcastChannel")
            && window.indexed_db().is_ok_and(|factory| factory.is_some())
    })
}

/// Is another tab open? This one must not have joined yet.
pub async fn has_others() -> bool {
    web_locks::count(OPEN).await > 0
}

/// From now on this tab counts as open.
pub fn join() {
    HERE.with_borrow_mut(|here| {
        if here.is_none() {
            *here = Lock::take(OPEN, true, || ());
        }
    });
}

/// The page goes into the back/forward cache or away: a lock or a channel would keep it out of the former.
pub fn leave() {
    HERE.take();
    if let Some(channel) = SPEAKING.take() {
        alike::close(&channel);
    }
}

/// Calls `heard` for what the other tabs tell from now on.
pub fn listen(heard: impl Fn(Message) + 'static) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(message) = read(&event.unchecked_ref::<MessageEvent>().data()) {
            heard(message);
        }
    });
    channel.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
    SPEAKING.set(Some(channel));
}

/// Tells the other tabs.
pub fn tell(message: &Message) {
    SPEAKING.with_borrow(|channel| {
        if let Some(channel) = channel {
            // Refused only for what can't be copied, and texts and numbers can.
            let _ = channel.post_message(&written(message));
        }
    });
}

/// `[kind, session, generation, access token, expires at]`, as far as the kind has them: texts all of them.
fn written(message: &Message) -> Array {
    let time = |time: i64| decimal(u64::try_from(time).unwrap_or(0));
    match message {
        Message::SignedIn { session } => Array::of2(&"signed_in".into(), &session.into()),
        Message::SignedOut { session } => Array::of2(&"signed_out".into(), &session.into()),
        Message::Active { session, at } => Array::of3(&"active".into(), &session.into(), &time(*at).into()),
        Message::Paused { session, from, until } => {
            Array::of4(&"paused".into(), &session.into(), &time(*from).into(), &time(*until).into())
        }
        Message::Wanted { session, generation } => {
            Array::of3(&"wanted".into(), &session.into(), &decimal(*generation).into())
        }
        Message::Renewed { session, generation, access_token, expires_at } => Array::of5(
            &"renewed".into(),
            &session.into(),
            &decimal(*generation).into(),
            &access_token.expose().into(),
            &expires_at.map(time).into(),
        ),
    }
}

/// `None` for what is not of this page: any script of the origin may use a channel of this name.
fn read(data: &JsValue) -> Option<Message> {
    let data: &Array = data.dyn_ref()?;
    let text = |index| data.get(index).as_string();
    let (kind, session) = (text(0)?, text(1)?);
    // All others are about a session of this page, and that needs the second file of the program.
    match kind.as_str() {
        "signed_in" => Some(Message::SignedIn { session }),
        "signed_out" => Some(Message::SignedOut { session }),
        kind if program::is_there() => later::run(|| about_session(data, kind, session)),
        _ => None,
    }
}

fn about_session(data: &Array, kind: &str, session: String) -> Option<Message> {
    let text = |index| data.get(index).as_string();
    let generation = || text(2)?.parse().ok();
    // Any script of the origin may have written it; nothing is to be reckoned with that can overflow.
    let time = |index| text(index)?.parse::<u32>().ok().map(i64::from);
    Some(match kind {
        "active" => Message::Active { session, at: time(2)? },
        "paused" => Message::Paused { session, from: time(2)?, until: time(3)? },
        "wanted" => Message::Wanted { session, generation: generation()? },
        "renewed" => Message::Renewed {
            session,
            generation: generation()?,
            access_token: AccessToken::new(text(3)?),
            expires_at: time(4),
        },
        _ => return None,
    })
}
