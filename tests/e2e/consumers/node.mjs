import assert from 'node:assert/strict';
import { init, version } from 'portolan';
import * as inline from 'portolan/inline';

assert.throws(() => version(), /call `await init\(\)` first/);
await assert.rejects(init(Promise.reject(new Error('offline'))), /offline/);
await Promise.all([init(), init()]);
assert.match(version(), /^\d+\.\d+\.\d+$/);
await inline.init();
assert.equal(inline.version(), version());
