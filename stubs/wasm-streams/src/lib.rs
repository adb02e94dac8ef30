//! What `server_fn` names of the crate [wasm-streams], and none of what it does.
//!
//! Leptos depends on `server_fn`, for calls from a page to a server of its own. Portico makes none, and the
//! linker drops it. But wasm-streams exports functions to JavaScript, and what is exported stays, with all that
//! it calls: 4 kB of brotli, for streams that nothing opens.
//!
//! [wasm-streams]: https://docs.rs/wasm-streams/0.5.0
#![cfg(target_arch = "wasm32")]

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// A stream that has no content, whatever it is made from.
#[derive(Debug)]
pub struct ReadableStream;

impl ReadableStream {
    /// Forgets the stream of the browser.
    pub fn from_raw(_raw: web_sys::ReadableStream) -> Self {
        Self
    }

    /// Forgets the stream of Rust.
    pub fn from_stream(_stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self
    }

    /// No stream of the browser: `undefined`.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        JsValue::UNDEFINED.into()
    }

    /// A stream of Rust that has ended.
    pub fn into_stream(self) -> IntoStream {
        IntoStream
    }
}

/// A stream that has ended.
#[derive(Debug)]
pub struct IntoStream;

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
