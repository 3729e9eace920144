//! Regular expressions as definitions use them, matched in time linear in the text.
//!
//! A pattern becomes a program of states; all states in which the text may be are followed at once, so that no text
//! makes a pattern slow. Understood are classes, groups, alternatives, repetition, anchors and the flag `(?i)`; what
//! else Go's syntax has makes a pattern one that is not understood, and that nothing is checked against.
//!
//! Source: go regexp/syntax/doc.go

use std::iter::Peekable;
use std::str::Chars;

/// A pattern with at most so many states is understood.
const LONGEST_PROGRAM: usize = 20_000;
/// Groups nest at most so deep.
const DEEPEST: u32 = 100;
/// The most repetitions that Go takes.
const MOST_REPEATED: u32 = 1000;

/// A pattern that is understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern {
    program: Vec<State>,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    /// Takes a character of the class.
    Take(Class),
    /// Goes on at both.
    Fork(usize, usize),
    /// Goes on elsewhere.
    Go(usize),
    /// Goes on at the start of the text only.
    Start,
    /// Goes on at the end of the text only.
    End,
    /// Goes on where a word starts or ends, or where none does.
    Edge { wanted: bool },
    /// The pattern was found.
    Found,
}

/// Characters by ranges, or all but those.
#[derive(Debug, Clone, PartialEq, Default)]
struct Class {
    ranges: Vec<(char, char)>,
    is_negated: bool,
}

impl Class {
    fn has(&self, c: char) -> bool {
        self.ranges.iter().any(|&(first, last)| (first..=last).contains(&c)) != self.is_negated
    }

    /// Adds the other case of every ASCII letter.
    fn fold(&mut self) {
        for at in 0..self.ranges.len() {
            let Some(&(first, last)) = self.ranges.get(at) else { continue };
            for (low, high, shift) in [('a', 'z', -32_i32), ('A', 'Z', 32)] {
                let (from, to) = (first.max(low), last.min(high));
                let shifted = |c: char| u8::try_from(c as i32 + shift).map_or(c, char::from);
                if from <= to {
                    self.ranges.push((shifted(from), shifted(to)));
                }
            }
        }
    }
}

/// A pattern as read.
#[derive(Debug, Clone)]
enum Node {
    Empty,
    State(State),
    Chain(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
}

impl Pattern {
    /// Reads a pattern; `None` if it is not understood.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.chars().peekable(), ignores_case: false };
        let node = reader.alternatives(DEEPEST)?;
        if reader.rest.next().is_some() {
            return None;
        }
        let mut program = Vec::new();
        write(&node, &mut program)?;
        program.push(State::Found);
        Some(Self { program })
    }

