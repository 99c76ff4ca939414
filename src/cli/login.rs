//! `devenv login`.

mod messages;
mod token_login;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::anyhow;
use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::Failed;
use super::argument_values::{port, seconds};
use super::output::Output;
use super::profile::{ProfileArgument, ResolvedProfile};
use super::upload;
use crate::auth::{
    self, AuthError, Browser, CiIdentity, Http, Method, PlatformDocument, Provider, Request, Runtime, Session, Storage,
};
use crate::config::{CallbackHost, Profile};
use crate::error::ExitCode;
use crate::host::Host;
use crate::text;
use messages::{login_message, show_event};

/// The default callback ports. Many providers compare the whole redirect address, so each must be registered.
const CALLBACK_PORTS: [u16; 3] = [8976, 8977, 8978];

/// Sign in to your team's platform
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag")]
pub(super) struct Arguments {
    /// The platform's URL [default: the profile's]
    #[arg(env = "DEVENV_PLATFORM", value_name = "PLATFORM_URL", hide_env = true)]
    platform: Option<String>,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Use this identity provider (OpenID issuer), if the platform does not name one
    #[arg(long, env = "DEVENV_ISSUER", value_name = "URL", hide_env = true)]
    issuer: Option<String>,
    /// Use this client id, as registered for devenv at the identity provider
    #[arg(long, env = "DEVENV_CLIENT_ID", value_name = "ID", hide_env = true)]
    client_id: Option<String>,
    /// Request this scope; repeat for several
    #[arg(
        long,
        env = "DEVENV_SCOPE",
        value_name = "SCOPE",
        value_delimiter = ' ',
        hide_env = true
    )]
    scope: Vec<String>,
    /// Listen on this port for the callback; repeat for several. 0 is any port, if the provider allows that
    #[arg(
        long,
        env = "DEVENV_CALLBACK_PORT",
        value_name = "PORT",
        value_delimiter = ',',
        value_parser = port,
        hide_env = true
    )]
    callback_port: Vec<u16>,
    /// Use this host in the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]
    #[arg(long, env = "DEVENV_CALLBACK_HOST", value_name = "HOST", value_parser = callback_host, hide_env = true)]
    callback_host: Option<CallbackHost>,
    /// Use this domain of a Cognito user pool, if the provider's metadata does not name it
    #[arg(long, env = "DEVENV_COGNITO_DOMAIN", value_name = "URL", hide_env = true)]
    cognito_domain: Option<String>,
    /// Also trust the certificates in this PEM file
    #[arg(long, env = "DEVENV_CA_FILE", value_name = "FILE", hide_env = true)]
    ca_file: Option<PathBuf>,
    /// Print the sign-in address without opening a browser
    #[arg(long, env = "DEVENV_NO_BROWSER", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    no_browser: bool,
    /// Open this browser, with arguments; `%s` stands for the address
    #[arg(
        long,
        env = "DEVENV_BROWSER",
        value_name = "COMMAND",
        conflicts_with = "no_browser",
        hide_env = true
    )]
    browser: Option<String>,
    /// Ask for the password again, even if the browser is signed in
    #[arg(long, env = "DEVENV_LOGIN_FORCE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    force: bool,
    /// Start with the page that creates an account
    #[arg(long, env = "DEVENV_LOGIN_SIGNUP", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    signup: bool,
    /// Wait SECONDS for you to sign in
    #[arg(long, env = "DEVENV_LOGIN_TIMEOUT", value_name = "SECONDS", default_value = "600", value_parser = seconds, hide_env = true)]
    timeout: Duration,
    /// Read a token from standard input
    #[arg(long, env = "DEVENV_WITH_TOKEN", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), conflicts_with_all = ["client_credentials", "signup", "force"], hide_env = true)]
    with_token: bool,
    /// Sign in as a machine with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`
    #[arg(long, env = "DEVENV_CLIENT_CREDENTIALS", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    client_credentials: bool,
    /// Save the session in a file that only you can read, instead of the keyring
    #[arg(long, env = "DEVENV_INSECURE_STORAGE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    insecure_storage: bool,
}

