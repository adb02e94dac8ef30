//! Server-sent events ([HTML: EventSource]).
//!
//! [HTML: EventSource]: https://html.spec.whatwg.org/multipage/server-sent-events.html

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

use super::alike;
use crate::url::Url;

/// An open connection; dropping it closes it.
#[derive(Debug)]
pub struct Events(EventSource);

impl Events {
    /// Hears the events of these types: `heard` gets type and data, and `None` when the connection breaks off. The
    /// browser would open another one by itself: that one has another name, so it is of no use.
    pub fn open(
        url: &Url,
        names: &[&str],
        heard: impl Fn(Option<(String, String)>) + Clone + 'static,
    ) -> Option<Self> {
        let events = EventSource::new(url.as_str()).ok()?;
        for name in names {
            let heard = heard.clone();
            let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
                let event: &MessageEvent = event.unchecked_ref();
                heard(Some((event.type_(), event.data().as_string().unwrap_or_default())));
            });
            // The browser collects it together with the connection.
            let listener = listener.into_js_value();
            events.add_event_listener_with_callback(name, listener.unchecked_ref()).ok()?;
        }
        let closing = events.clone();
        let listener = Closure::<dyn Fn(Event)>::new(move |_| {
            alike::close(&closing);
            heard(None);
        });
        alike::on_error(&events, Some(listener.into_js_value().unchecked_ref()));
        Some(Self(events))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        alike::on_error(&self.0, None);
        alike::close(&self.0);
    }
}
