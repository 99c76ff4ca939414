//! Tokens of issuers, with an issuer on this machine that signs as real ones do.

mod algorithms;
mod sessions;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jiff::Timestamp;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::issuer::Issuer;
use super::keys::Keys;
use crate::platform::testing::{REFERENCE, TestPlatform};
use crate::secret::Secret;

/// Seconds since 1970.
fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Answers with its documents until the process ends.
struct FakeIssuer {
    url: String,
    keys: Arc<Mutex<Vec<Value>>>,
    /// How often its keys were fetched.
    fetched: Arc<AtomicUsize>,
    /// The id token that it gives for a code, and the form that it was asked with.
    sign_in: Arc<Mutex<(String, String)>>,
    /// The ways in which a client may show who it is. Empty: it does not say.
    methods: Arc<Mutex<Vec<&'static str>>>,
    /// What came before the form.
    head: Arc<Mutex<String>>,
    /// The algorithms that its document announces.
    announced: Arc<Mutex<Vec<&'static str>>>,
    /// Its document leaves out the endpoints, as that of a Cognito user pool may.
    leaves_out_endpoints: Arc<AtomicBool>,
}

impl FakeIssuer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let keys: Arc<Mutex<Vec<Value>>> = Arc::default();
        let fetched: Arc<AtomicUsize> = Arc::default();
        let sign_in: Arc<Mutex<(String, String)>> = Arc::default();
        let methods: Arc<Mutex<Vec<&'static str>>> = Arc::default();
        let head_of_form: Arc<Mutex<String>> = Arc::default();
        let leaves_out_endpoints: Arc<AtomicBool> = Arc::default();
        let announced: Arc<Mutex<Vec<&'static str>>> = Arc::default();
        let issuer = Self {
            methods: Arc::clone(&methods),
            head: Arc::clone(&head_of_form),
            url: url.clone(),
            keys: Arc::clone(&keys),
            fetched: Arc::clone(&fetched),
            sign_in: Arc::clone(&sign_in),
            leaves_out_endpoints: Arc::clone(&leaves_out_endpoints),
            announced: Arc::clone(&announced),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let body = if request[..length].starts_with(b"GET /keys ") {
                    fetched.fetch_add(1, Ordering::SeqCst);
                    json!({ "keys": *keys.lock().unwrap() })
                } else if request[..length].starts_with(b"POST /token ") {
                    let mut sign_in = sign_in.lock().unwrap();
                    let mut text = String::from_utf8_lossy(&request[..length]).into_owned();
                    // The body may come behind the head.
                    while !text.contains("code_verifier=") {
                        let length = stream.read(&mut request).unwrap_or(0);
                        assert!(length > 0, "the form came in whole: {text}");
                        text.push_str(&String::from_utf8_lossy(&request[..length]));
                    }
                    *head_of_form.lock().unwrap() = text.clone();
                    sign_in.1 = text.rsplit("\r\n").next().unwrap_or_default().to_owned();
                    json!({ "id_token": sign_in.0, "access_token": "of no use here", "token_type": "Bearer" })
                } else if leaves_out_endpoints.load(Ordering::SeqCst) {
                    json!({ "issuer": url, "jwks_uri": format!("{url}/keys") })
                } else {
                    json!({ "issuer": url, "jwks_uri": format!("{url}/keys"), "token_endpoint": format!("{url}/token"),
                        "authorization_endpoint": format!("{url}/authorize"),
                        "token_endpoint_auth_methods_supported": *methods.lock().unwrap(),
                        "id_token_signing_alg_values_supported": *announced.lock().unwrap() })
                };
                let body = body.to_string();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(body.as_bytes());
            }
        });
        issuer
    }

    fn publish(&self, key: &EncodingKey, algorithm: Algorithm, id: &str) {
        let mut key = Jwk::from_encoding_key(key, algorithm).unwrap();
        key.common.key_id = Some(id.to_owned());
        self.keys.lock().unwrap().push(serde_json::to_value(key).unwrap());
    }

    /// What Cognito's access token for our client would have.
    fn claims(&self, more: &Value) -> Value {
        let mut claims = json!({
            "sub": "ada", "iss": self.url, "client_id": "cli", "token_use": "access", "exp": now() + 600,
        });
        claims
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        claims
    }

    fn settings(&self) -> Issuer {
        serde_json::from_value(json!({ "url": self.url, "client_id": "cli" })).unwrap()
    }
}

