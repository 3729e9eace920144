//! The parser's errors in our own words: what is wrong, where, what to type.

use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;
use crate::syntax::document::DEPTH_LIMIT;
use granit_parser::ErrorKind;

/// Words an error at a byte offset of `source`.
pub(super) fn describe(kind: &ErrorKind, at: usize, source: &str) -> Problem {
    let rest = source.get(at..).unwrap_or("");
    let found = rest.chars().next().filter(|c| !c.is_whitespace());
    let (message, help) = words(kind, found);
    let code =
        if *kind == ErrorKind::RecursionLimitExceeded { Code::NESTING_TOO_DEEP } else { Code::SYNTAX_ERROR };
    let place = TextRange::new(at as u32, (at + token_len(rest)) as u32);
    let mut problem = Problem::new(code, place, message);
    problem.help = (!help.is_empty()).then(|| help.to_owned());
    problem
}

/// Names the innermost open bracket. Where it was opened on a line above, it is what is wrong.
pub(super) fn blame_bracket(problem: &mut Problem, kind: &ErrorKind, bracket: TextRange, source: &str) {
    let is_clash = matches!(
        kind,
        ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::MappingValueNotAllowed
    );
    let between = source.get(bracket.end as usize..problem.range.start as usize).unwrap_or("");
    let open = source.get(bracket.start as usize..bracket.end as usize).unwrap_or("");
    if is_clash && between.contains('\n') {
        problem.message = format!("`{open}` is not closed before this line");
        problem.help = Some("Close the bracket, or separate its parts by commas.".to_owned());
    }
    problem.related.push((bracket, "opened here".to_owned()));
}

/// Says whether an error is about a tab.
pub(super) fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
    )
}

/// The length of the token to point at: a word, or one other character; nothing at a line's end.
fn token_len(rest: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let word: usize = rest.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum();
    match rest.chars().next() {
        Some(c) if word == 0 && !c.is_whitespace() => c.len_utf8(),
        Some('\t') => 1,
        _ => word,
    }
}

