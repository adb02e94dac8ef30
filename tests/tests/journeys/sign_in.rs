//! The main job: signing in.

use portico_tests::stage::journey;

#[test]
fn a_person_signs_in_and_the_backend_answers() {
    journey(async |stage| {
        stage.sign_in().await;
        let look = stage.browser.see_backend("answered").await;
        assert!(look.text.contains("alice"), "{look}");
        assert_eq!(stage.provider().codes_posted(), 1);
        assert_eq!(stage.api.answered(), 1);
    });
}
