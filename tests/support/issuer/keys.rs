//! Keys, and the tokens that they sign.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{IdToken, Inner, Manner};
use crate::provider::http::{Request, query};

/// Generating keys is slow: all tests share them.
pub(super) static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static OTHER_RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static EC: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());

impl Inner {
    pub(super) fn keys(&self, manner: &Manner) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let public = RSA.public_key();
        let point = EC.public_key().as_ref();
        let mut id = manner.key_id;
        if manner.stale_key_answers > 0 {
            self.manner.lock().unwrap().stale_key_answers -= 1;
            id = "key-0";
        }
        json!({ "keys": [
            { "kty": "of-the-future", "use": "enc", "alg": "X-1", "kid": "key-odd", "crv": ["X"] },
            { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id,
              "n": encode(public.modulus().big_endian_without_leading_zero()), "e": encode(public.exponent().big_endian_without_leading_zero()) },
            { "kty": "EC", "use": "sig", "alg": "ES256", "kid": "key-ec", "crv": "P-256",
              "x": encode(&point[1..33]), "y": encode(&point[33..65]) },
        ] })
    }

    pub(super) fn id_token(&self, client: &str, nonce: &str, manner: &Manner) -> String {
        let mut claims = json!({
            "sub": "7a1c0c9e-0000-4000-8000-000000000001", "iss": self.issuer(), "aud": client, "token_use": "id", "nonce": nonce,
            "iat": now(), "exp": now() + 3600, "email": "alice@example.com", "email_verified": true, "cognito:username": "alice",
            "cognito:groups": ["platform", "devenv-users"],
        });
        match manner.id_token {
            IdToken::OtherNonce => claims["nonce"] = json!("of another sign-in"),
            IdToken::OtherIssuer => claims["iss"] = json!(self.base()),
            IdToken::OtherAudience => claims["aud"] = json!("somebody-else"),
            IdToken::OtherParty => {
                claims["aud"] = json!([client, "somebody-else"]);
                claims["azp"] = json!("somebody-else");
            }
            IdToken::Expired => claims["exp"] = json!(now() - 600),
            IdToken::JustExpired => claims["exp"] = json!(now() - 240),
            IdToken::AccessToken => claims["token_use"] = json!("access"),
            _ => {}
        }
        match manner.id_token {
            IdToken::None => format!("{}.", signing_input(&json!({ "alg": "none" }), &claims)),
            IdToken::Hs256 => {
                let input = signing_input(&json!({ "alg": "HS256", "kid": manner.key_id }), &claims);
                let secret = RSA.public_key().modulus().big_endian_without_leading_zero().to_vec();
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
                let tag = aws_lc_rs::hmac::sign(&key, input.as_bytes());
                format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
            }
            IdToken::OtherKey => rs256(&OTHER_RSA, manner.key_id, &claims),
            IdToken::Es256 => {
                let input = signing_input(&json!({ "alg": "ES256", "kid": "key-ec" }), &claims);
                let signature = EC.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
                format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
            }
            _ => rs256(&RSA, manner.key_id, &claims),
        }
    }

    /// A CI's token for the requested audience.
    pub(super) fn ci_token(request: &Request, manner: &Manner) -> String {
        let audience = query(&request.target).into_iter().find(|(name, _)| name == "audience");
        let mut claims = json!({
            "iss": "https://token.actions.githubusercontent.com", "sub": "repo:example/shop:ref:refs/heads/main",
            "aud": audience.map(|(_, audience)| audience), "exp": now() + 300,
        });
        for (name, value) in &manner.job {
            claims[*name] = value.clone();
        }
        rs256(&RSA, manner.key_id, &claims)
    }
}

pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The claims of a token.
pub(crate) fn claims(token: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}

fn signing_input(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

pub(super) fn rs256(key: &RsaKeyPair, id: &str, claims: &Value) -> String {
    let input = signing_input(&json!({ "alg": "RS256", "kid": id }), claims);
    let mut bytes = vec![0; key.public_modulus_len()];
    key.sign(
        &signature::RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        input.as_bytes(),
        &mut bytes,
    )
    .unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(bytes))
}
