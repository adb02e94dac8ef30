//! IndexedDB: opening the database of this page, and waiting for it with patience that ends.

use js_sys::{Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbRequest, IdbTransaction};

use super::alike;
use super::timer::timeout;

const DATABASE: &str = "portico";
const VERSION: u32 = 2;

/// Key: `state`. Value: `{ record, at }`, `at` in milliseconds since 1970.
pub(super) const TRANSACTIONS: &str = "transactions";

/// Key: hash of a `state`. Value: `{ at }`.
pub(super) const USED: &str = "used";

/// Key: [`SESSION`] itself. Value: `{ stamp, key, iv, sealed }`.
pub(super) const SESSION: &str = "session";

/// Milliseconds. Opening, and more rarely a request, has hung for ever in several browser releases.
const PATIENCE: u32 = 3_000;

#[wasm_bindgen]
extern "C" {
    type Database;
    // web-sys has a type for the mode, with the names of all that there are.
    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Database, stores: &Array, mode: &str) -> Result<IdbTransaction, JsValue>;
}

/// Opens the database.
pub(super) async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = web_sys::window().ok_or(JsValue::UNDEFINED)?.indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let request = factory.open_with_u32(DATABASE, VERSION)?;
    let upgraded = request.clone();
    let upgrade = Closure::once(move || {
        let Ok(database) = upgraded.result() else { return };
        let database: IdbDatabase = database.unchecked_into();
        for name in [TRANSACTIONS, USED, SESSION] {
            // An older version has made some of them.
            let _ = database.create_object_store(name);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    match result(&request).await {
        Ok(database) => database.dyn_into(),
        Err(error) => {
            // It may open after all. Then it must get its stores, and must not stay open: that would keep a later
            // version of this page from opening it.
            let _ = upgrade.into_js_value();
            let late = request.clone();
            let close = Closure::once_into_js(move || {
                if let Ok(database) = late.result() {
                    alike::close(&database);
                }
            });
            request.set_onsuccess(Some(close.unchecked_ref()));
            Err(error)
        }
    }
}

/// Begins a readwrite transaction on some of the stores.
pub(super) fn begin(database: &IdbDatabase, stores: &[&str]) -> Result<IdbTransaction, JsValue> {
    let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
    database.unchecked_ref::<Database>().transaction(&names, "readwrite")
}

/// Waits for a request and gives its result. `resolve` itself is the listener, so no closure has to be kept alive.
pub(super) async fn result(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        alike::on_error(request, Some(&reject));
    });
    in_time(&settled).await?;
    request.result()
}

/// Waits until a transaction is done.
pub(super) async fn completed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        alike::on_error(transaction, Some(&reject));
    });
    in_time(&done).await
}

/// Waits for an event, but not for ever.
async fn in_time(event: &Promise) -> Result<(), JsValue> {
    let first = Promise::race(&Array::of2(event, &timeout(PATIENCE)));
    // `undefined` is what the timer gives.
    if JsFuture::from(first).await?.is_undefined() { Err(JsValue::UNDEFINED) } else { Ok(()) }
}
