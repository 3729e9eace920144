import assert from 'node:assert/strict';
import { analyze, applyFix, draw, explain, init, version } from 'portolan';
import * as inline from 'portolan/inline';
import { files } from './files.js';

assert.throws(() => analyze(files), /call `await init\(\)` first/);
await assert.rejects(init(Promise.reject(new Error('offline'))), /offline/);
await Promise.all([init(), init()]);
assert.match(version(), /^\d+\.\d+\.\d+$/);

const report = analyze(files);
const [first] = report.diagnostics;
assert.equal(report.schemaVersion, 1);
assert.equal(first.code, 'selector-near-miss');
assert.deepEqual(first.range, { start: { line: 4, character: 23 }, end: { line: 4, character: 26 } });
assert.match(explain(first.code), /selector/);
assert.equal(explain('no-such-rule'), undefined);

// The report is what JSON can say, and a fix mends what it was offered for.
assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
const [fix] = first.fixes;
const mended = applyFix(files[0].text, fix, files[0].name);
assert.match(mended, /selector: \{app: web\}/);
assert.ok(analyze([{ ...files[0], text: mended }]).diagnostics.every(({ code }) => code !== first.code));

const svg = draw(files, { picture: { theme: 'dark' } });
assert.match(svg, /^<svg[^]*<\/svg>\s*$/);
assert.match(svg, /web/);
assert.notEqual(svg, draw(files));

assert.throws(() => analyze('text'), TypeError);
assert.throws(() => analyze(files, { kubernetes: '9.9' }), /kubernetes: `9.9` must be a version/);

await inline.init();
assert.deepEqual(inline.analyze(files), report);
assert.equal(inline.draw(files), draw(files));
