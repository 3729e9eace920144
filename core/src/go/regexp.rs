//! What Go's `regexp` says of a text that is no regular expression.
//!
//! Not told are names of Unicode classes that there are not, and repetitions within repetitions that are too many
//! together.
//!
//! Source: Go 1.26 src/regexp/syntax/parse.go

const MOST_REPEATED: u32 = 1000;
const POSIX_CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// Why a text is no regular expression, in Go's words; `None` if it is one.
pub(crate) fn fault(text: &str) -> Option<String> {
    parse(text).err().map(|(code, at)| format!("error parsing regexp: {code}: `{at}`"))
}

/// What is wrong, and the text at fault.
type Fault<'t> = (&'static str, &'t str);

const BAD_CLASS: &str = "invalid character class range";
const BAD_ESCAPE: &str = "invalid escape sequence";

/// The part of a text before a rest of it.
fn before<'t>(text: &'t str, rest: &str) -> &'t str {
    text.get(..text.len().saturating_sub(rest.len())).unwrap_or(text)
}

/// Source: `parse`
fn parse(text: &str) -> Result<(), Fault<'_>> {
    let mut rest = text;
    let mut open: u32 = 0;
    // There is something that can be repeated.
    let mut has_argument = false;
    let mut last_repeat = None;
    while let Some(c) = rest.chars().next() {
        let start = rest;
        let mut chars = rest.chars();
        chars.next();
        rest = chars.as_str();
        let mut repeat = None;
        let count = if c == '{' { parse_repeat(start) } else { None };
        match c {
            '(' if rest.starts_with('?') => {
                let (after, opens) = parse_perl_flags(start)?;
                rest = after;
                if opens {
                    open += 1;
                    has_argument = false;
                }
            }
            '(' => {
                open += 1;
                has_argument = false;
            }
            '|' => has_argument = false,
            ')' => {
                open = open.checked_sub(1).ok_or(("unexpected )", text))?;
                has_argument = true;
            }
            '[' => {
                rest = parse_class(start)?;
                has_argument = true;
            }
            '*' | '+' | '?' | '{' if c != '{' || count.is_some() => {
                let mut after = rest;
                if let Some((is_valid, end)) = count {
                    if !is_valid {
                        return Err(("invalid repeat count", before(start, end)));
                    }
                    after = end;
                }
                after = after.strip_prefix('?').unwrap_or(after);
                if let Some(last) = last_repeat {
                    return Err(("invalid nested repetition operator", before(last, after)));
                }
                if !has_argument {
                    return Err(("missing argument to repetition operator", before(start, after)));
                }
                repeat = Some(start);
                rest = after;
            }
            '\\' => match rest.chars().next() {
                Some('A' | 'b' | 'B' | 'z') => {
                    rest = rest.get(1..).unwrap_or("");
                    has_argument = true;
                }
                Some('C') => return Err((BAD_ESCAPE, start.get(..2).unwrap_or(start))),
                Some('Q') => {
                    let quoted = rest.get(1..).unwrap_or("");
                    let (inside, after) = quoted.split_once("\\E").unwrap_or((quoted, ""));
                    has_argument |= !inside.is_empty();
                    rest = after;
                }
                _ => {
                    rest = match parse_class_escape(start)? {
                        Some(after) => after,
                        None => parse_escape(start)?.1,
                    };
                    has_argument = true;
                }
            },
            _ => has_argument = true,
        }
        last_repeat = repeat;
    }
    if open > 0 { Err(("missing closing )", text)) } else { Ok(()) }
}

