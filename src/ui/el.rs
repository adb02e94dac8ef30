//! Elements, all of one Rust type.
//!
//! `view!` would build static parts with `innerHTML`, which the page's Trusted Types policy forbids. And Leptos'
//! builders have a type for each combination of tag, attributes and children, with code for each: the screens of
//! this page were 19 kB of brotli larger with them. Here are names and boxes, and one copy of the code.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use leptos::html::custom;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, Event};

use super::text::Text;

/// Anything that can be shown.
pub(super) type View = AnyView;

/// An element that is being described.
pub(super) struct El {
    tag: &'static str,
    setup: Setup,
    children: Vec<View>,
}

/// What is done to an element when it is made.
#[derive(Default)]
struct Setup {
    attributes: Vec<(&'static str, Cow<'static, str>)>,
    live: Vec<(&'static str, Box<dyn Fn() -> Option<&'static str>>)>,
    listeners: Vec<(&'static str, Box<dyn FnMut(Event)>)>,
}

/// An element with a class (or none) and children.
pub(super) fn el(tag: &'static str, class: &'static str, children: Vec<View>) -> El {
    let element = El { tag, setup: Setup::default(), children };
    if class.is_empty() { element } else { element.attr("class", class) }
}

impl El {
    /// With an attribute. Its name is constant, so no value can become a name.
    pub(super) fn attr(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.setup.attributes.push((name, value.into()));
        self
    }

    /// With an attribute that follows signals; `None` is no attribute.
    pub(super) fn live_attr(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self {
        self.setup.live.push((name, Box::new(value)));
        self
    }

    /// With a listener.
    pub(super) fn on(mut self, event: &'static str, listener: impl FnMut(Event) + 'static) -> Self {
        self.setup.listeners.push((event, Box::new(listener)));
        self
    }

    /// The element as a view.
    pub(super) fn view(self) -> View {
        let setup = Rc::new(Cell::new(Some(self.setup)));
        custom(self.tag).directive(set_up, setup).child(self.children).into_any()
    }
}

/// Attribute names are constants of this crate and listeners are functions: nothing of it can fail.
fn set_up(element: Element, setup: Rc<Cell<Option<Setup>>>) {
    let Setup { attributes, live, listeners } = setup.take().unwrap_or_default();
    for (name, value) in attributes {
        let _ = element.set_attribute(name, &value);
    }
    for (name, listener) in listeners {
        // Collected with the element, by the browser.
        let listener = Closure::wrap(listener).into_js_value();
        let _ = element.add_event_listener_with_callback(name, listener.unchecked_ref());
    }
    for (name, value) in live {
        let element = element.clone();
        let follow: Box<dyn FnMut()> = Box::new(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, value),
                None => element.remove_attribute(name),
            };
        });
        Effect::new(follow);
    }
}

/// A view that follows signals.
pub(super) fn live(view: impl Fn() -> View + Send + 'static) -> View {
    let view: Box<dyn FnMut() -> View + Send> = Box::new(view);
    view.into_any()
}

/// A text without an element.
pub(super) fn plain(content: impl Into<String>) -> View {
    let content: String = content.into();
    content.into_any()
}

/// Nothing.
pub(super) fn nothing() -> View {
    plain("")
}

/// Several views in a row.
pub(super) fn row(views: Vec<View>) -> View {
    views.into_any()
}

/// An element with nothing but a text.
pub(super) fn text(tag: &'static str, class: &'static str, content: impl Into<String>) -> View {
    el(tag, class, vec![plain(content)]).view()
}

/// An element with a sentence whose `{}` is a name that somebody else chose.
pub(super) fn sentence(tag: &'static str, class: &'static str, words: Text, name: &str) -> View {
    el(tag, class, with_name(words, name)).view()
}

/// The parts of such a sentence. The name may run in the other direction than the sentence, so it is isolated.
pub(super) fn with_name(words: Text, name: &str) -> Vec<View> {
    let (before, name, after) = words.around(name);
    vec![plain(before), if name.is_empty() { nothing() } else { text("bdi", "", name) }, plain(after)]
}

/// The heading of a screen. It takes focus when the screen is shown.
pub(super) fn heading(children: Vec<View>) -> View {
    el("h1", "", children).attr("tabindex", "-1").view()
}

/// A button that does one thing.
pub(super) fn button(class: &'static str, label: Text, press: impl Fn() + 'static) -> View {
    el("button", class, vec![plain(label.english())])
        .attr("type", "button")
        .on("click", move |_| press())
        .view()
}

/// The round sign above a heading; `mark` chooses what the stylesheet draws.
pub(super) fn sign(mark: &'static str) -> View {
    el("span", "sign", Vec::new()).attr("data-mark", mark).attr("aria-hidden", "true").view()
}

/// The same while something is under way.
pub(super) fn sign_busy() -> View {
    el("span", "sign", vec![spinner()]).attr("aria-hidden", "true").view()
}

/// A turning ring.
pub(super) fn spinner() -> View {
    text("span", "spinner", "")
}
