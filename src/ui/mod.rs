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
use std::sync::Arc;

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::session::{Input, Screen};
use el::{View, live, nothing, row};

/// A screen that is shown. Shared, for it is told to many.
type Shown = Arc<Screen>;

/// What every view gets: the screen, and how to say that somebody did something.
#[derive(Clone, Copy)]
struct Ui {
    screen: RwSignal<Shown>,
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

    /// The screen, for a view that cares only for some of its changes.
    fn when(self, changed: fn(Option<&Shown>, Option<&Shown>) -> bool) -> Memo<Shown> {
        Memo::new_with_compare(move |_| self.screen.get(), changed)
    }
}

/// Answers the function that shows a screen. What a person does is sent with `send`.
///
/// Until the first screen that is not `Starting`, the page is left as it is in `index.html`.
pub fn mount(send: impl Fn(Input) + 'static) -> impl Fn(Screen) {
    let send: Rc<dyn Fn(Input)> = Rc::new(send);
    let shown: OnceCell<ArcRwSignal<Shown>> = OnceCell::new();
    move |screen| match shown.get() {
        // The machine tells of every step; most change nothing that is seen.
        Some(shown) => {
            if shown.with_untracked(|before| **before != screen) {
                shown.set(Arc::new(screen));
            }
        }
        None if screen == Screen::Starting => {}
        None => {
            let signal = ArcRwSignal::new(Arc::new(screen));
            if shown.set(signal.clone()).is_ok() {
                begin(signal, send.clone());
            }
        }
    }
}

fn begin(screen: ArcRwSignal<Shown>, send: Rc<dyn Fn(Input)>) {
    let Some(main) = frame::main() else { return };
    let views = move || {
        let ui = Ui {
            screen: screen.into(),
            send: StoredValue::new_local(send),
            spoken: RwSignal::new(String::new()),
        };
        let views = row(vec![views(ui), frame::voice(ui)]);
        frame::follow(ui);
        views
    };
    mount_to(main, views).forget();
}

/// The view of the screen. Rebuilt only where a change is one of screens: a picker whose provider is busy,
/// and an account whose backend has answered, keep their elements and so their focus.
fn views(ui: Ui) -> View {
    let screen = ui.when(is_another);
    live(move || {
        screen.with(|screen| match &**screen {
            Screen::Starting => nothing(),
            Screen::Picker(picker) => picker::view(ui, picker),
            Screen::Completing(via) => completing::view(via.as_ref()),
            Screen::SignedIn(signed_in) => signed_in::view(ui, signed_in),
            Screen::Failed(failure) => failed::view(ui, failure),
            Screen::SignedOut(signed_out) => signed_out::view(ui, signed_out),
        })
    })
}

fn is_another(before: Option<&Shown>, after: Option<&Shown>) -> bool {
    match (before.map(Arc::as_ref), after.map(Arc::as_ref)) {
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
