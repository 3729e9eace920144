import source from '#wasm-source';
import { initFrom } from './core.js';

export { initSync, version } from './core.js';

export function init(from) {
  return initFrom(() => from ?? source());
}

export default init;
