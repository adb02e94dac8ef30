//! Elements. Leptos' signals and effects say when something changes; here is what makes and changes nodes.
//!
//! `view!` would build static parts with `innerHTML`, which the page's Trusted Types policy forbids. And Leptos'
//! builders have a type, with code of its own, for each combination of tag, attributes and children: for the
//! screens of this page that is 30 kB of brotli, a third of the whole. So a view is a node here, and no more.
//!
//! No function fails: tags and names of attributes are constants of this crate, and texts can't be wrong.

use leptos::prelude::*;
use leptos::tachys::dom::document;
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, Event, Node};

use super::text::Text;

/// Anything that can be shown: an element, a text, or a fragment of several.
pub(super) type View = Node;

/// An element that is being made.
pub(super) struct El(Option<Element>);

/// An element with a class (or none) and children.
pub(super) fn el(tag: &str, class: &str, children: Vec<View>) -> El {
    let element = document().create_element(tag).ok();
    if let Some(element) = &element {
        append(element, children);
    }
    let element = El(element);
    if class.is_empty() { element } else { element.attr("class", class) }
}

impl El {
    /// With an attribute. Its name is constant, so no value can become a name.
    pub(super) fn attr(self, name: &'static str, value: &str) -> Self {
        if let Some(element) = &self.0 {
            let _ = element.set_attribute(name, value);
        }
        self
    }

    /// With an attribute that follows signals; `None` is no attribute.
    pub(super) fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self {
        self.live_attr_boxed(name, Box::new(value))
    }

    fn live_attr_boxed(self, name: &'static str, value: Box<dyn Fn() -> Option<&'static str>>) -> Self {
        if let Some(element) = self.0.clone() {
            follow(move || {
                let _ = match value() {
                    Some(value) => element.set_attribute(name, value),
                    None => element.remove_attribute(name),
                };
            });
        }
        self
    }

    /// With a listener.
    pub(super) fn on(self, event: &'static str, listener: impl FnMut(Event) + 'static) -> Self {
        self.on_boxed(event, Box::new(listener))
    }

    fn on_boxed(self, event: &'static str, listener: Box<dyn FnMut(Event)>) -> Self {
        // The browser collects it together with the element.
        let listener = Closure::wrap(listener).into_js_value();
        if let Some(element) = &self.0 {
            let _ = element.add_event_listener_with_callback(event, listener.unchecked_ref());
        }
        self
    }

    /// The element as a view.
    pub(super) fn view(self) -> View {
        self.0.map_or_else(nothing, Into::into)
    }
}

fn append(parent: &Node, children: Vec<View>) {
    for child in children {
        let _ = parent.append_child(&child);
    }
}

/// The element that an event is about.
pub(super) fn target(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// Runs now and whenever a signal that it reads has changed, until what surrounds it is drawn anew.
pub(super) fn follow(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}

/// A view that follows signals. It stands between two empty texts, which stay.
pub(super) fn live(view: impl Fn() -> View + 'static) -> View {
    live_place(Box::new(view))
}

// Apart from `live`, so that there is one copy of it.
fn live_place(view: Box<dyn Fn() -> View>) -> View {
    let (start, end) = (nothing(), nothing());
    let place = row(vec![start.clone(), end.clone()]);
    follow(move || {
        let view = view();
        let Some(parent) = end.parent_node() else { return };
        while let Some(old) = start.next_sibling().filter(|old| *old != end) {
            let _ = parent.remove_child(&old);
        }
        let _ = parent.insert_before(&view, Some(&end));
    });
    place
}

/// A text without an element.
pub(super) fn plain(content: &str) -> View {
    document().create_text_node(content).into()
}

/// Nothing.
pub(super) fn nothing() -> View {
    plain("")
}

/// Several views in a row.
pub(super) fn row(views: Vec<View>) -> View {
    let fragment = document().create_document_fragment();
    append(&fragment, views);
    fragment.into()
}

/// An element with nothing but a text.
pub(super) fn text(tag: &str, class: &str, content: &str) -> View {
    el(tag, class, vec![plain(content)]).view()
}

/// An element with a sentence whose `{}` is a name that somebody else chose.
pub(super) fn sentence(tag: &str, class: &str, words: Text, name: &str) -> View {
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
pub(super) fn button(class: &str, label: Text, press: impl Fn() + 'static) -> View {
    el("button", class, vec![plain(label.english())])
        .attr("type", "button")
        .on("click", move |_| press())
        .view()
}

/// The round sign above a heading; `mark` chooses what the stylesheet draws.
pub(super) fn sign(mark: &str) -> View {
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
