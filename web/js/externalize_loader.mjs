// Runs after each Trunk build. Trunk starts the page from an inline script, which `script-src 'self'` refuses:
// its text moves into boot-<hash>.js, and the wasm is looked up beside that file, wherever the files are served from.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const page = join(folder, 'index.html');
const html = readFileSync(page, 'utf8');

const loader = html.match(/<script type="module"[^>]*>([^]*?)<\/script>/);
if (!loader) throw new Error('index.html holds no inline module script: Trunk writes its loader in another form');
const [element, text] = loader;

const code = text.trim().replace(/module_or_path: '([^']+)'/, "module_or_path: new URL('$1', import.meta.url)");
if (!code.includes('import.meta.url')) throw new Error('the loader does not name its wasm as expected');

const name = `boot-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.js`;
writeFileSync(join(folder, name), `${code}\n`);
writeFileSync(page, html.replace(element, `<script type="module" src="./${name}"></script>`));
