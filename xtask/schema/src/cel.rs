//! Reads the rules of definitions (the Common Expression Language) and writes them as trees in prefix form.
//!
//! A word is a variable or a chain of fields (`self.type`); text stands in double quotes; all else is
//! `(FUNCTION ARGUMENT…)`, a macro `(MACRO LIST VARIABLE BODY)`. Only what the Gateway API's rules use is understood.
//!
//! Source: <https://github.com/google/cel-spec/blob/master/doc/langdef.md> Syntax

use anyhow::{Result, bail};
use std::fmt::Write as _;

/// Writes a rule as a tree.
pub(crate) fn tree(rule: &str) -> Result<String> {
    let mut parser = Parser { tokens: tokens(rule)?, at: 0 };
    let tree = parser.conditional()?;
    if parser.at < parser.tokens.len() {
        bail!("{rule}: text is left after the expression");
    }
    Ok(tree)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

const SIGNS: [&str; 22] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "(", ")", "[", "]", ".", ",", "+", "-", "*",
    "/", "%",
];

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_raw = rest.starts_with("r\"") || rest.starts_with("r'");
        if c.is_whitespace() {
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        } else if is_raw || c == '"' || c == '\'' {
            let (literal, after) = text_literal(rest, is_raw)?;
            out.push(Token::Text(literal));
            rest = after;
        } else if c.is_ascii_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            // A field whose name is a reserved word is spelled `__namespace__`.
            let word = word.strip_prefix("__").and_then(|word| word.strip_suffix("__")).unwrap_or(word);
            out.push(Token::Word(word.to_owned()));
            rest = after;
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (number, after) = rest.split_at(end);
            out.push(Token::Number(number.to_owned()));
            rest = after;
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            out.push(Token::Sign(sign));
            rest = rest.get(sign.len()..).unwrap_or("");
        } else {
            bail!("{text}: no token starts with `{c}`");
        }
    }
    Ok(out)
}