    /// Says whether the pattern is found anywhere in a text.
    pub(crate) fn is_found_in(&self, text: &str) -> bool {
        let mut now = States::new(self.program.len());
        let mut next = States::new(self.program.len());
        let mut before = None;
        let mut rest = text.chars();
        loop {
            let after = rest.clone().next();
            now.add(&self.program, 0, before, after);
            if now.found {
                return true;
            }
            let Some(c) = rest.next() else { return false };
            let following = rest.clone().next();
            for &at in &now.list {
                if let Some(State::Take(class)) = self.program.get(at)
                    && class.has(c)
                {
                    next.add(&self.program, at + 1, Some(c), following);
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
            before = Some(c);
        }
    }
}

/// A set of states, with those that take a character in a list.
struct States {
    is_in: Vec<bool>,
    seen: Vec<usize>,
    list: Vec<usize>,
    found: bool,
}

impl States {
    fn new(len: usize) -> Self {
        Self { is_in: vec![false; len], seen: Vec::new(), list: Vec::new(), found: false }
    }

    fn clear(&mut self) {
        for at in self.seen.drain(..) {
            if let Some(is_in) = self.is_in.get_mut(at) {
                *is_in = false;
            }
        }
        self.list.clear();
        self.found = false;
    }

    /// Adds a state and all that it goes on to between two characters.
    fn add(&mut self, program: &[State], state: usize, before: Option<char>, after: Option<char>) {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        let mut open = vec![state];
        while let Some(at) = open.pop() {
            let (Some(is_in), Some(state)) = (self.is_in.get_mut(at), program.get(at)) else { continue };
            if std::mem::replace(is_in, true) {
                continue;
            }
            self.seen.push(at);
            match state {
                State::Take(_) => self.list.push(at),
                State::Fork(one, other) => open.extend([*other, *one]),
                State::Go(to) => open.push(*to),
                State::Start if before.is_none() => open.push(at + 1),
                State::End if after.is_none() => open.push(at + 1),
                State::Edge { wanted } if (is_word(before) != is_word(after)) == *wanted => open.push(at + 1),
                State::Start | State::End | State::Edge { .. } => {}
                State::Found => self.found = true,
            }
        }
    }
}

/// Appends the states of a part; `None` if there are too many.
fn write(node: &Node, program: &mut Vec<State>) -> Option<()> {
    if program.len() > LONGEST_PROGRAM {
        return None;
    }
    match node {
        Node::Empty => {}
        Node::State(state) => program.push(state.clone()),
        Node::Chain(parts) => {
            for part in parts {
                write(part, program)?;
            }
        }
        Node::Either(parts) => {
            let mut ends = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                let is_last = at + 1 == parts.len();
                let fork = program.len();
                if !is_last {
                    program.push(State::Go(0));
                }
                write(part, program)?;
                if !is_last {
                    ends.push(program.len());
                    program.push(State::Go(0));
                    let end = program.len();
                    set(program, fork, State::Fork(fork + 1, end));
                }
            }
            let end = program.len();
            for at in ends {
                set(program, at, State::Go(end));
            }
        }
        Node::Repeat(part, least, most) => {
            for _ in 0..*least {
                write(part, program)?;
            }
            if let Some(most) = most {
                let mut forks = Vec::new();
                for _ in *least..*most {
                    forks.push(program.len());
                    program.push(State::Go(0));
                    write(part, program)?;
                }
                let end = program.len();
                for at in forks {
                    set(program, at, State::Fork(at + 1, end));
                }
            } else {
                let fork = program.len();
                program.push(State::Go(0));
                write(part, program)?;
                program.push(State::Go(fork));
                let end = program.len();
                set(program, fork, State::Fork(fork + 1, end));
            }
        }
    }
    Some(())
}

fn set(program: &mut [State], at: usize, state: State) {
    if let Some(slot) = program.get_mut(at) {
        *slot = state;
    }
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    ignores_case: bool,
}

impl Reader<'_> {
    fn alternatives(&mut self, depth: u32) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let mut parts = vec![self.chain(depth)?];
        while self.rest.next_if_eq(&'|').is_some() {
            parts.push(self.chain(depth)?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Node::Either(parts)) }
    }

    fn chain(&mut self, depth: u32) -> Option<Node> {
        let mut parts = Vec::new();
        while self.rest.peek().is_some_and(|&c| c != '|' && c != ')') {
            let part = self.part(depth)?;
            parts.push(self.repeated(part)?);
        }
        Some(Node::Chain(parts))
    }

    fn part(&mut self, depth: u32) -> Option<Node> {
        Some(match self.rest.next()? {
            '(' => return self.group(depth),
            '[' => self.taken(self.ignores_case, Reader::class)?,
            '.' => Node::State(State::Take(Class { ranges: vec![('\n', '\n')], is_negated: true })),
            '^' => Node::State(State::Start),
            '$' => Node::State(State::End),
            '\\' => match self.rest.peek()? {
                'A' => self.state(State::Start),
                'z' => self.state(State::End),
                'b' => self.state(State::Edge { wanted: true }),
                'B' => self.state(State::Edge { wanted: false }),
                _ => self.taken(self.ignores_case, Reader::escape)?,
            },
            '*' | '+' | '?' => return None,
            c => {
                self.taken(self.ignores_case, |_| Some(Class { ranges: vec![(c, c)], is_negated: false }))?
            }
        })
    }

    fn state(&mut self, state: State) -> Node {
        self.rest.next();
        Node::State(state)
    }

    fn taken(&mut self, ignores_case: bool, class: impl FnOnce(&mut Self) -> Option<Class>) -> Option<Node> {
        let mut class = class(self)?;
        if ignores_case {
            class.fold();
        }
        Some(Node::State(State::Take(class)))
    }

    fn group(&mut self, depth: u32) -> Option<Node> {
        let outer = self.ignores_case;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next()? {
                ':' => {}
                'i' => {
                    self.ignores_case = true;
                    match self.rest.next()? {
                        // The flag holds for the rest of the group around it.
                        ')' => return Some(Node::Empty),
                        ':' => {}
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        let inside = self.alternatives(depth)?;
        self.ignores_case = outer;
        self.rest.next_if_eq(&')')?;
        Some(inside)
    }

    /// A node and the repetition after it; Go refuses a repetition of one (`a**`).
    fn repeated(&mut self, node: Node) -> Option<Node> {
        let Some((least, most)) = self.repetition() else { return Some(node) };
        let is_too_often = |count: u32| count > MOST_REPEATED;
        if is_too_often(least) || most.is_some_and(|most| is_too_often(most) || most < least) {
            return None;
        }
        self.rest.next_if_eq(&'?');
        match self.repetition() {
            Some(_) => None,
            None => Some(Node::Repeat(Box::new(node), least, most)),
        }
    }

    /// The least and the most repetitions that are asked for here.
    fn repetition(&mut self) -> Option<(u32, Option<u32>)> {
        let found = match self.rest.peek()? {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            '{' => {
                // A brace that opens no repetition stands for itself.
                let mut ahead = self.rest.clone();
                ahead.next();
                let found = bounds(&mut ahead)?;
                self.rest = ahead;
                return Some(found);
            }
            _ => return None,
        };
        self.rest.next();
        Some(found)
    }

    fn class(&mut self) -> Option<Class> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut class = Class { ranges: Vec::new(), is_negated };
        let mut is_first = true;
        loop {
            let c = self.rest.next()?;
            match c {
                ']' if !is_first => return Some(class),
                '[' if self.rest.peek() == Some(&':') => return None,
                _ => {}
            }
            is_first = false;
            let first = if c == '\\' {
                let escaped = self.escape()?;
                match escaped.ranges.as_slice() {
                    [(one, other)] if one == other && !escaped.is_negated => *one,
                    _ if escaped.is_negated => return None,
                    ranges => {
                        class.ranges.extend(ranges);
                        continue;
                    }
                }
            } else {
                c
            };
            let mut ahead = self.rest.clone();
            let is_range = ahead.next() == Some('-') && ahead.peek().is_some_and(|&c| c != ']');
            if !is_range {
                class.ranges.push((first, first));
                continue;
            }
            self.rest.next();
            let last = match self.rest.next()? {
                '\\' => match self.escape()?.ranges.as_slice() {
                    [(one, other)] if one == other => *one,
                    _ => return None,
                },
                last => last,
            };
            if last < first {
                return None;
            }
            class.ranges.push((first, last));
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> Option<Class> {
        let one = |c| Class { ranges: vec![(c, c)], is_negated: false };
        let c = self.rest.next()?;
        let digits = vec![('0', '9')];
        let word = vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
        let space = vec![('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')];
        let (ranges, is_negated) = match c {
            'd' => (digits, false),
            'D' => (digits, true),
            'w' => (word, false),
            'W' => (word, true),
            's' => (space, false),
            'S' => (space, true),
            'n' => return Some(one('\n')),
            't' => return Some(one('\t')),
            'r' => return Some(one('\r')),
            'f' => return Some(one('\u{c}')),
            'v' => return Some(one('\u{b}')),
            'a' => return Some(one('\u{7}')),
            'x' => return self.hexadecimal().map(one),
            c if c.is_ascii_punctuation() => return Some(one(c)),
            _ => return None,
        };
        Some(Class { ranges, is_negated })
    }

    fn hexadecimal(&mut self) -> Option<char> {
        let mut number = 0;
        if self.rest.next_if_eq(&'{').is_some() {
            while self.rest.next_if_eq(&'}').is_none() {
                number = self.rest.next()?.to_digit(16)? + u32::checked_mul(number, 16)?;
            }
        } else {
            for _ in 0..2 {
                number = number * 16 + self.rest.next()?.to_digit(16)?;
            }
        }
        char::from_u32(number)
    }
}

/// The numbers of `{2}`, `{2,}` and `{2,5}` after the brace.
fn bounds(rest: &mut Peekable<Chars<'_>>) -> Option<(u32, Option<u32>)> {
    let mut number = || {
        let mut digits = String::new();
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let found = digits.parse().ok();
        (found, rest.next())
    };
    match number() {
        (Some(count), Some('}')) => Some((count, Some(count))),
        (Some(least), Some(',')) => match number() {
            (None, Some('}')) => Some((least, None)),
            (Some(most), Some('}')) => Some((least, Some(most))),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_found_as_go_finds_them() {
        let subdomain = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
        let long = format!("{}!", "a".repeat(50_000));
        let table: &[(&str, &[&str], &[&str])] = &[
            (subdomain, &["a", "a-b.c", "9"], &["", "A", "-a", "a..b", "a\n", &long]),
            (r"^$|^[a-z]+$", &["", "ab"], &["1", "a1"]),
            (r"^(\*\.)?x$", &["x", "*.x"], &["*x", ".x"]),
            (
                r"^([0-9]{1,5}(h|m|s|ms)){1,4}$",
                &["1h", "10s500ms", "1h2m3s4ms"],
                &["1", "123456s", "1h1h1h1h1h"],
            ),
            (r"b|c$", &["abz", "xc"], &["a", "cx"]),
            (r"^(?i)\.?[a-z_]+$", &[".FOO", "b_"], &["1", "..a"]),
            (r"^(?:[-a/%]|[%][0-9a-fA-F]{2})+$", &["/a%2F", "%"], &["", "b"]),
            (r"^[A-Za-z!#$%&'*+\-.^_\x60|~]+$", &["a`", "x-y"], &["a b", "\\"]),
            (r"^[!-~]+([\t ]?[!-~]+)*$", &["a b", "a\tb"], &[" a", "a  b", "a "]),
            (r"^\w{2,}\d*\s?\S$", &["ab1 x", "abc"], &["a"]),
            (r"^[^a-c]+?$", &["xyz", "\u{e9}"], &["xa"]),
            (r"\bfoo\b", &["a foo b", "foo"], &["afoo", "food"]),
            (r"^a{,2}$", &["a{,2}"], &["aa"]),
            (r"^a.c$", &["abc"], &["a\nc"]),
            (r"(a*)*$", &["", "b"], &[]),
        ];
        for (pattern, found, missed) in table {
            let read = Pattern::read(pattern).unwrap();
            for text in *found {
                assert!(read.is_found_in(text), "{pattern} in {text:?}");
            }
            for text in *missed {
                assert!(!read.is_found_in(text), "{pattern} not in {text:?}");
            }
        }
    }

    #[test]
    fn what_is_not_understood_is_no_pattern() {
        for text in [
            "(",
            "a)",
            "[a",
            "*a",
            r"\p{L}",
            "[[:alpha:]]",
            "(?P<n>a)",
            "[b-a]",
            "a{3,2}",
            "a{1001}",
            "a**",
            "a{2}{3}",
            "a+?*",
            r"\",
            "(((a{1000}){1000}){1000})",
        ] {
            assert!(Pattern::read(text).is_none(), "{text}");
        }
        assert!(Pattern::read(&"(".repeat(100_000)).is_none());
    }
}
