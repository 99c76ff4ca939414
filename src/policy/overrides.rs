//! A policy's differences from another one, as a scan carries them, and a policy with such differences.

use std::borrow::Cow;

use super::{Limits, Origin, Policy, Rule, Waiver};
use crate::scan::{CategoryOverride, LimitsOverride, PolicyOverrides, RuleOverride, Scan, WaiverOverride};

impl Policy {
    /// How this policy differs from `base`, both as they apply to the same scan. `None`: it does not.
    pub fn overrides(&self, base: &Self) -> Option<PolicyOverrides> {
        let categories = self
            .categories()
            .filter(|(id, category)| base.category(id) != Some(category))
            .map(|(id, category)| (id.to_owned(), CategoryOverride { cap: category.cap }));
        let all = self.rules.values().chain(self.off.values());
        let rules = all.filter_map(|rule| {
            let change = self.rule_override(rule, base)?;
            Some((rule.id.clone(), change))
        });
        let overrides = PolicyOverrides {
            name: self.name.clone(),
            fail_under: (self.fail_under != base.fail_under).then_some(self.fail_under),
            require_project: self.require_project,
            categories: categories.collect(),
            rules: rules.collect(),
            waivers: self.waivers.iter().map(waiver_override).collect(),
        };
        let nothing = PolicyOverrides {
            name: base.name.clone(),
            ..PolicyOverrides::default()
        };
        (overrides != nothing).then_some(overrides)
    }

    fn rule_override(&self, rule: &Rule, base: &Self) -> Option<RuleOverride> {
        let other = base.known(&rule.id)?;
        let (is_on, was_on) = (self.rule(&rule.id).is_some(), base.rule(&rule.id).is_some());
        let change = RuleOverride {
            enabled: (is_on != was_on).then_some(is_on),
            severity: (rule.severity != other.severity).then_some(rule.severity),
            points: (rule.points != other.points).then_some(rule.points),
            cap: (rule.cap != other.cap).then_some(rule.cap),
            limits: (rule.limits != other.limits).then(|| limits_override(rule.limits)),
        };
        (change != RuleOverride::default()).then_some(change)
    }

    /// The policy that a scan was judged by: this one as it applies to the scan, with the differences that the scan carries.
    pub fn of_scan(&self, scan: &Scan) -> Cow<'_, Self> {
        let policy = self.for_scan(scan);
        match &scan.policy {
            Some(overrides) => Cow::Owned(policy.with_overrides(overrides)),
            None => policy,
        }
    }

    fn with_overrides(&self, overrides: &PolicyOverrides) -> Self {
        let mut policy = self.clone();
        let origin = || Origin::Argument(overrides.name.clone());
        policy.name.clone_from(&overrides.name);
        policy.require_project |= overrides.require_project;
        if let Some(fail_under) = overrides.fail_under {
            policy.fail_under = fail_under.min(100);
            policy.origins.insert("fail_under".to_owned(), origin());
        }
        for (id, change) in &overrides.categories {
            if let Some(category) = policy.categories.get_mut(id) {
                category.cap = change.cap;
                policy.origins.insert(format!("categories.{id}.cap"), origin());
            }
        }
        for (id, change) in &overrides.rules {
            if let Some(enabled) = change.enabled {
                policy.turn(id, enabled, None);
                policy.origins.insert(format!("rules.{id}.enabled"), origin());
            }
            let Some(rule) = policy.rules.get_mut(id).or_else(|| policy.off.get_mut(id)) else {
                continue;
            };
            rule.severity = change.severity.unwrap_or(rule.severity);
            rule.points = change.points.unwrap_or(rule.points);
            rule.cap = change.cap.unwrap_or(rule.cap);
            rule.limits = change.limits.map_or(rule.limits, limits_of);
            let changed = [
                (change.severity.is_some(), "severity"),
                (change.points.is_some(), "points"),
                (change.cap.is_some(), "cap"),
                (change.limits.is_some(), "limits"),
            ];
            for (_, key) in changed.into_iter().filter(|(is_changed, _)| *is_changed) {
                policy.origins.insert(format!("rules.{id}.{key}"), origin());
            }
        }
        policy.waivers = overrides.waivers.iter().filter_map(waiver_of).collect();
        policy.waivers.sort();
        policy
    }
}

fn limits_override(limits: Limits) -> LimitsOverride {
    LimitsOverride {
        fail_below_bytes: limits.fail_below_bytes,
        fail_below_percent: limits.fail_below_percent,
        warn_below_bytes: limits.warn_below_bytes,
        warn_below_percent: limits.warn_below_percent,
    }
}

