//! A policy as a list of values with their origins.

use serde::Serialize;

use super::{Origin, Policy, Rule};
use crate::scan::{Requirement, RequirementKind, Severity, Strength};
use crate::text;

/// One value of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its key in a `devenv.toml`: `rules.disk-space.points`. The items of a list have one key.
    pub key: String,
    /// The value.
    pub value: SettingValue,
    /// Its origin.
    pub from: Origin,
}

/// A value as a `devenv.toml` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// Yes or no.
    Flag(bool),
    /// A number; an amount of bytes by its key.
    Number(u64),
    /// Text.
    Text(String),
}

impl Setting {
    /// The value for people: bytes as sizes.
    pub fn shown(&self) -> String {
        match &self.value {
            SettingValue::Flag(value) => value.to_string(),
            // Probably written that way.
            SettingValue::Number(bytes) if self.is_bytes() && *bytes > 0 && bytes.is_multiple_of(1_000_000_000) => {
                format!("{} GB", bytes / 1_000_000_000)
            }
            SettingValue::Number(bytes) if self.is_bytes() => text::bytes(*bytes),
            SettingValue::Number(percent) if self.key.ends_with("_percent") => format!("{percent} %"),
            SettingValue::Number(number) => number.to_string(),
            SettingValue::Text(text) => text.clone(),
        }
    }

    fn is_bytes(&self) -> bool {
        self.key.ends_with("_bytes") || self.key == "memory.minimum" || self.key == "disk.minimum"
    }

    /// Its key in two parts: `rules.disk-space` and `points`; the whole key and `""` for what has one value.
    pub fn parts(&self) -> (&str, &str) {
        let is_of_several = self.key.starts_with("rules.") || self.key.starts_with("categories.");
        let end = self.key.match_indices('.').nth(1).map(|(at, _)| at);
        end.filter(|_| is_of_several)
            .and_then(|end| Some((self.key.get(..end)?, self.key.get(end + 1..)?)))
            .unwrap_or((&self.key, ""))
    }
}

impl Policy {
    /// Every value, in the order of a file. Rules that are off have `enabled = false` and nothing else.
    pub fn settings(&self) -> Vec<Setting> {
        let mut settings = vec![self.setting("fail_under".to_owned(), number(self.fail_under))];
        for (id, category) in self.categories() {
            settings.push(self.setting(format!("categories.{id}.cap"), number(category.cap)));
        }
        let mut rules: Vec<(&Rule, bool)> = self.rules().map(|rule| (rule, true)).collect();
        rules.extend(self.off.values().map(|rule| (rule, false)));
        rules.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
        for (rule, is_on) in rules {
            settings.extend(self.rule_settings(rule, is_on));
        }
        settings.extend(self.requirements.iter().map(requirement));
        settings
    }

    fn setting(&self, key: String, value: SettingValue) -> Setting {
        let from = self.origin(&key);
        Setting { key, value, from }
    }

    fn rule_settings(&self, rule: &Rule, is_on: bool) -> Vec<Setting> {
        let key = |name: &str| format!("rules.{}.{name}", rule.id);
        let enabled = key("enabled");
        let mut settings = Vec::new();
        if !is_on || self.origins.contains_key(&enabled) {
            settings.push(self.setting(enabled, SettingValue::Flag(is_on)));
        }
        if !is_on {
            return settings;
        }
        let severity = match rule.severity {
            Severity::Required => "required",
            Severity::Recommended => "recommended",
            Severity::Info => "info",
        };
        settings.push(self.setting(key("severity"), SettingValue::Text(severity.to_owned())));
        settings.push(self.setting(key("points"), number(rule.points)));
        settings.push(self.setting(key("cap"), number(rule.cap)));
        let limits = [
            ("limits.fail_below_bytes", rule.limits.fail_below_bytes),
            ("limits.fail_below_percent", rule.limits.fail_below_percent),
            ("limits.warn_below_bytes", rule.limits.warn_below_bytes),
            ("limits.warn_below_percent", rule.limits.warn_below_percent),
        ];
        for (name, limit) in limits {
            settings.extend(limit.map(|limit| self.setting(key(name), SettingValue::Number(limit))));
        }
        settings
    }
}

fn number(number: u32) -> SettingValue {
    SettingValue::Number(u64::from(number))
}

fn requirement(requirement: &Requirement) -> Setting {
    let id = &requirement.id;
    let text = || SettingValue::Text(id.clone());
    let least = || SettingValue::Number(requirement.minimum.unwrap_or_default());
    let as_number = || id.parse().map_or_else(|_| text(), SettingValue::Number);
    let (key, value) = match requirement.kind {
        RequirementKind::Tool => {
            let range = requirement.range.as_deref().unwrap_or("*");
            let suggested = match requirement.strength {
                Strength::Required => "",
                Strength::Suggested => ", suggested",
            };
            let dialect = requirement
                .dialect
                .filter(|dialect| *dialect != super::default_dialect(id))
                .map(|dialect| format!(" ({})", super::dialect_name(dialect)))
                .unwrap_or_default();
            (
                format!("tools.{id}"),
                SettingValue::Text(format!("{range}{dialect}{suggested}")),
            )
        }
        RequirementKind::Component => (format!("components.{id}"), text()),
        RequirementKind::Port => ("ports.free".to_owned(), as_number()),
        RequirementKind::ListeningPort => ("ports.listening".to_owned(), as_number()),
        RequirementKind::Variable => ("variables.required".to_owned(), text()),
        RequirementKind::Service => ("services.required".to_owned(), text()),
        RequirementKind::Memory => ("memory.minimum".to_owned(), least()),
        RequirementKind::Disk => ("disk.minimum".to_owned(), least()),
        RequirementKind::Processors => ("processors.minimum".to_owned(), least()),
    };
    let from = match requirement.source.line {
        Some(line) => Origin::File {
            file: requirement.source.file.clone(),
            line,
        },
        None => Origin::BuiltIn,
    };
    Setting { key, value, from }
}
