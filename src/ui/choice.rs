//! One button of the picker.

use leptos::prelude::*;

use super::el::{View, el, live, nothing, spinner, text, with_name};
use super::frame;
use super::image::icon;
use super::picker::Shared;
use super::text::Text;
use crate::session::Input;
use crate::session::screen::{Choice, Status};

pub(super) fn view(shared: Shared, index: usize, choice: &Choice) -> View {
    let Shared { ui, late, .. } = shared;
    let busy = move || shared.status(index) == Status::Leaving && !late.get();

    let id = choice.via.id.clone();
    let hint_id = String::from("hint-") + &index.to_string();
    let title = &choice.via.title;
    let name = Text::ContinueWith.with(title);
    let visible =
        if shared.verbose { with_name(Text::ContinueWith, title) } else { vec![text("bdi", "", title)] };

    let mut label = vec![el("span", "title", visible).view()];
    if choice.last_used {
        label.push(text("span", "badge", Text::LastUsed.english()));
    }
    let place = if shared.alone { String::new() } else { choice.via.host.clone() };
    let calm = choice.description.clone().unwrap_or(place);
    let host = if choice.via.host.is_empty() { title.clone() } else { choice.via.host.clone() };
    let opening = Text::Opening.with(&host);
    let hint = live(move || hint(shared.status(index), late.get(), &calm, &host));
    label.push(el("span", "", vec![hint]).attr("id", &hint_id).view());

    let end = live(move || if busy() { spinner() } else { text("span", "arrow", "") });
    let children = vec![
        icon(&choice.icon, title),
        el("span", "label", label).view(),
        el("span", "end", vec![end]).attr("aria-hidden", "true").view(),
    ];
    let (pressed, pointed, focused) = (id.clone(), id.clone(), id.clone());
    let button = el("button", "provider", children)
        .attr("type", "button")
        .attr("data-provider", &id)
        .attr("aria-label", &name)
        .attr("aria-describedby", &hint_id)
        .live_attr("aria-busy", move || busy().then_some("true"))
        // Not `disabled`: that would take the focus away, and the button out of the reading order.
        .live_attr("aria-disabled", move || (shared.is_blocked() && !busy()).then_some("true"))
        .on("click", move |_| {
            if shared.press(&pressed) {
                frame::say(&opening);
            }
        })
        .on("pointerenter", move |_| ui.send(Input::Hinted { provider: pointed.clone() }))
        .on("focus", move |_| ui.send(Input::Hinted { provider: focused.clone() }));

    el("li", "", vec![button.view()]).view()
}

/// The second line: what is known of the provider now, else its description, else where it is.
fn hint(status: Status, late: bool, calm: &str, host: &str) -> View {
    let (words, tone) = match status {
        Status::Leaving if late => (Text::StillWaiting, "warn"),
        Status::Leaving => (Text::Opening, ""),
        Status::Unreachable => (Text::Unreachable, "warn"),
        Status::Unusable(_) => (Text::Unusable, "warn"),
        Status::Ready if calm.is_empty() => return nothing(),
        Status::Ready => return el("span", "hint", vec![text("bdi", "", calm)]).view(),
    };
    el("span", "hint", with_name(words, host)).attr("data-tone", tone).view()
}
