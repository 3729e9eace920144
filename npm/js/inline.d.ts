export type * from './index.js';
export { analyze, applyFix, draw, explain, initSync, version } from './index.js';

/** Loads the wasm, which is part of this module: no fetch, no file. */
export declare function init(): Promise<void>;

export default init;
