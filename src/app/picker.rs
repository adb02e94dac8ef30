//! `<Picker/>`: the list of providers, and what comes of it.
#![expect(unreachable_pub, reason = "the macro keeps the function beside the component")]

use leptos::html::{Div, div};
use leptos::prelude::*;

use super::{Flow, SignIn, page, place};

/// How the providers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One below the other.
    #[default]
    List,
    /// Side by side, as many as there is room for.
    Grid,
    /// As icons without words.
    Icons,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the page around it (`color-scheme`).
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Layout {
    fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Grid => "grid",
            Self::Icons => "icons",
        }
    }
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The list of providers, and what follows a choice: who is signed in with "Sign out", or what went wrong.
///
/// It is drawn into the shadow root of a `<div>`, so the styles of the page and its own leave each other alone. What the page may
/// set are the custom properties and parts of `docs/WIDGET.md`. Children with a `slot` of `logo`, `header`, `footer`,
/// `empty` or `error-actions` stand where that says; other children are shown until it is known what to show.
#[component]
pub fn Picker(
    /// `id` of a provider: only this one is offered.
    #[prop(into, optional)]
    provider: MaybeProp<String>,
    /// Whether the page is left.
    #[prop(into, optional)]
    flow: Signal<Flow>,
    /// How the providers stand.
    #[prop(into, optional)]
    layout: Signal<Layout>,
    /// Light or dark.
    #[prop(into, optional)]
    theme: Signal<Theme>,
    /// See [`SignIn::login_hint`].
    #[prop(into, optional)]
    login_hint: MaybeProp<String>,
    /// See [`SignIn::ui_locales`].
    #[prop(into, optional)]
    ui_locales: MaybeProp<String>,
    /// See [`SignIn::prompt`].
    #[prop(into, optional)]
    prompt: MaybeProp<String>,
    /// See [`SignIn::destination`].
    #[prop(into, optional)]
    destination: MaybeProp<String>,
    /// See [`SignIn::forget`].
    #[prop(into, optional)]
    forget: Signal<bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let asked = Signal::derive(move || SignIn {
        provider: provider.get(),
        flow: flow.get(),
        login_hint: login_hint.get(),
        ui_locales: ui_locales.get(),
        prompt: prompt.get(),
        destination: destination.get(),
        forget: forget.get(),
    });
    let id = place::next_id();
    let node = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(host) = node.get() {
            place::add(id, &host, asked);
        }
    });
    Effect::new(move |_| {
        asked.track();
        if let Some(place) = place::of(id) {
            place.dress(page::now().get_untracked().state);
        }
    });
    on_cleanup(move || place::remove(id));
    div()
        .node_ref(node)
        .attr("layout", move || layout.get().name())
        .attr("theme", move || theme.get().name())
        .child(children.map(|children| children()))
}
