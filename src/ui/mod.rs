//! Leptos views: a function of the [`Screen`]. They send [`Input`]s and decide nothing about the protocol.
//!
//! Everything that comes from a configuration, a provider or a backend is a text node or the value of an
//! attribute that can't run anything; nothing is ever HTML.

mod account;
mod backend;
mod choice;
mod completing;
mod details;
mod el;
mod explain;
mod failed;
mod filter;
mod foot;
mod frame;
mod image;
mod keys;
mod picker;
mod signed_in;
mod signed_out;
mod text;

use std::cell::OnceCell;
use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::session::{Input, Screen};

/// What every view gets: the screen, and how to say that somebody did something.
#[derive(Clone, Copy)]
struct Ui {
    screen: RwSignal<Screen>,
    send: StoredValue<Rc<dyn Fn(Input)>, LocalStorage>,
    /// What the live region says.
    spoken: RwSignal<String>,
}

impl Ui {
    fn send(self, input: Input) {
        if let Some(send) = self.send.try_get_value() {
            send(input);
        }
    }
}

/// Answers the function that shows a screen. What a person does is sent with `send`.
///
/// Until the first screen that is not `Starting`, the page is left as it is in `index.html`.
pub fn mount(send: impl Fn(Input) + 'static) -> impl Fn(Screen) {
    let send: Rc<dyn Fn(Input)> = Rc::new(send);
    let shown: OnceCell<ArcRwSignal<Screen>> = OnceCell::new();
    move |screen| match shown.get() {
        // The machine tells of every step; most change nothing that is seen.
        Some(shown) => {
            if shown.with_untracked(|before| *before != screen) {
                shown.set(screen);
            }
        }
        None if screen == Screen::Starting => {}
        None => {
            let signal = ArcRwSignal::new(screen);
            if shown.set(signal.clone()).is_ok() {
                begin(signal, send.clone());
            }
        }
    }
}

fn begin(screen: ArcRwSignal<Screen>, send: Rc<dyn Fn(Input)>) {
    let Some(main) = frame::main() else { return };
    let views = move || {
        let ui = Ui {
            screen: screen.into(),
            send: StoredValue::new_local(send),
            spoken: RwSignal::new(String::new()),
        };
        let views = vec![views(ui), frame::voice(ui)];
        frame::follow(ui);
        views
    };
    mount_to(main, views).forget();
}

/// The view of the screen. Rebuilt only where a change is one of screens: a picker whose provider is busy,
/// and an account whose backend has answered, keep their elements and so their focus.
fn views(ui: Ui) -> AnyView {
    let screen = Memo::new_with_compare(move |_| ui.screen.get(), |before, after| is_another(before, after));
    let view = move || match screen.get() {
        Screen::Starting => ().into_any(),
        Screen::Picker(picker) => picker::view(ui, &picker),
        Screen::Completing(via) => completing::view(via.as_ref()),
        Screen::SignedIn(signed_in) => signed_in::view(ui, &signed_in),
        Screen::Failed(failure) => failed::view(ui, &failure),
        Screen::SignedOut(signed_out) => signed_out::view(ui, &signed_out),
    };
    view.into_any()
}

fn is_another(before: Option<&Screen>, after: Option<&Screen>) -> bool {
    match (before, after) {
        (Some(Screen::Picker(before)), Some(Screen::Picker(after))) => {
            let vias = before.choices.iter().zip(&after.choices);
            before.choices.len() != after.choices.len() || vias.into_iter().any(|(a, b)| a.via != b.via)
        }
        (Some(Screen::SignedIn(before)), Some(Screen::SignedIn(after))) => {
            before.via != after.via || before.destination != after.destination
        }
        (before, after) => before != after,
    }
}
