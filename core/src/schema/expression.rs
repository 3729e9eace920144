//! The rules of definitions as trees. `xtask` parses their language; here the trees are read back.
//!
//! A word is a variable or a chain of fields (`self.type`), text stands in double quotes, all else is
//! `(FUNCTION ARGUMENT…)`, a macro `(MACRO LIST VARIABLE BODY)`.

use super::pattern::Pattern;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Box<str>),
    /// A variable.
    Variable(Box<str>),
    /// A field of a value.
    Select(Box<Expression>, Box<str>),
    /// Whether a value has a field.
    Has(Box<Expression>, Box<str>),
    /// Whether a pattern is found in a text.
    Matches(Box<Expression>, Pattern),
    /// A function or an operator.
    Call(Function, Vec<Expression>),
    /// A macro: over which list or map, the variable, and the body.
    Macro(Macro, Box<Expression>, Box<str>, Box<Expression>),
}

/// Functions and operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    And,
    Or,
    Not,
    If,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Index,
    List,
    Size,
    Contains,
    StartsWith,
    EndsWith,
    Split,
    Substring,
    Duration,
    IsIp,
    Validate,
}

/// Macros that walk a list or a map's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
}

impl Function {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "&&" => Self::And,
            "||" => Self::Or,
            "!" => Self::Not,
            "?" => Self::If,
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "in" => Self::In,
            "+" => Self::Add,
            "[]" => Self::Index,
            "list" => Self::List,
            "size" => Self::Size,
            "contains" => Self::Contains,
            "startsWith" => Self::StartsWith,
            "endsWith" => Self::EndsWith,
            "split" => Self::Split,
            "substring" => Self::Substring,
            "duration" => Self::Duration,
            "isIP" => Self::IsIp,
            "validate" => Self::Validate,
            _ => return None,
        })
    }
}

impl Macro {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "exists" => Self::Exists,
            "exists_one" => Self::ExistsOne,
            "filter" => Self::Filter,
            _ => return None,
        })
    }
}

impl Expression {
    /// Reads a tree; `None` if the text is not one, or holds what is not known.
    pub(crate) fn read(text: &str) -> Option<Self> {
        const DEEPEST: u32 = 200;
        let mut rest = text;
        let expression = read(&mut rest, DEEPEST)?;
        rest.trim().is_empty().then_some(expression)
    }

    /// Says whether a variable occurs in it.
    pub(crate) fn uses(&self, name: &str) -> bool {
        let mut open = vec![self];
        while let Some(expression) = open.pop() {
            match expression {
                Self::Variable(variable) if **variable == *name => return true,
                Self::Bool(_) | Self::Int(_) | Self::Text(_) | Self::Variable(_) => {}
                Self::Select(of, _) | Self::Has(of, _) | Self::Matches(of, _) => open.push(of),
                Self::Call(_, arguments) => open.extend(arguments),
                Self::Macro(_, list, _, body) => open.extend([&**list, &**body]),
            }
        }
        false
    }
}

fn read(rest: &mut &str, depth: u32) -> Option<Expression> {
    let depth = depth.checked_sub(1)?;
    *rest = rest.trim_start();
    let Some(inside) = rest.strip_prefix('(') else {
        return if rest.starts_with('"') {
            text(rest).map(Expression::Text)
        } else {
            Some(chain(word(rest)?))
        };
    };
    *rest = inside;
    let name = word(rest)?;
    let mut arguments = Vec::new();
    loop {
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(')') {
            *rest = after;
            break;
        }
        arguments.push(read(rest, depth)?);
    }
    call(name, arguments)
}

fn call(name: &str, arguments: Vec<Expression>) -> Option<Expression> {
    if let Some(found) = Macro::read(name) {
        let [list, Expression::Variable(variable), body] = <[_; 3]>::try_from(arguments).ok()? else {
            return None;
        };
        return Some(Expression::Macro(found, Box::new(list), variable, Box::new(body)));
    }
    let one = |arguments: Vec<Expression>| <[_; 1]>::try_from(arguments).ok();
    match name {
        "." => match <[_; 2]>::try_from(arguments).ok()? {
            [of, Expression::Variable(field)] => Some(Expression::Select(Box::new(of), field)),
            _ => None,
        },
        "has" => match one(arguments)? {
            [Expression::Select(of, field)] => Some(Expression::Has(of, field)),
            _ => None,
        },
        "matches" => match <[_; 2]>::try_from(arguments).ok()? {
            [of, Expression::Text(pattern)] => {
                Some(Expression::Matches(Box::new(of), Pattern::read(&pattern)?))
            }
            _ => None,
        },
        _ => Some(Expression::Call(Function::read(name)?, arguments)),
    }
}

/// Reads up to the next blank or parenthesis.
fn word<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let end = rest.find([' ', '(', ')']).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end)?;
    *rest = after;
    (!word.is_empty()).then_some(word)
}

fn chain(word: &str) -> Expression {
    match word {
        "true" => return Expression::Bool(true),
        "false" => return Expression::Bool(false),
        _ => {}
    }
    if let Ok(number) = word.parse() {
        return Expression::Int(number);
    }
    let mut names = word.split('.');
    let mut out = Expression::Variable(names.next().unwrap_or("").into());
    for name in names {
        out = Expression::Select(Box::new(out), name.into());
    }
    out
}

fn text(rest: &mut &str) -> Option<Box<str>> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                *rest = rest.get(at + 1..)?;
                return Some(out.into());
            }
            '\\' => out.push(chars.next()?.1),
            _ => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read() {
        let read = Expression::read("(|| (! (has self.a.b)) (in l.x (list \"A\\\"\" 3)))").unwrap();
        let Expression::Call(Function::Or, parts) = &read else { panic!("{read:?}") };
        assert_eq!(parts.len(), 2);
        assert!(read.uses("self") && read.uses("l") && !read.uses("oldSelf"));
        for broken in
            ["", "(", "(nothing x)", "(has self)", "\"x", "a b", "(matches a \"(\")", "(all a \"b\" c)"]
        {
            assert!(Expression::read(broken).is_none(), "{broken}");
        }
        assert!(Expression::read(&"(! ".repeat(100_000)).is_none());
    }
}
