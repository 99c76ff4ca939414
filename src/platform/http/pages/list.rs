//! What lists on pages share: an address with its filters, a search field, links to filter, to go on, and to the same as CSV and JSON.

use maud::{Markup, html};
use serde::Deserialize;

use super::layout::encode;

/// Rows of a list on one page.
pub(super) const ROWS: usize = 50;

/// A list that is searched by name.
#[derive(Deserialize)]
pub(crate) struct NamedPage {
    #[serde(default)]
    pub(super) prefix: String,
    pub(super) cursor: Option<String>,
}

/// A list's path with its query. Empty values are left out.
#[derive(Debug, Clone)]
pub(super) struct Address<'a> {
    path: String,
    query: Vec<(&'static str, &'a str)>,
}

impl<'a> Address<'a> {
    pub(super) fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            query: Vec::new(),
        }
    }

    /// The same with another value.
    pub(super) fn with(&self, name: &'static str, value: &'a str) -> Self {
        let mut query = self.query.clone();
        query.retain(|(other, _)| *other != name);
        query.push((name, value));
        Self {
            path: self.path.clone(),
            query,
        }
    }

    /// The same, if there is a value.
    pub(super) fn with_some(self, name: &'static str, value: Option<&'a String>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn text(&self) -> String {
        let pairs: Vec<String> = self
            .query
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        if pairs.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, pairs.join("&"))
        }
    }

    /// Its query as hidden fields of a form, but for a field that the form has itself.
    fn hidden_fields(&self, except: &str) -> Markup {
        html! {
            @for (name, value) in self.query.iter().filter(|(name, value)| *name != except && !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }
}

/// A field that searches a list by the beginning of a name.
pub(super) fn search(address: &Address<'_>, label: &str, prefix: &str) -> Markup {
    field(address, "prefix", label, prefix, "Search")
}

/// A field of a list's query, with a button.
pub(super) fn field(address: &Address<'_>, name: &'static str, label: &str, value: &str, button: &str) -> Markup {
    html! {
        form.search method="get" action=(address.path) role="search" {
            (address.hidden_fields(name))
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) maxlength="200" autocomplete="off" spellcheck="false";
            button type="submit" { (button) }
            @if !value.is_empty() { a href=(address.with(name, "").text()) { "Clear" } }
        }
    }
}

/// Links to a list by the values of one filter.
pub(super) fn filters(
    address: &Address<'_>,
    name: &'static str,
    label: &str,
    current: &str,
    values: &[(&'static str, &str)],
) -> Markup {
    html! {
        p.filters role="group" aria-label=(label) {
            @for (value, text) in values {
                a href=(address.with(name, value).text()) aria-current=[(*value == current).then_some("true")] { (text) }
            }
        }
    }
}

/// Links behind a list: on, back to its start, and to the same as CSV and JSON (`api`: its address there).
pub(super) fn links(address: &Address<'_>, api: &Address<'_>, has_cursor: bool, next: Option<&str>) -> Markup {
    html! {
        p.pages {
            @if has_cursor { a href=(address.text()) { "First page" } " " }
            @if let Some(next) = next { a href=(address.with("cursor", next).text()) rel="next" { "Next page" } " " }
            span.note { "This list as " a href=(api.with("format", "csv").text()) { "CSV" } " or " a href=(api.with("format", "json").text()) { "JSON" } }
        }
    }
}

/// How many developers of the most that a row of the table has, as a bar and as a number.
pub(super) fn developers_bar(developers: u64, most: u64) -> Markup {
    html! { meter min="0" max=(most) value=(developers) aria-label={ (developers) " developers" } {} " " (developers) }
}

/// A table that scrolls by itself where it is wider than the screen. `label`: the id of its heading.
pub(super) fn table(label: &str, columns: &[(&str, bool)], rows: &Markup) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby=(label) {
            table {
                thead { tr { @for (column, is_number) in columns { th scope="col" class=[is_number.then_some("number")] { (column) } } } }
                tbody { (rows) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_values_that_are_set() {
        let address = Address::new("/machines").with("state", "stale").with("project", "a b");
        assert_eq!(address.text(), "/machines?state=stale&project=a%20b");
        assert_eq!(address.with("state", "").text(), "/machines?project=a%20b");
        assert_eq!(
            address.with("state", "ready").text(),
            "/machines?project=a%20b&state=ready"
        );
    }
}