#[tokio::test]
async fn the_domain_of_a_user_pool_stands_in_for_the_endpoints_that_its_document_leaves_out() {
    let issuer = FakeIssuer::start();
    let endpoints = async |domain: Option<&str>| {
        let keys = Keys::new(&issuer.url, None).with_cognito_domain(domain);
        let metadata = keys.metadata().await.unwrap();
        [metadata.authorization_endpoint, metadata.token_endpoint].map(Option::unwrap_or_default)
    };
    let own = ["authorize", "token"].map(|path| format!("{}/{path}", issuer.url));
    assert_eq!(endpoints(Some("pool.example.com")).await, own);
    issuer.leaves_out_endpoints.store(true, Ordering::SeqCst);
    let of_domain = ["authorize", "token"].map(|path| format!("https://pool.example.com/oauth2/{path}"));
    for domain in ["pool.example.com", "https://pool.example.com/"] {
        assert_eq!(endpoints(Some(domain)).await, of_domain);
    }
    assert_eq!(endpoints(None).await, ["", ""]);
}

fn rsa() -> EncodingKey {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    // PKCS #1 is what is in the octet string behind 26 bytes of PKCS #8.
    EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..])
}

fn elliptic() -> EncodingKey {
    let random = aws_lc_rs::rand::SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EncodingKey::from_ec_der(pkcs8.as_ref())
}

fn sign(key: &EncodingKey, algorithm: Algorithm, id: &str, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = Some(id.to_owned());
    encode(&header, claims, key).unwrap()
}

