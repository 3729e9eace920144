// Chromium, axe, and what a page asks of the network.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});

/**
 * Opens an address in a context of its own.
 * `requests` are the addresses it asked for, workers' included; `reports` what the console says of faults and of the
 * Content Security Policy. An init script is not subject to that policy, so axe runs while it stands.
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.addInitScript({ content: axe });
  const requests = [];
  const reports = [];
  context.on('request', request => {
    if (!/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  const page = await context.newPage();
  // So long only where something never comes: a busy machine must not look like a fault.
  page.setDefaultTimeout(60_000);
  page.on('console', message => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) reports.push(message.text());
  });
  page.on('pageerror', error => reports.push(String(error)));
  await page.goto(url);
  return { context, page, requests, reports };
}

/** What axe finds against WCAG 2.0 to 2.2, A and AA: one line a rule. */
export const violations = page => page.evaluate(async only => {
  const { violations: found } = await axe.run(document, { runOnly: only });
  return found.map(({ id, impact, nodes }) => `${id} (${impact}) ${nodes.map(node => node.target).join(' | ')}`);
}, rules);
