//! `--only` and `--skip`: probes, categories or tools by name.

use std::collections::BTreeSet;

use anyhow::anyhow;

use super::Failed;
use crate::error::ExitCode;
use crate::probe::ProbeName;
use crate::probe::catalogue::Catalogue;
use crate::text;

/// What a scan is to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) probes: BTreeSet<ProbeName>,
    /// The ids of the tools; `None`: all.
    pub(super) tools: Option<Vec<String>>,
}

enum Name {
    Probe(ProbeName),
    Tools(Vec<String>),
}

/// What `only` names, or everything, less what `skip` names.
pub(super) fn select(catalogue: &Catalogue, only: &[String], skip: &[String]) -> Result<Selection, Failed> {
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
    Ok(Selection { probes, tools })
}

fn find(catalogue: &Catalogue, word: &str) -> Result<Name, Failed> {
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
    let error = Failed::new(
        ExitCode::Usage,
        "unknown_name",
        anyhow!("there is no probe, category or tool named `{word}`"),
    );
    if let Some(nearest) = text::nearest(word, names) {
        return Err(error.hint(format!(
            "did you mean `{nearest}`? `devenv tools --all` lists the tools and categories"
        )));
    }
    let probes = ProbeName::ALL.map(ProbeName::name).join(", ");
    Err(error.hint(format!(
        "`devenv tools --all` lists the tools and categories; the probes are {probes}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn selected(only: &str, skip: &str) -> (Vec<&'static str>, Option<Vec<String>>) {
        let Selection { probes, tools } = select(Catalogue::builtin(), &words(only), &words(skip)).unwrap();
        (probes.into_iter().map(ProbeName::name).collect(), tools)
    }

    #[test]
    fn names_of_all_sorts_are_taken() {
        assert_eq!(selected("", "").0.len(), 9);
        assert_eq!(selected("", "").1, None);
        assert_eq!(selected("path disks", ""), (vec!["disks", "path"], None));
        assert_eq!(selected("git node", ""), (vec!["git", "tools"], Some(words("node"))));
        assert_eq!(selected("tools node", ""), (vec!["tools"], None));
        assert_eq!(selected("node npm", "npm"), (vec!["tools"], Some(words("node"))));
        let without_editors = selected("tools", "editor").1.unwrap();
        assert!(!without_editors.contains(&"vim".to_owned()) && without_editors.contains(&"node".to_owned()));
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let failed = select(Catalogue::builtin(), &words("nod"), &[]).unwrap_err();
        assert_eq!(
            failed.error.to_string(),
            "there is no probe, category or tool named `nod`"
        );
        assert_eq!(
            failed.hint.as_deref(),
            Some("did you mean `node`? `devenv tools --all` lists the tools and categories")
        );
        assert_eq!(failed.exit, ExitCode::Usage);
    }
}
