//! Journeys over a table: one browser, one provider, many ways to fail.

use portico_tests::browser::Look;
use portico_tests::proxy::{Endpoint, Rule};
use portico_tests::stage::Stage;

/// One way to fail, and how the page must name it.
pub(crate) struct Row {
    name: String,
    rules: Vec<Rule>,
    expected: &'static str,
}

pub(crate) fn row(name: impl Into<String>, rules: impl Into<Vec<Rule>>, expected: &'static str) -> Row {
    Row { name: name.into(), rules: rules.into(), expected }
}

/// What stands for success in a row.
pub(crate) const SIGNED_IN: &str = "signed_in";

/// Takes each row from the picker: the provider knows the person already, so a press is a sign-in.
///
/// After a row that must fail: no call with a token went out, nothing is kept, the address is
/// clean, and the person has a way on.
pub(crate) async fn walk(stage: &Stage, rows: Vec<Row>) {
    stage.sign_in().await;
    settled(stage).await;
    let mut wrong = Vec::new();
    for row in rows {
        stage.provider().proxy.behave();
        stage.provider().play(row.rules);
        if let Err(why) = one(stage, row.expected).await {
            wrong.push(format!("{}: {why}", row.name));
        }
    }
    stage.provider().proxy.behave();
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

async fn one(stage: &Stage, expected: &str) -> Result<(), String> {
    let calls = calls(stage);
    stage.open_picker().await;
    let kept = stage.browser.transactions().await.len();
    stage.browser.press(&stage.provider().title).await;
    let ended = |it: &Look| it.state == "failed" || it.state == SIGNED_IN;
    let look = stage.browser.see("an end", ended).await;
    let found = if look.state == SIGNED_IN { SIGNED_IN } else { look.error.as_str() };
    if found != expected {
        return Err(format!("expected {expected}, found {found}"));
    }
    if expected == SIGNED_IN {
        settled(stage).await;
        return Ok(());
    }
    let calls = self::calls(stage) - calls;
    if calls > 0 {
        return Err(format!("{calls} calls with a token went out"));
    }
    // What does not even say which attempt it belongs to ends none.
    let stays = usize::from(["duplicate_parameter", "state_missing", "state_unknown"].contains(&expected));
    let left = stage.browser.transactions().await;
    if left.len() > kept + stays {
        return Err(format!("{} attempts are kept, not {}", left.len(), kept + stays));
    }
    see_a_way_on(stage).await
}

/// Nothing in the address, and a button that leads on.
async fn see_a_way_on(stage: &Stage) -> Result<(), String> {
    let url = stage.browser.url().await;
    if url != stage.site.url() {
        return Err("the address still holds the response".into());
    }
    for button in ["Try again", "Choose another way"] {
        if stage.browser.has_button(button).await {
            return Ok(());
        }
    }
    Err(format!("there is no way on, only {:?}", stage.browser.buttons().await))
}

/// Waits until the account screen has asked whom it asks.
async fn settled(stage: &Stage) {
    stage.browser.see("a backend at rest", |it| it.backend != "asking").await;
}

/// How many requests with a bearer token went out.
pub(crate) fn calls(stage: &Stage) -> usize {
    let userinfo: usize = stage.providers.iter().map(|it| it.proxy.count(Endpoint::Userinfo)).sum();
    userinfo + stage.api.requests().iter().filter(|request| request.authorization).count()
}
