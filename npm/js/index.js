import source from '#wasm-source';
import { initFrom } from './core.js';

export { analyze, applyFix, draw, explain, initSync, version } from './core.js';

export function init(from) {
  return initFrom(() => from ?? source());
}

export default init;
