//! OCaml: `dune-project` and opam's files.
//!
//! Sources: the manuals of dune and of opam.

use super::code::{self, Code};
use super::manifest::{Format, Manifest, ManifestContent};
use crate::version::Dialect;

/// The formats of OCaml.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["dune-project"],
        wants_text: true,
        read: read_dune,
    },
    Format {
        names: &["*.opam"],
        wants_text: true,
        read: |manifest, found| {
            // dune writes these from its own file.
            if !manifest.has_beside("dune-project") {
                read_opam(manifest, found);
            }
        },
    },
];

/// How deep lists in a file of dune's may be nested.
const DEPTH: usize = 64;

/// Reads `(lang dune 3.17)`, and the OCaml that each package depends on: `(package (depends (ocaml (>= 4.14))))`. All of them hold.
fn read_dune(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    found.suggest(manifest.tool("opam", None));
    let top = expressions(&Code::of(manifest.text, &code::DUNE));
    let lang = top.iter().find_map(|expression| match expression.list() {
        [lang, dune, version] if lang.is("lang") && dune.is("dune") => version.atom(),
        _ => None,
    });
    if let Some((version, line)) = lang {
        found.require(manifest.tool_in("dune", version, Dialect::Minimum, Some(line)));
    }
    let dependencies = top
        .iter()
        .filter(|expression| expression.list().first().is_some_and(|word| word.is("package")))
        .flat_map(Expression::list)
        .filter(|field| field.list().first().is_some_and(|word| word.is("depends")))
        .flat_map(|depends| depends.list().iter().skip(1));
    let asked = dependencies.filter_map(|dependency| {
        let (name, constraints) = dependency.list().split_first()?;
        let (_, line) = name.atom().filter(|_| name.is("ocaml"))?;
        let mut words = Vec::new();
        for constraint in constraints {
            constraint.words(&mut words);
        }
        Some((bounds(&words)?, line))
    });
    require_all(manifest, asked, found);
}

/// Reads `"ocaml" {>= "4.14" & < "5.3"}` of `depends: […]`.
fn read_opam(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    found.suggest(manifest.tool("opam", None));
    let code = Code::of(manifest.text, &code::OPAM);
    let depends = code.all_after("depends").find_map(|(rest, line)| {
        let list = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
        let begins = u32::try_from(rest.len() - list.len()).ok()?;
        let skipped = rest.get(..usize::try_from(begins).ok()?)?.matches('\n').count();
        // Filters of names stand in braces, strings hold no bracket.
        Some((list.split(']').next()?, line + u32::try_from(skipped).ok()?))
    });
    let (list, first_line) = depends.unwrap_or_default();
    let asked = (first_line..).zip(list.lines()).filter_map(|(line, text)| {
        let (_, rest) = text.split_once("\"ocaml\"")?;
        let constraint = rest.trim_start().strip_prefix('{')?.split('}').next()?;
        let words: Vec<&str> = constraint
            .split([' ', '\t', '"', '(', ')'])
            .filter(|word| !word.is_empty())
            .collect();
        Some((bounds(&words)?, line))
    });
    require_all(manifest, asked, found);
}

/// Each range once; any version, where there is none.
fn require_all(manifest: &Manifest<'_>, asked: impl Iterator<Item = (String, u32)>, found: &mut ManifestContent) {
    let mut ranges = Vec::new();
    for (range, line) in asked {
        if !ranges.contains(&range) {
            found.require(manifest.tool_in("ocaml", &range, Dialect::Gem, Some(line)));
            ranges.push(range);
        }
    }
    if ranges.is_empty() {
        found.require(manifest.tool("ocaml", None));
    }
}

/// The bounds that `words` are, as `RubyGems` writes them. `None`: there are none, or it is not all of them that must hold, or they hold
/// for tests or documentation alone.
fn bounds(words: &[&str]) -> Option<String> {
    const OTHERS: [&str; 8] = [
        "or",
        "|",
        ":with-test",
        ":with-doc",
        ":with-dev-setup",
        "with-test",
        "with-doc",
        "with-dev-setup",
    ];
    if words.iter().any(|word| OTHERS.contains(word)) {
        return None;
    }
    let mut bounds = Vec::new();
    let mut words = words.iter().copied().filter(|word| !matches!(*word, "and" | "&"));
    while let Some(sign @ (">=" | ">" | "<=" | "<" | "=" | "!=" | "<>")) = words.next() {
        let version = words.next()?;
        let sign = if sign == "<>" { "!=" } else { sign };
        // `5.3~` is before the first `5.3~alpha`.
        bounds.push(format!("{sign} {}", version.trim_end_matches('~')));
    }
    (!bounds.is_empty()).then(|| bounds.join(", "))
}

/// An expression in a file of dune's.
#[derive(Debug, PartialEq, Eq)]
enum Expression {
    Atom(String, u32),
    List(Vec<Self>),
}

