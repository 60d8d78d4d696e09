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

/** Which of these values stand in the page as they are: in its texts, its attributes or what its fields hold. */
export function findPlainValues(page: Page, values: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((all) => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
    const whole = [document.documentElement.outerHTML, ...fields.map(({ value }) => value)].join('\n');
    return all.filter((value) => whole.includes(value)).map((value) => `shows ${value} in plain`);
  }, values);
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
      if (isDrawn && scrolls && room >= 1200 && !element.classList.contains('map-scroll')) {
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

/** Serious and critical findings of axe-core, one line each with the first element. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  // Half a megabyte of script, once for each document that is loaded.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE);
  }
  const violations = await page.evaluate(async () => {
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
    const { violations: all } = await axe.run(document, { resultTypes: ['violations'] });
    return all.flatMap((violation) => {
      const isAboutLabels = violation.id === 'label-content-name-mismatch';
      const nodes = violation.nodes.filter(({ target }) => !(isAboutLabels && isHiddenLabel(target)));
      return nodes.length === 0 ? [] : [{ ...violation, nodes }];
    });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => {
      const [first] = nodes;
      const summary = first?.failureSummary.split('\n').slice(1, 2).join('').trim() ?? '';
      return `axe ${impact} ${id} (${nodes.length}×): ${first?.target.join(' ') ?? ''} ${summary}`;
    });
}
