// What a finding says when the pointer rests on it.

/** Builds the lines of a finding: what, what it does to traffic, the server's words, what to do, the code. */
export function explain({ message, effect, cause, help, code }) {
  const box = document.createElement('div');
  const line = (text, name) => {
    if (!text) return;
    const part = box.appendChild(document.createElement('div'));
    part.className = name;
    part.textContent = text;
  };
  line(message.replaceAll('`', ''), 'cm-why-message');
  line(effect, 'cm-why-more');
  line(cause, 'cm-why-cause');
  line(help, 'cm-why-more');
  line(code, 'cm-why-code');
  return box;
}
