// Places between Rust and CodeMirror: zero-based [line, UTF-16 column] outside, offsets inside.

/** The offset of a place; a place past the end is the end. */
export function offset(doc, [line, column]) {
  if (line >= doc.lines) return doc.length;
  const found = doc.line(line + 1);
  return Math.min(found.from + column, found.to);
}

/** The offsets of a range of places. */
export function range(doc, { start, end }) {
  const from = offset(doc, start);
  return { from, to: Math.max(from, offset(doc, end)) };
}

/** The place of an offset. */
export function place(doc, at) {
  const line = doc.lineAt(at);
  return [line.number - 1, at - line.from];
}
