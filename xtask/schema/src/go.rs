//! Reads Go type declarations: just enough of the language for the API packages, whose files follow one form.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A type as Go writes it, with names made absolute (`k8s.io/api/core/v1.Protocol`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GoType {
    /// A predeclared or named type.
    Name(String),
    /// `[]T`.
    List(Box<GoType>),
    /// `map[K]V`.
    Map(Box<GoType>, Box<GoType>),
    /// `*T`.
    Pointer(Box<GoType>),
}

/// One field of a struct.
#[derive(Debug, Clone)]
pub(crate) struct GoField {
    /// Go's name; of an embedded field the type's last name.
    pub name: String,
    /// The name in JSON; empty for an inlined struct.
    pub json: String,
    /// The type.
    pub ty: GoType,
    /// `omitempty`.
    pub omit_empty: bool,
    /// `omitzero`.
    pub omit_zero: bool,
}

/// What a declaration declares.
#[derive(Debug, Clone)]
pub(crate) enum Declaration {
    /// A struct.
    Struct(Vec<GoField>),
    /// A type with another's shape.
    Named(GoType),
    /// Another name for a type.
    Alias(GoType),
}

/// All declarations read so far, by absolute name, and the constants of `+enum` types.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    /// The declarations.
    pub types: BTreeMap<String, Declaration>,
    /// The values of types marked `+enum`, in source order.
    pub(crate) enums: BTreeMap<String, Vec<String>>,
}

impl Packages {
    /// Reads all declarations of the files in `folder` that is imported as `path`.
    pub(crate) fn read(&mut self, folder: &Path, path: &str) -> Result<()> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .with_context(|| format!("read {}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|file| {
                let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("");
                file.extension().is_some_and(|extension| extension == "go")
                    && !name.ends_with("_test.go")
                    && !name.starts_with("zz_generated")
                    && !name.starts_with("generated")
                    && !name.ends_with("_swagger_doc_generated.go")
            })
            .collect();
        files.sort();
        for file in files {
            self.read_file(&fs::read_to_string(&file)?, path);
        }
        Ok(())
    }

    fn read_file(&mut self, text: &str, path: &str) {
        let imports = imports(text);
        let mut is_enum = false;
        let mut lines = text.lines();
        let mut enum_types = Vec::new();
        while let Some(line) = lines.next() {
            if line.starts_with("// +enum") {
                is_enum = true;
            } else if let Some(rest) = line.strip_prefix("type ") {
                let mut words = rest.split_whitespace();
                let Some(name) = words.next() else { continue };
                let absolute = format!("{path}.{name}");
                let rest = rest.trim_start().strip_prefix(name).unwrap_or("").trim();
                let rest = rest.split("//").next().unwrap_or("").trim();
                if std::mem::take(&mut is_enum) {
                    enum_types.push(absolute.clone());
                }
                let declaration = if rest == "struct{}" {
                    Declaration::Struct(Vec::new())
                } else if rest == "struct {" {
                    Declaration::Struct(fields(&mut lines, path, &imports))
                } else if rest.starts_with("struct")
                    || rest.starts_with("interface")
                    || rest.starts_with("func")
                {
                    continue;
                } else if let Some(other) = rest.strip_prefix("= ") {
                    Declaration::Alias(parse_type(other, path, &imports))
                } else {
                    Declaration::Named(parse_type(rest, path, &imports))
                };
                self.types.insert(absolute, declaration);
            } else if !line.starts_with("//") {
                is_enum = false;
            }
        }
        for (name, value) in constants(text) {
            let name = format!("{path}.{name}");
            if enum_types.contains(&name) {
                self.enums.entry(name).or_default().push(value);
            }
        }
    }

    /// The name an alias stands for, else the name itself.
    pub(crate) fn follow<'a>(&'a self, mut name: &'a str) -> &'a str {
        while let Some(Declaration::Alias(GoType::Name(other))) = self.types.get(name) {
            name = other;
        }
        name
    }
}

/// `Name Type = "value"` lines.
fn constants(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| {
            let (left, right) = line.trim_start().split_once(" = \"")?;
            let left = left.strip_prefix("const ").unwrap_or(left);
            let mut words = left.split_whitespace();
            let (_, ty, None) = (words.next()?, words.next()?, words.next()) else { return None };
            Some((ty.to_owned(), right.split('"').next()?.to_owned()))
        })
        .collect()
}

/// The imports of a file: the name used in it, and the path.
fn imports(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for line in text.lines() {
        if line.starts_with("type ") {
            break;
        }
        let line = line.trim().trim_start_matches("import ");
        let Some((alias, rest)) = line.split_once('"') else { continue };
        let Some(path) = rest.strip_suffix('"') else { continue };
        if alias.contains("//") || path.contains(' ') {
            continue;
        }
        let alias = alias.trim();
        let name = if alias.is_empty() { path.rsplit('/').next().unwrap_or(path) } else { alias };
        found.insert(name.to_owned(), path.to_owned());
    }
    found
}

fn fields<'a>(
    lines: &mut impl Iterator<Item = &'a str>,
    path: &str,
    imports: &BTreeMap<String, String>,
) -> Vec<GoField> {
    let mut fields = Vec::new();
    for line in lines {
        if line.starts_with('}') {
            break;
        }
        let trimmed = line.trim();
        if trimmed.starts_with("//") {
            continue;
        }
        let Some((left, tags)) = trimmed.split_once('`') else { continue };
        let Some(tag) = tags.split("json:\"").nth(1).and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        let mut parts = tag.split(',');
        let json = parts.next().unwrap_or("").to_owned();
        if json == "-" {
            continue;
        }
        let options: Vec<_> = parts.collect();
        let mut words = left.split_whitespace();
        let Some(first) = words.next() else { continue };
        let rest: String = words.collect();
        let (name, ty) = if rest.is_empty() {
            let name = first.rsplit(['.', '*']).next().unwrap_or(first);
            (name.to_owned(), parse_type(first, path, imports))
        } else {
            (first.to_owned(), parse_type(&rest, path, imports))
        };
        fields.push(GoField {
            name,
            json,
            ty,
            omit_empty: options.contains(&"omitempty"),
            omit_zero: options.contains(&"omitzero"),
        });
    }
    fields
}

fn parse_type(text: &str, path: &str, imports: &BTreeMap<String, String>) -> GoType {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("[]") {
        return GoType::List(Box::new(parse_type(rest, path, imports)));
    }
    if let Some(rest) = text.strip_prefix('*') {
        return GoType::Pointer(Box::new(parse_type(rest, path, imports)));
    }
    if let Some((key, value)) = text.strip_prefix("map[").and_then(|rest| rest.split_once(']')) {
        return GoType::Map(
            Box::new(parse_type(key, path, imports)),
            Box::new(parse_type(value, path, imports)),
        );
    }
    GoType::Name(match text.split_once('.') {
        Some((alias, name)) => match imports.get(alias) {
            Some(import) => format!("{import}.{name}"),
            None => text.to_owned(),
        },
        None if text.starts_with(|c: char| c.is_ascii_lowercase()) || text.contains('{') => text.to_owned(),
        None => format!("{path}.{text}"),
    })
}