/// The text of a literal at the start of `rest`, and what follows it.
fn text_literal(rest: &str, is_raw: bool) -> Result<(String, &str)> {
    let body = if is_raw { rest.get(1..).unwrap_or("") } else { rest };
    let quote =
        ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| body.starts_with(quote)).unwrap_or("\"");
    let inside = body.get(quote.len()..).unwrap_or("");
    let mut out = String::new();
    let mut at = 0;
    while let Some(c) = inside.get(at..).and_then(|rest| rest.chars().next()) {
        if inside.get(at..).is_some_and(|rest| rest.starts_with(quote)) {
            return Ok((out, inside.get(at + quote.len()..).unwrap_or("")));
        }
        at += c.len_utf8();
        if c != '\\' || is_raw {
            out.push(c);
            continue;
        }
        let Some(escaped) = inside.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += escaped.len_utf8();
        out.push(match escaped {
            'n' => '\n',
            't' => '\t',
            '\\' | '\'' | '"' | '`' | '?' => escaped,
            other => bail!("{rest}: escape `{other}` is not known"),
        });
    }
    bail!("{rest}: text without end")
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn eats(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.eats(sign) {
            Ok(())
        } else {
            bail!("`{sign}` is missing before {:?}", self.tokens.get(self.at))
        }
    }

    fn conditional(&mut self) -> Result<String> {
        let condition = self.chain("||", |parser| parser.chain("&&", Self::relation))?;
        if !self.eats("?") {
            return Ok(condition);
        }
        let yes = self.conditional()?;
        self.expect(":")?;
        let no = self.conditional()?;
        Ok(format!("(? {condition} {yes} {no})"))
    }

    fn chain(&mut self, sign: &'static str, part: impl Fn(&mut Self) -> Result<String>) -> Result<String> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.eats(sign) {
            parts.push(part(self)?);
        }
        match parts.as_slice() {
            [only] => Ok(only.clone()),
            _ => Ok(format!("({sign} {})", parts.join(" "))),
        }
    }

    fn relation(&mut self) -> Result<String> {
        let left = self.chain("+", Self::unary)?;
        for sign in ["==", "!=", "<=", ">=", "<", ">"] {
            if self.eats(sign) {
                return Ok(format!("({sign} {left} {})", self.chain("+", Self::unary)?));
            }
        }
        if self.tokens.get(self.at) == Some(&Token::Word("in".to_owned())) {
            self.at += 1;
            return Ok(format!("(in {left} {})", self.chain("+", Self::unary)?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<String> {
        if self.eats("!") {
            return Ok(format!("(! {})", self.unary()?));
        }
        let mut value = self.primary()?;
        loop {
            if self.eats("[") {
                let index = self.conditional()?;
                self.expect("]")?;
                value = format!("([] {value} {index})");
            } else if self.eats(".") {
                let Some(Token::Word(name)) = self.tokens.get(self.at).cloned() else {
                    bail!("no field name")
                };
                self.at += 1;
                value = if self.eats("(") { self.member(&value, &name)? } else { select(&value, &name) };
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self) -> Result<String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Text(text)) => Ok(quoted(&text)),
            Some(Token::Number(number)) => Ok(number),
            Some(Token::Word(word)) if self.eats("(") => {
                let arguments = self.arguments(")")?;
                Ok(format!("({word} {})", arguments.join(" ")))
            }
            Some(Token::Word(word)) => Ok(word),
            Some(Token::Sign("(")) => {
                let inside = self.conditional()?;
                self.expect(")")?;
                Ok(inside)
            }
            Some(Token::Sign("[")) => Ok(format!("(list {})", self.arguments("]")?.join(" "))),
            other => bail!("{other:?} starts no expression"),
        }
    }

    /// Reads the arguments of a call on a value; those of `format.NAME().validate(TEXT).hasValue()` become one call.
    fn member(&mut self, value: &str, name: &str) -> Result<String> {
        let arguments = self.arguments(")")?;
        Ok(match (name, arguments.as_slice()) {
            (name, []) if value == "format" => format!("format:{name}"),
            ("validate", [text]) => format!("(validate {} {text})", value.trim_start_matches("format:")),
            ("hasValue", []) => value.to_owned(),
            (name, []) => format!("({name} {value})"),
            (name, arguments) => format!("({name} {value} {})", arguments.join(" ")),
        })
    }

    fn arguments(&mut self, end: &'static str) -> Result<Vec<String>> {
        let mut arguments = Vec::new();
        while !self.eats(end) {
            if !arguments.is_empty() {
                self.expect(",")?;
            }
            arguments.push(self.conditional()?);
        }
        Ok(arguments)
    }
}

fn select(value: &str, name: &str) -> String {
    if value.starts_with(['(', '"']) { format!("(. {value} {name})") } else { format!("{value}.{name}") }
}

/// Text in double quotes; a backslash stands before quotes and backslashes only.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        let _ = write!(out, "{c}");
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_become_trees() {
        for (rule, wanted) in [
            (
                "!has(self.a.b) || self.type in ['X', \"Y\"]",
                "(|| (! (has self.a.b)) (in self.type (list \"X\" \"Y\")))",
            ),
            (
                "self.all(l, l.port == 0 ? true : size(l.x) <= 1 + 2)",
                "(all self l (? (== l.port 0) true (<= (size l.x) (+ 1 2))))",
            ),
            ("self[0].matches.size() > 3", "(> (size (. ([] self 0) matches)) 3)"),
            ("self.a.matches(r\"\"\"^\\.x\"y$\"\"\")", "(matches self.a \"^\\\\.x\\\"y$\")"),
            ("p.__namespace__ == 'a\\\\b'", "(== p.namespace \"a\\\\b\")"),
            ("!format.qualifiedName().validate(k).hasValue()", "(! (validate qualifiedName k))"),
        ] {
            assert_eq!(tree(rule).unwrap(), wanted);
        }
        for broken in ["a b", "a ==", "'x", "a.b(", "#"] {
            assert!(tree(broken).is_err(), "{broken}");
        }
    }
}
