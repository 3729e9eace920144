// Bundles the CodeMirror binding into editor.js, the one file that the page's Rust imports.
// An unchanged bundle is not written again, so that cargo does not rebuild the page for it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const { outputFiles: [bundle] } = await build({
  entryPoints: [join(here, 'editor_entry.js')],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  write: false,
});
const out = join(here, 'editor.js');
if (!existsSync(out) || readFileSync(out, 'utf8') !== bundle.text) writeFileSync(out, bundle.text);
