//! What is shown to those who are signed in, and what to others.
#![expect(unreachable_pub, reason = "the macro keeps the function beside the component")]

use leptos::prelude::*;

use super::use_session;

/// Shows its children while somebody is signed in; else, and before that is known, `fallback`.
#[component]
pub fn SignedIn<C>(
    children: TypedChildrenFn<C>,
    /// Shown instead; without it, nothing is.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView
where
    C: IntoView + 'static,
{
    let is_signed_in = use_session().is_signed_in();
    view! { <Show when=move || is_signed_in.get() fallback children/> }
}

/// Shows its children while nobody is signed in, as soon as that is known.
#[component]
pub fn SignedOut<C>(children: TypedChildrenFn<C>) -> impl IntoView
where
    C: IntoView + 'static,
{
    let session = use_session();
    let (is_known, is_signed_in) = (session.is_known(), session.is_signed_in());
    view! { <Show when=move || is_known.get() && !is_signed_in.get() children/> }
}