#[tokio::test]
async fn tokens_of_an_issuer_are_good_for_what_they_say_and_no_longer() {
    let issuer = FakeIssuer::start();
    let (rsa, elliptic, other) = (rsa(), elliptic(), elliptic());
    issuer
        .keys
        .lock()
        .unwrap()
        .push(json!({ "kty": "of a kind to come", "kid": "new" }));
    issuer.publish(&rsa, Algorithm::RS256, "r");
    issuer.publish(&elliptic, Algorithm::ES256, "e");
    let platform = TestPlatform::with(|settings| settings.issuers = vec![issuer.settings()]);
    let now = now();
    let r = |more: Value| sign(&rsa, Algorithm::RS256, "r", &issuer.claims(&more));
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some("r".to_owned());
    header.crit = Some(vec!["b64".to_owned()]);
    let critical = encode(&header, &issuer.claims(&json!({})), &rsa).unwrap();
    let cases = [
        (r(json!({})), 200),
        (sign(&elliptic, Algorithm::ES256, "e", &issuer.claims(&json!({}))), 200),
        // Clocks may be a minute apart, not more.
        (r(json!({"exp": now - 50})), 200),
        (r(json!({"exp": now - 70})), 401),
        (r(json!({"nbf": now + 50})), 200),
        (r(json!({"nbf": now + 70})), 401),
        (r(json!({"exp": null})), 401),
        (r(json!({"sub": null})), 401),
        (r(json!({"iss": "https://issuer.test"})), 401),
        (r(json!({"client_id": "other"})), 401),
        (r(json!({"token_use": "id"})), 401),
        // An extension that the platform must understand, and does not.
        (critical, 401),
        // Signed by somebody else, under a name of theirs.
        (sign(&other, Algorithm::ES256, "e", &issuer.claims(&json!({}))), 401),
        // By a symmetric key: anybody who knows the public one could do that.
        (
            sign(
                &EncodingKey::from_secret(b"public"),
                Algorithm::HS256,
                "r",
                &issuer.claims(&json!({})),
            ),
            401,
        ),
    ];
    for (at, (token, status)) in cases.iter().enumerate() {
        let reply = platform.get("/api/v1/me", token).await;
        assert_eq!(reply.status, *status, "{at}: {reply:?}");
    }
    assert_eq!(issuer.fetched.load(Ordering::SeqCst), 1, "keys are kept");
    let admin = r(json!({"cognito:groups": ["admins"]}));
    assert_eq!(platform.get("/api/v1/me", &admin).await.json()["role"], "admin");
    let receipt = platform
        .ask("POST", "/scan", &r(json!({})), &[], REFERENCE)
        .await
        .json();
    assert_eq!(receipt["developer_id"], "ada");
    let discovery = platform.get("/.well-known/devenv", "").await.json();
    assert_eq!(
        (&discovery["issuer"], &discovery["client_id"]),
        (&json!(issuer.url), &json!("cli"))
    );
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_once_a_minute_at_most() {
    let issuer = FakeIssuer::start();
    let (one, two) = (elliptic(), elliptic());
    issuer.publish(&one, Algorithm::ES256, "one");
    let keys = Keys::new(&issuer.url, None);
    assert!(keys.key(Some("one"), Algorithm::ES256).await.unwrap().is_some());
    issuer.publish(&two, Algorithm::ES256, "two");
    for _ in 0..20 {
        assert!(keys.key(Some("two"), Algorithm::ES256).await.unwrap().is_none());
    }
    assert_eq!(issuer.fetched.load(Ordering::SeqCst), 1);
    let keys = keys.asked_long_ago().await;
    assert!(
        keys.key(Some("two"), Algorithm::ES256).await.unwrap().is_some(),
        "keys change, and the new one is fetched"
    );
    assert_eq!(issuer.fetched.load(Ordering::SeqCst), 2);
}

/// Each request would wait for a fetch of its own, one after the other.
#[tokio::test]
async fn requests_that_come_together_wait_for_one_fetch_of_a_hanging_issuer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<AtomicUsize> = Arc::default();
    let counted = Arc::clone(&asked);
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            open.push(stream);
        }
    });
    let second = std::time::Duration::from_secs(1);
    let keys = Keys::new(&url, None).with_times(second + second / 2, second);
    let ask = || keys.key(Some("one"), Algorithm::ES256);
    let (one, two, three) = tokio::join!(ask(), ask(), ask());
    assert_eq!([one, two, three].map(|key| key.is_err()), [true; 3]);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn without_the_issuer_a_token_cannot_be_told_good_or_bad() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}");
    let settings: Issuer = serde_json::from_value(json!({ "url": url, "client_id": "cli" })).unwrap();
    let platform = TestPlatform::with(|all| all.issuers = vec![settings]);
    let claims = json!({ "sub": "ada", "iss": url, "client_id": "cli", "token_use": "access", "exp": now() + 600 });
    let reply = platform
        .get("/api/v1/me", &sign(&elliptic(), Algorithm::ES256, "e", &claims))
        .await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "5"));
}

/// The value of a name in a form or a query.
fn value<'t>(form: &'t str, name: &str) -> &'t str {
    let pairs = form.rsplit('?').next().unwrap().split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .unwrap()
        .1
}

