import type { Channel } from '#channels';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { ErasureParticipant, ErasureSubject, TouchedRows } from '#kernel/erasure/participant.ts';
import type { Kernel } from '#kernel/module.ts';
import type { AddressDigest } from '../addresses/service.ts';
import { moveAttempts } from '../attempts/store.ts';
import { addLine, ERASED_NOTE } from '../suppressions/store.ts';
import * as store from './store.ts';

interface Needs {
  readonly digest: AddressDigest;
  readonly channels: readonly Channel[];
}

/**
 * Messages lose their address. The digests of the person's addresses go onto the suppression list: should a file bring
 * the person back, nothing is sold to them before they say yes themselves.
 */
export function contactErasure(kernel: Pick<Kernel, 'clock' | 'postgres'>, needs: Needs): ErasureParticipant {
  return {
    name: 'contact',
    tables: {
      keys: 'none',
      suppressions: 'empties',
      templates: 'none',
      attempts: 'empties',
      attempt_values: 'deletes',
      attempt_steps: 'keeps',
      used_links: 'none',
    },
    erase: (tx, _context, subject) => erase(kernel, needs, { tx, subject }),
    afterwards: async (_context: Context, people) => {
      const ids = await store.attemptIds(kernel.postgres.db, people);
      let removed = 0;
      for (const channel of needs.channels) {
        removed += (await channel.forget?.(ids)) ?? 0;
      }
      return removed === 0 ? {} : { 'files:outbox': removed };
    },
    copy: async (reader, subject) => [
      {
        name: 'messages',
        label: { 'zh-CN': '消息与禁发', en: 'Messages and suppressions' },
        rows: await store.copiedContacts(reader, subject),
      },
    ],
  };
}

async function erase(
  { clock }: Pick<Kernel, 'clock'>,
  { digest }: Needs,
  { tx, subject }: { readonly tx: Tx; readonly subject: ErasureSubject },
): Promise<TouchedRows> {
  const now = clock.now();
  const waiting = await store.waitingAttempts(tx, subject);
  await moveAttempts(
    tx,
    waiting.map((id) => ({ id, to: 'suppressed' as const, reason: 'no_address' })),
    now,
  );
  const touched = await store.eraseContactRows(tx, subject);
  const digests = await Promise.all(subject.addresses.map(({ value }) => digest(value)));
  const hidden = await store.hideAddresses(tx, digests);
  for (const addressDigest of digests) {
    await addLine(tx, {
      id: newId(),
      addressDigest,
      addressShown: null,
      recordId: null,
      customerId: null,
      channel: null,
      purpose: null,
      reason: 'opted_out',
      note: ERASED_NOTE,
      attemptId: null,
      createdBy: null,
      createdByName: null,
      createdAt: now,
      until: null,
    });
  }
  return { ...touched, suppressions: (touched['suppressions'] ?? 0) + hidden + digests.length };
}
