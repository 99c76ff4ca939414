//! Applies a project's policy to the built-in one, and the differences in CI.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::project::{LimitsChange, Placed, ProjectPolicy, RuleChange, ToolAsk};
use super::{Limits, Origin, Policy};
use crate::scan::{Finding, Requirement, RequirementKind, Scan, Source};

/// What the built-in policy turns off in CI.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CiDefaults {
    /// Rules that are not applied.
    off: Vec<String>,
    /// Tools that some rules skip.
    skip_tools: SkipTools,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SkipTools {
    /// The rules.
    rules: Vec<String>,
    /// The categories of those tools.
    categories: Vec<String>,
}

impl CiDefaults {
    /// The rules that it names.
    pub(super) fn rules(&self) -> impl Iterator<Item = &str> {
        self.off.iter().chain(&self.skip_tools.rules).map(String::as_str)
    }
}

/// The differences in CI, and whether they are applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct InCi {
    holds: bool,
    defaults: CiDefaults,
    file: String,
    fail_under: Option<Placed<u32>>,
    skip: Vec<Placed<String>>,
    rules: BTreeMap<String, RuleChange>,
    /// The requirements in CI.
    requirements: Vec<Requirement>,
}

impl InCi {
    pub(super) fn of(defaults: CiDefaults) -> Self {
        Self {
            defaults,
            ..Self::default()
        }
    }
}

impl Policy {
    /// This policy with a project's changes.
    #[must_use]
    pub fn with_project(&self, project: &ProjectPolicy) -> Self {
        let mut policy = self.clone();
        policy.name.clone_from(&project.file);
        if let Some(fail_under) = &project.fail_under {
            policy.set("fail_under", &project.file, fail_under, |policy, value| {
                policy.fail_under = value;
            });
        }
        for (id, change) in &project.categories {
            if let Some(cap) = &change.cap {
                policy.set(&format!("categories.{id}.cap"), &project.file, cap, |policy, value| {
                    if let Some(category) = policy.categories.get_mut(id) {
                        category.cap = value;
                    }
                });
            }
        }
        policy.change_rules(&project.rules, &project.file);
        policy.requirements = requirements(project, &project.tools);
        policy.waivers.clone_from(&project.waivers);
        let mut tools_in_ci = project.tools.clone();
        tools_in_ci.extend(project.ci.tools.clone());
        policy.in_ci = InCi {
            file: project.file.clone(),
            fail_under: project.ci.fail_under.clone(),
            skip: project.ci.skip.clone(),
            rules: project.ci.rules.clone(),
            requirements: requirements(project, &tools_in_ci),
            ..policy.in_ci
        };
        policy
    }

    /// This policy as it applies in a CI job. Applying it twice changes nothing.
    #[must_use]
    pub fn in_ci(&self) -> Self {
        let mut policy = self.clone();
        if self.in_ci.holds {
            return policy;
        }
        policy.in_ci.holds = true;
        for id in &self.in_ci.defaults.off {
            policy.turn(id, false, None);
        }
        for category in &self.in_ci.skip {
            let rules: Vec<String> = policy
                .rules()
                .filter(|rule| rule.category == category.value)
                .map(|rule| rule.id.clone())
                .collect();
            for id in rules {
                policy.turn(&id, false, Some((&self.in_ci.file, category.line)));
            }
        }
        policy.change_rules(&self.in_ci.rules, &self.in_ci.file);
        if let Some(fail_under) = &self.in_ci.fail_under {
            policy.set("fail_under", &self.in_ci.file, fail_under, |policy, value| {
                policy.fail_under = value;
            });
        }
        policy.requirements.clone_from(&self.in_ci.requirements);
        policy
    }