/// Reads `{2}`, `{2,}` or `{2,5}`: whether Go takes the numbers, and what follows; `None` if the brace is a literal.
///
/// Source: `parseRepeat`, `parseInt`
fn parse_repeat(text: &str) -> Option<(bool, &str)> {
    fn number(text: &str) -> Option<(u32, &str)> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(end)?;
        let is_number = !digits.is_empty() && (digits.len() == 1 || !digits.starts_with('0'));
        is_number.then(|| (digits.parse().unwrap_or(u32::MAX), rest))
    }
    let (least, rest) = number(text.strip_prefix('{')?)?;
    let (most, rest) = match rest.strip_prefix(',') {
        None => (least, rest),
        Some(rest) if rest.starts_with('}') => (least, rest),
        Some(rest) => number(rest)?,
    };
    let rest = rest.strip_prefix('}')?;
    Some((least <= MOST_REPEATED && most <= MOST_REPEATED && least <= most, rest))
}

/// Reads `(?i)`, `(?i:`, `(?P<name>` and the like: what follows, and whether a group is open now.
///
/// Source: `parsePerlFlags`
fn parse_perl_flags(text: &str) -> Result<(&str, bool), Fault<'_>> {
    let name = text.strip_prefix("(?P<").or_else(|| text.strip_prefix("(?<"));
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        const CODE: &str = "invalid named capture";
        let (name, rest) = name.split_once('>').ok_or((CODE, text))?;
        let is_valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        return if is_valid { Ok((rest, true)) } else { Err((CODE, before(text, rest))) };
    }
    let mut rest = text.get(2..).unwrap_or("");
    let (mut is_negated, mut saw_flag) = (false, false);
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            'i' | 'm' | 's' | 'U' => saw_flag = true,
            '-' if !is_negated => (is_negated, saw_flag) = (true, false),
            ':' | ')' if !is_negated || saw_flag => return Ok((rest, c == ':')),
            _ => break,
        }
    }
    Err(("invalid or unsupported Perl syntax", before(text, rest)))
}

/// Reads `\d`, `\pL` and the like; `None` if it is another escape.
///
/// Source: `parseUnicodeClass`, `parsePerlClassEscape`
fn parse_class_escape(text: &str) -> Result<Option<&str>, Fault<'_>> {
    let Some(rest) = text.strip_prefix('\\') else { return Ok(None) };
    let Some(c) = rest.chars().next() else { return Ok(None) };
    let after = rest.get(c.len_utf8()..).unwrap_or("");
    match c {
        'd' | 'D' | 's' | 'S' | 'w' | 'W' => Ok(Some(after)),
        'p' | 'P' if after.starts_with('{') => match after.split_once('}') {
            Some((_, rest)) => Ok(Some(rest)),
            None => Err((BAD_CLASS, text)),
        },
        'p' | 'P' => match after.chars().next() {
            Some(c) => Ok(Some(after.get(c.len_utf8()..).unwrap_or(""))),
            None => Err((BAD_CLASS, text)),
        },
        _ => Ok(None),
    }
}

/// Reads an escaped character: it, and what follows.
///
/// Source: `parseEscape`
fn parse_escape(text: &str) -> Result<(char, &str), Fault<'_>> {
    let mut rest = text.get(1..).unwrap_or("").chars();
    let Some(c) = rest.next() else { return Err(("trailing backslash at end of expression", "")) };
    let is_octal = |c: char| ('0'..='7').contains(&c);
    let found = match c {
        '0'..='7' if c == '0' || rest.as_str().starts_with(is_octal) => {
            let mut number = c.to_digit(8);
            for _ in 0..2 {
                let Some(digit) = rest.clone().next().filter(|c| is_octal(*c)) else { break };
                rest.next();
                number = number.zip(digit.to_digit(8)).map(|(number, digit)| number * 8 + digit);
            }
            number.and_then(char::from_u32)
        }
        'x' => hexadecimal(&mut rest),
        'a' => Some('\u{7}'),
        'f' => Some('\u{c}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\u{b}'),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(c),
        _ => None,
    };
    found.map(|c| (c, rest.as_str())).ok_or((BAD_ESCAPE, before(text, rest.as_str())))
}

