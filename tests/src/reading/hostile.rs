//! Inputs made to break a reader: deep, wide, long, and self-referring.

use portolan_core::syntax::{Format, judge, read, split};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

/// An input and what must come of it.
#[derive(Debug, Clone)]
pub struct Hostile {
    /// What it is.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// The language.
    pub format: Format,
    /// The code of its one problem; `None` if it is read without any.
    pub problem: Option<&'static str>,
    /// The most milliseconds that reading may take in a release build.
    pub limit_ms: u32,
}

/// How large the wide and long inputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As promised, for a release build; about 60 MB of text.
    Full,
    /// A tenth, for a debug build.
    Tenth,
}

/// All inputs. Built one after another, so that only one is held at a time.
pub fn inputs(size: Size) -> impl Iterator<Item = Hostile> {
    const MAKERS: &[fn(Size) -> Hostile] = &[
        |_| hostile("10,000 nested [", nested("[", "]", 10_000), TOO_DEEP, 20),
        |_| hostile("10,000 nested {a:", nested("{a: ", "}", 10_000), TOO_DEEP, 20),
        |_| hostile("100,000 nested [", nested("[", "]", 100_000), TOO_DEEP, 20),
        |_| hostile("100,000 open [", nested("[", "", 100_000), TOO_DEEP, 20),
        |_| hostile("2,000 nested block mappings", block_mappings(2_000), TOO_DEEP, 20),
        |size| hostile("10,000 nested block mappings", block_mappings(size.of(10_000)), TOO_DEEP, 250),
        |_| hostile("10,000 dashes on one line", "- ".repeat(10_000) + "x\n", TOO_DEEP, 20),
        |_| hostile("alias bomb 9^10", alias_bomb(), Some("alias-excessive"), 5),
        |size| hostile("two scalars of 1 MB", two_scalars(size.of(1_000_000)), None, 30),
        |size| {
            hostile(
                "1 MB of blanks in a value",
                format!("a: x{}y\n", " ".repeat(size.of(1_000_000))),
                None,
                30,
            )
        },
        |size| {
            hostile(
                "1 MB of newlines in a value",
                format!("a: \"x{}y\"\n", "\n".repeat(size.of(1_000_000))),
                None,
                30,
            )
        },
        |size| json_list(size.of(15_300)),
        |size| {
            hostile(
                "200,000 keys in one mapping",
                lines(size.of(200_000), |at| format!("key{at}: {at}")),
                None,
                300,
            )
        },
        |size| hostile("100,000 anchors", lines(size.of(100_000), |at| format!("- &a{at} x")), None, 250),
        |size| {
            hostile(
                "100,000 comment lines",
                lines(size.of(100_000), |at| format!("# {at}")) + "a: 1\n",
                None,
                60,
            )
        },
        |_| hostile("20,000 ? on one line", "? ".repeat(20_000), TOO_DEEP, 20),
        |_| hostile("50,000 a: on one line", "a: ".repeat(50_000), Some("syntax-error"), 20),
        |_| hostile("200,000 ! on one line", "!".repeat(200_000), Some("syntax-error"), 20),
        // kubectl reads an anchored null and drops the rest.
        |_| hostile("50,000 &a on one line", "&a ".repeat(50_000), Some("text-ignored"), 20),
    ];
    MAKERS.iter().map(move |make| make(size))
}

const TOO_DEEP: Option<&str> = Some("nesting-too-deep");

impl Size {
    fn of(self, full: usize) -> usize {
        match self {
            Size::Full => full,
            Size::Tenth => full / 10,
        }
    }
}

fn hostile(name: &'static str, text: String, problem: Option<&'static str>, limit_ms: u32) -> Hostile {
    Hostile { name, text, format: Format::Yaml, problem, limit_ms }
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + &close.repeat(depth)
}

fn two_scalars(len: usize) -> String {
    let text = "x".repeat(len);
    format!("a: {text}\nb: \"{text}\"\n")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

fn block_mappings(depth: usize) -> String {
    lines(depth, |at| " ".repeat(at) + "a:")
}

/// Ten lists, each with nine aliases of the one before.
fn alias_bomb() -> String {
    let mut out = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        out.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    out
}

/// A `List` on one line, in full about 1 MB and 184,000 nodes.
fn json_list(n_items: usize) -> Hostile {
    let item = |at| format!(r#"{{"a":{at},"b":"x","c":[1,2],"d":{{"e":true}}}}"#);
    let items: Vec<String> = (0..n_items).map(item).collect();
    let text = format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, items.join(","));
    Hostile { name: "1 MB List in JSON on one line", text, format: Format::Json, problem: None, limit_ms: 40 }
}

/// The milliseconds of processor time of this thread, so that others on the machine do not count; else of the clock.
fn cpu_ms() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64() * 1e3, |spent| spent / 1e6)
}

/// Reads an input and says what is wrong with the result, or how many milliseconds it took.
///
/// # Errors
/// Gives the codes that came instead of the one expected, or the time if it is more than `slack` times the limit.
pub fn read_one(input: &Hostile, slack: u32) -> Result<f64, String> {
    let text: Arc<str> = Arc::from(input.text.as_str());
    let start = cpu_ms();
    let document = read(&text, input.format);
    let took_ms = cpu_ms() - start;
    // What stands on the tree must hold, too.
    let n_fields = document.tree.root().map_or(0, |root| root.fields().len());
    let n_entries = document.tree.root().map_or(0, |root| root.entries().count());
    let split = split("f.yaml", &text);
    judge(&split, &vec![&document; split.chunks.len()]);
    let codes: Vec<&str> = document.problems.iter().map(|problem| problem.code.as_str()).collect();
    if codes != input.problem.into_iter().collect::<Vec<_>>() || n_fields > n_entries {
        return Err(format!("{}: {codes:?} instead of {:?}", input.name, input.problem));
    }
    if took_ms > f64::from(input.limit_ms * slack) {
        return Err(format!("{}: {took_ms:.1} ms of {}", input.name, input.limit_ms));
    }
    Ok(took_ms)
}