impl Expression {
    fn is(&self, word: &str) -> bool {
        self.atom().is_some_and(|(atom, _)| atom == word)
    }

    fn atom(&self) -> Option<(&str, u32)> {
        match self {
            Self::Atom(atom, line) => Some((atom, *line)),
            Self::List(_) => None,
        }
    }

    /// The members of a list; of an atom none.
    fn list(&self) -> &[Self] {
        match self {
            Self::Atom(..) => &[],
            Self::List(members) => members,
        }
    }

    /// All atoms in it.
    fn words<'e>(&'e self, words: &mut Vec<&'e str>) {
        words.extend(self.atom().map(|(atom, _)| atom));
        self.list().iter().for_each(|member| member.words(words));
    }
}

/// The expressions of a file, as far as it is well formed. A string is an atom.
fn expressions(code: &Code) -> Vec<Expression> {
    let mut open: Vec<Vec<Expression>> = vec![Vec::new()];
    let (mut at, mut line) = (0, 1);
    while let Some(rest) = code.bare().get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        let length = match first {
            '"' => rest
                .get(1..)
                .and_then(|inner| inner.find('"'))
                .map_or(rest.len(), |end| end + 2),
            _ if first.is_whitespace() || "()".contains(first) => first.len_utf8(),
            _ => rest
                .find(|character: char| character.is_whitespace() || "()\"".contains(character))
                .unwrap_or(rest.len()),
        };
        let word = code.text().get(at..at + length).unwrap_or_default();
        match first {
            '(' if open.len() < DEPTH => open.push(Vec::new()),
            '(' => return Vec::new(),
            ')' => {
                let members = open.pop().unwrap_or_default();
                match open.last_mut() {
                    Some(list) => list.push(Expression::List(members)),
                    None => return members,
                }
            }
            _ if first.is_whitespace() => {}
            _ => {
                if let Some(list) = open.last_mut() {
                    list.push(Expression::Atom(word.trim_matches('"').to_owned(), line));
                }
            }
        }
        line += u32::try_from(word.matches('\n').count()).unwrap_or(0);
        at += length;
    }
    open.into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;
    use super::*;

    #[test]
    fn bounds_hold_together() {
        let is = |range: &str| Some(range.to_owned());
        assert_eq!(bounds(&[">=", "4.14"]), is(">= 4.14"));
        assert_eq!(bounds(&["and", ">=", "4.14", "<", "5.3"]), is(">= 4.14, < 5.3"));
        assert_eq!(bounds(&[">=", "4.14", "&", "<>", "5.0.0"]), is(">= 4.14, != 5.0.0"));
        assert_eq!(bounds(&["or", ">=", "4.14"]), None);
        assert_eq!(bounds(&[">=", "4.14", "|", "=", "4.12"]), None);
        assert_eq!(bounds(&["and", ":with-test", ">=", "5.2"]), None);
        assert_eq!(bounds(&[">="]), None);
        assert_eq!(bounds(&[]), None);
    }

    #[test]
    fn every_package_of_a_project_holds() {
        let text = "(lang dune 3.17)\n#| (package (depends (ocaml (>= 9)))) |#\n(package\n (name a)\n (synopsis \"Runs on (ocaml (>= 8)); and more\")\n (depends dune (ocaml (>= 4.14))))\n(package (name b) (depends (ocaml (and (>= \"5.2\") (< 5.4~)))))\n(package (name c) (depends (ocaml (>= 4.14)) (odoc :with-doc)))\n(package (name d) (depopts (ocaml (>= 7))))\n";
        assert_eq!(
            asked(&[("dune-project", text)]),
            [
                "tool dune \"3.17\" minimum (dune-project:1)",
                "tool ocaml \">= 4.14\" gem (dune-project:6)",
                "tool ocaml \">= 5.2, < 5.4\" gem (dune-project:7)",
                "tool opam suggested (dune-project)",
            ]
        );
    }

    #[test]
    fn a_description_of_opam_depends_on_nothing() {
        let text = "opam-version: \"2.0\"\nsynopsis: \"Needs ocaml\"\ndescription: \"\"\"\ndepends: [ \"ocaml\" {>= \"9\"} ]\n\"\"\"\n(* \"ocaml\" {>= \"8\"} *)\ndepends: [\n  \"dune\" {>= \"3.10\"}\n  \"ocaml\" {>= \"5.1\" & < \"5.4\"} # ours\n]\nconflicts: [ \"ocaml\" {= \"5.2.0\"} ]\n";
        assert_eq!(
            asked(&[("x.opam", text)]),
            [
                "tool ocaml \">= 5.1, < 5.4\" gem (x.opam:9)",
                "tool opam suggested (x.opam)",
            ]
        );
        assert_eq!(
            asked(&[("x.opam", "opam-version: \"2.0\"\n")]),
            ["tool ocaml (x.opam)", "tool opam suggested (x.opam)"]
        );
    }
}
