// `node package.mjs PROJECT`: uses the npm package that is installed in PROJECT as its consumers do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { launch, open } from './browser.mjs';
import { check, close } from './checks.mjs';
import { serve } from './server.mjs';

const project = process.argv[2];
const installed = join(project, 'node_modules/portolan');
const wasm = join(installed, 'dist/portolan_bg.wasm');
const bin = name => join(import.meta.dirname, 'node_modules/.bin', name);
const run = (program, ...words) => execFileSync(program, words, { cwd: project, encoding: 'utf8', stdio: 'pipe' });
cpSync(join(import.meta.dirname, 'consumers'), project, { recursive: true });

const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name));
await check('the package holds just these files', () => {
  const names = files.map(file => file.slice(installed.length + 1)).sort();
  const expected = readFileSync(join(import.meta.dirname, 'package-files.txt'), 'utf8').trim().split('\n');
  assert.deepEqual(names, expected);
});
const unpacked = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024 / 1024;
await check(`it is ${unpacked.toFixed(2)} MB unpacked, at most 3.2`, () => assert.ok(unpacked <= 3.2));
const compressed = gzipSync(readFileSync(wasm), { level: 9 }).length / 1024;
await check(`its wasm is ${compressed.toFixed(0)} KB compressed, at most 800`, () => assert.ok(compressed <= 800));
await check('it has no dependency and no install script', () => {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
});

await check('Node, import', () => run('node', 'node.mjs'));
await check('Node, require', () => run('node', 'node.cjs'));
const strict = ['--noEmit', '--strict', '--target', 'es2022'];
await check('TypeScript, nodenext', () => run(bin('tsc'), ...strict, '--module', 'nodenext', 'types.mts'));
await check('TypeScript, bundler', () => {
  return run(bin('tsc'), ...strict, '--module', 'esnext', '--moduleResolution', 'bundler', 'types.mts');
});
await check('publint', () => run(bin('publint'), 'run', 'node_modules/portolan', '--strict'));

const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="main.js"></script>';
const bundle = (entry, name) => check(`esbuild makes ${name}`, async () => {
  const folder = join(project, 'out', name);
  await build({ entryPoints: [join(project, entry)], bundle: true, format: 'esm', outfile: join(folder, 'main.js') });
  writeFileSync(join(folder, 'index.html'), html);
});
await bundle('main.js', 'esbuild');
// esbuild leaves `new URL(…, import.meta.url)` alone: the wasm lies beside the bundle, or inside it with `/inline`.
cpSync(wasm, join(project, 'out/esbuild/portolan_bg.wasm'));
await bundle('inline.js', 'inline');
await check('Vite makes a bundle with the wasm once', () => {
  mkdirSync(join(project, 'vite'));
  for (const name of ['main.js', 'files.js']) cpSync(join(project, name), join(project, 'vite', name));
  writeFileSync(join(project, 'vite/index.html'), html.replace('main.js', '/main.js'));
  run(bin('vite'), 'build', 'vite', '--outDir', '../out/vite', '--base', './', '--logLevel', 'warn');
  const emitted = readdirSync(join(project, 'out/vite'), { recursive: true });
  assert.equal(emitted.filter(name => name.endsWith('.wasm')).length, 1);
});

const browser = await launch();
const origin = await serve(project);
const pages = { esbuild: 'out/esbuild/', 'esbuild, inline': 'out/inline/', Vite: 'out/vite/', 'no bundler': 'bare.html' };
for (const [name, path] of Object.entries(pages)) {
  await check(`Chromium, ${name}`, async () => {
    const { page, context, reports, requests } = await open(browser, origin + path);
    await page.waitForFunction(() => document.title);
    assert.equal(await page.title(), 'ok');
    assert.deepEqual(reports, []);
    assert.deepEqual(requests.filter(url => !url.startsWith(origin)), []);
    await context.close();
  });
}
await browser.close();
close();
