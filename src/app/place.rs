//! The shadow roots that pickers are drawn into.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use leptos::prelude::{GetUntracked as _, Signal};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, ShadowRoot, ShadowRootInit, ShadowRootMode};

use super::{SignIn, State, page, sheet};
use crate::ui;

#[wasm_bindgen(module = "/public/dress.js")]
extern "C" {
    fn dress(element: &JsValue);
}

/// A shadow root, and what the picker says whose it is.
pub(super) struct Place {
    id: u32,
    root: ShadowRoot,
    asked: Signal<SignIn>,
}

thread_local! {
    static PLACES: RefCell<(u32, Vec<Rc<Place>>)> = RefCell::default();
}

/// A name for one more.
pub(super) fn next_id() -> u32 {
    PLACES.with_borrow_mut(|(last, _)| {
        *last = last.wrapping_add(1);
        *last
    })
}

/// Draws into an element from now on.
pub(super) fn add(id: u32, host: &Element, asked: Signal<SignIn>) {
    let Ok(root) = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)) else { return };
    sheet::adopt(&root);
    // An element takes what is new.
    let _ = furnish(&root);
    let place = Rc::new(Place { id, root, asked });
    PLACES.with_borrow_mut(|(_, places)| places.push(place.clone()));
    if page::is_drawing() {
        ui::add(place.root());
    }
}

/// Draws there no longer.
pub(super) fn remove(id: u32) {
    let removed = PLACES.with_borrow_mut(|(_, places)| {
        let index = places.iter().position(|place| place.id == id)?;
        Some(places.remove(index))
    });
    if let Some(place) = removed {
        ui::remove(&place.root());
    }
}

/// All there are.
pub(super) fn all() -> Vec<Rc<Place>> {
    PLACES.with_borrow(|(_, places)| places.clone())
}

/// That of this picker.
pub(super) fn of(id: u32) -> Option<Rc<Place>> {
    all().into_iter().find(|place| place.id == id)
}

/// The one in the shadow of this element.
pub(super) fn at(host: &JsValue) -> Option<Rc<Place>> {
    all().into_iter().find(|place| JsValue::from(place.root.host()) == *host)
}

impl Place {
    pub(super) fn root(&self) -> JsValue {
        self.root.clone().into()
    }

    /// What a sign-in is to be like that begins here.
    pub(super) fn asked(&self) -> SignIn {
        self.asked.get_untracked()
    }

    /// Makes what is drawn a picker's: what it has for the time before goes, and what is drawn gets parts, slots and headings of its level.
    pub(super) fn dress(&self, state: State) {
        if state == State::Loading {
            return;
        }
        if let Ok(Some(before)) = self.root.query_selector("slot:not([name])") {
            before.remove();
        }
        if let Ok(Some(frame)) = self.root.query_selector(".frame") {
            let _ = frame.remove_attribute("hidden");
        }
        let element = Object::new();
        // A new object takes every member.
        let _ = Reflect::set(&element, &"root".into(), &self.root);
        let _ = Reflect::set(&element, &"provider".into(), &self.asked().provider.into());
        dress(&element);
    }
}

/// What is drawn stands in a stage, between what the application has above and below it.
fn furnish(root: &ShadowRoot) -> Result<(), JsValue> {
    let Some(document) = root.owner_document() else { return Ok(()) };
    let make = |tag: &str, attributes: &[(&str, &str)]| {
        let element = document.create_element(tag)?;
        for (name, value) in attributes {
            element.set_attribute(name, value)?;
        }
        Ok::<_, JsValue>(element)
    };
    let frame = make("div", &[("class", "frame"), ("hidden", "")])?;
    for element in [
        make("slot", &[("name", "header")])?,
        make("p", &[("class", "notice"), ("role", "status")])?,
        make("div", &[("class", "stage")])?,
        make("slot", &[("name", "footer")])?,
    ] {
        frame.append_child(&element)?;
    }
    root.append_child(&*make("slot", &[])?)?;
    root.append_child(&frame)?;
    Ok(())
}
