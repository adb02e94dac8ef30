//! A Leptos application that signs people in with Portico: `app.rs` is all that there is to it.
#![allow(unreachable_pub, reason = "components are functions, which their macro keeps as they are")]

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod route;

fn main() {
    #[cfg(target_arch = "wasm32")]
    leptos::mount::mount_to_body(app::App);
}
