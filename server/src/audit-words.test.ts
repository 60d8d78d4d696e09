import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const MODULES = 'access|intake|channels|work|customers|behaviour|commerce|segments|contact|entry|insight|marketing';
/** What happened is said in the past tense, and nothing else in a file that writes into the trail is. */
const IS_PAST = /\.(?:\w*ed|signed_(?:in|out)|\w+_set|\w+_by_oidc|\w+_to_oidc)$/u;

interface Source {
  readonly file: string;
  readonly text: string;
}

async function sourcesThatAudit(): Promise<readonly Source[]> {
  const root = path.resolve(import.meta.dirname);
  const files = (await readdir(root, { recursive: true })).filter(
    (file) =>
      /^(?:[1-9]-|cli).*\.ts$/.test(file) &&
      !/(?:\.test|event-types|audit-words|\/words|\/schema|permissions)\.ts$/.test(file),
  );
  const sources = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(path.join(root, file), 'utf8') })),
  );
  return sources.filter(({ text }) => /\baudit\b|\bauditOf\b|sessionEntry/.test(text));
}

async function known(): Promise<{ readonly actions: ReadonlySet<string>; readonly events: ReadonlySet<string> }> {
  const headers = await test.as('admin');
  const actions = await test.app.inject({ url: '/api/v1/audit/actions', headers });
  const events = await test.app.inject({ url: '/api/v1/webhooks/event-types', headers });
  return {
    actions: new Set(actions.json<{ items: { action: string }[] }>().items.map(({ action }) => action)),
    events: new Set(events.json<{ items: { type: string }[] }>().items.map(({ type }) => type)),
  };
}

describe('the words of the audit trail', () => {
  it('are there for every action that any module writes', async () => {
    const { actions, events } = await known();
    const sources = await sourcesThatAudit();
    const missing: string[] = [];
    let found = 0;
    for (const { file, text } of sources) {
      for (const [, action = ''] of text.matchAll(new RegExp(`\\baction: '((?:${MODULES})\\.[a-z_]+)'`, 'g'))) {
        found += 1;
        if (!actions.has(action)) {
          missing.push(`${action} (${file})`);
        }
      }
      for (const [, word = ''] of text.matchAll(new RegExp(`'((?:${MODULES})\\.[a-z_]+)'`, 'g'))) {
        if (IS_PAST.test(word) && !actions.has(word) && !events.has(word)) {
          missing.push(`${word} (${file})`);
        }
      }
      // A name that is put together needs words for at least one of its beginning.
      for (const [, start = ''] of text.matchAll(
        new RegExp(`\\baction(?:: | = )\`((?:${MODULES})\\.[a-z_]*)\\$\\{`, 'g'),
      )) {
        found += 1;
        if (![...actions].some((action) => action.startsWith(start))) {
          missing.push(`${start}… (${file})`);
        }
      }
    }
    expect(found).toBeGreaterThan(50);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('are there for every kind of subject, and none is left of what nobody writes', async () => {
    const sources = await sourcesThatAudit();
    const { actions } = await known();
    const all = sources.map(({ text }) => text).join('\n');
    const unused = [...actions].filter((action) => {
      const [, name = ''] = action.split('.');
      const isPutTogether = /^(?:processor|incident|webhook)_/.test(name) || action.startsWith('work.');
      return !all.includes(`'${action}'`) && !isPutTogether;
    });
    expect(unused).toEqual([]);
    const words = await readdirWords();
    const subjects = [...new Set([...all.matchAll(/subjectType: '([a-z_]+)'/g)].map(([, subject = '']) => subject))];
    expect(subjects.filter((subject) => !new RegExp(`\\b${subject}: \\{`).test(words))).toEqual([]);
  });

  it('[C024] come with every entry, in both languages, and an action can be asked for', async () => {
    const headers = await test.as('admin');
    await test.app.inject({
      method: 'PUT',
      url: '/api/v1/settings/contact.confirm_days',
      headers,
      payload: { value: 5 },
    });
    const reply = await test.app.inject({ url: '/api/v1/audit?action=access.setting_changed', headers });
    expect(reply.json().items[0]).toMatchObject({
      action: 'access.setting_changed',
      actionText: { 'zh-CN': '修改参数', en: 'Setting changed' },
      subjectText: { 'zh-CN': '参数', en: 'Setting' },
    });
    const { items } = (await test.app.inject({ url: '/api/v1/audit/actions', headers })).json();
    for (const { label } of items) {
      expect(label['zh-CN']).toMatch(/\p{Script=Han}/u);
      expect(label.en).toMatch(/^[A-Z]/);
    }
    expect(new Set(items.map(({ label }: { label: { en: string } }) => label.en)).size).toBe(items.length);
    expect((await test.app.inject({ url: '/api/v1/audit/actions', headers: await test.as('agent') })).statusCode).toBe(
      403,
    );
  });
});

async function readdirWords(): Promise<string> {
  const root = path.resolve(import.meta.dirname);
  const files = (await readdir(root, { recursive: true })).filter((file) =>
    /(?:audit-words|audit\/words)\.ts$/.test(file),
  );
  return (await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')))).join('\n');
}
