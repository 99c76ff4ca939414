//! A sign-in in the browser, from start to end.

use std::time::{Duration, Instant};

use oauth2::{CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use tracing::debug;
use url::Url;

use super::browser::Browser;
use super::discovery::Provider;
use super::grant::{AppClient, Grants, Tokens, for_audience, refused};
use super::http::Http;
use super::id_token::{self, Account};
use super::listener::{BoundCallback, CallbackOutcome, CallbackPage, ExpectedRedirect, Listener};
use super::paste::Pasted;
use super::pushed;
use super::session::Session;
use super::session_store::Sessions;
use super::sign_out::end_earlier;
use super::{AuthError, Runtime};
use crate::config::CallbackHost;
use crate::host::Host;
use crate::secret::Secret;
use crate::text;

/// Random bytes in a state and a nonce.
const RANDOM_BYTES: u32 = 32;

/// The settings of a sign-in.
#[derive(Debug)]
pub struct Request<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// The app client.
    pub client_id: &'a str,
    /// The secret of the app client, if it has one.
    pub client_secret: Option<Secret>,
    /// The scopes to request.
    pub scopes: &'a [String],
    /// The audience of the access token, if the provider needs one.
    pub audience: Option<&'a str>,
    /// The host of the callback address.
    pub callback_host: CallbackHost,
    /// The ports of the callback address, in the order to try them.
    pub callback_ports: &'a [u16],
    /// Whether the provider asks for the password even if the browser has a session.
    pub force: bool,
    /// Whether the page for creating an account comes first.
    pub sign_up: bool,
    /// The browser that shows the page.
    pub browser: Browser,
    /// How long to wait for the user.
    pub timeout: Duration,
}

/// What to tell the user during the wait.
#[derive(Debug)]
pub enum Event<'a> {
    /// The address to sign in at. It is always shown.
    Address {
        /// The address.
        url: &'a Url,
        /// Whether a browser was started.
        opened: bool,
    },
    /// A refusal without a state came, which anybody may have sent. Holds its error code if OAuth defines it.
    Unverified(Option<&'static str>),
    /// The pasted text is not the answer; holds the reason.
    Pasted(&'static str),
}

/// The random values of this sign-in.
struct Secrets {
    state: CsrfToken,
    nonce: Secret,
    verifier: Secret,
    challenge: PkceCodeChallenge,
}

impl Secrets {
    /// Each value is random, so that none can be derived from another.
    fn new() -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        Self {
            state: CsrfToken::new_random_len(RANDOM_BYTES),
            nonce: Secret::new(CsrfToken::new_random_len(RANDOM_BYTES).into_secret()),
            verifier: Secret::new(verifier.into_secret()),
            challenge,
        }
    }
}

