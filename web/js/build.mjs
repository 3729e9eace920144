// Bundles the CodeMirror binding into editor.js, the one file that the page's Rust imports, and the styles into page.css.
// An unchanged bundle is not written again, so that cargo does not rebuild the page for it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const bundles = [
  { entry: 'editor_entry.js', out: 'editor.js', format: 'esm' },
  { entry: '../styles/page.css', out: '../page.css' },
];
for (const { entry, out, format } of bundles) {
  const { outputFiles: [bundle] } = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    format,
    target: ['es2022', 'chrome114', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'none',
    write: false,
  });
  const file = join(here, out);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== bundle.text) writeFileSync(file, bundle.text);
}
