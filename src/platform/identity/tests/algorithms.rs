//! Signatures count by the algorithms that an issuer's keys and its discovery document announce, and by no others.

use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{FakeIssuer, elliptic, rsa, sign};
use crate::platform::testing::TestPlatform;

fn elliptic_384() -> EncodingKey {
    let random = aws_lc_rs::rand::SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random).unwrap();
    EncodingKey::from_ec_der(pkcs8.as_ref())
}

fn edwards() -> EncodingKey {
    let random = aws_lc_rs::rand::SystemRandom::new();
    EncodingKey::from_ed_der(Ed25519KeyPair::generate_pkcs8v1(&random).unwrap().as_ref())
}

/// The statuses that tokens come to.
async fn statuses(issuer: &FakeIssuer, tokens: impl IntoIterator<Item = String>) -> Vec<u16> {
    let platform = TestPlatform::with(|settings| settings.issuers = vec![issuer.settings()]);
    let mut statuses = Vec::new();
    for token in tokens {
        statuses.push(platform.get("/api/v1/me", &token).await.status);
    }
    statuses
}

#[tokio::test]
async fn a_key_signs_by_the_algorithm_that_it_names() {
    let issuer = FakeIssuer::start();
    let rsa = rsa();
    let keys = [
        (rsa.clone(), Algorithm::PS256, "ps256"),
        (rsa.clone(), Algorithm::RS512, "rs512"),
        (elliptic_384(), Algorithm::ES384, "es384"),
        (edwards(), Algorithm::EdDSA, "ed"),
    ];
    for (key, algorithm, id) in &keys {
        issuer.publish(key, *algorithm, id);
    }
    let claims = issuer.claims(&json!({}));
    let good = keys
        .iter()
        .map(|(key, algorithm, id)| sign(key, *algorithm, id, &claims));
    assert_eq!(statuses(&issuer, good).await, [200, 200, 200, 200]);
    // Announced by the document, or the usual one of its kind: the key's own word counts.
    *issuer.announced.lock().unwrap() = vec!["RS256", "RS384", "PS256"];
    let others = [
        sign(&rsa, Algorithm::RS256, "ps256", &claims),
        sign(&rsa, Algorithm::RS384, "rs512", &claims),
        sign(&rsa, Algorithm::PS256, "rs512", &claims),
        sign(&elliptic_384(), Algorithm::ES384, "es384", &claims),
        sign(&edwards(), Algorithm::EdDSA, "ed", &claims),
        sign(&EncodingKey::from_secret(b"ed"), Algorithm::HS256, "ed", &claims),
    ];
    assert_eq!(statuses(&issuer, others).await, [401; 6]);
}

/// The algorithms by which a key that names none may sign, of those of its kind.
async fn accepted(announced: &[&'static str]) -> Vec<Algorithm> {
    let issuer = FakeIssuer::start();
    let rsa = rsa();
    issuer.publish(&rsa, Algorithm::RS256, "r");
    issuer.keys.lock().unwrap()[0].as_object_mut().unwrap().remove("alg");
    *issuer.announced.lock().unwrap() = announced.to_vec();
    let all = [
        Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
    ];
    let claims = issuer.claims(&json!({}));
    let statuses = statuses(&issuer, all.map(|algorithm| sign(&rsa, algorithm, "r", &claims))).await;
    let accepted = all.into_iter().zip(statuses).filter(|(_, status)| *status == 200);
    accepted.map(|(algorithm, _)| algorithm).collect()
}

#[tokio::test]
async fn a_key_that_names_no_algorithm_signs_by_the_usual_one_and_those_that_are_announced() {
    assert_eq!(accepted(&[]).await, [Algorithm::RS256]);
    assert_eq!(
        accepted(&["PS256", "RS512", "HS256", "none", "X-1"]).await,
        [Algorithm::RS256, Algorithm::RS512, Algorithm::PS256]
    );
}

#[tokio::test]
async fn a_token_that_names_no_key_is_of_the_only_one_that_can_have_signed_it() {
    let issuer = FakeIssuer::start();
    let (key, other) = (elliptic(), elliptic());
    let unnamed = |key: &EncodingKey, claims: &Value| encode(&Header::new(Algorithm::ES256), claims, key).unwrap();
    let claims = issuer.claims(&json!({}));
    issuer.publish(&rsa(), Algorithm::RS256, "r");
    issuer.publish(&key, Algorithm::ES256, "e");
    // One for encryption is none that signs.
    issuer.publish(&other, Algorithm::ES256, "enc");
    issuer.keys.lock().unwrap()[2]["use"] = "enc".into();
    let tokens = [
        unnamed(&key, &claims),
        unnamed(&other, &claims),
        sign(&other, Algorithm::ES256, "enc", &claims),
    ];
    assert_eq!(statuses(&issuer, tokens.clone()).await, [200, 401, 401]);
    issuer.keys.lock().unwrap()[2]["use"] = "sig".into();
    assert_eq!(statuses(&issuer, tokens).await, [401, 401, 200]);
}
