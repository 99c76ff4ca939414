//! Shell text as words and operators, with what quotes keep from being expanded.
//!
//! Source: POSIX, "Shell Command Language": "Token Recognition", "Quoting", "Here-Document".

/// Stands for what is not written out, or is no path: a command's output, a quoted `~`, a `$` in single quotes.
pub(super) const UNKNOWN: char = '\u{1}';

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word without its quotes.
    Word {
        text: String,
        /// From 1.
        line: u32,
        /// It, or a part of it, was quoted: it is no keyword.
        is_quoted: bool,
    },
    /// `;`, `;;`, `&&`, `||`, `|`, `&`, `(`, `)`, or the end of a line.
    Operator(&'static str),
}

/// Splits a text. Comments, here-documents and redirections are left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: text,
        line: 1,
        tokens: Vec::new(),
        documents: Vec::new(),
        is_joined: false,
    };
    while !reader.rest.is_empty() {
        reader.step();
    }
    reader.tokens
}

struct Reader<'t> {
    rest: &'t str,
    line: u32,
    tokens: Vec<Token>,
    /// The ends of here-documents that begin behind this line.
    documents: Vec<String>,
    is_joined: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        self.line += u32::from(next == '\n');
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self, start: &str) -> bool {
        match self.rest.strip_prefix(start) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn step(&mut self) {
        if self.take("\r\n") || self.take("\n") {
            self.line += 1;
            self.tokens.push(Token::Operator("\n"));
            self.is_joined = false;
            self.skip_documents();
            return;
        }
        if self.take("\\\n") {
            self.line += 1;
            return;
        }
        if self.take(" ") || self.take("\t") || self.take("\r") {
            self.is_joined = false;
            return;
        }
        if self.rest.starts_with('#') && !self.is_joined {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.rest = self.rest.get(end..).unwrap_or_default();
            return;
        }
        if self.rest.starts_with(['<', '>']) {
            self.redirection();
            return;
        }
        for operator in [";;", ";", "&&", "&", "||", "|", "(", ")"] {
            if self.take(operator) {
                self.tokens.push(Token::Operator(operator));
                // An array follows its name: `path=(`.
                self.is_joined = false;
                return;
            }
        }
        self.word();
    }

    /// `>file`, `2>&1`, `<<END`: where it leads does not matter, except that a here-document is no code.
    fn redirection(&mut self) {
        let is_document = self.rest.starts_with("<<") && !self.rest.starts_with("<<<");
        while matches!(self.peek(), Some('<' | '>' | '&' | '-')) {
            self.next();
        }
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.next();
        }
        let before = self.tokens.len();
        if self
            .peek()
            .is_some_and(|next| !next.is_whitespace() && !"();|&".contains(next))
        {
            self.word();
        }
        let target = self.tokens.split_off(before.min(self.tokens.len()));
        if is_document && let Some(Token::Word { text, .. }) = target.into_iter().next() {
            self.documents.push(text);
        }
    }

    fn skip_documents(&mut self) {
        for end in std::mem::take(&mut self.documents) {
            while !self.rest.is_empty() {
                let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                self.rest = rest;
                self.line += 1;
                if line.trim() == end {
                    break;
                }
            }
        }
    }

    fn word(&mut self) {
        let line = self.line;
        let mut text = String::new();
        let mut is_quoted = false;
        while let Some(next) = self.peek() {
            if next.is_whitespace() || ";&|()<>".contains(next) {
                break;
            }
            self.next();
            match next {
                '\'' => {
                    is_quoted = true;
                    while let Some(inner) = self.next().filter(|inner| *inner != '\'') {
                        text.push(plain(inner, "$`~"));
                    }
                }
                '"' => {
                    is_quoted = true;
                    self.double_quoted(&mut text);
                }
                '\\' => {
                    is_quoted = true;
                    match self.next() {
                        Some('\n') | None => {}
                        Some(inner) => text.push(plain(inner, "$`~")),
                    }
                }
                '`' => {
                    while self.next().is_some_and(|inner| inner != '`') {}
                    text.push(UNKNOWN);
                }
                '$' => self.expansion(&mut text),
                other => text.push(other),
            }
        }
        // The number of a stream: `2>/dev/null`.
        let is_stream = self.rest.starts_with(['<', '>']) && text.chars().all(|character| character.is_ascii_digit());
        if is_stream && !is_quoted {
            return;
        }
        self.is_joined = true;
        self.tokens.push(Token::Word { text, line, is_quoted });
    }

    fn double_quoted(&mut self, text: &mut String) {
        while let Some(inner) = self.next() {
            match inner {
                '"' => return,
                '\\' => {
                    if let Some(inner) = self.next() {
                        text.push(plain(inner, "$`~"));
                    }
                }
                '`' => {
                    while self.next().is_some_and(|inner| inner != '`') {}
                    text.push(UNKNOWN);
                }
                '$' => self.expansion(text),
                // It stays as it is in quotes.
                '~' => text.push(UNKNOWN),
                other => text.push(other),
            }
        }
    }

    /// Behind a `$`: the name of a variable is kept, all else is unknown.
    fn expansion(&mut self, text: &mut String) {
        if self.take("(") {
            self.skip_to_its_end('(', ')');
            text.push(UNKNOWN);
        } else if self.take("{") {
            let name: String = self.rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            if self
                .rest
                .get(name.len()..)
                .is_some_and(|behind| behind.starts_with('}'))
            {
                text.push('$');
                text.push_str(&name);
                // A name ends here, whatever follows.
                text.push_str(if name == "HOME" || name == "PATH" { "" } else { "\u{1}" });
            } else {
                text.push(UNKNOWN);
            }
            self.skip_to_its_end('{', '}');
        } else {
            text.push('$');
        }
    }

    fn skip_to_its_end(&mut self, open: char, close: char) {
        let mut depth = 1;
        while let Some(next) = self.next() {
            if next == open {
                depth += 1;
            } else if next == close {
                depth -= 1;
            }
            if depth == 0 {
                return;
            }
        }
    }
}

/// A character as it is, unless it would mean something without the quotes.
fn plain(character: char, special: &str) -> char {
    if special.contains(character) {
        UNKNOWN
    } else {
        character
    }
}