fn hexadecimal(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let first = rest.next()?;
    if first != '{' {
        let second = rest.next();
        return char::from_u32(first.to_digit(16)? * 16 + second?.to_digit(16)?);
    }
    let mut number: Option<u32> = None;
    loop {
        match rest.next()? {
            '}' => return number.and_then(char::from_u32),
            c => {
                let digit = c.to_digit(16)?;
                number = Some(number.unwrap_or(0) * 16 + digit).filter(|number| *number <= 0x10_ffff);
                number?;
            }
        }
    }
}

/// Reads a class in brackets: what follows.
///
/// Source: `parseClass`, `parseNamedClass`
fn parse_class(text: &str) -> Result<&str, Fault<'_>> {
    let inside = text.strip_prefix('[').unwrap_or(text);
    let mut rest = inside.strip_prefix('^').unwrap_or(inside);
    let mut is_first = true;
    while is_first || !rest.starts_with(']') {
        is_first = false;
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
            if !POSIX_CLASSES.contains(&name.strip_prefix('^').unwrap_or(name)) {
                return Err((BAD_CLASS, before(rest, after)));
            }
            rest = after;
            continue;
        }
        if let Some(after) = parse_class_escape(rest)? {
            rest = after;
            continue;
        }
        let start = rest;
        let low;
        (low, rest) = class_char(rest, text)?;
        if rest.len() >= 2
            && let Some(after) = rest.strip_prefix('-').filter(|after| !after.starts_with(']'))
        {
            let high;
            (high, rest) = class_char(after, text)?;
            if high < low {
                return Err((BAD_CLASS, before(start, rest)));
            }
        }
    }
    Ok(rest.get(1..).unwrap_or(""))
}

/// Source: `parseClassChar`
fn class_char<'t>(text: &'t str, class: &'t str) -> Result<(char, &'t str), Fault<'t>> {
    match text.chars().next() {
        None => Err(("missing closing ]", class)),
        Some('\\') => parse_escape(text),
        Some(c) => Ok((c, text.get(c.len_utf8()..).unwrap_or(""))),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn faults_are_told_as_go_tells_them() {
        for (text, code, at) in [
            ("[", "missing closing ]", "["),
            ("a[^b", "missing closing ]", "[^b"),
            ("[]a", "missing closing ]", "[]a"),
            ("[b-a]", "invalid character class range", "b-a"),
            ("[[:word:][:x:]]", "invalid character class range", "[:x:]"),
            (r"\p{L", "invalid character class range", r"\p{L"),
            ("(a", "missing closing )", "(a"),
            ("a)b", "unexpected )", "a)b"),
            ("*a", "missing argument to repetition operator", "*"),
            ("a|+?b", "missing argument to repetition operator", "+?"),
            ("(?i)*", "missing argument to repetition operator", "*"),
            ("a**", "invalid nested repetition operator", "**"),
            ("a{2}+b", "invalid nested repetition operator", "{2}+"),
            ("a{3,2}b", "invalid repeat count", "{3,2}"),
            ("a{1001}", "invalid repeat count", "{1001}"),
            (r"a\q", "invalid escape sequence", r"\q"),
            (r"\8", "invalid escape sequence", r"\8"),
            (r"\x{110000}", "invalid escape sequence", r"\x{110000"),
            (r"[\C]", "invalid escape sequence", r"\C"),
            ("a\\", "trailing backslash at end of expression", ""),
            ("(?=a)", "invalid or unsupported Perl syntax", "(?="),
            ("(?i-)", "invalid or unsupported Perl syntax", "(?i-)"),
            ("(?P<n", "invalid named capture", "(?P<n"),
            ("(?<a b>x)", "invalid named capture", "(?<a b>"),
        ] {
            assert_eq!(fault(text), Some(format!("error parsing regexp: {code}: `{at}`")), "{text}");
        }
        for text in [
            "",
            r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
            "a{,2}{x}",
            "[]-]|[a-][^]]",
            r"(?i)(?P<n>\x{1f600}\x41\012\pL\P{Greek}[\d\-\\])*?",
            r"\Q(*\E+",
            "^*a??b{2,}?",
            "(?:|a)|",
            r"[[:^alpha:]\]]",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }
}
