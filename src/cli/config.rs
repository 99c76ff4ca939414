//! `devenv config`: shows each setting, its value and its source.

mod flags;
mod set;
mod variables;
mod write;

pub(super) use variables::warn_of_unknown as warn_of_unknown_variables;
#[cfg(all(test, feature = "platform"))]
pub(super) use variables::without_flags as variables_without_flags;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use serde::Serialize;

use super::format::AnswerArguments;
use super::output::Output;
use super::profile::{self, ProfileArgument};
use super::project_policy::{self, PolicyArguments};
use super::{Failed, history};
use crate::auth::Sessions;
use crate::config::{CallbackHost, Directories, Profile, UserFile};
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::{self, Origin};
use crate::report::{Column, Grid, HumanOptions};
use crate::scan::SCHEMA_VERSION;
use crate::scanner::ScanContext;
use crate::text::{self, escape_line};
use set::{Kind, Setting, Sources, Value};

/// Variables that hold a secret: their value is never shown.
const SECRETS: [(&str, &str); 4] = [
    ("token", "DEVENV_TOKEN"),
    ("client_secret", "DEVENV_CLIENT_SECRET"),
    ("id_token", "DEVENV_ID_TOKEN"),
    ("serve.pages_client_secret", "DEVENV_SERVE_PAGES_CLIENT_SECRET"),
];

/// The directories of devenv's own files.
const DIRECTORIES: [&str; 3] = ["DEVENV_CONFIG_DIR", "DEVENV_CACHE_DIR", "DEVENV_STATE_DIR"];
/// Variables of settings that have no flag in some commands.
const PROFILE: &str = "DEVENV_PROFILE";
const UPLOAD: &str = "DEVENV_UPLOAD";
const LOG: &str = "DEVENV_LOG";

/// Show settings and their sources
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Precedence: flag, variable, devenv.toml, your config.toml, default.\n\n\
    Exit codes: 0 done · 2 wrong usage, or a setting that is not valid or not set"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Subcommand>,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

/// The profile and policy whose settings are shown.
#[derive(Debug, clap::Args)]
struct Chosen {
    #[command(flatten)]
    profile: ProfileArgument,
    #[command(flatten)]
    policy: PolicyArguments,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// Print the value of one setting
    Get {
        /// The setting: `history.keep_days`
        key: String,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Change a setting in your config.toml
    Set {
        /// The setting: `history.keep_days`
        key: String,
        /// Its value; several for a list
        #[arg(required = true, allow_negative_numbers = true)]
        value: Vec<String>,
    },
    /// Remove a setting from your config.toml
    Unset {
        /// The setting: `history.keep_days`
        key: String,
    },
    /// Open your config.toml in $VISUAL or $EDITOR, then check it
    Edit,
}

#[derive(Serialize)]
struct Answer {
    schema_version: &'static str,
    profile: String,
    settings: Vec<Setting>,
    /// Variables that start with `DEVENV_` and are not known to devenv.
    unknown_variables: Vec<String>,
}

/// Shows the settings, or changes one.
pub(super) fn run(
    arguments: &Arguments,
    host: Host,
    command: &clap::Command,
    output: &Output,
) -> Result<ExitCode, Failed> {
    match &arguments.command {
        None => list(&arguments.chosen, host, command, output),
        Some(Subcommand::Get { key, chosen }) => get(key, chosen, host, command, output),
        Some(Subcommand::Set { key, value }) => write::set(key, value, &host, output),
        Some(Subcommand::Unset { key }) => write::unset(key, &host, output),
        Some(Subcommand::Edit) => write::edit(&host, output),
    }
}

fn list(chosen: &Chosen, host: Host, command: &clap::Command, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let (profile, settings) = settings(chosen, &context, command)?;
    if output.json {
        output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            profile,
            settings,
            unknown_variables: variables::unknown(&context.host, command),
        })?;
    } else {
        output.answer(human(&settings, &output.list_options()).as_bytes())?;
    }
    Ok(ExitCode::Success)
}

#[derive(Serialize)]
struct GetAnswer<'a> {
    schema_version: &'static str,
    #[serde(flatten)]
    setting: &'a Setting,
}

/// Prints a value, as another program would use it.
fn get(key: &str, chosen: &Chosen, host: Host, command: &clap::Command, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let (_, settings) = settings(chosen, &context, command)?;
    let Some(setting) = settings.iter().find(|setting| setting.key == key) else {
        return Err(unknown_key(key, settings.iter().map(|setting| setting.key.as_str())));
    };
    if output.json {
        output.answer_json(&GetAnswer {
            schema_version: SCHEMA_VERSION,
            setting,
        })?;
        return Ok(ExitCode::Success);
    }
    let Some(value) = &setting.value else {
        let error = anyhow!("`{key}` is not set");
        return Err(Failed::new(ExitCode::Usage, "not_set", error));
    };
    output.answer(format!("{}\n", escape_line(&value.to_string())).as_bytes())?;
    Ok(ExitCode::Success)
}

