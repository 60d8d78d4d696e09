import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { hasOnlyOptions, sealsValues } from '../fields/sealed-fields.ts';
import { listFields } from '../fields/service.ts';
import type { CustomerView, ViewDefinition } from './schema.ts';
import * as store from './store.ts';

export interface ViewChange {
  readonly name?: string | undefined;
  readonly isShared?: boolean | undefined;
  readonly definition?: ViewDefinition | undefined;
  readonly position?: number | undefined;
}

export interface Views {
  list(context: Context): Promise<{ items: CustomerView[]; can: { share: boolean } }>;
  create(
    tx: Tx,
    context: Context,
    view: { readonly name: string; readonly isShared: boolean; readonly definition: ViewDefinition },
  ): Promise<CustomerView>;
  change(tx: Tx, context: Context, id: string, change: ViewChange): Promise<CustomerView>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
}

const MAX_VIEWS = 50;
const SHARE = 'views.share';

/** Ways of looking at the customer list, one's own and shared. */
export function createViews(kernel: Pick<Kernel, 'postgres' | 'clock'>): Views {
  const find = async (tx: Tx, context: Context, id: string): Promise<store.ViewRow> => {
    requirePermission(context, 'customers.read');
    const view = await store.findOwnView(tx, id, ownerOf(context));
    if (view === undefined) {
      throw notFound({ 'zh-CN': '自己的视图', en: 'view of your own' }, id);
    }
    return view;
  };
  return {
    list: async (context) => {
      requirePermission(context, 'customers.read');
      const owner = ownerOf(context);
      const views = await store.listViews(kernel.postgres.db, owner);
      return { items: views.map((view) => present(view, owner)), can: { share: may(context.actor, SHARE) } };
    },
    create: async (tx, context, { name, isShared, definition }) => {
      requirePermission(context, 'customers.read');
      await requireKeepable(tx, definition);
      requireShare(context, isShared);
      const owner = ownerOf(context);
      const position = await store.countOwnViews(tx, owner);
      if (position >= MAX_VIEWS) {
        throw new AppError('views_too_many', 409, {
          message: { 'zh-CN': `每人最多 ${MAX_VIEWS} 个视图`, en: `A person can have ${MAX_VIEWS} views at most` },
        });
      }
      const view = {
        id: newId(),
        owner,
        ownerName: context.actor.name,
        name,
        isShared,
        definition,
        position,
      };
      await store.saveView(tx, view, kernel.clock.now());
      return present(view, owner);
    },
    change: async (tx, context, id, change) => {
      const view = await find(tx, context, id);
      requireShare(context, change.isShared === true && !view.isShared);
      await requireKeepable(tx, change.definition);
      const next = {
        ...view,
        name: change.name ?? view.name,
        isShared: change.isShared ?? view.isShared,
        definition: change.definition ?? view.definition,
        position: change.position ?? view.position,
      };
      await store.saveView(tx, next, kernel.clock.now());
      return present(next, view.owner);
    },
    remove: async (tx, context, id) => {
      const view = await find(tx, context, id);
      await store.deleteView(tx, view.id);
    },
  };
}

/** A view would keep in plain words what is kept encrypted everywhere else; options of a form are nobody's. */
async function requireKeepable(tx: Tx, definition: ViewDefinition | undefined): Promise<void> {
  const wanted = Object.keys(definition?.filter.attributes ?? {});
  const sealed = wanted.length === 0 ? [] : (await listFields(tx)).filter((field) => sealsValues(field));
  const faults = sealed
    .filter((field) => wanted.includes(field.key) && !hasOnlyOptions(field))
    .map(({ key }) => ({
      field: `definition.filter.attributes.${key}`,
      code: 'field_sealed',
      message: {
        'zh-CN': '这个字段加密保存，按它查找的条件不能存入视图',
        en: 'this field is kept encrypted; what is looked for in it cannot be kept in a view',
      },
    }));
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

function ownerOf({ actor }: Context): string {
  return `${actor.kind}:${actor.id ?? ''}`;
}

function requireShare(context: Context, isShared: boolean): void {
  if (isShared) {
    requirePermission(context, SHARE);
  }
}

function present(view: store.ViewRow, owner: string): CustomerView {
  const { id, name, isShared, ownerName, definition } = view;
  return { id, name, isShared, ownerName, definition, isOwn: view.owner === owner };
}
