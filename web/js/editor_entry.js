// All that Rust sees of CodeMirror: one view, one state for each file. Places are zero-based [line, UTF-16 column].
import { Annotation, EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, rectangularSelection,
} from '@codemirror/view';
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { yaml } from '@codemirror/lang-yaml';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { searchKeymap } from '@codemirror/search';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { colors, look } from './theme.js';
import { place, range } from './places.js';
import { numbers } from './numbers.js';
import { completionSource, fieldTooltip } from './ask.js';
import { explain } from './tooltip.js';

// A change that Rust asked for: it knows the text, and the cursor's move is not the user's.
const byPage = Annotation.define();
const mark = StateEffect.define();

// The lines of the selected object.
const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(mark)) next = effect.value === null ? Decoration.none : decorate(transaction.state.doc, effect.value);
    }
    return next;
  },
  provide: field => EditorView.decorations.from(field),
});

function decorate(doc, [first, last]) {
  const line = Decoration.line({ class: 'cm-object' });
  const lines = [];
  for (let at = Math.min(first + 1, doc.lines); at <= Math.min(last + 1, doc.lines); at += 1) lines.push(line.range(doc.line(at).from));
  return Decoration.set(lines);
}

/** Mounts the editor in a shadow root, where it adopts style sheets and needs no exception of the CSP. */
export function mount(host, onChange, onCursor, onFix, onComplete, onHover) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const parent = root.appendChild(document.createElement('div'));
  parent.style.setProperty('block-size', '100%');
  const handle = { states: new Map(), file: null, view: null, onFix };
  const report = update => {
    if (handle.file === null) return;
    if (update.transactions.some(transaction => transaction.annotation(byPage))) return;
    if (update.docChanged) onChange(handle.file, update.state.doc.toString());
    if (update.selectionSet || update.docChanged) {
      onCursor(handle.file, ...place(update.state.doc, update.state.selection.main.head));
    }
  };
  handle.extensions = [
    lintGutter(), lineNumbers(), foldGutter({ openText: '⌄', closedText: '›' }), codeFolding(), history(), drawSelection(), rectangularSelection(),
    highlightActiveLine(), highlightActiveLineGutter(), indentOnInput(), bracketMatching(),
    yaml(), syntaxHighlighting(colors), numbers, look, marked,
    autocompletion({ override: [completionSource(handle, onComplete)], icons: false }), fieldTooltip(handle, onHover),
    // No Tab binding: Tab leaves the editor. Mod-/ stays free.
    keymap.of([...completionKeymap, ...defaultKeymap.filter(binding => binding.key !== 'Mod-/'), ...searchKeymap, ...historyKeymap, ...foldKeymap,
      ...lintKeymap.filter(binding => binding.key !== 'F8')]),
    EditorView.contentAttributes.of({ 'aria-label': 'Kubernetes manifests (YAML)', tabindex: '0', spellcheck: 'false' }),
    EditorView.updateListener.of(report),
  ];
  handle.view = new EditorView({ root, parent, state: EditorState.create({ doc: '', extensions: handle.extensions }) });
  return handle;
}

/** Shows a file; its undo history and cursor are kept while it is in the back. A text that differs becomes it in one undo step. */
export function open(handle, file, text) {
  if (handle.file !== file) {
    if (handle.file !== null) handle.states.set(handle.file, handle.view.state);
    handle.file = null;
    handle.view.setState(handle.states.get(file) ?? EditorState.create({ doc: text, extensions: handle.extensions }));
    handle.file = file;
  }
  const changes = difference(handle.view.state.doc.toString(), text);
  if (changes !== null) handle.view.dispatch({ changes, userEvent: 'input.page', annotations: byPage.of(true) });
}

// The one change that makes `next` of `text`: cursor, folds and marks outside it stay.
function difference(text, next) {
  if (text === next) return null;
  let from = 0;
  while (from < text.length && text[from] === next[from]) from += 1;
  let to = text.length, end = next.length;
  while (to > from && end > from && text[to - 1] === next[end - 1]) { to -= 1; end -= 1; }
  return { from, to, insert: next.slice(from, end) };
}

/** Forgets a file. */
export function close(handle, file) {
  handle.states.delete(file);
  if (handle.file === file) handle.file = null;
}

/** Shows findings: `[{start, end, severity, message, effect, help, code, fixes: [title]}]`. */
export function set_diagnostics(handle, json) {
  const { view } = handle;
  const shown = JSON.parse(json).map((finding, index) => ({
    ...range(view.state.doc, finding),
    severity: finding.severity,
    message: finding.message,
    source: finding.code,
    renderMessage: () => explain(finding),
    actions: finding.fixes.map((name, fix) => ({ name, apply: () => handle.onFix(finding.index ?? index, fix) })),
  }));
  view.dispatch(setDiagnostics(view.state, shown));
}

/** Marks the lines of the selected object, from first to last; a first line below zero marks nothing. */
export function mark_lines(handle, first, last) {
  handle.view.dispatch({ effects: mark.of(first < 0 ? null : [first, last]) });
}

/** Selects a place and shows it; takes the keyboard where `take` says so. */
export function reveal(handle, startLine, startColumn, endLine, endColumn, take) {
  const { view } = handle;
  const { from, to } = range(view.state.doc, { start: [startLine, startColumn], end: [endLine, endColumn] });
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: 'center' }),
    annotations: byPage.of(true),
  });
  if (take) view.focus();
}

/** Gives the editor the keyboard. */
export function focus(handle) {
  handle.view.focus();
}

/** Ends the view. */
export function destroy(handle) {
  handle.view.destroy();
}