fn callback_host(text: &str) -> Result<CallbackHost, String> {
    match text {
        "127.0.0.1" => Ok(CallbackHost::Literal),
        "localhost" => Ok(CallbackHost::Localhost),
        _ => Err("give `127.0.0.1` or `localhost`".to_owned()),
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'static str,
    profile: &'a str,
    platform: Option<&'a str>,
    issuer: Option<&'a str>,
    method: Method,
    account: Option<&'a auth::Account>,
    /// The user's role on the platform. `None`: the platform was not asked, or does not say.
    role: Option<&'a str>,
    storage: Option<Storage>,
}

/// Signs in.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    if auth::token_of_variable(host)?.is_some() {
        output.warn("`DEVENV_TOKEN` is set and takes precedence over the session");
    }
    let mut resolved = arguments.profile.resolve(host)?;
    resolved.settings = std::mem::take(&mut resolved.settings).under(arguments.settings());
    if resolved.settings.platform.is_none() && resolved.settings.issuer.is_none() {
        resolved.settings = of_session(resolved.session()?).under(resolved.settings);
    }
    if let Some(platform) = &resolved.settings.platform {
        check_scheme(platform)?;
    }
    let session = sign_in(arguments, &resolved, host, output)?;
    let has_platform = session.platform.is_some();
    if output.json {
        output.answer_json(&Answer {
            schema_version: "1.0",
            profile: &resolved.name,
            platform: session.platform.as_deref(),
            issuer: session.provider.as_ref().map(|provider| provider.issuer.as_str()),
            method: session.method,
            account: session.account.as_ref(),
            role: session.role.as_deref(),
            storage: (session.method != Method::Ci).then_some(session.storage),
        })?;
    } else {
        output.info(&login_message(&session));
    }
    if has_platform {
        upload::flush_one(host, &arguments.profile, output);
    }
    Ok(ExitCode::Success)
}

impl Arguments {
    /// The settings from flags and their variables.
    fn settings(&self) -> Profile {
        let list = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
        Profile {
            platform: self.platform.clone(),
            api: None,
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            scopes: list(&self.scope),
            callback_ports: (!self.callback_port.is_empty()).then(|| self.callback_port.clone()),
            callback_host: self.callback_host,
            cognito_domain: self.cognito_domain.clone(),
            audience: None,
            ca_file: self.ca_file.clone(),
            insecure_storage: self.insecure_storage.then_some(true),
        }
    }

    fn browser(&self) -> Browser {
        match &self.browser {
            _ if self.no_browser => Browser::None,
            Some(command) => Browser::Command(command.clone()),
            None => Browser::Default,
        }
    }
}

/// Suggests the scheme if an address has none: `example.org`.
fn check_scheme(platform: &str) -> Result<(), Failed> {
    if platform.contains("://") {
        return Ok(());
    }
    let shown = text::escape_line(platform);
    let is_local = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|local| platform.starts_with(local));
    let scheme = if is_local { "http" } else { "https" };
    let error = anyhow!("the platform `{shown}` is not a URL");
    Err(Failed::new(ExitCode::Usage, "bad_url", error).hint(format!("run `devenv login {scheme}://{shown}`")))
}

/// The session before the sign-in, from the settings and the platform's discovery document.
fn new_session(settings: &Profile, document: Option<&PlatformDocument>, host: &Host) -> Session {
    Session {
        method: Method::Browser,
        platform: settings.platform.clone(),
        api: document.and_then(|document| document.api.clone()),
        audience: settings.audience.clone(),
        provider: None,
        client_id: settings.client_id.clone(),
        callback: None,
        scopes: Vec::new(),
        account: None,
        role: None,
        signed_in_at: host.now(),
        session_ends_at: None,
        access_expires_at: None,
        has_ended: false,
        storage: if settings.insecure_storage == Some(true) {
            Storage::File
        } else {
            Storage::Keyring
        },
        // Absolute, since other commands run in other directories.
        ca_file: settings.ca_file.as_ref().map(|path| host.directory().join(path)),
    }
}

