//! The keys of an issuer: fetched when they are needed, kept for an hour and longer while the issuer is away.

use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::Jwk;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use super::IdentityError;
use super::signing_key::SigningKey;
use crate::platform::events::log;
use crate::web::{self, BodyError, NetworkFailure};

/// How long keys are good without being looked at again.
const FRESH: Duration = Duration::from_hours(1);
/// How often the issuer is asked at most: a token with a made-up key is no way to flood it.
const PAUSE: Duration = Duration::from_mins(1);
/// The same while there is no key at all: nobody can be let in until there is.
const PAUSE_WITHOUT_KEYS: Duration = Duration::from_secs(3);
/// How long the issuer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest document that is read.
const LONGEST: usize = 1 << 20;

/// What an issuer's discovery document says. Source: OpenID Connect Discovery 1.0, 3.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Metadata {
    issuer: String,
    jwks_uri: String,
    #[serde(default)]
    pub(crate) authorization_endpoint: Option<String>,
    #[serde(default)]
    pub(crate) token_endpoint: Option<String>,
    /// How clients show who they are there. Empty: it does not say.
    #[serde(default)]
    pub(crate) token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    id_token_signing_alg_values_supported: Vec<String>,
}

/// The keys of one issuer.
pub(crate) struct Keys {
    issuer: String,
    jwks_url: Option<String>,
    /// The domain of a Cognito user pool whose document leaves its endpoints out.
    cognito_domain: Option<String>,
    client: Option<reqwest::Client>,
    pause: Duration,
    known: RwLock<(Vec<Arc<SigningKey>>, Option<Instant>)>,
    /// When the issuer was asked last: when its answer came, or failed to come. The task that holds it is asking.
    asked: tokio::sync::Mutex<Option<Instant>>,
}

/// Why an issuer's documents cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error("{0} is neither https nor on this machine")]
    Unencrypted(String),
    #[error("{0} does not say where to sign in and where to get tokens")]
    Endpoint(String),
    #[error("the HTTP client cannot be started")]
    Client,
    #[error("cannot fetch {url}")]
    Fetch {
        url: String,
        #[source]
        source: reqwest::Error,
    },
    #[error("cannot read the answer of {url}")]
    Network {
        url: String,
        #[source]
        source: NetworkFailure,
    },
    #[error("the issuer refused: {0}")]
    Refused(String),
    #[error("the answer of {0} is too long")]
    Long(String),
    #[error("{url} is not the document that OpenID Connect describes")]
    Parse {
        url: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("the document at {asked} is for another issuer, {told}")]
    Other { asked: String, told: String },
}

impl Keys {
    pub(crate) fn new(issuer: &str, jwks_url: Option<&str>) -> Self {
        // An answer is read as it is: redirects of an issuer's own documents are a sign of something wrong.
        let client = web::any_client(PATIENCE).timeout(PATIENCE).build();
        Self {
            issuer: issuer.to_owned(),
            jwks_url: jwks_url.map(str::to_owned),
            cognito_domain: None,
            client: client.ok(),
            pause: PAUSE_WITHOUT_KEYS,
            known: RwLock::default(),
            asked: tokio::sync::Mutex::default(),
        }
    }

    /// The same issuer, with the domain of a Cognito user pool: an address, or a host alone.
    pub(crate) fn with_cognito_domain(self, domain: Option<&str>) -> Self {
        let address = |domain: &str| {
            let domain = domain.trim_end_matches('/');
            if domain.contains("://") {
                domain.to_owned()
            } else {
                format!("https://{domain}")
            }
        };
        Self {
            cognito_domain: domain.map(address),
            ..self
        }
    }

    /// The key of that id that signs by an algorithm. `id`: `None` for a token that names no key, which the issuer's only key signs.
    /// `None`: the issuer has none. Refused: that cannot be told now.
    pub(crate) async fn key(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<Option<Arc<SigningKey>>, IdentityError> {
        let (key, is_fresh) = self.look(id, algorithm);
        if key.is_some() && is_fresh {
            return Ok(key);
        }
        let mut asked = self.asked.lock().await;
        // Somebody else may have asked while this one waited.
        let (key, is_fresh) = self.look(id, algorithm);
        let pause = if self.has_keys() { PAUSE } else { self.pause };
        let may_ask = asked.is_none_or(|asked| asked.elapsed() >= pause);
        if (key.is_some() && is_fresh) || !may_ask {
            return self.or_unknown(key);
        }
        // Also for a caller who goes away meanwhile.
        *asked = Some(Instant::now());
        let fetched = self.fetch().await;
        *asked = Some(Instant::now());
        match fetched {
            Ok(keys) => {
                let key = find(&keys, id, algorithm);
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = (keys, Some(Instant::now()));
                Ok(key)
            }
            Err(error) => {
                log::failure("cannot fetch the keys of an issuer", &error);
                self.or_unknown(key)
            }
        }
    }

    /// The same keys, as they are when a minute has gone by.
    #[cfg(test)]
    pub(super) async fn asked_long_ago(self) -> Self {
        *self.asked.lock().await = None;
        self
    }

    /// The same keys, of an issuer that may take so long, and is asked again after so long.
    #[cfg(test)]
    pub(super) fn with_times(self, patience: Duration, pause: Duration) -> Self {
        Self {
            client: web::any_client(patience).timeout(patience).build().ok(),
            pause,
            ..self
        }
    }

    fn look(&self, id: Option<&str>, algorithm: Algorithm) -> (Option<Arc<SigningKey>>, bool) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = known.1.is_some_and(|fetched| fetched.elapsed() < FRESH);
        (find(&known.0, id, algorithm), is_fresh)
    }

