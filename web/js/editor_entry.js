// The CodeMirror surface that the page's Rust sees. Offsets are UTF-16 code units.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { defaultHighlightStyle, foldGutter, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';

/** Shows `doc` inside `host`; `onChange` gets each text, `onCursor` each offset of the cursor. */
export function mount(host, doc, onChange, onCursor) {
  // In a shadow root CodeMirror adopts its stylesheets, which `style-src 'self'` allows.
  const root = host.attachShadow({ mode: 'open' });
  const parent = root.appendChild(document.createElement('div'));
  return new EditorView({
    root,
    parent,
    doc,
    extensions: [
      lineNumbers(),
      history(),
      foldGutter(),
      drawSelection(),
      lintGutter(),
      yaml(),
      syntaxHighlighting(defaultHighlightStyle),
      // Tab is not bound: it leaves the editor.
      keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': 'Kubernetes manifests (YAML)', tabindex: '0' }),
      EditorView.updateListener.of(update => {
        if (update.docChanged) onChange(update.state.doc.toString());
        if (update.selectionSet) onCursor(update.state.selection.main.head);
      }),
    ],
  });
}

/** Replaces the marks by those of a JSON list of `{from, to, severity, message}`. */
export function set_diagnostics(view, json) {
  view.dispatch(setDiagnostics(view.state, JSON.parse(json)));
}

/** Selects a range, brings it to the middle and moves the focus there. */
export function reveal(view, from, to) {
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: 'center' }),
  });
  view.focus();
}

export function destroy(view) {
  view.destroy();
}
