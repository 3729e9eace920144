// Colors plain numbers and words such as `true`, which the YAML grammar takes for text.
import { syntaxTree } from '@codemirror/language';
import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, ViewPlugin } from '@codemirror/view';

const mark = Decoration.mark({ class: 'cm-number' });
const plain = /^(?:[-+]?\d[\d._]*|true|false|null|~)$/;

function decorate(view) {
  const builder = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from, to,
      enter: node => {
        if (node.name !== 'Literal' || node.to - node.from > 24 || node.node.parent?.name === 'Key') return;
        if (plain.test(view.state.sliceDoc(node.from, node.to))) builder.add(node.from, node.to, mark);
      },
    });
  }
  return builder.finish();
}

export const numbers = ViewPlugin.define(view => ({
  marks: decorate(view),
  update(update) {
    if (update.docChanged || update.viewportChanged || syntaxTree(update.startState) !== syntaxTree(update.state)) this.marks = decorate(update.view);
  },
}), { decorations: plugin => plugin.marks });
