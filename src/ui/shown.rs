//! What is shown, where, and to whom it is told what a person does.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, JsValue};

use leptos::prelude::{ArcTrigger, Notify as _, Track as _};

use super::el::{Root, root, within};
use super::follow::follow;
use super::{draw, frame, notice};
use crate::browser::{Handle, location};
use crate::session::screen::Notice;
use crate::session::{Guest, Input, Screen};

/// What is shown.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) screen: Rc<Screen>,
    /// The browser has been leaving for long.
    pub(super) late: bool,
    /// What stands above it.
    notice: Option<Notice>,
}

impl Shown {
    fn starting() -> Self {
        Self { screen: Rc::new(Screen::Starting), late: false, notice: None }
    }
}

/// What is drawn into, and what was drawn there.
struct Place {
    root: Root,
    drawn: Shown,
}

struct Ui {
    changed: ArcTrigger,
    shown: RefCell<Shown>,
    places: RefCell<Vec<Place>>,
    page: Handle,
    guest: Guest,
    drawn: fn(),
}

thread_local! {
    /// There is one session, however many places show it.
    static UI: OnceCell<Ui> = const { OnceCell::new() };
}

fn ui<T>(read: impl FnOnce(&Ui) -> T) -> Option<T> {
    UI.with(|ui| ui.get().map(read))
}

/// Begins to draw what is shown; in somebody else's page, `drawn` is called whenever that is done.
pub(super) fn begin(page: Handle, guest: Guest, drawn: fn()) {
    let ui = Ui {
        changed: ArcTrigger::new(),
        shown: RefCell::new(Shown::starting()),
        places: RefCell::default(),
        page,
        guest,
        drawn,
    };
    _ = UI.with(|it| it.set(ui));
    if guest != Guest::Element {
        self::ui(|ui| ui.add(root()));
    }
    follow(|| {
        self::ui(|ui| {
            ui.changed.track();
            let mut index = 0;
            // Not the screen of before: what is drawn may have changed it, by taking the focus.
            while let Some((root, before, now)) = ui.next(index) {
                within(Some(root), || draw_from(&before, &now));
                index += 1;
            }
            if ui.guest != Guest::No {
                (ui.drawn)();
            }
        });
    });
}

impl Ui {
    fn add(&self, root: Option<Root>) {
        let place = root.map(|root| Place { root, drawn: Shown::starting() });
        self.places.borrow_mut().extend(place);
    }

    /// A place, what was drawn there, and what is to be drawn there.
    fn next(&self, index: usize) -> Option<(Root, Shown, Shown)> {
        let now = self.shown.borrow().clone();
        let mut places = self.places.borrow_mut();
        let place = places.get_mut(index)?;
        let before = place.drawn.clone();
        place.drawn.notice.clone_from(&now.notice);
        // While the page starts, also in the middle of its life, what was drawn stays.
        if !matches!(*now.screen, Screen::Starting) {
            place.drawn.clone_from(&now);
        }
        Some((place.root.clone(), before, now))
    }
}

fn draw_from(before: &Shown, now: &Shown) {
    frame::mark(&now.screen);
    if now.notice != before.notice {
        notice::draw(now.notice.as_ref());
    }
    if !matches!(*now.screen, Screen::Starting) {
        draw(before, now);
    }
}

/// Draws into one more place: the shadow root of an element.
pub(crate) fn add(root: JsValue) {
    ui(|ui| {
        ui.add(Some(root.unchecked_into()));
        ui.changed.notify();
    });
}

/// Draws there no longer.
pub(crate) fn remove(root: &JsValue) {
    ui(|ui| ui.places.borrow_mut().retain(|place| JsValue::from(&place.root) != *root));
}

/// Does something in every place.
pub(super) fn everywhere(mut work: impl FnMut()) {
    let roots = ui(|ui| ui.places.borrow().iter().map(|place| place.root.clone()).collect::<Vec<_>>());
    for root in roots.into_iter().flatten() {
        within(Some(root), &mut work);
    }
}

/// Is this in somebody else's page?
pub(super) fn is_guest() -> bool {
    ui(|ui| ui.guest != Guest::No) == Some(true)
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
    let may_leave = matches!(input, Input::StayRequested | Input::RetryRequested);
    let here = if may_leave && is_guest() { location::here() } else { None };
    ui(|ui| {
        if let Some(address) = here {
            ui.page.send(Input::Remains { address });
        }
        ui.page.send(input);
    });
}
