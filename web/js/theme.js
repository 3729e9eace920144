// The editor in the page's colors: custom properties reach into the shadow root.
import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const colors = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--key)' },
  { tag: [tags.content, tags.string, tags.attributeValue], color: 'var(--value)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--number)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--comment)' },
  { tag: [tags.meta, tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--soft)' },
  { tag: [tags.labelName, tags.typeName], color: 'var(--number)' },
]);

const squiggle = { backgroundImage: 'none', textDecorationLine: 'underline', textDecorationStyle: 'wavy', textDecorationThickness: '1px', textUnderlineOffset: '3px', textDecorationSkipInk: 'none' };
const gutterMark = { content: '""', inlineSize: '0.55rem', blockSize: '0.55rem', margin: '0.38rem auto' };

export const look = EditorView.theme({
  '&': { blockSize: '100%', color: 'var(--ink)', backgroundColor: 'var(--pane)', fontSize: 'var(--text-code)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: 'var(--line-code)', overflow: 'auto' },
  '.cm-content': { paddingBlock: '0.5rem', caretColor: 'var(--ink)' },
  '.cm-line': { paddingInline: '0.6rem' },
  '.cm-cursor': { borderInlineStartColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--pane)', color: 'var(--soft)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minInlineSize: '2rem', paddingInline: '0 0.15rem' },
  '.cm-gutter-lint': { inlineSize: '1rem' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '.cm-foldGutter .cm-gutterElement': { color: 'var(--soft)', paddingInline: '0.1rem', opacity: '0.7' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { boxShadow: 'inset 0 0 0 1px var(--faint)' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'var(--select)' },
  '.cm-selectionMatch': { backgroundColor: 'transparent', boxShadow: 'inset 0 0 0 1px var(--control)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-tint)' },
  '.cm-object': { backgroundImage: 'linear-gradient(90deg, var(--accent-tint), transparent 68%)' },
  '.cm-lintRange-error': { ...squiggle, textDecorationColor: 'var(--broken)' },
  '.cm-lintRange-warning': { ...squiggle, textDecorationColor: 'var(--warning)' },
  '.cm-lintRange-info, .cm-lintRange-hint': { ...squiggle, textDecorationStyle: 'dotted', textDecorationThickness: '2px', textDecorationColor: 'var(--soft)' },
  '.cm-lintPoint::after': { borderBlockEndColor: 'var(--broken)' },
  '.cm-lint-marker': { inlineSize: '1rem', blockSize: '1.3rem', display: 'grid' },
  '.cm-lint-marker-error': { ...gutterMark, backgroundColor: 'var(--broken)', transform: 'rotate(45deg)', borderRadius: '1px' },
  '.cm-lint-marker-warning': { ...gutterMark, backgroundColor: 'var(--warning)', clipPath: 'polygon(50% 4%, 100% 96%, 0 96%)' },
  '.cm-lint-marker-info, .cm-lint-marker-hint': { ...gutterMark, border: '1.5px solid var(--soft)', borderRadius: '50%', inlineSize: '0.5rem', blockSize: '0.5rem' },
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--pane)', border: '1px solid var(--card-line)', borderRadius: '0.4rem', boxShadow: '0 6px 20px var(--shade)', maxInlineSize: '30rem' },
  '.cm-diagnostic': { fontFamily: 'var(--font)', fontSize: 'var(--text-note)', lineHeight: '1.4', padding: '0.45rem 0.7rem', borderInlineStart: '3px solid var(--soft)' },
  '.cm-diagnostic-error': { borderInlineStartColor: 'var(--broken)' },
  '.cm-diagnostic-warning': { borderInlineStartColor: 'var(--warning)' },
  '.cm-diagnosticSource': { display: 'none' },
  '.cm-diagnosticAction': { font: 'inherit', fontFamily: 'var(--mono)', color: 'var(--accent)', backgroundColor: 'var(--pane)', border: '1px solid var(--accent)', borderRadius: '0.3rem', margin: '0.3rem 0.4rem 0 0', padding: '0.05rem 0.5rem', cursor: 'pointer' },
  '.cm-why-message': { fontWeight: 'var(--weight-strong)' },
  '.cm-why-more': { color: 'var(--soft)' },
  '.cm-why-cause': { fontFamily: 'var(--mono)', fontSize: '0.92em', color: 'var(--soft)', overflowWrap: 'anywhere' },
  '.cm-field': { fontFamily: 'var(--font)', fontSize: 'var(--text-note)', lineHeight: '1.4', padding: '0.4rem 0.7rem' },
  '.cm-number': { color: 'var(--number)' }, '.cm-number > span': { color: 'inherit' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: 'var(--text-code)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.15rem 0.6rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-tint)', color: 'var(--accent)' },
  '.cm-completionDetail': { color: 'var(--soft)', fontStyle: 'normal', fontFamily: 'var(--font)', fontSize: 'var(--text-small)' },
  '.cm-completionInfo': { fontFamily: 'var(--font)', fontSize: 'var(--text-note)' },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--paper)', fontFamily: 'var(--font)' },
  '.cm-panels button, .cm-panels .cm-textfield': { color: 'var(--ink)', backgroundColor: 'var(--pane)', backgroundImage: 'none', border: '1px solid var(--control)', borderRadius: '0.3rem' },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--accent-tint)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--accent-tint)', border: '0', color: 'var(--accent)' },
});