#[tokio::test]
async fn somebody_signs_in_to_the_pages_with_the_issuer() {
    let issuer = FakeIssuer::start();
    let key = elliptic();
    issuer.publish(&key, Algorithm::ES256, "e");
    let platform = TestPlatform::with(|settings| settings.issuers = vec![issuer.settings()]);
    assert!(
        platform
            .get("/sign-in", "")
            .await
            .text()
            .contains("href=\"/sign-in/start\"")
    );
    let start = platform.get("/sign-in/start", "").await;
    let place = start.header("location");
    assert!(
        place.starts_with(&format!("{}/authorize?response_type=code&client_id=cli&", issuer.url)),
        "{place}"
    );
    assert_eq!(
        value(place, "redirect_uri"),
        "http%3A%2F%2F127.0.0.1%3A8787%2Fsign-in%2Fcallback"
    );
    let cookie = start.header("set-cookie").split(';').next().unwrap();
    let id_token = |nonce: &str, aud: &str| {
        let claims = json!({"sub": "ada", "iss": issuer.url, "aud": aud, "nonce": nonce, "exp": now() + 600});
        sign(&key, Algorithm::ES256, "e", &claims)
    };
    let back = format!("/sign-in/callback?code=c0de&state={}", value(place, "state"));
    issuer.sign_in.lock().unwrap().0 = id_token(value(place, "nonce"), "cli");
    let signed_in = platform.page(&back, cookie).await;
    assert_eq!(
        (signed_in.status, signed_in.header("location")),
        (303, "/"),
        "{signed_in:?}"
    );
    let session = signed_in.header("set-cookie").split(';').next().unwrap();
    assert!(
        platform
            .page("/", session)
            .await
            .text()
            .contains("<span class=\"who\">ada</span>")
    );
    let form = issuer.sign_in.lock().unwrap().1.clone();
    assert_eq!(
        (value(&form, "code"), value(&form, "grant_type")),
        ("c0de", "authorization_code")
    );
    // 32 random bytes, in base64.
    assert_eq!(value(&form, "code_verifier").len(), 43);

    // Begun elsewhere, by somebody else, or for somebody else.
    let forged = [(back.as_str(), ""), ("/sign-in/callback?code=c0de&state=0", cookie)];
    for (path, cookie) in forged {
        assert_eq!(platform.page(path, cookie).await.status, 403, "{path}");
    }
    for token in [id_token("another", "cli"), id_token(value(place, "nonce"), "other")] {
        issuer.sign_in.lock().unwrap().0 = token;
        assert_eq!(platform.page(&back, cookie).await.header("location"), "/sign-in");
    }
    let refused = format!("/sign-in/callback?error=access_denied&state={}", value(place, "state"));
    assert_eq!(platform.page(&refused, cookie).await.status, 403);
}

#[tokio::test]
async fn the_pages_may_have_a_client_of_their_own_with_a_secret() {
    let issuer = FakeIssuer::start();
    let key = elliptic();
    issuer.publish(&key, Algorithm::ES256, "e");
    let mut settings = issuer.settings();
    settings.pages_client_id = Some("pages:1".to_owned());
    settings.pages_client_secret = Some(Secret::new("s3 cret"));
    assert!(!format!("{settings:?}").contains("s3"), "a secret is not shown");
    let platform = TestPlatform::with(|all| all.issuers = vec![settings]);
    // Command lines are told of their own client alone.
    let discovery = platform.get("/.well-known/devenv", "").await;
    assert_eq!(discovery.json()["client_id"], "cli");
    assert!(!discovery.text().contains("pages"), "{discovery:?}");

    let sign_in = async |aud: &str| {
        let start = platform.get("/sign-in/start", "").await;
        let place = start.header("location");
        assert_eq!(value(place, "client_id"), "pages%3A1");
        let claims =
            json!({"sub": "ada", "iss": issuer.url, "aud": aud, "nonce": value(place, "nonce"), "exp": now() + 600});
        issuer.sign_in.lock().unwrap().0 = sign(&key, Algorithm::ES256, "e", &claims);
        let back = format!("/sign-in/callback?code=c0de&state={}", value(place, "state"));
        let cookie = start.header("set-cookie").split(';').next().unwrap();
        platform.page(&back, cookie).await.header("location").to_owned()
    };
    // `pages%3A1:s3+cret`, in base64.
    let basic = "authorization: Basic cGFnZXMlM0ExOnMzK2NyZXQ=";
    for methods in [vec![], vec!["client_secret_post", "client_secret_basic"]] {
        *issuer.methods.lock().unwrap() = methods;
        assert_eq!(sign_in("pages:1").await, "/");
        let (head, form) = (
            issuer.head.lock().unwrap().clone(),
            issuer.sign_in.lock().unwrap().1.clone(),
        );
        assert!(head.to_lowercase().contains(&basic.to_lowercase()), "{head}");
        assert!(!form.contains("client_"), "{form}");
    }
    *issuer.methods.lock().unwrap() = vec!["client_secret_post"];
    assert_eq!(sign_in("pages:1").await, "/");
    let (head, form) = (
        issuer.head.lock().unwrap().clone(),
        issuer.sign_in.lock().unwrap().1.clone(),
    );
    assert!(!head.to_lowercase().contains("authorization:"), "{head}");
    assert_eq!(
        (value(&form, "client_id"), value(&form, "client_secret")),
        ("pages%3A1", "s3+cret")
    );
    // A token for the command line's client is no sign-in to the pages.
    assert_eq!(sign_in("cli").await, "/sign-in");
}
