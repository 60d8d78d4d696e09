import type { Access } from '#access';
import { ownerKey } from '#customers/pure';
import type { Context } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Segments } from '#segments';
import { HAND_OVER_RIGHT } from '../departures/service.ts';
import { currentByKey } from '../departures/store.ts';
import { requireCare } from '../rules/service.ts';
import type { OwnerRisk } from './schema.ts';
import { type OwnedRow, ownedBy } from './store.ts';

export interface StaffRiskNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap'>;
  readonly access: Pick<Access, 'staff'>;
  readonly segments: Pick<Segments, 'scores'>;
}

export type StaffRisk = ReturnType<typeof createStaffRisk>;

/** More names than a business has salespeople: what is beyond is a wrong column of a file. */
const MOST = 500;

/** What would be lost with each salesperson, before anybody leaves. */
export function createStaffRisk({ kernel, access, segments }: StaffRiskNeeds) {
  const { db } = kernel.postgres;
  return {
    get: async (context: Context) => {
      requireCare(context, HAND_OVER_RIGHT);
      const [revenue, risk] = [await segments.scores.newest('abc-revenue'), await segments.scores.newest('churn-risk')];
      if (revenue === null || risk === null) {
        // Whoever looks first has them computed, as on the pages of scores.
        await segments.scores.list(context);
      }
      const rows = await ownedBy(kernel.olap, {
        revenueRun: revenue?.id ?? null,
        riskRun: risk?.id ?? null,
        limit: MOST + 1,
      });
      const totalMinor = Math.round(revenue?.bands.reduce((sum, { value }) => sum + value, 0) ?? 0);
      return {
        items: await present({ rows: rows.slice(0, MOST), totalMinor }),
        isCut: rows.length > MOST,
        currency: revenue?.currency ?? 'CNY',
        asOf: revenue?.asOf ?? null,
        totalMinor,
      };
    },
  };

  async function present({
    rows,
    totalMinor,
  }: {
    readonly rows: readonly OwnedRow[];
    readonly totalMinor: number;
  }): Promise<OwnerRisk[]> {
    const departures = await currentByKey(db);
    const active = Map.groupBy(await access.staff.active(db), ({ name }) => ownerKey(name));
    // Ways of writing one name are one person.
    return [...Map.groupBy(rows, ({ owner }) => ownerKey(owner))].map(([key, written]) => {
      const sum = (of: (row: OwnedRow) => number): number => written.reduce((all, row) => all + of(row), 0);
      const people = active.get(key) ?? [];
      const departureId = departures.get(key) ?? null;
      const valueMinor = sum((row) => row.valueMinor);
      return {
        name: written[0]?.owner ?? key,
        account:
          people.length > 1 ? 'shared' : people.length === 1 ? 'active' : departureId === null ? 'unknown' : 'left',
        userId: people.length === 1 ? (people[0]?.id ?? null) : null,
        departureId,
        customers: sum((row) => row.customers),
        valueMinor,
        share: totalMinor > 0 ? valueMinor / totalMinor : null,
        classA: sum((row) => row.classA),
        highRisk: sum((row) => row.highRisk),
      };
    });
  }
}
