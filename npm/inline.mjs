// `node inline.mjs WASM MODULE`: writes the wasm, compressed, as a JavaScript module, for `portolan/inline`.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [wasm, module] = process.argv.slice(2);
const compressed = gzipSync(readFileSync(wasm), { level: 9 });
writeFileSync(module, `export default '${compressed.toString('base64')}';\n`);
