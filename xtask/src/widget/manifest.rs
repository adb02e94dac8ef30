//! `widget/custom-elements.json`, which says what the elements have: the one place that tables, types and the program
//! are held to ([Custom Elements Manifest 2.1]).
//!
//! In it each thing stands once, at the class that has it. Tools don't look at a superclass, so the package gets
//! another form, in which the elements have all that is theirs.
//!
//! [Custom Elements Manifest 2.1]: https://github.com/webcomponents/custom-elements-manifest

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::folders;

/// What a class hands down to those below it.
const INHERITED: [&str; 7] =
    ["attributes", "members", "events", "slots", "cssParts", "cssProperties", "cssStates"];

/// The manifest.
#[derive(Debug, Clone)]
pub(super) struct Manifest(Value);

impl Manifest {
    /// Reads the one of the checkout.
    pub(super) fn read() -> Result<Self> {
        let path = folders::root().join("widget/custom-elements.json");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Takes a text for a manifest if each class has a name, and what it inherits from is there.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let manifest = Self(serde_json::from_str(text)?);
        for class in manifest.declarations() {
            let name = class.name()?;
            if let Some(parent) = class.parent()
                && manifest.class(parent).is_none()
            {
                bail!("{name} inherits from {parent}, which is not there");
            }
        }
        Ok(manifest)
    }

    /// Everything that the modules declare.
    pub(super) fn declarations(&self) -> impl Iterator<Item = Item<'_>> {
        list(&self.0, "modules").flat_map(|module| list(module, "declarations")).map(Item)
    }

    /// Those of one kind: `class` or `function`.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = Item<'_>> {
        self.declarations().filter(move |item| item.text("kind") == Some(kind))
    }

    /// A class by its name.
    pub(super) fn class(&self, name: &str) -> Option<Item<'_>> {
        self.of_kind("class").find(|class| class.text("name") == Some(name))
    }

    /// The elements that have a tag.
    pub(super) fn elements(&self) -> impl Iterator<Item = Item<'_>> {
        self.declarations().filter(|item| item.text("tagName").is_some())
    }

    /// The form for the package: what a class inherits stands at it as well, with a word on where it is from.
    pub(super) fn flat(&self) -> Result<String> {
        let mut flat = self.0.clone();
        let modules = flat["modules"].as_array_mut().into_iter().flatten();
        let declarations = modules.filter_map(|module| module["declarations"].as_array_mut()).flatten();
        for class in declarations {
            let Some(parent) = Item(class).parent().and_then(|name| self.class(name)) else { continue };
            let from = parent.0["name"].clone();
            for kind in INHERITED {
                let mut all: Vec<Value> = parent.list(kind).map(|item| item.0.clone()).collect();
                if matches!(kind, "attributes" | "members" | "events") {
                    for item in &mut all {
                        item["inheritedFrom"] = serde_json::json!({ "name": from, "module": "element.js" });
                    }
                }
                let own: Vec<Value> = list(class, kind).cloned().collect();
                all.retain(|item| own.iter().all(|own| own["name"] != item["name"]));
                all.extend(own);
                class[kind] = all.into();
            }
        }
        Ok(serde_json::to_string_pretty(&flat)? + "\n")
    }

    /// The manifest as JSON.
    pub(super) fn json(&self) -> &Value {
        &self.0
    }
}

/// An object of the manifest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a>(&'a Value);

impl<'a> Item<'a> {
    /// A member that is a text.
    pub(super) fn text(self, member: &str) -> Option<&'a str> {
        self.0[member].as_str()
    }

    /// What it is called; a slot without a name is called nothing.
    pub(super) fn name(self) -> Result<&'a str> {
        self.text("name")
            .with_context(|| format!("something in custom-elements.json has no name: {}", self.0))
    }

    /// What there is to say of it.
    pub(super) fn description(self) -> &'a str {
        self.text("description").unwrap_or_default()
    }

    /// Its type, as TypeScript has it.
    pub(super) fn type_text(self) -> Result<&'a str> {
        let text = self.0["type"]["text"].as_str().or_else(|| self.0["return"]["type"]["text"].as_str());
        text.with_context(|| format!("{} has no type", self.text("name").unwrap_or_default()))
    }

    /// A member that is true.
    pub(super) fn is(self, member: &str) -> bool {
        self.0[member] == true
    }

    /// The objects of a member that is a list.
    pub(super) fn list(self, member: &str) -> impl Iterator<Item = Item<'a>> + use<'a> {
        list(self.0, member).map(Item)
    }

    /// The class of the manifest that it inherits from.
    fn parent(self) -> Option<&'a str> {
        let parent = &self.0["superclass"];
        if parent["package"].is_string() { None } else { parent["name"].as_str() }
    }
}

fn list<'a>(value: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value[member].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inherited_stands_at_the_elements_too() {
        let flat = Manifest::parse(&Manifest::read().unwrap().flat().unwrap()).unwrap();
        let of = |class: &str, kind: &str| -> Vec<_> {
            flat.class(class).unwrap().list(kind).map(|item| item.name().unwrap().to_owned()).collect()
        };
        for kind in ["attributes", "events", "cssParts", "cssProperties", "cssStates"] {
            assert_eq!(of("PorticoAccount", kind), of("PorticoElement", kind), "{kind}");
        }
        assert_eq!(of("PorticoAccount", "slots").last().unwrap(), "sign-in");
        assert!(!of("PorticoLogin", "slots").contains(&"sign-in".to_owned()));
        let login = flat.class("PorticoLogin").unwrap();
        let member =
            |name| login.list("members").filter(|item| item.name().unwrap() == name).collect::<Vec<_>>();
        assert_eq!(member("fetch")[0].0["inheritedFrom"]["name"], "PorticoElement");
        assert_eq!(member("define").len(), 1, "its own one only");
        assert_eq!(member("define")[0].type_text().unwrap(), "typeof PorticoLogin");
    }

    #[test]
    fn an_unknown_superclass_is_a_mistake() {
        let text = r#"{"modules":[{"declarations":[{"name":"A","superclass":{"name":"B"}}]}]}"#;
        let error = Manifest::parse(text).unwrap_err().to_string();
        assert_eq!(error, "A inherits from B, which is not there");
    }

    #[test]
    fn everything_has_a_description_that_fits_a_table() {
        let manifest = Manifest::read().unwrap();
        for class in manifest.elements().chain(manifest.class("PorticoElement")) {
            for kind in INHERITED {
                for item in class.list(kind) {
                    let text = item.description();
                    assert!(text.ends_with('.'), "{kind} {}: {text}", item.name().unwrap());
                    assert!(!text.contains(['\n', '|']), "{kind} {}: {text}", item.name().unwrap());
                }
            }
        }
    }
}
