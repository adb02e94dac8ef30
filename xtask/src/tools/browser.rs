//! The browsers that the tests drive, each with its WebDriver.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Result, bail};

use super::apt::{self, Program};
use super::cargo_tool;

/// A browser that the journeys can run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
}

impl FromStr for Browser {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "chromium" => Ok(Self::Chromium),
            "firefox" => Ok(Self::Firefox),
            _ => bail!("{name:?} is no browser that the journeys know: chromium or firefox"),
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        })
    }
}

/// A browser's program and that of its WebDriver; empty where none is needed.
#[derive(Debug, Default)]
pub(crate) struct Driven {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Debian's packages for both. Without a font, headless Chromium draws no text.
const CHROMIUM: &[&str] = &["chromium", "chromium-driver", "fonts-dejavu-core"];

/// Chromium and chromedriver, of the same major version.
pub(crate) fn chromium() -> Result<Driven> {
    let browser = apt::program(&Program {
        variables: &["PORTICO_CHROMIUM", "CHROME"],
        names: &["chromium", "chromium-browser", "google-chrome"],
        packages: CHROMIUM,
    })?;
    let driver = apt::program(&Program {
        variables: &["PORTICO_CHROMEDRIVER", "CHROMEDRIVER"],
        names: &["chromedriver"],
        packages: CHROMIUM,
    })?;
    if let (Some(one), Some(other)) = (apt::major_version(&browser), apt::major_version(&driver))
        && one != other
    {
        bail!(
            "{} has version {one} and {} has {other}: they must be the same; \
             PORTICO_CHROMIUM and PORTICO_CHROMEDRIVER can name a pair that fits",
            browser.display(),
            driver.display()
        );
    }
    Ok(Driven { browser, driver })
}

/// Firefox and geckodriver.
pub(crate) fn firefox(cache: &Path) -> Result<Driven> {
    let browser = apt::program(&Program {
        variables: &["PORTICO_FIREFOX"],
        names: &["firefox-esr", "firefox"],
        packages: &["firefox-esr", "fonts-dejavu-core"],
    })?;
    let driver = match std::env::var_os("PORTICO_GECKODRIVER").filter(|value| !value.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => cargo_tool::geckodriver(cache)?.join("bin/geckodriver"),
    };
    Ok(Driven { browser, driver })
}