    /// The keys were fetched at least once.
    fn has_keys(&self) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).1.is_some()
    }

    /// An old key is better than none. Without any key at all, nothing can be told of a token.
    fn or_unknown(&self, key: Option<Arc<SigningKey>>) -> Result<Option<Arc<SigningKey>>, IdentityError> {
        if key.is_none() && !self.has_keys() {
            return Err(IdentityError::Unavailable(
                "the token cannot be checked: its issuer cannot be reached",
            ));
        }
        Ok(key)
    }

    async fn fetch(&self) -> Result<Vec<Arc<SigningKey>>, KeysError> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let (url, announced) = if let Some(url) = &self.jwks_url {
            (url.clone(), Vec::new())
        } else {
            let metadata = self.metadata().await?;
            (metadata.jwks_uri, metadata.id_token_signing_alg_values_supported)
        };
        let set: Set = self.get(&url).await?;
        // A key of a kind that is not known here is somebody else's.
        let keys = set.keys.into_iter().filter_map(|key| {
            let key: Jwk = serde_json::from_value(key).ok()?;
            Some(Arc::new(SigningKey::of(&key, &announced)?))
        });
        Ok(keys.collect())
    }

    /// The issuer's discovery document.
    pub(crate) async fn metadata(&self) -> Result<Metadata, KeysError> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let mut metadata: Metadata = self.get(&url).await?;
        if metadata.issuer == self.issuer {
            if let Some(domain) = &self.cognito_domain {
                // Source: Amazon Cognito, "User pool endpoints and managed login reference".
                let endpoint = |path: &str| format!("{domain}{path}");
                metadata.authorization_endpoint = metadata
                    .authorization_endpoint
                    .or_else(|| Some(endpoint("/oauth2/authorize")));
                metadata.token_endpoint = metadata.token_endpoint.or_else(|| Some(endpoint("/oauth2/token")));
            }
            Ok(metadata)
        } else {
            Err(KeysError::Other {
                asked: self.issuer.clone(),
                told: metadata.issuer,
            })
        }
    }

    /// Sends a request of a sign-in. The answer may be a refusal: its body says why.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, KeysError> {
        let url = request.uri().to_string();
        let request = reqwest::Request::try_from(request).map_err(|source| fetch_failed(&url, source))?;
        check(request.url())?;
        let client = self.client.as_ref().ok_or(KeysError::Client)?;
        let answer = client.execute(request).await;
        let answer = answer.map_err(|source| fetch_failed(&url, source))?;
        let mut response = HttpResponse::default();
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        *response.body_mut() = body(&url, answer).await?;
        Ok(response)
    }

    async fn get<T: for<'de> Deserialize<'de>>(&self, url: &str) -> Result<T, KeysError> {
        let client = self.client.as_ref().ok_or(KeysError::Client)?;
        let parsed = Url::parse(url).map_err(|_| KeysError::Unencrypted(url.to_owned()))?;
        check(&parsed)?;
        let answer = client
            .get(parsed)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status);
        let answer = answer.map_err(|source| fetch_failed(url, source))?;
        serde_json::from_slice(&body(url, answer).await?).map_err(|source| KeysError::Parse {
            url: url.to_owned(),
            source,
        })
    }
}

/// The key of that id that signs by an algorithm; without an id, the only one that does.
fn find(keys: &[Arc<SigningKey>], id: Option<&str>, algorithm: Algorithm) -> Option<Arc<SigningKey>> {
    let mut signing = keys.iter().filter(|key| key.signs_by(algorithm));
    let found = match id {
        Some(_) => signing.find(|key| key.id() == id),
        None => signing.next().filter(|_| signing.next().is_none()),
    };
    found.cloned()
}

/// How `oauth2` sends its requests.
impl<'c> AsyncHttpClient<'c> for Keys {
    type Error = KeysError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, KeysError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Encrypted, or on this machine.
fn check(url: &Url) -> Result<(), KeysError> {
    web::check(url).map_err(|_| KeysError::Unencrypted(url.to_string()))
}

fn fetch_failed(url: &str, source: reqwest::Error) -> KeysError {
    KeysError::Fetch {
        url: url.to_owned(),
        source,
    }
}

/// The body of an answer, up to a limit.
async fn body(url: &str, answer: reqwest::Response) -> Result<Vec<u8>, KeysError> {
    web::read_body(answer, LONGEST).await.map_err(|error| match error {
        BodyError::Network(source) => KeysError::Network {
            url: url.to_owned(),
            source,
        },
        BodyError::TooLong => KeysError::Long(url.to_owned()),
    })
}
