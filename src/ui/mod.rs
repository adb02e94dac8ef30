//! Leptos views: a function of the [`Screen`]. They send [`Input`](crate::session::Input)s and decide nothing about the protocol.
//!
//! Everything that comes from a configuration, a provider or a backend is a text node or the value of an
//! attribute that can't run anything; nothing is ever HTML.

mod account;
mod asked;
mod backend;
mod choice;
mod completing;
mod countdown;
mod details;
mod el;
mod ending;
mod explain;
mod failed;
mod filter;
mod follow;
mod foot;
mod forms;
mod frame;
mod image;
mod keys;
mod linked;
mod no_words;
mod notice;
mod parts;
mod picker;
mod shown;
mod signed_in;
mod signed_out;
mod text;
mod window;

use std::rc::Rc;
use std::sync::Arc;

use crate::browser::{Handle, program};
use crate::later;
use crate::session::screen::Notice;
use crate::session::{Guest, Screen};
use shown::{Shown, show, shown};

pub(crate) use asked::read as asked;
pub(crate) use shown::{add, remove};

/// Answers the function that shows a screen. What a person does is sent to the page.
///
/// Until the first screen that is not `Starting`, the page is left as it is in `index.html`. In somebody else's page, `drawn` is called after every
/// drawing; and where that has elements, nothing is drawn into the document, but into what is added.
pub fn mount(page: Handle, guest: Guest, drawn: fn()) -> impl Fn(Screen, Option<Notice>) {
    shown::begin(page, guest, drawn);
    |screen, notice| {
        let is_picker = |screen: &Screen| matches!(screen, Screen::Picker(_));
        // A picker stays late; another one begins to wait anew.
        let late = shown().is_some_and(|it| it.late && is_picker(&it.screen)) && is_picker(&screen);
        show(Rc::new(screen), late, notice);
    }
}

/// Brings the document from one screen to the next. A picker whose provider is busy, and an account whose backend
/// has answered, keep their elements, and so their focus.
fn draw(before: &Shown, now: &Shown) {
    match (&*before.screen, &*now.screen) {
        (Screen::Picker(old), Screen::Picker(picker)) if choice::shape(old) == choice::shape(picker) => {
            return choice::update(picker, Some(before), now.late);
        }
        (Screen::SignedIn(before), Screen::SignedIn(now)) if before.via.id == now.via.id => {
            return later::run(|| signed_in::update(Some(before), now));
        }
        // The machine tells of every step; most change nothing that is seen.
        (Screen::Failed(before), Screen::Failed(now)) if Arc::ptr_eq(before, now) => return,
        (Screen::SignedOut(before), Screen::SignedOut(now)) if before.leaving == now.leaving => return,
        (Screen::Completing(before), Screen::Completing(now)) if before.is_some() == now.is_some() => return,
        _ => {}
    }
    let is_first = matches!(*before.screen, Screen::Starting);
    // Nobody is taken away from where they are on somebody else's page.
    let had_focus = el::has_focus();
    let card = frame::card(is_first);
    match &*now.screen {
        Screen::Starting => {}
        Screen::Picker(picker) => picker::draw(&card, picker),
        Screen::Completing(via) => completing::draw(&card, via.as_ref()),
        Screen::SignedIn(signed_in) => later::run(|| signed_in::draw(&card, signed_in)),
        Screen::Failed(failure) if program::has_words() => later::failed(|| failed::draw(&card, failure)),
        Screen::Failed(failure) => no_words::draw(&card, failure),
        Screen::SignedOut(signed_out) => later::run(|| signed_out::draw(&card, signed_out)),
    }
    // Where a page begins, readers begin by themselves.
    if had_focus && (!is_first || !matches!(*now.screen, Screen::Picker(_))) {
        frame::focus_heading();
    }
}