fn sign_in(arguments: &Arguments, resolved: &ResolvedProfile, host: &Host, output: &Output) -> Result<Session, Failed> {
    // Read first, so that a missing token fails at once.
    let given = arguments.with_token.then(token_login::read).transpose()?;
    let (http, runtime) = (Http::new(resolved.settings.ca_file.as_deref())?, Runtime::start()?);
    let document = match &resolved.settings.platform {
        // A Dev-Env Platform has no discovery document.
        _ if resolved.is_dev_env_platform() => None,
        Some(platform) => Some(runtime.wait_for(auth::read_platform(&http, platform))?),
        None => None,
    };
    let settings = with_document(&resolved.settings, document.as_ref());
    let session = new_session(&settings, document.as_ref(), host);
    let given = token_login::or_prompt(
        given,
        arguments.client_credentials,
        document.as_ref(),
        &settings,
        output,
    )?;
    if let Some(token) = given {
        let storage = storage(&session, resolved, output)?;
        let session = Session { storage, ..session };
        return token_login::save(resolved, session, &token, (&http, &runtime), output);
    }
    if let (Some(ambient), Some(platform), false) = (
        CiIdentity::detect(host),
        &settings.platform,
        arguments.client_credentials,
    ) {
        let named = document.as_ref().and_then(|document| document.audience.as_deref());
        let audience = auth::ci_audience(resolved.settings.audience.as_deref(), named, platform)?;
        return in_ci(ambient, &audience, resolved, (host, &http, &runtime), session, output);
    }
    let provider = provider(&settings, &resolved.name, &http, &runtime)?;
    let scopes = settings.scopes.clone().unwrap_or_else(|| provider.usual_scopes());
    let session = Session {
        storage: storage(&session, resolved, output)?,
        provider: Some(provider.clone()),
        scopes: scopes.clone(),
        ..session
    };
    if arguments.client_credentials {
        // The platform's client id and scopes are for users, not for machines.
        let machine = Profile {
            audience: settings.audience.clone(),
            ..resolved.settings.clone()
        };
        let session = Session {
            method: Method::ClientCredentials,
            client_id: machine.client_id.clone(),
            scopes: machine.scopes.clone().unwrap_or_default(),
            ..session
        };
        let account = (resolved.sessions()?, resolved.name.as_str(), session);
        return Ok(auth::sign_in_machine(
            (host, &http, &runtime),
            &provider,
            &machine,
            account,
        )?);
    }
    if host.env("CI").is_some() && !std::io::stdin().is_terminal() {
        return Err(AuthError::NobodyThere.into());
    }
    let client_id = settings.client_id.as_deref().ok_or_else(|| AuthError::NoClientId {
        issuer: provider.issuer.clone(),
    })?;
    let request = Request {
        provider: &provider,
        client_id,
        client_secret: auth::client_secret_of_variable(host),
        scopes: &scopes,
        audience: settings.audience.as_deref(),
        callback_host: settings.callback_host.unwrap_or_default(),
        callback_ports: settings.callback_ports.as_deref().unwrap_or(&CALLBACK_PORTS),
        force: arguments.force,
        sign_up: arguments.signup,
        browser: arguments.browser(),
        timeout: arguments.timeout,
    };
    let account = (resolved.sessions()?, resolved.name.as_str(), session);
    let remote = host.env("SSH_CONNECTION").is_some();
    Ok(auth::sign_in((host, &http, &runtime), &request, account, &|event| {
        show_event(output, remote, &event);
    })?)
}

/// The settings of the previous session, for signing in again.
fn of_session(session: Option<Session>) -> Profile {
    let Some(session) = session else {
        return Profile::default();
    };
    let alone = session.provider.filter(|_| session.platform.is_none());
    Profile {
        client_id: alone.as_ref().and(session.client_id),
        issuer: alone.map(|provider| provider.issuer),
        platform: session.platform,
        ca_file: session.ca_file,
        ..Profile::default()
    }
}

/// The user's settings; those that are not set come from the platform's discovery document.
fn with_document(settings: &Profile, document: Option<&PlatformDocument>) -> Profile {
    let Some(document) = document else {
        return settings.clone();
    };
    let of_platform = Profile {
        issuer: document.issuer.clone(),
        client_id: document.client_id.clone(),
        scopes: (!document.scopes.is_empty()).then(|| document.scopes.clone()),
        callback_ports: (!document.callback_ports.is_empty()).then(|| document.callback_ports.clone()),
        cognito_domain: document.cognito_domain.clone(),
        audience: document.audience.clone(),
        ..Profile::default()
    };
    of_platform.under(settings.clone())
}

fn provider(settings: &Profile, profile: &str, http: &Http, runtime: &Runtime) -> Result<Provider, AuthError> {
    let issuer = match (&settings.issuer, &settings.platform) {
        (Some(issuer), _) => issuer,
        (None, Some(platform)) => {
            return Err(AuthError::NoIssuer {
                platform: platform.clone(),
            });
        }
        (None, None) => {
            return Err(AuthError::NoPlatform {
                profile: profile.to_owned(),
            });
        }
    };
    runtime.wait_for(auth::discover(http, issuer, settings.cognito_domain.as_deref()))
}

/// Where to save the session. Asks if the keyring does not work.
fn storage(session: &Session, resolved: &ResolvedProfile, output: &Output) -> Result<Storage, Failed> {
    let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if session.storage == Storage::File || !can_ask {
        return Ok(session.storage);
    }
    let Err(error) = resolved.sessions()?.check_writable(&resolved.name, Storage::Keyring) else {
        return Ok(Storage::Keyring);
    };
    output.warn(&error.to_string());
    output.ask("Save the session in a file that only you can read instead? [y/N] ");
    let mut answer = String::new();
    // No answer means no.
    let _ = std::io::stdin().read_line(&mut answer);
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(Storage::File)
    } else {
        Err(error.into())
    }
}

fn in_ci(
    ambient: CiIdentity,
    audience: &str,
    resolved: &ResolvedProfile,
    (host, http, runtime): (&Host, &Http, &Runtime),
    session: Session,
    output: &Output,
) -> Result<Session, Failed> {
    let bearer = ambient.bearer(host, http, runtime, audience)?;
    let mut session = Session {
        method: Method::Ci,
        audience: Some(audience.to_owned()),
        ..session
    };
    token_login::fetch_identity(&mut session, &bearer, (http, runtime), output)?;
    resolved.sessions()?.save_settings(&resolved.name, &session)?;
    Ok(session)
}