fn limits_of(limits: LimitsOverride) -> Limits {
    Limits {
        fail_below_bytes: limits.fail_below_bytes,
        fail_below_percent: limits.fail_below_percent,
        warn_below_bytes: limits.warn_below_bytes,
        warn_below_percent: limits.warn_below_percent,
    }
}

fn waiver_override(waiver: &Waiver) -> WaiverOverride {
    WaiverOverride {
        rule: waiver.rule.clone(),
        subject: waiver.subject.clone(),
        reason: waiver.reason.clone(),
        owner: waiver.owner.clone(),
        until: waiver.until.to_string(),
        source: waiver.source.clone(),
    }
}

/// `None`: its day is no day.
fn waiver_of(waiver: &WaiverOverride) -> Option<Waiver> {
    Some(Waiver {
        rule: waiver.rule.clone(),
        subject: waiver.subject.clone(),
        reason: waiver.reason.clone(),
        owner: waiver.owner.clone(),
        until: waiver.until.parse().ok()?,
        source: waiver.source.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Known, ProjectPolicy};
    use super::*;
    use crate::scan::{System, Tool, ToolState};
    use crate::score::{assess, sample};

    const FILE: &str = "fail_under = 96\n[rules.tool-works]\nseverity = \"required\"\npoints = 9\n[rules.tool-shadowed]\nenabled = false\n[rules.memory-total.limits]\nfail_below_bytes = \"64 GB\"\n[categories.git]\ncap = 3\n[ci]\nfail_under = 50\n[[waivers]]\nrule = \"git-identity\"\nsubject = \"git\"\nreason = \"later\"\nowner = \"us\"\nuntil = 2999-01-01\n";

    fn project() -> Policy {
        let known = Known {
            tools: &["node"],
            services: &[],
        };
        let project = ProjectPolicy::parse(FILE, "devenv.toml", known, Policy::builtin()).unwrap();
        Policy::builtin().with_project(&project)
    }

    /// A machine on which each change of the policy shows.
    fn scan(ci: Option<&str>) -> Scan {
        let mut scan = sample::scan();
        scan.taken_at = "2026-09-01T12:00:00Z".parse().unwrap();
        scan.system = Some(System {
            ci: ci.map(str::to_owned),
            ..sample::system(crate::scan::OsFamily::Linux)
        });
        scan.git = Some(crate::scan::Git::default());
        scan.tools = vec![Tool {
            state: ToolState::Failed,
            ..sample::failed_tool("node", crate::scan::FailReason::Exit)
        }];
        scan
    }

    #[test]
    fn the_built_in_policy_differs_in_nothing() {
        assert_eq!(Policy::builtin().overrides(Policy::builtin()), None);
        assert_eq!(Policy::builtin().in_ci().overrides(&Policy::builtin().in_ci()), None);
    }

    #[test]
    fn a_scan_is_judged_the_same_where_only_its_own_text_is_known() {
        for ci in [None, Some("GitHub Actions")] {
            let mut scan = scan(ci);
            let policy = project();
            let here = assess(&scan, &policy);
            let base = Policy::builtin().for_scan(&scan).into_owned();
            scan.policy = policy.for_scan(&scan).overrides(&base);
            let text = serde_json::to_string(&scan).unwrap();
            let elsewhere: Scan = serde_json::from_str(&text).unwrap();
            assert_eq!(
                assess(&elsewhere, &Policy::builtin().of_scan(&elsewhere)),
                here,
                "{ci:?}"
            );
        }
    }

    #[test]
    fn only_what_differs_is_carried() {
        let overrides = project().overrides(Policy::builtin()).unwrap();
        let json = serde_json::to_value(&overrides).unwrap();
        let expected = serde_json::json!({
            "name": "devenv.toml",
            "fail_under": 96,
            "categories": { "git": { "cap": 3 } },
            "rules": {
                "memory-total": { "limits": { "fail_below_bytes": 64_000_000_000_u64, "warn_below_bytes": 3_758_096_384_u64 } },
                "tool-shadowed": { "enabled": false },
                "tool-works": { "severity": "required", "points": 9 },
            },
            "waivers": [{ "rule": "git-identity", "subject": "git", "reason": "later", "owner": "us", "until": "2999-01-01",
                "source": { "file": "devenv.toml", "line": 13 } }],
        });
        assert_eq!(json, expected);
    }
}
