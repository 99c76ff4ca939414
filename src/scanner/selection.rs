//! Which probes and tools a scan reads: `--only` and `--skip`.

use std::collections::BTreeSet;

use crate::error::{ExitCode, Explain};
use crate::probe::ProbeName;
use crate::probe::catalogue::Catalogue;
use crate::text;

/// Which probes and tools a scan reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The probes.
    pub probes: BTreeSet<ProbeName>,
    /// The ids of the tools. `None`: all.
    pub tools: Option<Vec<String>>,
    /// The names that the user selected.
    pub only: Vec<String>,
    /// The names that the user left out.
    pub skip: Vec<String>,
}

/// No probe, category or tool has this name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no probe, category or tool named `{name}`")]
pub struct UnknownName {
    name: String,
    /// The most similar name.
    nearest: Option<String>,
}

impl Explain for UnknownName {
    fn code(&self) -> &'static str {
        "unknown_name"
    }

    fn hint(&self) -> Option<String> {
        Some(if let Some(nearest) = &self.nearest {
            format!("did you mean `{nearest}`? `devenv tools --all` lists the tools and categories")
        } else {
            let probes = ProbeName::ALL.map(ProbeName::name).join(", ");
            format!("`devenv tools --all` lists the tools and categories; the probes are {probes}")
        })
    }

    fn exit(&self) -> ExitCode {
        ExitCode::Usage
    }
}

enum Name {
    Probe(ProbeName),
    Tools(Vec<String>),
}

impl Selection {
    /// Every probe and every tool.
    pub fn all() -> Self {
        Self {
            probes: ProbeName::ALL.into(),
            tools: None,
            only: Vec::new(),
            skip: Vec::new(),
        }
    }

    /// These tools and no other, with the probe that they need.
    pub fn tools(ids: Vec<String>) -> Self {
        Self {
            probes: [ProbeName::Path, ProbeName::Tools].into(),
            tools: Some(ids),
            only: Vec::new(),
            skip: Vec::new(),
        }
    }

    /// What `only` names, or everything if it is empty, without what `skip` names. A name is that of a probe, a category or a tool.
    ///
    /// # Errors
    /// A name is unknown.
    pub fn of_names(catalogue: &Catalogue, only: &[String], skip: &[String]) -> Result<Self, UnknownName> {
        let mut probes: BTreeSet<ProbeName> = BTreeSet::new();
        let mut tools: Option<Vec<String>> = None;
        for word in only {
            match find(catalogue, word)? {
                Name::Probe(probe) => {
                    probes.insert(probe);
                }
                Name::Tools(ids) => tools.get_or_insert_default().extend(ids),
            }
        }
        if only.is_empty() {
            probes.extend(ProbeName::ALL);
        } else if probes.contains(&ProbeName::Tools) {
            tools = None;
        } else if tools.is_some() {
            probes.insert(ProbeName::Tools);
        }
        // The selected tools are checked against what the project requires.
        probes.insert(ProbeName::Requirements);
        for word in skip {
            match find(catalogue, word)? {
                Name::Probe(probe) => {
                    probes.remove(&probe);
                }
                Name::Tools(ids) => {
                    let all = || catalogue.entries().iter().map(|entry| entry.id.clone()).collect();
                    tools.get_or_insert_with(all).retain(|id| !ids.contains(id));
                }
            }
        }
        Ok(Self {
            probes,
            tools,
            only: only.to_vec(),
            skip: skip.to_vec(),
        })
    }
}

fn find(catalogue: &Catalogue, word: &str) -> Result<Name, UnknownName> {
    if let Some(probe) = ProbeName::ALL.into_iter().find(|probe| probe.name() == word) {
        return Ok(Name::Probe(probe));
    }
    if let Some(entry) = catalogue.get(word).or_else(|| catalogue.by_program(word)) {
        return Ok(Name::Tools(vec![entry.id.clone()]));
    }
    let of_category: Vec<String> = catalogue
        .entries()
        .iter()
        .filter(|entry| entry.category == word)
        .map(|entry| entry.id.clone())
        .collect();
    if !of_category.is_empty() {
        return Ok(Name::Tools(of_category));
    }
    let names = ProbeName::ALL
        .into_iter()
        .map(|probe| -> &str { probe.name() })
        .chain(catalogue.categories())
        .chain(catalogue.entries().iter().map(|entry| entry.id.as_str()));
    Err(UnknownName {
        nearest: text::nearest(word, names).map(str::to_owned),
        name: word.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn selected(only: &str, skip: &str) -> (Vec<&'static str>, Option<Vec<String>>) {
        let Selection { probes, tools, .. } =
            Selection::of_names(Catalogue::builtin(), &words(only), &words(skip)).unwrap();
        (probes.into_iter().map(ProbeName::name).collect(), tools)
    }

    #[test]
    fn probes_categories_and_tools_are_names() {
        assert_eq!(selected("", "").0.len(), 9);
        assert_eq!(selected("", "").1, None);
        assert_eq!(
            selected("path disks", ""),
            (vec!["disks", "path", "requirements"], None)
        );
        assert_eq!(
            selected("git node", ""),
            (vec!["git", "requirements", "tools"], Some(words("node")))
        );
        assert_eq!(selected("tools node", ""), (vec!["requirements", "tools"], None));
        assert_eq!(
            selected("node npm", "npm"),
            (vec!["requirements", "tools"], Some(words("node")))
        );
        let without_editors = selected("tools", "editor").1.unwrap();
        assert!(!without_editors.contains(&"vim".to_owned()) && without_editors.contains(&"node".to_owned()));
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let error = Selection::of_names(Catalogue::builtin(), &words("nod"), &[]).unwrap_err();
        assert_eq!(error.to_string(), "there is no probe, category or tool named `nod`");
        assert_eq!(
            error.hint().as_deref(),
            Some("did you mean `node`? `devenv tools --all` lists the tools and categories")
        );
        assert_eq!(error.exit(), ExitCode::Usage);
    }
}
