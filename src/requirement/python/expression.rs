//! Texts that a Python program makes of literals and constants: joined, added, formatted. The program is not run.

use crate::requirement::code::{Code, is_of_word};

/// How deep expressions and constants may be nested.
const DEPTH: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    List(Vec<String>),
}

/// The text of an argument that `rest` begins with, and, if it is a constant's, the line of that.
///
/// `">=3.9"`, `(">=3.9," "<4")`, `",".join([">=3.9", "<4"])`, `">={}.{}".format(*LEAST)`, `">=%d.%d" % LEAST`, `f">={LEAST}"`. `None`: it is
/// computed in another way.
pub(super) fn text(code: &Code, rest: &str) -> Option<(String, Option<u32>)> {
    let rest = rest.trim_start();
    let name = name(rest).filter(|name| {
        let after = rest.get(name.len()..).unwrap_or_default();
        after.trim_start().is_empty() || after.trim_start().starts_with([',', ')', '}'])
    });
    let line = name.and_then(|name| Some(assignment(code, name)?.1));
    let mut parser = Parser {
        code,
        rest,
        depth: DEPTH,
        goes_on: true,
    };
    match parser.whole()? {
        Value::Text(text) => Some((text, line)),
        Value::List(_) => None,
    }
}

/// What follows `NAME =` at the beginning of a line, and that line. `None`: the name is not set, or more than once.
fn assignment<'c>(code: &'c Code, name: &'c str) -> Option<(&'c str, u32)> {
    let begins_line = |rest: &str| {
        let start = code.text().len().checked_sub(rest.len() + name.len());
        let before = start.and_then(|start| code.text().get(..start));
        before.is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    };
    let mut values = code.all_after(name).filter_map(|(rest, line)| {
        let value = rest.trim_start_matches([' ', '\t']).strip_prefix('=')?;
        (!value.starts_with('=') && begins_line(rest)).then_some((value, line))
    });
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

fn name(text: &str) -> Option<&str> {
    let end = text.find(|character| !is_of_word(character)).unwrap_or(text.len());
    text.get(..end)
        .filter(|name| name.starts_with(|first: char| first.is_alphabetic() || first == '_'))
}

struct Parser<'c> {
    code: &'c Code,
    rest: &'c str,
    depth: usize,
    /// The expression goes on in the next line, since brackets are open.
    goes_on: bool,
}

impl Parser<'_> {
    /// A value, with nothing behind it that would change it.
    fn whole(&mut self) -> Option<Value> {
        let value = self.sum()?;
        self.skip_blanks();
        (self.rest.is_empty() || self.rest.starts_with([',', ')', ']', '}', '\n', '\r', ';'])).then_some(value)
    }

    fn skip_blanks(&mut self) {
        self.rest = if self.goes_on {
            self.rest.trim_start()
        } else {
            self.rest.trim_start_matches([' ', '\t'])
        };
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<Value> {
        let mut value = self.term()?;
        while self.takes("+") {
            value = match (value, self.term()?) {
                (Value::Text(one), Value::Text(other)) => Value::Text(one + &other),
                (Value::List(one), Value::List(other)) => Value::List([one, other].concat()),
                _ => return None,
            };
        }
        Some(value)
    }

    fn term(&mut self) -> Option<Value> {
        let mut value = self.atom()?;
        loop {
            value = if self.takes(".join(") {
                let (Value::Text(between), Value::List(parts)) = (&value, self.inner(")")?) else {
                    return None;
                };
                Value::Text(parts.join(between))
            } else if self.takes(".format(") {
                let (Value::Text(template), Value::List(values)) = (&value, self.inner(")")?) else {
                    return None;
                };
                Value::Text(filled(template, &["{}"], &values)?)
            } else if self.takes("%") {
                let (Value::Text(template), values) = (&value, self.atom()?) else {
                    return None;
                };
                let values = match values {
                    Value::Text(value) => vec![value],
                    Value::List(values) => values,
                };
                Value::Text(filled(template, &["%d", "%s"], &values)?)
            } else {
                return Some(value);
            };
        }
    }

    fn atom(&mut self) -> Option<Value> {
        self.skip_blanks();
        if self.takes("(") {
            return self.in_brackets(")");
        }
        if self.takes("[") {
            return Some(Value::List(self.list("]")?));
        }
        if let Some(first) = self.literal() {
            let mut text = first?;
            // Those that follow one another are one.
            loop {
                self.skip_blanks();
                match self.literal() {
                    Some(next) => text.push_str(&next?),
                    None => return Some(Value::Text(text)),
                }
            }
        }
        let end = self
            .rest
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(self.rest.len());
        if let Some((number, rest)) = self.rest.split_at_checked(end).filter(|(number, _)| !number.is_empty()) {
            self.rest = rest;
            return Some(Value::Text(number.to_owned()));
        }
        let name = name(self.rest)?;
        self.rest = self.rest.get(name.len()..)?;
        self.constant(name)
    }

    fn constant(&self, name: &str) -> Option<Value> {
        let (rest, _) = assignment(self.code, name)?;
        let mut parser = Parser {
            code: self.code,
            rest,
            depth: self.depth.checked_sub(1)?,
            goes_on: false,
        };
        parser.whole()
    }

    /// What stands in parentheses: the value itself, or several of them.
    fn in_brackets(&mut self, close: &str) -> Option<Value> {
        let values = self.list(close)?;
        match values.as_slice() {
            [one] => Some(Value::Text(one.clone())),
            _ => Some(Value::List(values)),
        }
    }

    /// The arguments of a call, up to `close`; a list among them, or behind a `*`, is all of them.
    fn inner(&mut self, close: &str) -> Option<Value> {
        let goes_on = std::mem::replace(&mut self.goes_on, true);
        self.takes("*");
        let inner = if let Some(rest) = self.rest.trim_start().strip_prefix(['[', '(']) {
            let close = if self.rest.trim_start().starts_with('[') {
                "]"
            } else {
                ")"
            };
            self.rest = rest;
            let values = self.list(close)?;
            self.takes(",");
            values
        } else if let Some(Value::List(values)) = name(self.rest.trim_start()).and_then(|name| self.constant(name)) {
            let rest = self.rest.trim_start();
            self.rest = rest.get(name(rest)?.len()..)?;
            values
        } else {
            self.goes_on = goes_on;
            return Some(Value::List(self.list(close)?));
        };
        let closes = self.takes(close);
        self.goes_on = goes_on;
        closes.then_some(Value::List(inner))
    }

    /// Texts with commas between, up to `close`.
    fn list(&mut self, close: &str) -> Option<Vec<String>> {
        self.depth = self.depth.checked_sub(1)?;
        let goes_on = std::mem::replace(&mut self.goes_on, true);
        let mut values = Vec::new();
        while !self.takes(close) {
            match self.sum()? {
                Value::Text(text) => values.push(text),
                Value::List(_) => return None,
            }
            if !self.takes(",") {
                if !self.takes(close) {
                    return None;
                }
                break;
            }
        }
        self.depth += 1;
        self.goes_on = goes_on;
        Some(values)
    }

    /// A string, with constants put in behind `f`. The outer `None`: there is none; the inner one: it cannot be told.
    #[expect(clippy::option_option, reason = "both are told above")]
    fn literal(&mut self) -> Option<Option<String>> {
        let prefix = name(self.rest).unwrap_or_default();
        let quoted = self.rest.get(prefix.len()..)?;
        let quote = quoted.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let is_prefix = prefix.len() <= 2 && prefix.chars().all(|one| "rRbBuUfF".contains(one));
        let (inner, rest) = quoted.get(1..)?.split_once(quote).filter(|_| is_prefix)?;
        self.rest = rest;
        if inner.contains(['\\', '\n']) {
            return Some(None);
        }
        Some(if prefix.contains(['f', 'F']) {
            self.formatted(inner)
        } else {
            Some(inner.to_owned())
        })
    }

    fn formatted(&self, template: &str) -> Option<String> {
        let mut text = template.to_owned();
        for _ in 0..DEPTH {
            let Some((before, rest)) = text.split_once('{') else {
                return Some(text);
            };
            let (name, after) = rest.split_once('}')?;
            match self.constant(name)? {
                Value::Text(value) => text = format!("{before}{value}{after}"),
                Value::List(_) => return None,
            }
        }
        None
    }
}