fn unknown_key<'a>(key: &str, keys: impl IntoIterator<Item = &'a str>) -> Failed {
    let error = anyhow!("there is no setting `{}`", escape_line(key));
    let hint = match text::nearest(key, keys) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`devenv config --verbose` lists all settings".to_owned(),
    };
    Failed::new(ExitCode::Usage, "unknown_setting", error).hint(hint)
}

/// The settings that are set, each with its source; of values, those that are numbers or yes and no: others may be names.
pub(super) fn sources(context: &ScanContext, command: &clap::Command) -> Result<Vec<String>, Failed> {
    let chosen = Chosen {
        profile: ProfileArgument::default(),
        policy: PolicyArguments::default(),
    };
    let (_, settings) = settings(&chosen, context, command)?;
    let told = settings.iter().filter(|setting| setting.is_telling());
    let line = |setting: &Setting| {
        let value = match &setting.value {
            Some(value @ (Value::Flag(_) | Value::Number(_))) => value.to_string(),
            Some(_) => "set".to_owned(),
            None => "not set".to_owned(),
        };
        format!(
            "{}: {value} ({})",
            setting.key,
            setting.from.as_deref().unwrap_or_default()
        )
    };
    let unknown = variables::unknown(&context.host, command).into_iter();
    Ok(told
        .map(line)
        .chain(unknown.map(|name| format!("{name}: unknown variable")))
        .collect())
}

/// The profile in use, and every setting.
fn settings(chosen: &Chosen, context: &ScanContext, command: &clap::Command) -> Result<(String, Vec<Setting>), Failed> {
    let host = &*context.host;
    let (path, text) = UserFile::text(host, &context.directories)?.unwrap_or_default();
    let file = UserFile::parse(&path, &text)?;
    let sources = Sources {
        host,
        path: &path,
        text: &text,
    };

    let mut settings = directories(&sources, &context.directories);
    let (profile, of_profile) = profile(chosen, &file, &sources)?;
    settings.extend(of_profile);
    settings.extend(SECRETS.map(|(key, variable)| sources.secret(key, variable)));
    settings.extend(retention(context, &file, &sources)?);
    let upload = match file.upload {
        Some(upload) => sources.of_file("upload", Value::Flag(upload), &["upload"]),
        None => Setting::usual("upload", Value::Flag(false)),
    };
    settings.push(sources.over(UPLOAD, Kind::Flag, upload));
    settings.extend(file.tools.keys().map(|id| {
        let value = Value::Text("a tool of your own".to_owned());
        sources.of_file(format!("tools.{id}"), value, &["tools", id])
    }));
    settings.extend(policy(chosen, context)?);
    settings.push(sources.variable("log", LOG, None));
    let told: BTreeSet<String> = settings.iter().filter_map(|setting| setting.variable.clone()).collect();
    settings.extend(flags::all(command, &sources, &told));
    Ok((profile, settings))
}

fn directories(sources: &Sources<'_>, directories: &Directories) -> Vec<Setting> {
    let [config, cache, state] = DIRECTORIES;
    let directory = |key: &str, variable, path: &Option<PathBuf>| {
        let path = path.as_deref().map(|path| Value::Text(shown(path)));
        sources.variable(key, variable, path)
    };
    vec![
        directory("config_dir", config, &directories.config),
        directory("cache_dir", cache, &directories.cache),
        directory("state_dir", state, &directories.state),
    ]
}

/// The active profile and its settings.
fn profile(chosen: &Chosen, file: &UserFile, sources: &Sources<'_>) -> Result<(String, Vec<Setting>), Failed> {
    let argument = chosen.profile.profile.as_deref();
    let name = argument
        .or(file.profile.as_deref())
        .unwrap_or(profile::DEFAULT_PROFILE)
        .to_owned();
    Sessions::check_name(&name)?;
    let of_file = file
        .profile
        .clone()
        .map(|name| sources.of_file("profile", Value::Text(name), &["profile"]));
    let usual = || Setting::usual("profile", Value::Text(name.clone()));
    let mut chosen = sources.over(PROFILE, Kind::Text, of_file.unwrap_or_else(usual));
    if argument.is_some() && argument != sources.host.env_text(PROFILE) {
        chosen = chosen.set_by(Value::Text(name.clone()), "--profile");
    }
    let mut settings = vec![chosen];
    for (field, variable, value) in fields(file.of(&name)) {
        let key = format!("profiles.{name}.{field}");
        let below = match value {
            Some(value) => sources.of_file(&key, value, &["profiles", &name, field]),
            None => Setting::unset(&key),
        };
        let kind = match field {
            "scopes" | "callback_ports" => Kind::List,
            "insecure_storage" => Kind::Flag,
            _ => Kind::Text,
        };
        settings.push(sources.over(variable, kind, below));
    }
    Ok((name, settings))
}

