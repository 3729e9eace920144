import base64 from './base64.js';
import { initFrom } from './core.js';

export { analyze, applyFix, draw, explain, initSync, version } from './core.js';

export function init() {
  return initFrom(() => Uint8Array.from(atob(base64), character => character.charCodeAt(0)));
}

export default init;