    /// The policy for a scan: the one for CI, if the scan was taken in a CI job.
    pub fn for_scan(&self, scan: &Scan) -> Cow<'_, Self> {
        let is_ci = scan.system.as_ref().is_some_and(|system| system.ci.is_some());
        if is_ci && !self.in_ci.holds {
            Cow::Owned(self.in_ci())
        } else {
            Cow::Borrowed(self)
        }
    }

    /// Whether this is the policy for a CI job.
    pub fn holds_in_ci(&self) -> bool {
        self.in_ci.holds
    }

    /// Whether a finding is on a tool that is not used in CI, such as an editor.
    pub(crate) fn does_without_in_ci(&self, finding: &Finding, scan: &Scan) -> bool {
        let SkipTools { rules, categories } = &self.in_ci.defaults.skip_tools;
        let is_of_category = || {
            scan.tools
                .iter()
                .any(|tool| tool.id == finding.subject && categories.contains(&tool.category))
        };
        self.in_ci.holds && rules.contains(&finding.rule) && is_of_category()
    }

    /// The same policy with another pass mark, as `--fail-under` sets it. It applies in CI too.
    #[must_use]
    pub fn with_fail_under(&self, fail_under: u32) -> Self {
        self.with_fail_under_from(fail_under, "--fail-under")
    }

    /// As [`Policy::with_fail_under`], set by a flag or variable of that name.
    #[must_use]
    pub fn with_fail_under_from(&self, fail_under: u32, name: &str) -> Self {
        let mut policy = self.clone();
        policy.fail_under = fail_under.min(100);
        policy
            .origins
            .insert("fail_under".to_owned(), Origin::Argument(name.to_owned()));
        policy.in_ci.fail_under = None;
        policy
    }

    /// The same policy, knowing which of its required variables are set. `None`: unknown.
    #[must_use]
    pub fn with_variables(&self, is_set: impl Fn(&str) -> Option<bool>) -> Self {
        let mut policy = self.clone();
        let asked = policy.requirements.iter_mut().chain(&mut policy.in_ci.requirements);
        for requirement in asked.filter(|requirement| requirement.kind == RequirementKind::Variable) {
            requirement.present = is_set(&requirement.id);
        }
        policy
    }

    /// The same policy with the reasons and owners of its waivers masked, before they go into findings.
    #[must_use]
    pub fn with_waivers_masked(&self, mask: impl Fn(&str) -> String) -> Self {
        let mut policy = self.clone();
        for waiver in &mut policy.waivers {
            waiver.reason = mask(&waiver.reason);
            waiver.owner = mask(&waiver.owner);
        }
        policy
    }

    fn set<T: Copy>(&mut self, key: &str, file: &str, placed: &Placed<T>, set: impl FnOnce(&mut Self, T)) {
        set(self, placed.value);
        let (file, line) = (file.to_owned(), placed.line);
        self.origins.insert(key.to_owned(), Origin::File { file, line });
    }

    fn change_rules(&mut self, changes: &BTreeMap<String, RuleChange>, file: &str) {
        for (id, change) in changes {
            if let Some(enabled) = &change.enabled {
                self.turn(id, enabled.value, Some((file, enabled.line)));
            }
            self.change_rule(id, change, file);
        }
    }

    /// Turns a rule on or off. `place`: the file and line that do so; `None`: built in.
    pub(super) fn turn(&mut self, id: &str, on: bool, place: Option<(&str, u32)>) {
        let (from, to) = if on {
            (&mut self.off, &mut self.rules)
        } else {
            (&mut self.rules, &mut self.off)
        };
        if let Some(rule) = from.remove(id) {
            to.insert(id.to_owned(), rule);
        }
        let key = format!("rules.{id}.enabled");
        match place {
            Some((file, line)) => {
                let file = file.to_owned();
                self.origins.insert(key, Origin::File { file, line });
            }
            None => {
                self.origins.remove(&key);
            }
        }
    }

    fn change_rule(&mut self, id: &str, change: &RuleChange, file: &str) {
        let Some(rule) = self.rules.get_mut(id).or_else(|| self.off.get_mut(id)) else {
            return;
        };
        let mut lines: Vec<(&str, u32)> = Vec::new();
        if let Some(severity) = &change.severity {
            rule.severity = severity.value;
            lines.push(("severity", severity.line));
        }
        if let Some(points) = &change.points {
            rule.points = points.value;
            lines.push(("points", points.line));
        }
        if let Some(cap) = &change.cap {
            rule.cap = cap.value;
            lines.push(("cap", cap.line));
        }
        lines.extend(change_limits(&mut rule.limits, &change.limits));
        for (key, line) in lines {
            let file = file.to_owned();
            self.origins
                .insert(format!("rules.{id}.{key}"), Origin::File { file, line });
        }
    }
}

