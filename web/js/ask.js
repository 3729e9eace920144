// Asks the engine what may stand at the cursor, and what is known of the field under the pointer.
import { hoverTooltip } from '@codemirror/view';
import { place, range } from './places.js';
import { lines } from './tooltip.js';

/** Completions; the engine answers `{start, end, options: [{label, apply, detail, info}]}` or nothing. */
export const completionSource = (handle, onComplete) => context => {
  const { doc } = context.state;
  const before = doc.lineAt(context.pos);
  const isWord = /[\w-]$/.test(before.text.slice(0, context.pos - before.from));
  if (handle.file === null || (!context.explicit && !isWord)) return null;
  const answer = onComplete(handle.file, ...place(doc, context.pos));
  if (answer === '') return null;
  const { start, end, options } = JSON.parse(answer);
  return { ...range(doc, { start, end }), options, validFor: /^[\w./-]*$/ };
};

/** What is known of a field; the engine answers `{start, end, title, more: [text]}` or nothing. */
export const fieldTooltip = (handle, onHover) => hoverTooltip((view, at) => {
  const { doc } = view.state;
  const answer = handle.file === null ? '' : onHover(handle.file, ...place(doc, at));
  if (answer === '') return null;
  const { start, end, title, more } = JSON.parse(answer);
  const { from, to } = range(doc, { start, end });
  return { pos: from, end: to, above: true, create: () => ({ dom: lines('cm-field', [[title, 'cm-why-cause'], ...more.map(text => [text, 'cm-why-more'])]) }) };
});