/// The settings of a profile, each with its variable. A new field must be added here.
fn fields(profile: Profile) -> Vec<(&'static str, &'static str, Option<Value>)> {
    let Profile {
        platform,
        issuer,
        client_id,
        scopes,
        callback_ports,
        callback_host,
        cognito_domain,
        audience,
        ca_file,
        insecure_storage,
        api,
    } = profile;
    let text = |value: Option<String>| value.map(Value::Text);
    let ports = callback_ports.map(|ports| ports.iter().map(u16::to_string).collect());
    let host = callback_host.map(|host| match host {
        CallbackHost::Literal => "127.0.0.1".to_owned(),
        CallbackHost::Localhost => "localhost".to_owned(),
    });
    let api = api.map(|api| api.name().to_owned());
    vec![
        ("platform", "DEVENV_PLATFORM", text(platform)),
        ("api", "DEVENV_API", text(api)),
        ("issuer", "DEVENV_ISSUER", text(issuer)),
        ("client_id", "DEVENV_CLIENT_ID", text(client_id)),
        ("scopes", "DEVENV_SCOPE", scopes.map(Value::List)),
        ("callback_ports", "DEVENV_CALLBACK_PORT", ports.map(Value::List)),
        ("callback_host", "DEVENV_CALLBACK_HOST", text(host)),
        ("cognito_domain", "DEVENV_COGNITO_DOMAIN", text(cognito_domain)),
        ("audience", "DEVENV_AUDIENCE", text(audience)),
        (
            "ca_file",
            "DEVENV_CA_FILE",
            ca_file.map(|path| Value::Text(shown(&path))),
        ),
        (
            "insecure_storage",
            "DEVENV_INSECURE_STORAGE",
            insecure_storage.map(Value::Flag),
        ),
    ]
}

/// The limits of the history: number and age.
fn retention(context: &ScanContext, file: &UserFile, sources: &Sources<'_>) -> Result<[Setting; 2], Failed> {
    let one = |field: &str, variable, set: bool, now: u64| {
        let (key, value) = (format!("history.{field}"), Value::Number(now));
        let below = if set {
            sources.of_file(&key, value.clone(), &["history", field])
        } else {
            Setting::usual(&key, value.clone())
        };
        let mut setting = sources.over(variable, Kind::Text, below);
        setting.value = Some(value);
        setting
    };
    let (set, now) = (file.history, history::limits(context)?);
    Ok([
        one(
            "keep_scans",
            history::KEEP_SCANS,
            set.keep_scans.is_some(),
            now.scans as u64,
        ),
        one(
            "keep_days",
            history::KEEP_DAYS,
            set.keep_days.is_some(),
            u64::from(now.days),
        ),
    ])
}

/// The policy settings that differ from the default. `devenv policy` shows all of them.
fn policy(chosen: &Chosen, context: &ScanContext) -> Result<Vec<Setting>, Failed> {
    let settings = project_policy::in_force(&chosen.policy, context)?
        .settings()
        .into_iter();
    let set = settings.filter(|setting| setting.from != Origin::BuiltIn || setting.key == "fail_under");
    Ok(set
        .map(|setting| {
            let from = match setting.from {
                Origin::BuiltIn => "default".to_owned(),
                from => from.to_string(),
            };
            let variable = (setting.key == "fail_under").then_some("DEVENV_FAIL_UNDER");
            let value = match setting.value {
                policy::SettingValue::Flag(flag) => Value::Flag(flag),
                policy::SettingValue::Number(number) => Value::Number(number),
                policy::SettingValue::Text(text) => Value::Text(text),
            };
            Setting::new(format!("policy.{}", setting.key), Some(value), Some(from), variable)
        })
        .collect())
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// One line per setting: key, value, source. Settings that are not set are shown only if `all` is true.
fn human(settings: &[Setting], options: &HumanOptions) -> String {
    let rows = settings
        .iter()
        .filter(|setting| options.verbose || setting.is_telling())
        .map(|setting| {
            let value = setting.value.as_ref().map_or("-".to_owned(), Value::to_string);
            let from = match (&setting.from, &setting.variable) {
                (Some(from), _) => from.clone(),
                (None, Some(variable)) => format!("not set ({variable})"),
                (None, None) => "not set".to_owned(),
            };
            [setting.key.clone(), value, from].map(|cell| escape_line(&cell).into_owned())
        });
    let columns = [
        Column::new("setting"),
        Column::new("value").wrap(12),
        Column::new("from").cut_start(12),
    ];
    let mut table = Grid::new(columns, options.unicode);
    for row in rows {
        table.row(row);
    }
    table.render(options.width)
}