/// A new limit of a pair (bytes, per cent) replaces both: otherwise a lower old one would still hold.
fn change_limits(limits: &mut Limits, change: &LimitsChange) -> Vec<(&'static str, u32)> {
    let mut lines = Vec::new();
    let LimitsChange {
        fail_below_bytes,
        fail_below_percent,
        warn_below_bytes,
        warn_below_percent,
    } = change;
    let pairs = [
        (
            (
                &mut limits.fail_below_bytes,
                fail_below_bytes,
                "limits.fail_below_bytes",
            ),
            (
                &mut limits.fail_below_percent,
                fail_below_percent,
                "limits.fail_below_percent",
            ),
        ),
        (
            (
                &mut limits.warn_below_bytes,
                warn_below_bytes,
                "limits.warn_below_bytes",
            ),
            (
                &mut limits.warn_below_percent,
                warn_below_percent,
                "limits.warn_below_percent",
            ),
        ),
    ];
    for ((bytes, new_bytes, bytes_key), (percent, new_percent, percent_key)) in pairs {
        if new_bytes.is_none() && new_percent.is_none() {
            continue;
        }
        *bytes = new_bytes.as_ref().map(|placed| placed.value);
        *percent = new_percent.as_ref().map(|placed| u64::from(placed.value));
        lines.extend(new_bytes.as_ref().map(|placed| (bytes_key, placed.line)));
        lines.extend(new_percent.as_ref().map(|placed| (percent_key, placed.line)));
    }
    lines
}

/// A policy's requirements, with their places in its file.
fn requirements(project: &ProjectPolicy, tools: &BTreeMap<String, Placed<ToolAsk>>) -> Vec<Requirement> {
    let ask = |kind, id: &str, line| {
        Requirement::new(
            kind,
            id,
            Source {
                file: project.file.clone(),
                line: Some(line),
            },
        )
    };
    let mut requirements = Vec::new();
    for (id, placed) in tools {
        let ToolAsk::Wanted { range, strength } = &placed.value else {
            continue;
        };
        let (range, dialect) = range.clone().unzip();
        requirements.push(Requirement {
            range,
            dialect,
            strength: *strength,
            ..ask(RequirementKind::Tool, id, placed.line)
        });
    }
    let ports = [
        (RequirementKind::Port, &project.ports.free),
        (RequirementKind::ListeningPort, &project.ports.listening),
    ];
    for (kind, ports) in ports {
        requirements.extend(ports.iter().map(|port| ask(kind, &port.value.to_string(), port.line)));
    }
    let names = [
        (RequirementKind::Variable, &project.variables.required),
        (RequirementKind::Service, &project.services.required),
    ];
    for (kind, names) in names {
        requirements.extend(names.iter().map(|name| ask(kind, &name.value, name.line)));
    }
    let least = |kind, id, minimum, line| Requirement {
        minimum: Some(minimum),
        ..ask(kind, id, line)
    };
    if let Some(disk) = &project.disk.minimum {
        requirements.push(least(RequirementKind::Disk, "disk", disk.value, disk.line));
    }
    if let Some(memory) = &project.memory.minimum {
        requirements.push(least(RequirementKind::Memory, "memory", memory.value, memory.line));
    }
    if let Some(count) = &project.processors.minimum {
        let number = u64::from(count.value);
        requirements.push(least(RequirementKind::Processors, "processors", number, count.line));
    }
    requirements.sort();
    requirements
}
