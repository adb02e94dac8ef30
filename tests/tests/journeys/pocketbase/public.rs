//! The page in `pb_public`: PocketBase itself serves it, without the headers that it is deployed with elsewhere.

use std::fs;

use portico_tests::servers::{
    ConfidentialClient, OAuth2Provider, Op, OpOptions, PocketBase, PocketBaseOptions,
};
use portico_tests::site;
use portico_tests::stage::journey;
use serde_json::json;

use super::{assert_signed_in, configuration};

#[test]
fn a_person_signs_in_to_the_page_that_pocketbase_serves() {
    journey(async |stage| {
        let folder = tempfile::tempdir().unwrap();
        site::copy_page(folder.path()).unwrap();
        let public = Some(folder.path().to_owned());
        let base = PocketBase::start(&PocketBaseOptions { public, ..Default::default() }).await.unwrap();
        base.create_things("A thing for members").await.unwrap();
        let page = format!("{}/", base.origin());
        let client = ConfidentialClient::backend([page.clone()]);
        let op = Op::start(&OpOptions { confidential: vec![client], ..Default::default() }).unwrap();
        base.offer(&[OAuth2Provider::at(op.issuer(), "Acme ID")]).await.unwrap();
        let config = configuration(&base.origin(), &json!({}));
        fs::write(folder.path().join("config.json"), config.to_string()).unwrap();

        stage.browser.open(&page).await;
        stage.browser.see_state("picker").await;
        stage.browser.sign_in_with("Acme ID", "alice").await;
        assert_signed_in(stage).await;
        let look = stage.browser.look().await;
        assert!(look.text.contains("alice@example.test"), "{look}");
        assert_eq!(stage.browser.url().await, page);
        stage.browser.reload().await;
        assert_signed_in(stage).await;
        assert_eq!(op.token_requests("authorization_code"), 1);
        assert_eq!(stage.console_problems().await, Vec::<String>::new());
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        stage.browser.open(&page).await;
        stage.browser.see_state("picker").await;
    });
}
