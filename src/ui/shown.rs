//! What is shown, and to whom it is told what a person does.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::{ArcTrigger, Notify as _, Track as _};

use super::follow::follow;
use super::{draw, frame, notice};
use crate::browser::Handle;
use crate::session::screen::Notice;
use crate::session::{Input, Screen};

/// What is shown.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) screen: Rc<Screen>,
    /// The browser has been leaving for long.
    pub(super) late: bool,
    /// What stands above it.
    notice: Option<Notice>,
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
    let starting = Shown { screen: Rc::new(Screen::Starting), late: false, notice: None };
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
            if now.notice != ui.drawn.borrow().notice {
                notice::draw(now.notice.as_ref());
                ui.drawn.borrow_mut().notice.clone_from(&now.notice);
            }
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
pub(super) fn show(screen: Rc<Screen>, late: bool, notice: Option<Notice>) {
    ui(|ui| {
        ui.shown.replace(Shown { screen, late, notice });
        ui.changed.notify();
    });
}

/// The browser has been leaving for long, or not any more.
pub(super) fn set_late(late: bool) {
    if let Some(shown) = shown() {
        show(shown.screen, late, shown.notice);
    }
}

/// Tells the machine what a person did.
pub(super) fn send(input: Input) {
    ui(|ui| ui.page.send(input));
}
