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
    /// Changes with everything.
    screen: RwSignal<Shown>,
    /// Changes with what is drawn anew as a whole.
    whole: RwSignal<Shown>,
    /// Changes with who is signed in: userinfo may tell more of them later.
    person: RwSignal<Shown>,
    /// Changes with what the backend says.
    answer: RwSignal<Shown>,
    send: StoredValue<Rc<dyn Fn(Input)>, LocalStorage>,
}

impl Ui {
    fn new(screen: &Shown, send: Rc<dyn Fn(Input)>) -> Self {
        let signal = || RwSignal::new(screen.clone());
        Self {
            screen: signal(),
            whole: signal(),
            person: signal(),
            answer: signal(),
            send: StoredValue::new_local(send),
        }
    }

    fn send(self, input: Input) {
        if let Some(send) = self.send.try_get_value() {
            send(input);
        }
    }

    /// Shows a screen. A picker whose provider is busy, and an account whose backend has answered, keep their
    /// elements, and so their focus.
    fn show(self, after: Screen) {
        let before = self.screen.get_untracked();
        // The machine tells of every step; most change nothing that is seen.
        if *before == after {
            return;
        }
        let after = Arc::new(after);
        match (&*before, &*after) {
            (Screen::Picker(before), Screen::Picker(after))
                if before.choices.len() == after.choices.len() => {}
            (Screen::SignedIn(signed_in), Screen::SignedIn(now)) if signed_in.via == now.via => {
                if signed_in.account != now.account || signed_in.expires_at != now.expires_at {
                    self.person.set(after.clone());
                }
                if signed_in.backend != now.backend {
                    self.answer.set(after.clone());
                }
            }
            _ => {
                for signal in [self.person, self.answer, self.whole] {
                    signal.set(after.clone());
                }
            }
        }
        self.screen.set(after);
    }
}

/// Answers the function that shows a screen. What a person does is sent with `send`.
///
/// Until the first screen that is not `Starting`, the page is left as it is in `index.html`.
pub fn mount(send: impl Fn(Input) + 'static) -> impl Fn(Screen) {
    let send: Rc<dyn Fn(Input)> = Rc::new(send);
    let shown: Rc<OnceCell<Ui>> = Rc::default();
    move |screen| match shown.get() {
        Some(ui) => ui.show(screen),
        None if screen == Screen::Starting => {}
        None => begin(Arc::new(screen), send.clone(), shown.clone()),
    }
}

fn begin(screen: Shown, send: Rc<dyn Fn(Input)>, shown: Rc<OnceCell<Ui>>) {
    let Some(main) = frame::main() else { return };
    let place = main.clone();
    let views = move || {
        let ui = *shown.get_or_init(|| Ui::new(&screen, send));
        // A node that was just made can be put into one that is there.
        let _ = place.append_child(&row(vec![live(move || view(ui)), frame::voice()]));
        frame::follow(ui);
    };
    mount_to(main, views).forget();
}

fn view(ui: Ui) -> View {
    ui.whole.with(|screen| match &**screen {
        Screen::Starting => nothing(),
        Screen::Picker(picker) => picker::view(ui, picker),
        Screen::Completing(via) => completing::view(via.as_ref()),
        Screen::SignedIn(signed_in) => signed_in::view(ui, signed_in),
        Screen::Failed(failure) => failed::view(ui, failure),
        Screen::SignedOut(signed_out) => signed_out::view(ui, signed_out),
    })
}