fn words(kind: &ErrorKind, found: Option<char>) -> (String, &'static str) {
    let fixed = |message: &str, help| (message.to_owned(), help);
    match kind {
        ErrorKind::RecursionLimitExceeded => {
            (format!("lists and mappings nest more than {DEPTH_LIMIT} levels deep"), "")
        }

        // Brackets.
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::UnclosedFlowCollection { open: '[' } => {
            fixed("a `[` is not closed", "Add `]`.")
        }
        ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnclosedFlowCollection { .. } => fixed("a `{` is not closed", "Add `}`."),
        ErrorKind::ExpectedFlowMappingSeparator => {
            fixed("`,` or `}` is missing before this", "Inside braces, separate the entries by commas.")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            fixed("`,` or `]` is missing before this", "Inside brackets, separate the items by commas.")
        }
        ErrorKind::MisplacedFlowCollectionEnd => match found {
            Some(c) => (format!("this `{c}` closes nothing"), "Remove it, or add what opens it."),
            None => fixed("a closing bracket closes nothing", "Remove it, or add what opens it."),
        },
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{close}` cannot close `{open}`"), "Make the brackets match.")
        }
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => fixed(
            "a list by dashes cannot stand inside brackets",
            "Separate the items by commas, without dashes.",
        ),
        ErrorKind::FlowMappingValueAdjacentCollection | ErrorKind::InvalidColonPlacement => fixed(
            "this colon is at a wrong place inside brackets",
            "Put a key before it and a space after it.",
        ),
        ErrorKind::InvalidFlowScalarIndent => {
            fixed("text inside brackets stands further left than what it belongs to", "Indent the line.")
        }

        // Keys, values and indentation.
        ErrorKind::ExpectedBlockMappingKey => fixed(
            "a key is expected here",
            "Indent this line like the keys it belongs to, or check the line above.",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => fixed(
            "`- ` is expected here: the lines around it are a list",
            "Start the item with `- `, or indent the line differently.",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => fixed(
            "this text is not a key: `:` is missing after it",
            "Write `key: value`, with a space after the colon.",
        ),
        ErrorKind::MappingValueNotAllowed => fixed(
            "a second `: ` on one line is not allowed here",
            "Quote the value, or put the inner mapping on its own lines.",
        ),
        ErrorKind::MappingKeyNotAllowed => {
            fixed("a key cannot start here", "Put it on a line of its own, indented like its neighbors.")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            fixed("a list cannot start here", "Put the first `- ` on a line of its own.")
        }
        ErrorKind::InvalidIndentation => fixed(
            "this line is indented like nothing above it",
            "Align it with the keys or dashes it belongs to.",
        ),
        ErrorKind::ExpectedNodeContent => match found {
            Some(c) => (
                format!("a value is expected here, not `{c}`"),
                "Quote text that starts with this character.",
            ),
            None => fixed("a value is expected here", ""),
        },
        ErrorKind::UnexpectedCharacter { character } => {
            (format!("text cannot start with `{character}`"), "Quote the value.")
        }
        ErrorKind::CommentInterceptedScalar => fixed(
            "a comment interrupts text that runs over several lines",
            "Move the comment, or quote the text.",
        ),
        ErrorKind::ExpectedWhitespace
        | ErrorKind::InvalidBlockEntryWhitespace
        | ErrorKind::InvalidMappingValueWhitespace => {
            fixed("a space is missing or a tab stands for it", "Use one space.")
        }
        ErrorKind::CommentNotSeparated => {
            fixed("a space is missing before `#`", "Write ` #` to start a comment.")
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => fixed("a tab cannot indent in YAML", "Use spaces."),
        ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEndOfPlainScalar => fixed("the text ends in the middle of a value", ""),

        // Quotes and block text.
        ErrorKind::UnclosedQuotedScalar => fixed("this quote is not closed", "Add the closing quote."),
        ErrorKind::DocumentIndicatorInQuotedScalar => fixed(
            "`---` or `...` at a line's start ends the document inside a quote",
            "Close the quote before it.",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            fixed("text follows a closing quote", "Write a quote inside single quotes twice: `''`.")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            fixed("text follows a closing quote", "Write a quote inside double quotes as `\\\"`.")
        }
        ErrorKind::InvalidQuotedScalarIndent => {
            fixed("quoted text stands further left than what it belongs to", "Indent the line.")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            fixed("this escape is not one of YAML's", "Double the backslash, or use single quotes.")
        }
        ErrorKind::InvalidQuotedScalarHexEscape => fixed(
            "hexadecimal digits are missing in this escape",
            "`\\x` takes two, `\\u` four, `\\U` eight.",
        ),
        ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => {
            fixed("this escape is not a character", "Write the character itself, or `\\U` and eight digits.")
        }
        ErrorKind::ZeroBlockScalarIndent => {
            fixed("the indentation after `|` or `>` cannot be 0", "Use 1 to 9.")
        }
        ErrorKind::InvalidBlockScalarHeader => fixed(
            "only `+`, `-`, a digit or a comment may follow `|` or `>`",
            "Start the text on the next line.",
        ),
        ErrorKind::InvalidBlockScalarIndent => fixed(
            "a line of this text stands further left than its first line",
            "Indent all its lines alike.",
        ),

        // Anchors, aliases, tags.
        ErrorKind::UnknownAnchor => fixed("this alias refers to an anchor that is not defined above it", ""),
        ErrorKind::MissingAnchorOrAliasName => {
            fixed("a name is missing after `&` or `*`", "Quote text that starts with `&` or `*`.")
        }
        ErrorKind::UndeclaredTagHandle => {
            fixed("this tag uses a handle that is not declared", "Quote text that starts with `!`.")
        }
        ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidTagUtf8 => {
            fixed("this tag is not well formed", "Quote text that starts with `!`.")
        }

        // Directives and document marks.
        ErrorKind::DuplicateVersionDirective
        | ErrorKind::UnsupportedYamlMajorVersion
        | ErrorKind::DuplicateTagDirective
        | ErrorKind::ExpectedTagDirectiveBang
        | ErrorKind::MissingDocumentEndBeforeDirective
        | ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::DirectiveDisallowed
        | ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::DirectiveByteLimitExceeded { .. }
        | ErrorKind::TooManyReservedDirectiveParams { .. }
        | ErrorKind::YamlVersionTooLong
        | ErrorKind::MissingYamlVersion
        | ErrorKind::InvalidTagDirectiveTerminator => fixed(
            "a line cannot start with `%` here",
            "kubectl does not read YAML directives: remove the line.",
        ),
        ErrorKind::ExpectedDocumentStart => fixed(
            "this text does not belong to the value above it",
            "Check the indentation, or put `---` before it.",
        ),
        ErrorKind::InvalidDocumentEnd => fixed("only a comment may follow `...` on its line", ""),
        ErrorKind::BomInsideDocument => fixed("a byte order mark stands inside the document", "Remove it."),

        // The parser does not give these for a text in memory, and may learn new ones.
        _ => fixed("the text is not YAML from here on", ""),
    }
}
