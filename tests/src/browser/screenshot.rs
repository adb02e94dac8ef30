//! Pictures of the page, in `target/screenshots`.

use std::env;
use std::fs;
use std::path::PathBuf;

use super::Browser;

impl Browser {
    /// Saves a picture of the current tab and says where.
    pub async fn screenshot(&self, name: &str) -> Option<PathBuf> {
        let folder = folder();
        let path = folder.join(format!("{name}.png"));
        let picture = self.client.screenshot().await.ok()?;
        fs::create_dir_all(folder).ok()?;
        fs::write(&path, picture).ok()?;
        Some(path)
    }

    /// Makes the window this large.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("a window can be resized");
    }
}

fn folder() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target
        .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")))
        .join("screenshots")
}
