/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A text that a person reads or hears, and whether it is marked as being in another language. */
export interface SeenText {
  readonly text: string;
  readonly from: string;
}

/** Every visible text of the page with placeholders, tooltips and labels; parts marked as another language left out. */
export function readTexts(page: Page): Promise<readonly SeenText[]> {
  return page.evaluate(() => {
    const pageLanguage = document.documentElement.lang;
    const isOurs = (element: Element): boolean => {
      const marked = element.closest('[lang]');
      return marked === null || marked.getAttribute('lang') === pageLanguage;
    };
    const isSeen = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
    const seen: { text: string; from: string }[] = [];
    const add = (text: string | null, element: Element, kind: string): void => {
      const trimmed = (text ?? '').replace(/\s+/g, ' ').trim();
      if (trimmed !== '' && isOurs(element) && isSeen(element)) {
        const name = element.getAttribute('class')?.split(' ')[0] ?? '';
        seen.push({ text: trimmed, from: `${kind} ${element.tagName.toLowerCase()}${name === '' ? '' : `.${name}`}` });
      }
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (element !== null && !/^(SCRIPT|STYLE|NOSCRIPT|KBD)$/.test(element.tagName)) {
        add(walker.currentNode.nodeValue, element, 'text');
      }
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      // Library icons carry the English name of their drawing, beside the name of what they stand in.
      for (const element of document.querySelectorAll(`[${name}]:not([aria-hidden=true] *, .anticon)`)) {
        add(element.getAttribute(name), element, name);
      }
    }
    add(document.title, document.documentElement, 'title');
    return seen;
  });
}

/** Which of these numbers stand in the page as they are: in its texts, its attributes or what its fields hold. */
export function findPlainNumbers(page: Page, numbers: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((all) => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
    const whole = [document.documentElement.outerHTML, ...fields.map(({ value }) => value)].join('\n');
    const wanted = new Set(all);
    const lengths = [...new Set(all.map(({ length }) => length))];
    // A number may stand within a longer one, as behind the code of its country.
    const partsOf = (digits: string): readonly string[] =>
      lengths.flatMap((length) =>
        Array.from({ length: Math.max(0, digits.length - length + 1) }, (_, at) => digits.slice(at, at + length)),
      );
    const parts = [...whole.matchAll(/\d+/g)].flatMap(([digits]) => partsOf(digits));
    const shown = new Set(parts.filter((part) => wanted.has(part)));
    return [...shown].map((number) => `shows ${number} in plain`);
  }, numbers);
}

/** What sticks out of the page, and what needs sideways scrolling; one line each, at most ten. */
export function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const found: string[] = [];
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${(element.getAttribute('class') ?? '').split(' ').slice(0, 2).join('.')}`;
    const overflowOf = (element: Element): string => getComputedStyle(element).overflowX;
    for (const element of [document.documentElement, document.body, document.querySelector('main')]) {
      if (element !== null && element.scrollWidth > element.clientWidth + 1) {
        found.push(`${nameOf(element)} is ${element.scrollWidth} px wide in ${element.clientWidth} px`);
      }
    }
    const isContained = (element: Element): boolean => {
      for (let above = element.parentElement; above !== null && above.tagName !== 'MAIN'; above = above.parentElement) {
        if (overflowOf(above) !== 'visible' && above.getBoundingClientRect().right <= room + 1) {
          return true;
        }
      }
      return false;
    };
    for (const element of document.querySelectorAll('body *')) {
      const box = element.getBoundingClientRect();
      const isDrawn = box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
      const isOut = box.right > room + 1 || (box.left < -1 && box.right > 1);
      if (isDrawn && isOut && !isContained(element)) {
        found.push(`${nameOf(element)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} of ${room} px`);
      }
      const scrolls = /auto|scroll/.test(overflowOf(element)) && element.scrollWidth > element.clientWidth + 1;
      if (isDrawn && scrolls && room >= 1200 && !element.matches('.map-scroll, .pivot-scroll')) {
        found.push(
          `${nameOf(element)} needs sideways scrolling: ${element.scrollWidth} px in ${element.clientWidth} px`,
        );
      }
    }
    return found.slice(0, 10);
  });
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Rules whose findings are minor or moderate: not followed, because what they find would be left out. */
const LESSER_RULES = [
  'aria-allowed-role',
  'aria-deprecated-role',
  'empty-heading',
  'empty-table-header',
  'form-field-multiple-labels',
  'heading-order',
  'html-xml-lang-mismatch',
  'image-redundant-alt',
  'landmark-banner-is-top-level',
  'landmark-complementary-is-top-level',
  'landmark-contentinfo-is-top-level',
  'landmark-main-is-top-level',
  'landmark-no-duplicate-banner',
  'landmark-no-duplicate-contentinfo',
  'landmark-no-duplicate-main',
  'landmark-one-main',
  'landmark-unique',
  'meta-viewport',
  'meta-viewport-large',
  'no-autoplay-audio',
  'page-has-heading-one',
  'presentation-role-conflict',
  'region',
  'scope-attr-valid',
  'server-side-image-map',
  'skip-link',
  'table-duplicate-name',
] as const;

/** Serious and critical findings of axe-core, one line each with the first element. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  // Half a megabyte of script, once for each document that is loaded.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE);
  }
  const violations = await page.evaluate(async (lesser) => {
    // Names what people see but readers do not hear, such as initials beside a full name: no label to compare with.
    const isHiddenLabel = (selector: readonly string[]): boolean => {
      const copy = document.querySelector(selector.at(-1) ?? '')?.cloneNode(true);
      if (copy instanceof Element) {
        copy.querySelectorAll('[aria-hidden=true]').forEach((hidden) => hidden.remove());
        return copy.textContent.trim() === '';
      }
      return false;
    };
    const { axe } = window as unknown as {
      axe: { run(what: Document, how: object): Promise<{ violations: AxeViolation[] }> };
    };
    const rules = Object.fromEntries(lesser.map((id) => [id, { enabled: false }]));
    const { violations: all } = await axe.run(document, { resultTypes: ['violations'], rules });
    return all.flatMap((violation) => {
      const isAboutLabels = violation.id === 'label-content-name-mismatch';
      const nodes = violation.nodes.filter(({ target }) => !(isAboutLabels && isHiddenLabel(target)));
      return nodes.length === 0 ? [] : [{ ...violation, nodes }];
    });
  }, LESSER_RULES);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => {
      const [first] = nodes;
      const summary = first?.failureSummary.split('\n').slice(1, 2).join('').trim() ?? '';
      return `axe ${impact} ${id} (${nodes.length}×): ${first?.target.join(' ') ?? ''} ${summary}`;
    });
}
