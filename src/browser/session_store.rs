//! The record of the session in IndexedDB, sealed: AES-GCM under a key that can be used but not read.
//!
//! A new key seals each record, so no counter has to be kept; the stamp is sealed along with it, so that one
//! can't be exchanged for another.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbDatabase, SubtleCrypto};

use super::indexed_db::{SESSION, begin, completed, open, result};
use super::object::set;
use super::program::{self, NotThere, Part};
use super::{alike, tabs, web_crypto, web_storage};
use crate::later;
use crate::protocol::secret::Body;
use crate::session::effect::{Found, Written};

/// Finds the session of an earlier page. Unless it may outlive its tabs, it is deleted if none was left.
pub async fn find(outlives_tabs: bool) -> Result<Found, NotThere> {
    let alive = is_alive(outlives_tabs).await;
    tabs::join();
    Ok(match alive {
        Ok(true) => {
            // Not with the database open: what comes now may take long.
            program::load(Part::Later).await?;
            later::wait(read()).await
        }
        Ok(false) => {
            web_storage::unmark();
            Found::Nothing
        }
        Err(_) => Found::Unavailable,
    })
}

/// Is there a record that this page may go on with?
async fn is_alive(outlives_tabs: bool) -> Result<bool, JsValue> {
    let database = open().await?;
    let alive = async {
        let Some(stamp) = stamp(&database).await? else { return Ok(false) };
        let alive = outlives_tabs || web_storage::is_marked(name(&stamp)) || tabs::has_others().await;
        if !alive {
            remove(&database, None).await?;
        }
        Ok(alive)
    };
    let alive = alive.await;
    alike::close(&database);
    alive
}

/// Reads the record.
pub async fn read() -> Found {
    let Ok(database) = open().await else { return Found::Unavailable };
    let found = unsealed(&database).await.unwrap_or(Found::Unavailable);
    alike::close(&database);
    found
}

/// Writes a record over the one with the stamp `over`; over any, or none, without it.
pub async fn write(over: Option<&str>, stamp: &str, record: &Body) -> Written {
    let Ok(database) = open().await else { return Written::Unavailable };
    let written = seal_and_put(&database, over, stamp, record).await.unwrap_or(Written::Unavailable);
    alike::close(&database);
    if written == Written::Done {
        web_storage::mark(name(stamp));
        tabs::join();
    }
    written
}

/// Deletes the record of this session, or any, and the key with it.
pub async fn wipe(session: Option<&str>) {
    web_storage::unmark();
    if let Ok(database) = open().await {
        // What can't be deleted can't be unsealed by a page that has no mark and no other tab.
        let _ = remove(&database, session).await;
        alike::close(&database);
    }
}

/// The name of the session in a stamp.
fn name(stamp: &str) -> &str {
    stamp.split_once('.').map_or(stamp, |(name, _)| name)
}

async fn stamp(database: &IdbDatabase) -> Result<Option<String>, JsValue> {
    let store = begin(database, &[SESSION])?.object_store(SESSION)?;
    let value = result(&store.get(&SESSION.into())?).await?;
    Ok(member(&value, "stamp").as_string())
}

async fn unsealed(database: &IdbDatabase) -> Result<Found, JsValue> {
    let store = begin(database, &[SESSION])?.object_store(SESSION)?;
    let value = result(&store.get(&SESSION.into())?).await?;
    let Some(stamp) = member(&value, "stamp").as_string() else { return Ok(Found::Nothing) };
    if let Ok(record) = unseal(&value, &stamp).await {
        web_storage::mark(name(&stamp));
        return Ok(Found::Record(record));
    }
    // Damaged, or of another version of this page.
    remove(database, None).await?;
    Ok(Found::Nothing)
}

async fn unseal(value: &JsValue, stamp: &str) -> Result<Body, JsValue> {
    let key: CryptoKey = member(value, "key").dyn_into()?;
    let (iv, sealed): (Uint8Array, Uint8Array) =
        (member(value, "iv").dyn_into()?, member(value, "sealed").dyn_into()?);
    let plain = subtle()?.decrypt_with_object_and_js_u8_array(&algorithm(&iv, stamp), &key, &sealed)?;
    let plain: ArrayBuffer = JsFuture::from(plain).await?.dyn_into()?;
    let plain = String::from_utf8(Uint8Array::new(&plain).to_vec()).map_err(|_| JsValue::UNDEFINED)?;
    Ok(Body::new(plain))
}

async fn seal_and_put(
    database: &IdbDatabase,
    over: Option<&str>,
    stamp: &str,
    record: &Body,
) -> Result<Written, JsValue> {
    // Before the transaction: one that waits for anything else than itself ends.
    let subtle = subtle()?;
    let kind = object(&[("name", &"AES-GCM".into()), ("length", &256.into())]);
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let key: CryptoKey =
        JsFuture::from(subtle.generate_key_with_object(&kind, false, &usages)?).await?.dyn_into()?;
    let mut iv = [0; 12];
    let crypto = web_sys::window().ok_or(JsValue::UNDEFINED)?.crypto()?;
    crypto.get_random_values_with_u8_array(&mut iv)?;
    let iv = Uint8Array::from(iv.as_slice());
    let plain = Uint8Array::from(record.expose().as_bytes());
    let sealed = subtle.encrypt_with_object_and_js_u8_array(&algorithm(&iv, stamp), &key, &plain)?;
    let sealed: ArrayBuffer = JsFuture::from(sealed).await?.dyn_into()?;
    let value = object(&[
        ("stamp", &stamp.into()),
        ("key", &key),
        ("iv", &iv),
        ("sealed", &Uint8Array::new(&sealed)),
    ]);

    let transaction = begin(database, &[SESSION])?;
    let store = transaction.object_store(SESSION)?;
    if let Some(over) = over {
        let there = result(&store.get(&SESSION.into())?).await?;
        if member(&there, "stamp").as_string().as_deref() != Some(over) {
            return Ok(Written::Overtaken);
        }
    }
    store.put_with_key(&value, &SESSION.into())?;
    completed(&transaction).await?;
    Ok(Written::Done)
}

async fn remove(database: &IdbDatabase, session: Option<&str>) -> Result<(), JsValue> {
    let transaction = begin(database, &[SESSION])?;
    let store = transaction.object_store(SESSION)?;
    let there = member(&result(&store.get(&SESSION.into())?).await?, "stamp").as_string();
    if session.is_none_or(|session| there.is_some_and(|stamp| name(&stamp) == session)) {
        store.delete(&SESSION.into())?;
    }
    completed(&transaction).await
}

fn algorithm(iv: &Uint8Array, stamp: &str) -> Object {
    let stamp = Uint8Array::from(stamp.as_bytes());
    object(&[("name", &"AES-GCM".into()), ("iv", iv), ("additionalData", &stamp)])
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    web_crypto::subtle().ok_or(JsValue::UNDEFINED)
}

/// A member; `undefined` if it is not there.
fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn object(members: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object
}
