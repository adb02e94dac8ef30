//! Several tabs of one browser.

use fantoccini::wd::WindowHandle;
use serde_json::Value;

use super::Browser;
use crate::wait;

/// A tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab(WindowHandle);

impl Browser {
    /// The current tab.
    pub async fn tab(&self) -> Tab {
        Tab(self.client.window().await.expect("a tab is open"))
    }

    /// Opens an empty tab and goes there.
    pub async fn new_tab(&self) -> Tab {
        let opened = self.client.new_window(true).await.expect("a tab can be opened");
        let tab = Tab(opened.handle);
        self.go_to(&tab).await;
        tab
    }

    /// Goes to a tab.
    pub async fn go_to(&self, tab: &Tab) {
        self.client.switch_to_window(tab.0.clone()).await.expect("the tab is open");
    }

    /// Goes to the window that the page has opened, and answers where the page is.
    pub async fn go_to_window(&self) -> Tab {
        let page = self.tab().await;
        let window = async || self.tabs().await.into_iter().find(|tab| *tab != page);
        let window = wait::must("a window", window).await;
        self.go_to(&window).await;
        page
    }

    /// Waits until this tab is the only one, and goes there.
    pub async fn alone_at(&self, tab: &Tab) {
        let alone = async || (self.tabs().await == [tab.clone()]).then_some(());
        wait::must("the window to close", alone).await;
        self.go_to(tab).await;
    }

    /// Closes the current tab, as a person does or a crash: no word to its page. Goes to another one.
    pub async fn close_for(&self, other: &Tab) {
        self.client.close_window().await.expect("a tab can be closed");
        self.go_to(other).await;
    }

    /// Goes into the first frame of the page; going to a tab leaves it.
    pub async fn enter_frame(&self) {
        self.client.enter_frame(0).await.expect("there is a frame");
    }

    /// Runs a script in the first frame of the page.
    pub async fn run_in_frame(&self, script: &str) -> Value {
        self.enter_frame().await;
        let found = self.run(script).await;
        self.client.enter_parent_frame().await.expect("a frame has a parent");
        found
    }

    /// All tabs.
    pub async fn tabs(&self) -> Vec<Tab> {
        self.client.windows().await.unwrap_or_default().into_iter().map(Tab).collect()
    }
}
