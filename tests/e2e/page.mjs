// `node page.mjs DIST SCREENSHOTS`: uses the built page as a reader does, under its own Content Security Policy.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch, open, violations } from './browser.mjs';
import { check, close } from './checks.mjs';
import { cursorLine, paste, ready } from './editor.mjs';
import { serve } from './server.mjs';

const [dist, screenshots] = process.argv.slice(2);
mkdirSync(screenshots, { recursive: true });

const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
const compressed = suffix => files
  .filter(entry => entry.name.endsWith(suffix))
  .reduce((sum, entry) => sum + gzipSync(readFileSync(join(entry.parentPath, entry.name)), { level: 9 }).length, 0) / 1024;

// The budgets stand in docs/ARCHITECTURE.md, Sizes.
for (const [suffix, budget] of [['.wasm', 1050], ['.js', 150]]) {
  const size = compressed(suffix);
  await check(`${suffix} of the page is ${size.toFixed(0)} KB compressed, at most ${budget}`, () => {
    assert.ok(size > 0 && size <= budget);
  });
}

const manifests = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: htp
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web:1
          ports:
            - name: http
              containerPort: 8080
`;

const origin = await serve(dist);
const browser = await launch();

const { page, requests, reports } = await open(browser, origin);
await check('the page starts with its editor', () => ready(page));
await check('it asks only its own origin', () => {
  assert.deepEqual(requests.filter(url => !url.startsWith(origin)), []);
});
await check('it opens on an example that is drawn', () => page.locator('.picture [role=treeitem]').first().waitFor());
const loaded = requests.length;

await check('pasted manifests are drawn', async () => {
  await paste(page, manifests);
  await page.locator('.picture [role=treeitem]', { hasText: 'web' }).first().waitFor();
});
await check('a target port that no container has is a problem', () => {
  return page.locator('.problems-row', { hasText: 'htp' }).first().waitFor();
});
await check('a click on the problem moves the cursor to its line', async () => {
  const row = page.locator('.problems-row', { hasText: 'htp' }).first();
  const button = row.locator('button').first();
  await (await button.count() > 0 ? button : row).click();
  await page.waitForFunction(() => document.activeElement?.id === 'editor' || document.activeElement?.closest('#editor'));
  assert.match(await cursorLine(page) ?? '', /targetPort: htp/);
});
await check('the picture and the problems follow a correction', async () => {
  await paste(page, manifests.replace('htp', 'http'));
  await page.locator('.problems-row', { hasText: 'htp' }).first().waitFor({ state: 'detached' });
});
await check('hostile text neither stops the page nor the next analysis', async () => {
  for (const text of ['{{ .Values.x }}', 'a: [', '\u0000\ufeff- &a *a\n', `${'['.repeat(3000)}`, 'kind: List\nitems: 7\n']) {
    await paste(page, text);
    // Time for the analysis to fall over; a slow machine gives it none, and the next line still holds.
    await page.waitForTimeout(400);
  }
  await paste(page, manifests);
  await page.locator('.problems-row', { hasText: 'htp' }).first().waitFor();
});
await check('a reload keeps the text', async () => {
  await page.waitForFunction(() => Object.entries(localStorage)
    .some(([key, value]) => key.startsWith('portolan/workspace/') && value.includes('targetPort: htp')));
  await page.reload();
  await ready(page);
  requests.length = loaded;
  await page.locator('.problems-row', { hasText: 'htp' }).first().waitFor();
});
await check('nothing is asked of the network after the page has loaded', () => {
  assert.deepEqual(requests.slice(loaded), []);
});
await check('no fault and no report of the Content Security Policy', () => assert.deepEqual(reports, []));

for (const colorScheme of ['light', 'dark']) {
  await check(`axe finds nothing in ${colorScheme}`, async () => {
    const shown = await open(browser, origin, { colorScheme });
    await ready(shown.page);
    await paste(shown.page, manifests);
    await shown.page.locator('.problems-row', { hasText: 'htp' }).first().waitFor();
    await shown.page.screenshot({ path: join(screenshots, `${colorScheme}.png`) });
    assert.deepEqual(await violations(shown.page), []);
    await shown.context.close();
  });
}

await check('the trace keeps its caller when the list of callers changes', async () => {
  const shown = await open(browser, origin);
  await ready(shown.page);
  const caller = name => `---\n${manifests.slice(manifests.indexOf('apiVersion: apps/v1')).replaceAll('web', name)}`;
  const show = async text => {
    await paste(shown.page, text);
    await shown.page.locator('.problems-row', { hasText: 'htp' }).first().locator('button').first().click();
  };
  await show(manifests + caller('client'));
  await shown.page.getByRole('tab', { name: 'Trace' }).click();
  const from = shown.page.locator('.inspector-trace select').first();
  await from.selectOption({ label: 'Pod default/client-0' });
  await show(manifests + caller('batch') + caller('client'));
  await from.locator('option', { hasText: 'Pod default/batch-0' }).waitFor({ state: 'attached' });
  assert.equal(await from.locator('option:checked').textContent(), 'Pod default/client-0');
  await shown.context.close();
});

await check('an example by its address stands in editor and picture alike', async () => {
  const shown = await open(browser, `${origin}#ex=node-port`);
  await shown.page.locator('#editor .cm-content', { hasText: '30007' }).waitFor();
  await shown.page.locator('.picture [role=treeitem]', { hasText: '30007' }).first().waitFor();
  await shown.context.close();
});

await check('a narrow screen shows the page without sideways scrolling', async () => {
  const shown = await open(browser, origin, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await ready(shown.page).catch(() => shown.page.locator('.picture').waitFor());
  await shown.page.screenshot({ path: join(screenshots, 'narrow.png') });
  const overflow = await shown.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} px too wide`);
  await shown.context.close();
});

await browser.close();
close();
