//! IndexedDB: transactions between leaving the page and coming back, and marks of those that were used.
//!
//! One readwrite transaction takes a record out, so of two tabs with one callback only one gets it.

use js_sys::{Array, Date, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use super::timer::timeout;
use crate::protocol::secret::{Body, State};
use crate::session::Lookup;

const DATABASE: &str = "portico";
const VERSION: u32 = 1;

/// Key: `state`. Value: `{ record, at }`, `at` in milliseconds since 1970.
const TRANSACTIONS: &str = "transactions";

/// Key: hash of a `state`. Value: `{ at }`.
const USED: &str = "used";

/// Milliseconds after which records and marks are deleted. A record outlives its transaction, so that a late
/// response is told from an unknown one and can start over.
const KEEP: [(&str, f64); 2] = [(TRANSACTIONS, 3_600_000.0), (USED, 86_400_000.0)];

/// Milliseconds. Opening, and more rarely a request, has hung for ever in several browser releases.
const PATIENCE: u32 = 3_000;

/// Stores a transaction. `Err`: storage is missing, denied or full.
pub async fn store(state: &State, record: &Body) -> Result<(), JsValue> {
    let database = open().await?;
    let result = async {
        let transaction = begin(&database)?;
        let value = entry();
        Reflect::set(&value, &"record".into(), &record.expose().into())?;
        transaction.object_store(TRANSACTIONS)?.put_with_key(&value, &state.expose().into())?;
        completed(&transaction).await
    };
    let result = result.await;
    // An open connection would keep other versions of this page from upgrading the database.
    database.close();
    result
}

/// Deletes what nobody came back for.
pub async fn sweep() -> Result<(), JsValue> {
    let database = open().await?;
    let result = async {
        let transaction = begin(&database)?;
        for (name, keep) in KEEP {
            sweep_store(&transaction.object_store(name)?, keep).await?;
        }
        completed(&transaction).await
    };
    let result = result.await;
    database.close();
    result
}

/// Takes a transaction out. `mark` stands for its `state` from then on.
pub async fn take(state: &State, mark: &str) -> Lookup {
    let Ok(database) = open().await else { return Lookup::Unavailable };
    let lookup = take_from(&database, state, mark).await.unwrap_or(Lookup::Unavailable);
    database.close();
    lookup
}

async fn take_from(database: &IdbDatabase, state: &State, mark: &str) -> Result<Lookup, JsValue> {
    let transaction = begin(database)?;
    let (transactions, used) = (transaction.object_store(TRANSACTIONS)?, transaction.object_store(USED)?);
    let key = state.expose().into();
    let value = result(&transactions.get(&key)?).await?;
    let lookup = match Reflect::get(&value, &"record".into()).ok().and_then(|record| record.as_string()) {
        Some(record) => {
            transactions.delete(&key)?;
            used.put_with_key(&entry(), &mark.into())?;
            Lookup::Found(Body::new(record))
        }
        None if result(&used.get(&mark.into())?).await?.is_undefined() => Lookup::Unknown,
        None => Lookup::Used,
    };
    // Only what is durably gone from the storage may be used.
    completed(&transaction).await?;
    Ok(lookup)
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = web_sys::window().ok_or(JsValue::UNDEFINED)?.indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let request = factory.open_with_u32(DATABASE, VERSION)?;
    let upgraded = request.clone();
    let upgrade = Closure::once(move || -> Result<(), JsValue> {
        let database: IdbDatabase = upgraded.result()?.unchecked_into();
        for name in [TRANSACTIONS, USED] {
            database.create_object_store(name)?;
        }
        Ok(())
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    result(&request).await?.dyn_into()
}

fn begin(database: &IdbDatabase) -> Result<IdbTransaction, JsValue> {
    let names = Array::of2(&TRANSACTIONS.into(), &USED.into());
    database.transaction_with_str_sequence_and_mode(&names, IdbTransactionMode::Readwrite)
}

async fn sweep_store(store: &IdbObjectStore, keep: f64) -> Result<(), JsValue> {
    let (keys, values) = (store.get_all_keys()?, store.get_all()?);
    let (keys, values): (Array, Array) =
        (result(&keys).await?.unchecked_into(), result(&values).await?.unchecked_into());
    let now = Date::now();
    for (key, value) in keys.iter().zip(values.iter()) {
        let at = Reflect::get(&value, &"at".into()).ok().and_then(|at| at.as_f64());
        // Without a time, or from a clock that was ahead, it would stay for ever.
        if !at.is_some_and(|at| (now - keep..=now + keep).contains(&at)) {
            store.delete(&key)?;
        }
    }
    Ok(())
}

fn entry() -> Object {
    let value = Object::new();
    // Setting a member of a plain object does not fail.
    let _ = Reflect::set(&value, &"at".into(), &Date::now().into());
    value
}

/// Waits for a request and gives its result. `resolve` itself is the listener, so no closure has to be kept alive.
async fn result(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    in_time(&settled).await?;
    request.result()
}

async fn completed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        transaction.set_onerror(Some(&reject));
    });
    in_time(&done).await
}

/// Waits for an event, but not for ever.
async fn in_time(event: &Promise) -> Result<(), JsValue> {
    let first = Promise::race(&Array::of2(event, &timeout(PATIENCE)));
    // `undefined` is what the timer gives.
    if JsFuture::from(first).await?.is_undefined() { Err(JsValue::UNDEFINED) } else { Ok(()) }
}