/// A template with the values in the places of its signs. `None`: there are more of one than of the other.
fn filled(template: &str, signs: &[&str], values: &[String]) -> Option<String> {
    let next = |text: &str| {
        signs
            .iter()
            .filter_map(|sign| Some((text.find(sign)?, sign.len())))
            .min()
    };
    let (mut text, mut rest) = (String::new(), template);
    for value in values {
        let (at, length) = next(rest)?;
        text.push_str(rest.get(..at)?);
        text.push_str(value);
        rest = rest.get(at + length..)?;
    }
    next(rest).is_none().then(|| text + rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::code;

    #[test]
    fn texts_are_made_of_literals_and_constants() {
        let program = "LEAST = (3, 9)\nV = '3.10'  # ours\nRANGE = ','.join(['>=3.9', '<4'])\nTWICE = '1'\nTWICE = '2'\nPART = '>=3'\n'a text of its own'\nLOOP = LOOP\n";
        let code = Code::of(program, &code::PYTHON);
        let told = |expression: &str| text(&code, expression);
        let is = |range: &str| Some((range.to_owned(), None));
        let of_line = |range: &str, line: u32| Some((range.to_owned(), Some(line)));
        assert_eq!(told("\">=3.9\", x=1)"), is(">=3.9"));
        assert_eq!(told("(\n  '>=3.13,'\n  \"<4\"\n))"), is(">=3.13,<4"));
        assert_eq!(told("\", \".join([\">=3.13\", \"<4\",]))"), is(">=3.13, <4"));
        assert_eq!(told("','.join(('>=3', '<4')),"), is(">=3,<4"));
        assert_eq!(told("'>=3' + \",<4\")"), is(">=3,<4"));
        assert_eq!(told("\">={}.{}\".format(*LEAST),"), is(">=3.9"));
        assert_eq!(told("'>={}.{}'.format(3, 8)"), is(">=3.8"));
        assert_eq!(told("'>=%d.%d' % LEAST)"), is(">=3.9"));
        assert_eq!(told("'>=%s' % V)"), is(">=3.10"));
        assert_eq!(told("f'>={V},<4')"), is(">=3.10,<4"));
        assert_eq!(told("RANGE,"), of_line(">=3.9,<4", 3));
        assert_eq!(told("PART)"), of_line(">=3", 6));
        for computed in [
            "TWICE)",
            "LOOP)",
            "unknown)",
            "'>=3' if x else '>=4'",
            "'>=3'.strip()",
            "'>={}'.format(x)",
            "','.join(sorted(a))",
            "'>={}.{}'.format(3)",
            "get('>=3')",
            "'open",
            "((((((((((((((((((((",
        ] {
            assert_eq!(told(computed), None, "{computed}");
        }
    }
}
