//! What is shown, and to whom it is told what a person does.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::{ArcTrigger, Notify as _, Track as _};

use super::follow::follow;
use super::{draw, frame};
use crate::browser::Handle;
use crate::session::{Input, Screen};

/// What is shown.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) screen: Rc<Screen>,
    /// The browser has been leaving for long.
    pub(super) late: bool,
}

struct Ui {
    changed: ArcTrigger,
    shown: RefCell<Shown>,
    drawn: RefCell<Shown>,
    page: Handle,
}

thread_local! {
    /// There is one page, as there is one document.
    static UI: OnceCell<Ui> = const { OnceCell::new() };
}

fn ui<T>(read: impl FnOnce(&Ui) -> T) -> Option<T> {
    UI.with(|ui| ui.get().map(read))
}

/// Begins to draw what is shown.
pub(super) fn begin(page: Handle) {
    let starting = Shown { screen: Rc::new(Screen::Starting), late: false };
    let ui = Ui {
        changed: ArcTrigger::new(),
        shown: RefCell::new(starting.clone()),
        drawn: RefCell::new(starting),
        page,
    };
    _ = UI.with(|it| it.set(ui));
    follow(|| {
        self::ui(|ui| {
            ui.changed.track();
            let now = ui.shown.borrow().clone();
            frame::mark(&now.screen);
            // While the page starts, also in the middle of its life, what was drawn stays.
            if !matches!(*now.screen, Screen::Starting) {
                let before = ui.drawn.replace(now.clone());
                draw(&before, &now);
            }
        });
    });
}

/// What is shown now.
pub(super) fn shown() -> Option<Shown> {
    ui(|ui| ui.shown.borrow().clone())
}

/// Shows something else.
pub(super) fn show(screen: Rc<Screen>, late: bool) {
    ui(|ui| {
        ui.shown.replace(Shown { screen, late });
        ui.changed.notify();
    });
}

/// Tells the machine what a person did.
pub(super) fn send(input: Input) {
    ui(|ui| ui.page.send(input));
}
