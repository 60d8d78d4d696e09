import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../e2e/browser.ts';

const PUBLIC = path.resolve(import.meta.dirname, '..', 'web', 'public');
/** A maskable icon may lose everything outside the circle of 80 %: the mark is smaller, its ground fills the square. */
const ICONS = [
  { file: '192.png', size: 192, isMaskable: false },
  { file: '512.png', size: 512, isMaskable: false },
  { file: 'maskable-512.png', size: 512, isMaskable: true },
] as const;

async function draw(browser: Browser): Promise<void> {
  const mark = await readFile(path.join(PUBLIC, 'mark.svg'), 'utf8');
  await mkdir(path.join(PUBLIC, 'icons'), { recursive: true });
  for (const { file, size, isMaskable } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const ground = /fill="(#[0-9a-f]{6})"/.exec(mark)?.[1] ?? 'none';
    const inset = isMaskable ? size * 0.14 : 0;
    await page.setContent(
      `<body style="margin:0;background:${isMaskable ? ground : 'transparent'}"><div style="padding:${inset}px;line-height:0">${mark.replace('<svg ', `<svg width="${size - 2 * inset}" height="${size - 2 * inset}" `)}</div></body>`,
    );
    await page.screenshot({ path: path.join(PUBLIC, 'icons', file), omitBackground: true });
    await page.close();
  }
}

/** `node scripts/icons.ts`: draws the icons of the installed app from `web/public/mark.svg`. */
const found = await launchBrowser();
if (found.browser === null) {
  throw new Error('No browser starts here');
}
const { browser, name } = found;
try {
  await draw(browser);
  console.log(`${ICONS.length} icons drawn by ${name}`);
} finally {
  await browser.close();
}
