//! An element of the widget, wherever it is in the page, and what is in its shadow root.

use serde_json::{Value, json};

use super::{Browser, Look};
use crate::wait;

/// An element by its selector, which is looked for in every open shadow root too.
#[derive(Debug)]
pub struct Element<'a> {
    browser: &'a Browser,
    selector: String,
}

impl Browser {
    /// The first element that this selector finds, each time anew.
    #[must_use]
    pub fn element(&self, selector: &str) -> Element<'_> {
        Element { browser: self, selector: selector.to_owned() }
    }
}

const LOOK: &str = "
    const words = (root) => [...root.children].filter((it) => !it.matches('style, script'))
        .map((it) => (it.localName === 'slot' && it.assignedElements().length ? it.assignedElements() : [it]))
        .flat().map((it) => it.innerText ?? it.textContent).join('\\n');
    return [element?.dataset.porticoState, element?.dataset.porticoError, '',
        within.slice(1).map(words).join('\\n'), location.origin + location.pathname].map((it) => it ?? '');";

impl Element<'_> {
    /// What the element shows at this moment.
    pub async fn look(&self) -> Look {
        self.browser.look_by(&self.script(LOOK)).await
    }

    /// Waits until the element is in this state.
    pub async fn see_state(&self, state: &str) -> Look {
        self.see(&format!("the state {state}"), |it| it.state == state).await
    }

    /// Waits until the element has failed with this error.
    pub async fn see_error(&self, code: &str) -> Look {
        let look = self.see(&format!("the error {code}"), |it| it.state == "failed").await;
        assert_eq!(look.error, code, "the element failed otherwise; it shows: {look}");
        look
    }

    /// Waits until the element shows these words.
    pub async fn see_text(&self, text: &str) -> Look {
        self.see(&format!("the text {text:?}"), |it| it.text.contains(text)).await
    }

    /// Waits until what the element shows is so.
    pub async fn see(&self, what: &str, is_so: impl Fn(&Look) -> bool) -> Look {
        let mut last = Look::default();
        let seen = wait::until(async || {
            last = self.look().await;
            is_so(&last).then(|| last.clone())
        })
        .await;
        seen.unwrap_or_else(|| panic!("waited for {what} of {}; it shows: {last}", self.selector))
    }

    /// Presses the button or link in it with this accessible name, or else the first whose name holds it.
    pub async fn press(&self, name: &str) {
        if let Err(seen) = self.browser.press_among(&self.script(PRESSABLE), name).await {
            let look = self.look().await;
            panic!("there is no button {name:?} in {}, only {seen:?}; it shows: {look}", self.selector);
        }
    }

    /// The accessible names of all buttons and links in it that can be seen.
    pub async fn buttons(&self) -> Vec<String> {
        self.browser.named(&self.script(PRESSABLE)).await.into_iter().map(|(name, _)| name).collect()
    }

    /// Types into the field of this name in it, in place of what stands there.
    pub async fn type_into(&self, name: &str, text: &str) {
        let fields = format!("return within.flatMap((it) => [...it.querySelectorAll('input[name={name}]')])");
        let typed = wait::until(async || {
            let (_, field) = self.browser.named(&self.script(&fields)).await.pop()?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
        assert!(typed.is_some(), "no field {name} in {}; it shows: {}", self.selector, self.look().await);
    }

    /// Runs the body of an async function, to which `element` is known, and answers what it returns. What it throws
    /// is answered as `{ "thrown": code or message }`.
    pub async fn run(&self, body: &str) -> Value {
        let body = format!(
            "return (async () => {{ {body} }})().catch((error) => ({{ thrown: error.code ?? String(error) }}));"
        );
        self.browser.run(&self.script(&body)).await
    }

    /// A property of the element, as JSON.
    pub async fn property(&self, name: &str) -> Value {
        self.run(&format!("return element[{}] ?? null", json!(name))).await
    }

    fn script(&self, body: &str) -> String {
        let reach = include_str!("reach.js").replace("SELECTOR", &json!(self.selector).to_string());
        format!("{reach}{body}")
    }
}

const PRESSABLE: &str = "
    return within.flatMap((it) => [...it.querySelectorAll('button, summary, a[href], [role=button]')])
        .filter((it) => it.checkVisibility({ visibilityProperty: true }));";
