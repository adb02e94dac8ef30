//! IndexedDB: transactions between leaving the page and coming back, and marks of those that were used.
//!
//! One readwrite transaction takes a record out, so of two tabs with one callback only one gets it. Where there is
//! no IndexedDB, sessionStorage does for one attempt of one tab.

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{IdbDatabase, IdbObjectStore};

use super::indexed_db::{TRANSACTIONS, USED, begin, completed, open, result};
use super::object::set;
use super::{alike, web_storage};
use crate::protocol::secret::{Body, State};
use crate::session::Lookup;

/// Milliseconds after which records and marks are deleted. A record outlives its transaction, so that a late
/// response is told from an unknown one and can start over.
const KEEP: [(&str, f64); 2] = [(TRANSACTIONS, 3_600_000.0), (USED, 86_400_000.0)];

/// Stores a transaction. `false`: storage is missing, denied or full.
pub async fn store(state: &State, record: &Body) -> bool {
    store_in_database(state, record).await.is_ok() || web_storage::keep_transaction(state, record)
}

async fn store_in_database(state: &State, record: &Body) -> Result<(), JsValue> {
    let database = open().await?;
    let result = async {
        let transaction = begin(&database, &[TRANSACTIONS, USED])?;
        let value = entry();
        Reflect::set(&value, &"record".into(), &record.expose().into())?;
        transaction.object_store(TRANSACTIONS)?.put_with_key(&value, &state.expose().into())?;
        completed(&transaction).await
    };
    let result = result.await;
    // An open connection would keep other versions of this page from upgrading the database.
    alike::close(&database);
    result
}

/// Deletes what nobody came back for.
pub async fn sweep() -> Result<(), JsValue> {
    let database = open().await?;
    let result = async {
        let transaction = begin(&database, &[TRANSACTIONS, USED])?;
        for (name, keep) in KEEP {
            sweep_store(&transaction.object_store(name)?, keep).await?;
        }
        completed(&transaction).await
    };
    let result = result.await;
    alike::close(&database);
    result
}

/// Takes a transaction out. `mark` stands for its `state` from then on.
pub async fn take(state: &State, mark: &str) -> Lookup {
    let lookup = take_from_database(state, mark).await.unwrap_or(Lookup::Unavailable);
    match lookup {
        Lookup::Unavailable | Lookup::Unknown => web_storage::take_transaction(state, mark).unwrap_or(lookup),
        lookup => lookup,
    }
}

async fn take_from_database(state: &State, mark: &str) -> Result<Lookup, JsValue> {
    let database = open().await?;
    let lookup = take_from(&database, state, mark).await;
    alike::close(&database);
    lookup
}

async fn take_from(database: &IdbDatabase, state: &State, mark: &str) -> Result<Lookup, JsValue> {
    let transaction = begin(database, &[TRANSACTIONS, USED])?;
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
    set(&value, "at", &Date::now().into());
    value
}