/// Signs in and saves the session under the profile. The browser's page shows success only once the session is saved.
///
/// # Errors
/// It was refused, took too long, cannot be trusted, or cannot be saved.
pub fn sign_in(
    (host, http, runtime): (&Host, &Http, &Runtime),
    request: &Request<'_>,
    (sessions, profile, mut session): (&Sessions, &str, Session),
    tell: &dyn Fn(Event<'_>),
) -> Result<Session, AuthError> {
    sessions.check_writable(profile, session.storage)?;
    let bound = BoundCallback::first_free(request.callback_host, request.callback_ports)?;
    let redirect = bound.redirect().clone();
    let app = AppClient {
        id: request.client_id.to_owned(),
        secret: request.client_secret.clone(),
    };
    let grants = Grants::new(http, request.provider, &app);
    let secrets = Secrets::new();
    let mut url = address(&grants, request, &secrets, &redirect);
    if let Some(endpoint) = request.provider.required_push_endpoint() {
        let in_body = request.provider.wants_secret_in_body();
        url = runtime.wait_for(pushed::push(http, endpoint, &app, in_body, &url))?;
    }
    let expected = ExpectedRedirect {
        state: secrets.state,
        issuer: request.provider.issuer.clone(),
        needs_issuer: request.provider.authorization_response_iss_parameter_supported,
    };

    let (listener, redeemed) = runtime.wait_for(async {
        let mut listener = bound.serve(expected.clone())?;
        let opened = request.browser.show(host, &url);
        debug!("waiting at {redirect}; a browser was started: {opened}");
        tell(Event::Address { url: &url, opened });
        let mut pasted = Pasted::start();
        let deadline = Instant::now() + request.timeout;
        let redeemed = loop {
            let found = match wait(&mut listener, &mut pasted, &expected, deadline, tell).await {
                Ok(found) => found,
                Err(AuthError::TimedOut { .. }) => break Err(AuthError::TimedOut { after: request.timeout }),
                Err(error) => break Err(error),
            };
            let proof = (&secrets.verifier, &secrets.nonce);
            match redeem((http, &grants), request, &found.code, proof, &redirect).await {
                // Anything may have been pasted: the browser may still bring the answer.
                Err(AuthError::Refused { .. }) if found.is_pasted => {
                    tell(Event::Pasted("the provider does not accept this code"));
                }
                redeemed => break redeemed,
            }
        };
        listener.settle();
        Ok::<_, AuthError>((listener, redeemed))
    })?;
    let signed_in = redeemed.and_then(|(tokens, account)| {
        session.callback = Some(redirect.to_string());
        session.account =
            account.or_else(|| super::jwt_claims::claims(&tokens.access).map(super::jwt_claims::Claims::into_account));
        let earlier = sessions.save(profile, &mut session, &tokens, request.client_secret.clone())?;
        Ok((session, earlier))
    });
    let page = if signed_in.is_ok() {
        CallbackPage::SignedIn
    } else {
        CallbackPage::Failed
    };
    runtime.wait_for(listener.finish(page));
    let (session, earlier) = signed_in?;
    end_earlier(earlier);
    Ok(session)
}

/// The address of the page where the user signs in.
fn address(grants: &Grants<'_>, request: &Request<'_>, secrets: &Secrets, redirect: &Url) -> Url {
    let redirect = RedirectUrl::from_url(redirect.clone());
    let mut ask = grants
        .client()
        .authorize_url(|| secrets.state.clone())
        .set_redirect_uri(std::borrow::Cow::Owned(redirect))
        .set_pkce_challenge(secrets.challenge.clone())
        .add_scopes(request.scopes.iter().cloned().map(Scope::new))
        .add_extra_param("nonce", secrets.nonce.reveal());
    let cognito_sign_up = request.provider.sign_up_path();
    for (name, value) in for_audience(request.audience) {
        ask = ask.add_extra_param(name, value);
    }
    if request.force {
        ask = ask.add_extra_param("prompt", "login");
    } else if request.sign_up && cognito_sign_up.is_none() {
        // OpenID Connect, "Initiating User Registration": providers without it show the usual page.
        ask = ask.add_extra_param("prompt", "create");
    }
    let (mut url, _) = ask.url();
    if let Some(path) = cognito_sign_up.filter(|_| request.sign_up) {
        url.set_path(&path);
    }
    url
}

/// A code, and whether it was pasted into the terminal.
struct FoundCode {
    code: Secret,
    is_pasted: bool,
}

/// Waits for the code, from the browser or pasted into the terminal, until the timeout.
async fn wait(
    listener: &mut Listener,
    pasted: &mut Pasted,
    expected: &ExpectedRedirect,
    deadline: Instant,
    tell: &dyn Fn(Event<'_>),
) -> Result<FoundCode, AuthError> {
    let timeout = tokio::time::sleep_until(deadline.into());
    tokio::pin!(timeout);
    loop {
        let (answer, is_pasted) = tokio::select! {
            Some(answer) = listener.next() => {
                debug!("the browser brought an answer");
                (answer, false)
            }
            Some(answer) = pasted.next(expected) => match answer {
                Ok(answer) => {
                    debug!("an answer was pasted into the terminal");
                    (answer, true)
                }
                Err(problem) => {
                    tell(Event::Pasted(problem));
                    continue;
                }
            },
            () = &mut timeout => return Err(AuthError::TimedOut { after: Duration::ZERO }),
        };
        return match answer {
            CallbackOutcome::Code(code) => Ok(FoundCode { code, is_pasted }),
            CallbackOutcome::Unverified(error) => {
                tell(Event::Unverified(error));
                continue;
            }
            CallbackOutcome::Refused { error, description } => Err(refused(&error, description.as_deref())),
            CallbackOutcome::OtherIssuer(found) => Err(AuthError::OtherIssuer {
                expected: expected.issuer.clone(),
                found: text::escape_line(&found).into_owned(),
            }),
            CallbackOutcome::NoIssuer => Err(AuthError::MissingIssuer),
            CallbackOutcome::TooManyBadStates(count) => Err(AuthError::TooManyBadStates { count }),
        };
    }
}

/// Exchanges the code for tokens and checks the ID token.
async fn redeem(
    (http, grants): (&Http, &Grants<'_>),
    request: &Request<'_>,
    code: &Secret,
    (verifier, nonce): (&Secret, &Secret),
    redirect: &Url,
) -> Result<(Tokens, Option<Account>), AuthError> {
    let tokens = grants.code(code, verifier, redirect).await?;
    // Without the scope, an ID token was not requested and need not be for this sign-in.
    if !request.scopes.iter().any(|scope| scope == "openid") {
        return Ok((tokens, None));
    }
    let token = tokens.id.as_ref().ok_or_else(|| AuthError::IdToken {
        problem: "the provider sent none".to_owned(),
    })?;
    let nonce = Some(nonce.reveal());
    let account = id_token::check(http, request.provider, request.client_id, token, nonce).await?;
    Ok((tokens, Some(account)))
}
