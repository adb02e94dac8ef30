//! Elements of the page: finding them, making them, changing them.
//!
//! `view!` would build static parts with `innerHTML`, which the page's Trusted Types policy forbids. And Leptos'
//! builders have a type, with code of its own, for each combination of tag, attributes and children: for the
//! screens of this page that is 30 kB of brotli. Here a line of a view is a call or two.
//!
//! No function fails: tags, selectors and names of attributes are constants of this crate, and texts can't be
//! wrong.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Event, HtmlDialogElement, HtmlInputElement};

use crate::browser::alike;

/// An element.
pub(super) struct El(Element);

impl AsRef<JsValue> for El {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}

/// What is drawn into: the document, or the shadow root of an element of a host page, which has the same methods.
pub(super) type Root = Document;

thread_local! {
    /// What is drawn into now; `None`: the document.
    static ROOT: RefCell<Option<Root>> = const { RefCell::new(None) };
}

/// What is drawn into now.
pub(super) fn root() -> Option<Root> {
    ROOT.with_borrow(Clone::clone).or_else(document)
}

/// Does something there.
pub(super) fn within<T>(root: Option<Root>, work: impl FnOnce() -> T) -> T {
    let before = ROOT.replace(root);
    let done = work();
    ROOT.set(before);
    done
}

/// The element that shows to the outside what is drawn into the root: `<html>`, or the one whose shadow it is.
pub(super) fn bearer() -> El {
    let root = root().map_or(JsValue::NULL, JsValue::from);
    let member = |name: &str| Reflect::get(&root, &name.into()).ok().filter(JsValue::is_object);
    El(member("host").or_else(|| member("documentElement")).unwrap_or_default().unchecked_into())
}

/// Is the focus in what is drawn into now? That of a document always is.
pub(super) fn has_focus() -> bool {
    let root = root().map_or(JsValue::NULL, JsValue::from);
    Reflect::get(&root, &"activeElement".into()).is_ok_and(|it| it.is_object())
}

/// The first element that a selector fits; if there is none, one that is nowhere on the page.
pub(super) fn find(selector: &str) -> El {
    all(selector).next().unwrap_or_else(|| El(make("p")))
}

/// All elements that a selector fits.
pub(super) fn all(selector: &str) -> impl Iterator<Item = El> {
    let found = root().and_then(|root| root.query_selector_all(selector).ok());
    (0..).map_while(move |index| found.as_ref()?.get(index).map(|node| El(node.unchecked_into())))
}

/// The element that listened to an event.
pub(super) fn target(event: &Event) -> El {
    El(JsValue::from(event.current_target()).unchecked_into())
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// A new element: its tag and, after a dot, the value of `class`.
fn make(what: &str) -> Element {
    let (tag, class) = what.split_once('.').unwrap_or((what, ""));
    let element = document().and_then(|document| document.create_element(tag).ok());
    // Only what is no name of a tag has no element.
    let element = element.unwrap_or_else(|| JsValue::NULL.unchecked_into());
    if !class.is_empty() {
        let _ = element.set_attribute("class", class);
    }
    element
}

// What answers the element can be written in a row: `card.add("p.sub").attr("role", "status").text("…")`.
impl El {
    /// Adds an element at the end, and answers it: its tag and, after a dot, the value of `class`.
    pub(super) fn add(&self, what: &str) -> Self {
        self.insert(what, None)
    }

    /// Adds an element before one of those that are there.
    pub(super) fn insert(&self, what: &str, before: Option<&Self>) -> Self {
        let element = make(what);
        let _ = self.0.insert_before(&element, before.map(|it| &*it.0));
        Self(element)
    }

    /// Makes an element that takes its place.
    pub(super) fn replace(&self, what: &str) -> Self {
        let element = make(what);
        let _ = self.0.replace_with_with_node_1(&element);
        Self(element)
    }

    pub(super) fn remove(&self) {
        self.0.remove();
    }

    /// Adds a text at the end.
    pub(super) fn text(self, content: &str) -> Self {
        let _ = self.0.append_with_str_1(content);
        self
    }

    /// Takes out what is in it, and puts a text there.
    pub(super) fn set_text(self, content: &str) -> Self {
        self.0.set_text_content(Some(content));
        self
    }

    /// The text in it.
    pub(super) fn content(&self) -> String {
        self.0.text_content().unwrap_or_default()
    }

    /// What is typed into it, a box.
    pub(super) fn value(&self) -> String {
        self.0.unchecked_ref::<HtmlInputElement>().value()
    }

    /// Takes out what is typed into it, a box.
    pub(super) fn clear(&self) {
        // An import less than with its own setter.
        let _ = Reflect::set(&self.0, &"value".into(), &"".into());
    }

    /// Sets an attribute. Its name is constant, so no value can become a name.
    pub(super) fn attr(self, name: &'static str, value: &str) -> Self {
        self.attr_if(name, Some(value));
        self
    }

    /// Sets an attribute, or takes it away.
    pub(super) fn attr_if(&self, name: &'static str, value: Option<&str>) {
        let _ = match value {
            Some(value) => self.0.set_attribute(name, value),
            None => self.0.remove_attribute(name),
        };
    }

    /// Hides it from those who listen to the page: what it shows is said elsewhere, or is decoration.
    pub(super) fn unheard(self) -> Self {
        self.attr("aria-hidden", "true")
    }

    /// Listens to an event.
    pub(super) fn on(self, event: &str, listener: impl Fn(Event) + 'static) -> Self {
        self.on_boxed(event, Box::new(listener))
    }

    fn on_boxed(self, event: &str, listener: Box<dyn Fn(Event)>) -> Self {
        let listener = move |event: Event| {
            let root = target(&event).0.get_root_node().unchecked_into();
            within(Some(root), || listener(event));
        };
        // The browser collects it together with the element.
        let listener = Closure::<dyn Fn(Event)>::new(listener).into_js_value();
        let _ = self.0.add_event_listener_with_callback(event, listener.unchecked_ref());
        self
    }

    /// The value of an attribute; empty if it has none of this name.
    pub(super) fn data(&self, name: &str) -> String {
        self.0.get_attribute(name).unwrap_or_default()
    }

    /// Is it shown to anybody?
    pub(super) fn is_rendered(&self) -> bool {
        alike::is_rendered(&self.0)
    }

    /// Opens it, a dialog that is on the page, over everything else.
    pub(super) fn show_modal(&self) {
        // Fails for one that is not on the page, or open.
        let _ = self.0.unchecked_ref::<HtmlDialogElement>().show_modal();
    }

    /// Closes it, a dialog.
    pub(super) fn close(&self) {
        alike::close(&self.0);
    }

    pub(super) fn focus(&self) {
        alike::focus(&self.0);
    }

    /// Selects the text in it.
    pub(super) fn select(&self) {
        if let Some(Ok(Some(selection))) = web_sys::window().map(|window| window.get_selection()) {
            let _ = selection.select_all_children(&self.0);
        }
    }
}
