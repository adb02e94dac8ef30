//! One button of the picker.

use std::cell::Cell;

use wasm_bindgen_futures::spawn_local;

use super::el::{El, all};
use super::image::icon;
use super::shown::{Shown, is_guest, send, set_late, shown};
use super::text::{self, Text};
use super::{asked, forms, frame, window};
use crate::browser::timer;
use crate::later;
use crate::session::screen::{Choice, Forms, Picker, Status};
use crate::session::{Input, Screen};
use crate::url::decimal;

/// After so many milliseconds, something is wrong on the way to the provider, and buttons can be pressed again.
const PATIENCE: u32 = 10_000;

pub(super) fn draw(list: &El, index: u32, choice: &Choice, verbose: bool) {
    let title = &choice.via.title;
    let hint_id = hint_id(index);
    let button = list
        .add("li")
        .add("button.provider")
        .attr("type", "button")
        .attr("data-provider", &choice.via.id)
        .attr("aria-label", &text::with(Text::ContinueWith.english(), title))
        .attr("aria-describedby", &hint_id);
    icon(&button, &choice.icon, title);
    let label = button.add("span.label");
    let visible = label.add("span.title");
    if verbose {
        visible.sentence(Text::ContinueWith, title);
    } else {
        visible.name(title);
    }
    if choice.last_used {
        label.add("span.badge").say(Text::LastUsed);
    }
    label.add("span").attr("id", &hint_id);
    button.add("span.end").unheard();
    button
        .on("click", move |_| press(index))
        .on("pointerenter", move |_| expect(index))
        .on("focus", move |_| expect(index));
}

fn hint_id(index: u32) -> String {
    String::from("hint-") + &decimal(index)
}

/// A provider is chosen, unless the browser is leaving for one.
fn press(index: u32) {
    let Some(Shown { screen, late, .. }) = shown() else { return };
    let Screen::Picker(picker) = &*screen else { return };
    let Some(choice) = picker.choices.get(index as usize) else { return };
    if !is_blocked(picker, late) {
        if is_guest() && !later::element(|| asked::ask(&choice.via.id)) {
            return;
        }
        set_late(false);
        send(Input::Picked { provider: choice.via.id.clone() });
        frame::say(&text::with(Text::Opening.english(), host(choice)));
        wait();
    }
}

/// A provider may be chosen soon.
fn expect(index: u32) {
    if let Some(shown) = shown()
        && let Some(choice) = choice_of(&shown.screen, index)
    {
        send(Input::Hinted { provider: choice.via.id.clone() });
    }
}

fn choice_of(screen: &Screen, index: u32) -> Option<&Choice> {
    picker_of(screen)?.choices.get(index as usize)
}

fn picker_of(screen: &Screen) -> Option<&Picker> {
    if let Screen::Picker(picker) = screen { Some(picker) } else { None }
}

/// Which forms there are, as a number: while it stays the same, elements do. 0: there are only providers.
pub(super) fn shape(picker: &Picker) -> usize {
    let Forms { is_second, otp, sent_to, identity, .. } = &picker.forms;
    usize::from(*is_second) + 2 * usize::from(*otp) + 4 * usize::from(sent_to.is_some()) + 8 * identity.len()
}

/// Is something under way?
fn is_blocked(picker: &Picker, late: bool) -> bool {
    picker.is_leaving() && !late || picker.forms.busy.is_some()
}

thread_local! {
    /// Counts the waits: only the last one may end in impatience.
    static WAITS: Cell<u32> = const { Cell::new(0) };
}

/// Lets the person press again after a while.
pub(super) fn wait() {
    let wait = WAITS.get().wrapping_add(1);
    WAITS.set(wait);
    spawn_local(async move {
        timer::sleep(PATIENCE).await;
        if WAITS.get() == wait {
            set_late(true);
        }
    });
}

/// What sentences call it.
fn host(choice: &Choice) -> &str {
    if choice.via.host.is_empty() { &choice.via.title } else { &choice.via.host }
}

/// Shows what is known of the providers now.
pub(super) fn update(picker: &Picker, before: Option<&Shown>, late: bool) {
    let is_blocked = is_blocked(picker, late);
    let is_only = picker.choices.len() == 1 && shape(picker) == 0;
    let places = all(".provider").zip(all(".label > [id]")).zip(all(".end"));
    for ((index, choice), ((button, place), end)) in (0..).zip(&picker.choices).zip(places) {
        let is_busy = choice.status == Status::Leaving && !late;
        button.attr_if("aria-busy", is_busy.then_some("true"));
        // Not `disabled`: that would take the focus away, and the button out of the reading order.
        button.attr_if("aria-disabled", (is_blocked && !is_busy).then_some("true"));
        let old = before.and_then(|before| Some((choice_of(&before.screen, index)?.status, before.late)));
        if old != Some((choice.status, late)) {
            hint(&place.set_text(""), choice, late, is_only);
            end.set_text("").add(if is_busy { "span.spinner" } else { "span.arrow" });
        }
    }
    let window = |it: &Picker| (it.in_window, it.was_closed);
    let old = before.and_then(|before| picker_of(&before.screen)).map(window).unwrap_or_default();
    if window(picker) != old {
        later::element_leave(|| window::update(picker));
    }
    if shape(picker) != 0 {
        let before = before.and_then(|before| picker_of(&before.screen));
        later::pocketbase(|| forms::update(picker, before.map(|before| &before.forms), is_blocked));
    }
}

/// The second line: what is known of the provider now, else its description, else where it is.
fn hint(place: &El, choice: &Choice, late: bool, is_only: bool) {
    let (words, tone) = match choice.status {
        Status::Leaving if late => (Text::StillWaiting, "warn"),
        Status::Leaving => (Text::Opening, ""),
        Status::Unreachable => (Text::Unreachable, "warn"),
        Status::Unusable(_) => (Text::Unusable, "warn"),
        Status::Ready => {
            // With one provider only, the line above the button says where it is.
            let place_of = if is_only { "" } else { &choice.via.host };
            let calm = choice.description.as_deref().unwrap_or(place_of);
            if !calm.is_empty() {
                place.add("span.hint").name(calm);
            }
            return;
        }
    };
    place.add("span.hint").attr("data-tone", tone).sentence(words, host(choice));
}
