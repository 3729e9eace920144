// The calls and the one start that `index.js` and `inline.js` share.
import start, * as wasm from './portolan.js';

let ready = false;
let pending;

/** Starts once for all callers; a start that failed may be tried again. */
export function initFrom(getSource) {
  pending ??= Promise.resolve(getSource())
    .then(source => start({ module_or_path: source }))
    .then(
      () => { ready = true; },
      error => { pending = undefined; throw error; },
    );
  return pending;
}

export function initSync(module) {
  wasm.initSync({ module });
  ready = true;
  pending = Promise.resolve();
}

const call = name => (...values) => {
  if (!ready) throw new Error('portolan: call `await init()` first');
  return wasm[name](...values);
};

export const analyze = call('analyze');
export const applyFix = call('applyFix');
export const draw = call('draw');
export const explain = call('explain');
export const version = call('version');
