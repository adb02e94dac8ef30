//! `crypto.getRandomValues`.

use crate::protocol::Entropy;

/// Fresh random bytes; `None` if the browser has none to give.
pub fn entropy() -> Option<Entropy> {
    let mut bytes = [0; Entropy::SIZE];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(Entropy::new(bytes))
}
