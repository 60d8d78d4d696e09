import type { Access } from '#access';
import type { Customers } from '#customers';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { placesOf } from './fill.ts';
import type { NewTemplate, Template } from './schema.ts';
import * as store from './store.ts';

export interface Templates {
  list(context: Context): Promise<{ items: Template[]; can: { write: boolean } }>;
  publish(tx: Tx, context: Context, template: NewTemplate): Promise<Template>;
}

const WRITE = 'templates.write';

/** What messages say, in versions. */
export function createTemplates(
  kernel: Pick<Kernel, 'postgres' | 'clock'>,
  { audit, consents }: { readonly audit: Access['audit']; readonly consents: Pick<Customers['consents'], 'purposes'> },
): Templates {
  return {
    list: async (context) => {
      requirePermission(context, 'contact.read');
      const rows = await store.selectTemplates(kernel.postgres.db, null);
      return { items: rows.map(present), can: { write: may(context.actor, WRITE) } };
    },
    publish: async (tx, context, template) => {
      requirePermission(context, WRITE);
      const known = (await consents.purposes.all(tx)).map(({ key }) => key);
      const before = await store.selectPurposeOf(tx, template.key);
      if (!known.includes(template.purpose) || (before !== null && before !== template.purpose)) {
        throw purposeWrong(before === null ? known : [before]);
      }
      const createdBy = context.actor.kind === 'user' ? context.actor.id : null;
      const row = await store.insertTemplate(tx, { ...template, id: newId(), createdBy, at: kernel.clock.now() });
      if (row === undefined) {
        throw new Error('The new template was not returned');
      }
      await audit(tx, context, {
        action: 'contact.template_published',
        subjectType: 'template',
        subjectId: row.id,
        detail: { key: row.key, channel: row.channel, language: row.language, version: row.version },
      });
      return present(row);
    },
  };
}

function purposeWrong(right: readonly string[]) {
  return invalidInput([
    {
      field: 'purpose',
      code: 'purpose_unknown',
      message: {
        'zh-CN': `应为授权目的之一：${right.join('、')}（同一模板的各语言目的相同）`,
        en: `should be one of ${right.join(', ')}; all languages of a template have one purpose`,
      },
    },
  ]);
}

function present({ createdAt, ...row }: store.TemplateRow): Template {
  return { ...row, places: [...placesOf(row)], createdAt: createdAt.toISOString() };
}
