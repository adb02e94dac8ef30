//! How each browser is asked for: headless, alone on the network, with a console that can be read.

use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use super::Engine;
use crate::environment;

pub(super) fn of(engine: Engine, profile: &Path) -> Capabilities {
    let capabilities = match engine {
        Engine::Chromium => chromium(profile),
        Engine::Firefox => firefox(),
    };
    capabilities.as_object().cloned().unwrap_or_default()
}

fn chromium(profile: &Path) -> Value {
    json!({
        "browserName": "chrome",
        "pageLoadStrategy": "normal",
        "unhandledPromptBehavior": "accept",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": environment::program("PORTICO_CHROMIUM", "/usr/bin/chromium").to_string_lossy(),
            "args": [
                "--headless=new",
                // Chromium's sandbox cannot start as root, and in many containers not at all.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-sync",
                "--disable-features=Translate,OptimizationHints,MediaRouter",
                "--metrics-recording-only",
                "--no-default-browser-check",
                // A name of this machine that is no secure context.
                "--host-resolver-rules=MAP *.portico.test 127.0.0.1",
                "--no-first-run",
                "--password-store=basic",
                "--lang=en",
                format!("--user-data-dir={}", profile.display()),
            ],
            "prefs": { "credentials_enable_service": false, "profile.password_manager_enabled": false },
        },
    })
}

/// Geckodriver makes the profile itself, and removes it.
fn firefox() -> Value {
    let mut options = json!({
        "args": ["-headless"],
        "prefs": {
            // Not what the browser says to itself.
            "devtools.console.stdout.chrome": false,
            "devtools.console.stdout.content": true,
            "app.update.enabled": false,
            "browser.region.network.url": "",
            "browser.safebrowsing.malware.enabled": false,
            "browser.safebrowsing.phishing.enabled": false,
            "captivedetect.canonicalURL": "",
            "datareporting.policy.dataSubmissionEnabled": false,
            "extensions.getAddons.cache.enabled": false,
            "intl.accept_languages": "en",
            // A name of this machine that is no secure context.
            "network.dns.localDomains": "login.portico.test",
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "services.settings.server": "",
            "signon.rememberSignons": false,
            "toolkit.telemetry.server": "",
        },
    });
    if let Some(path) = std::env::var_os("PORTICO_FIREFOX").filter(|path| !path.is_empty()) {
        options["binary"] = json!(path.to_string_lossy());
    }
    json!({ "browserName": "firefox", "pageLoadStrategy": "normal", "moz:firefoxOptions": options })
}
