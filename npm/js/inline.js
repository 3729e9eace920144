import base64 from './base64.js';
import { initFrom } from './core.js';

export { analyze, applyFix, draw, explain, initSync, version } from './core.js';

async function decompress() {
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

export function init() {
  return initFrom(decompress);
}

export default init;
