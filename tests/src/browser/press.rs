//! Pressing buttons by the name that assistive technology reads out.

use fantoccini::elements::Element;

use super::Browser;
use crate::wait;

const VISIBLE: &str = "
    return [...document.querySelectorAll('button, summary, a[href], [role=button]')]
        .filter((it) => it.checkVisibility({ visibilityProperty: true }));";

impl Browser {
    /// Presses the button or link with this accessible name, or else the first whose name holds it.
    pub async fn press(&self, name: &str) {
        if let Err(seen) = self.press_among(VISIBLE, name).await {
            let look = self.look().await;
            panic!("there is no button {name:?}, only {seen:?}; the page shows: {look}");
        }
    }

    /// The same, for those of the elements that this script answers. The error holds their names.
    pub(super) async fn press_among(&self, script: &str, name: &str) -> Result<(), Vec<String>> {
        let mut seen = Vec::new();
        let mut has_tried = false;
        let pressed = wait::until(async || {
            // A window that closes when it is pressed may be gone before the driver has said that it was.
            if has_tried && self.is_gone().await {
                return Some(());
            }
            let (found, names) = self.find(script, name).await;
            seen = names;
            has_tried |= found.is_some();
            // The page may draw itself anew between finding and pressing.
            found?.click().await.ok()
        })
        .await;
        pressed.ok_or(seen)
    }

    /// Is there no window any more where the browser was sent last?
    async fn is_gone(&self) -> bool {
        self.client.title().await.is_err_and(|error| error.is_no_such_window())
    }

    /// The accessible names of all buttons and links that can be seen.
    pub async fn buttons(&self) -> Vec<String> {
        self.named(VISIBLE).await.into_iter().map(|(name, _)| name).collect()
    }

    /// Whether there is a button or link whose accessible name holds this.
    pub async fn has_button(&self, name: &str) -> bool {
        self.find(VISIBLE, name).await.0.is_some()
    }

    async fn find(&self, script: &str, wanted: &str) -> (Option<Element>, Vec<String>) {
        let all = self.named(script).await;
        let names = all.iter().map(|(name, _)| name.clone()).collect();
        let exact = all.iter().position(|(name, _)| name == wanted);
        let found = exact.or_else(|| all.iter().position(|(name, _)| name.contains(wanted)));
        (found.map(|index| all[index].1.clone()), names)
    }

    /// The elements that a script answers, each with its accessible name.
    pub(super) async fn named(&self, script: &str) -> Vec<(String, Element)> {
        let mut named = Vec::new();
        for id in self.ids(script).await {
            let path = format!("element/{id}/computedlabel");
            if let Some(name) = self.get(path).await.ok().as_ref().and_then(|name| name.as_str()) {
                named.push((name.to_owned(), Element::from_element_id(self.client.clone(), id.into())));
            }
        }
        named
    }

    /// The WebDriver ids of the elements that a script answers.
    async fn ids(&self, script: &str) -> Vec<String> {
        // Between two documents there is nothing to press.
        let found = self.client.execute(script, Vec::new()).await.unwrap_or_default();
        let ids =
            found.as_array().into_iter().flatten().filter_map(|it| it.as_object()?.values().next()?.as_str());
        ids.map(str::to_owned).collect()
    }
}
