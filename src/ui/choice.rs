//! One button of the picker.

use leptos::ev;
use leptos::prelude::*;

use super::el::{el, spinner, text, with_name};
use super::filter::searchable;
use super::image::icon;
use super::picker::Shared;
use super::text::Text;
use crate::session::screen::{Choice, Status};
use crate::session::{Input, Screen};

pub(super) fn view(shared: Shared, index: usize, choice: &Choice) -> AnyView {
    let Shared { ui, leaving, late, .. } = shared;
    let status = Memo::new(move |_| ui.screen.with(|screen| status(screen, index)));
    let busy = move || status.get() == Status::Leaving && !late.get();
    let blocked = move || leaving.get() && !late.get();

    let id = choice.via.id.clone();
    let hint_id = String::from("hint-") + &index.to_string();
    let title = &choice.via.title;
    let name = Text::ContinueWith.english().replace("{}", title);
    let visible =
        if shared.verbose { with_name(Text::ContinueWith, title) } else { vec![text("bdi", "", title)] };

    let mut label = vec![el("span", "title", visible).into_any()];
    if choice.last_used {
        label.push(text("span", "badge", Text::LastUsed.english()));
    }
    let calm = choice
        .description
        .clone()
        .unwrap_or_else(|| if shared.alone { String::new() } else { choice.via.host.clone() });
    let host = if choice.via.host.is_empty() { title.clone() } else { choice.via.host.clone() };
    let opening = Text::Opening.english().replace("{}", &host);
    let hint = move || hint(status.get(), late.get(), &calm, &host);
    label.push(el("span", "", vec![hint.into_any()]).attr("id", hint_id.clone()).into_any());

    let end = move || if busy() { spinner() } else { el("span", "arrow", Vec::new()).into_any() };
    let children = vec![
        icon(&choice.icon, title),
        el("span", "label", label).into_any(),
        el("span", "end", vec![end.into_any()]).attr("aria-hidden", "true").into_any(),
    ];
    let (pressed, pointed, focused) = (id.clone(), id.clone(), id.clone());
    let button = el("button", "provider", children)
        .attr("type", "button")
        .attr("data-provider", id)
        .attr("aria-label", name)
        .attr("aria-describedby", hint_id)
        .attr("aria-busy", move || busy().then_some("true"))
        // Not `disabled`: that would take the focus away, and the button out of the reading order.
        .attr("aria-disabled", move || (blocked() && !busy()).then_some("true"))
        .on(ev::click, move |_| {
            ui.spoken.set(opening.clone());
            shared.press(pressed.clone());
        })
        .on(ev::pointerenter, move |_| ui.send(Input::Hinted { provider: pointed.clone() }))
        .on(ev::focus, move |_| ui.send(Input::Hinted { provider: focused.clone() }));

    let text = searchable(choice);
    let hidden = move || shared.wanted.with(|wanted| !text.contains(wanted.as_str()));
    el("li", "", vec![button.into_any()]).attr("hidden", hidden).into_any()
}

fn status(screen: &Screen, index: usize) -> Status {
    let Screen::Picker(picker) = screen else { return Status::Ready };
    picker.choices.get(index).map_or(Status::Ready, |choice| choice.status)
}

/// The second line: what is known of the provider now, else its description, else where it is.
fn hint(status: Status, late: bool, calm: &str, host: &str) -> AnyView {
    let (words, warn) = match status {
        Status::Leaving if late => (Text::StillWaiting, true),
        Status::Leaving => (Text::Opening, false),
        Status::Unreachable => (Text::Unreachable, true),
        Status::Unusable(_) => (Text::Unusable, true),
        Status::Ready if calm.is_empty() => return ().into_any(),
        Status::Ready => return el("span", "hint", vec![text("bdi", "", calm)]).into_any(),
    };
    el("span", "hint", with_name(words, host)).attr("data-tone", warn.then_some("warn")).into_any()
}
