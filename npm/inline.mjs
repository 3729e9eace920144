// `node inline.mjs WASM MODULE`: writes the wasm as a JavaScript module, for `portolan/inline`.
import { readFileSync, writeFileSync } from 'node:fs';

const [wasm, module] = process.argv.slice(2);
writeFileSync(module, `export default '${readFileSync(wasm).toString('base64')}';\n`);
