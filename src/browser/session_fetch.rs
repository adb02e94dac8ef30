//! `fetch` with the bearer token, for the scripts of the page, which do not handle it: it goes to the origins of the
//! configuration only, and no redirect takes it elsewhere.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Error, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, ReadableStream, Request, Response};

use super::driver::Handle;
use super::fetch::{bearer, settings, with_init};
use super::object::set;
use super::program::{self, Part};
use crate::later;
use crate::protocol::www_authenticate;
use crate::session::Grant;
use crate::url::Url;

/// So many milliseconds a token is waited for.
const PATIENCE: u32 = 30_000;

/// `fetch(input, init)` as scripts call it: the same arguments, the same answer, whose body may be a stream. With `null` in the place of `init`,
/// which our scripts hand on from nobody, the answer is the token. They call it when it is known whether somebody is signed in.
///
/// The promise is rejected with an `Error` whose `code` is `origin_not_allowed`, `not_signed_in`,
/// `renewal_failed` or `body_not_replayable`, or with what `fetch` itself is rejected with.
pub fn function(page: &Handle) -> JsValue {
    let page = page.clone();
    Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(move |input, init| {
        let page = page.clone();
        future_to_promise(async move { fetch(&page, &input, &init).await }).into()
    })
    .into_js_value()
}

pub(crate) async fn fetch(page: &Handle, input: &JsValue, init: &JsValue) -> Result<JsValue, JsValue> {
    // Whoever has a session needs the second file of the program; nobody else should wait for it.
    if !page.is_signed_in() || program::load(Part::Later).await.is_err() {
        return Err(error("not_signed_in"));
    }
    later::wait(begin(page, input, init)).await
}

async fn begin(page: &Handle, input: &JsValue, init: &JsValue) -> Result<JsValue, JsValue> {
    // A stream can be read once, but a call whose token is refused is made twice.
    if Reflect::get(init, &"body".into()).is_ok_and(|body| body.is_instance_of::<ReadableStream>()) {
        return Err(error("body_not_replayable"));
    }
    if init.is_null() {
        return token(page, input).await;
    }
    let none = Object::new();
    let init = if init.is_undefined() { &none } else { init };
    let request = with_init(input, init)?;
    let url = Url::parse(&request.url()).map_err(|_| error("origin_not_allowed"))?;
    let grant = granted(page, &url, None, &request.signal()).await?;
    call(page, &request, &url, &grant).await
}

/// The access token itself, for a host page that insists on handling it: its element has an attribute that says so, without which element.js
/// does not ask.
async fn token(page: &Handle, address: &JsValue) -> Result<JsValue, JsValue> {
    let address = address.as_string().unwrap_or_default();
    let url = Url::parse(&address).map_err(|_| error("origin_not_allowed"))?;
    let grant = granted(page, &url, None, &AbortSignal::timeout_with_u32(PATIENCE)).await?;
    // Where the session is a cookie, there is none.
    let token =
        Some(grant.token).filter(|token| !token.is_in_cookie()).ok_or_else(|| error("not_signed_in"))?;
    Ok(token.expose().into())
}

async fn call(page: &Handle, request: &Request, url: &Url, grant: &Grant) -> Result<JsValue, JsValue> {
    let signal = request.signal();
    let first = send(&request.clone()?, grant).await?;
    let header = first.headers().get("www-authenticate").ok().flatten();
    if first.status() != 401 || !www_authenticate::asks_for_new_token(header.as_deref()) {
        return Ok(first.into());
    }
    match granted(page, url, Some(grant.generation), &signal).await {
        Ok(grant) => Ok(send(request, &grant).await?.into()),
        Err(reason) if signal.aborted() => Err(reason),
        Err(_) => Ok(first.into()),
    }
}

/// Waits for an access token, or for the caller to lose patience.
async fn granted(
    page: &Handle,
    url: &Url,
    refused: Option<u32>,
    signal: &AbortSignal,
) -> Result<Grant, JsValue> {
    if signal.aborted() {
        return Err(signal.reason());
    }
    let call = Call::default();
    let settled = Promise::new(&mut |resolve, _| {
        // A signal of this request's own, so the listener goes with it.
        let _ = signal.add_event_listener_with_callback("abort", &resolve);
        *call.0.resolve.borrow_mut() = Some(resolve);
    });
    page.call(call.clone(), url.clone(), refused);
    // It is never rejected.
    let _ = JsFuture::from(settled).await;
    match call.0.grant.take() {
        Some(grant) => grant.map_err(error),
        None => Err(signal.reason()),
    }
}

/// Somebody who waits for an access token.
#[derive(Clone, Debug, Default)]
pub(super) struct Call(Rc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    grant: RefCell<Option<Result<Grant, &'static str>>>,
    resolve: RefCell<Option<Function>>,
}

impl Call {
    pub(super) fn give(&self, grant: Result<Grant, &'static str>) {
        self.0.grant.replace(Some(grant));
        if let Some(resolve) = self.0.resolve.take() {
            // Resolving a promise throws nothing.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}

/// What must hold of every request with a token, whatever the caller says: see [`settings`].
async fn send(request: &Request, grant: &Grant) -> Result<Response, JsValue> {
    let is_in_cookie = grant.token.is_in_cookie();
    let init = settings(is_in_cookie);
    set(&init, "mode", &"cors".into());
    let request = with_init(request, &init)?;
    if !is_in_cookie {
        request.headers().set("Authorization", &bearer(&grant.token))?;
    }
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    Ok(JsFuture::from(window.fetch_with_request(&request)).await?.unchecked_into())
}

fn error(code: &str) -> JsValue {
    let error = Error::new(code);
    set(&error, "code", &code.into());
    error.into()
}
