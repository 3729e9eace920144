// What stands in the editor's tooltips.

/** Builds a box of lines: `[text, class]`; empty texts are left out. */
export function lines(name, texts) {
  const box = document.createElement('div');
  box.className = name;
  for (const [text, part] of texts) {
    if (!text) continue;
    const line = box.appendChild(document.createElement('div'));
    line.className = part;
    line.textContent = text;
  }
  return box;
}

/** What a finding says: what, what it does to traffic, the server's words, what to do, the code. */
export const explain = ({ message, effect, cause, help, code }) => lines('cm-why', [
  [message.replaceAll('`', ''), 'cm-why-message'],
  [effect?.replaceAll('`', ''), 'cm-why-more'],
  [cause, 'cm-why-cause'],
  [help?.replaceAll('`', ''), 'cm-why-more'],
  [code, 'cm-why-cause'],
]);
