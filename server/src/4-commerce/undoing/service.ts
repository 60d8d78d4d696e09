import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { livingOrders } from '../life/store.ts';
import * as store from './store.ts';

/** How many of the orders that stand in the way are named. */
const SHOWN_OBSTACLES = 5;

/**
 * Why an import of orders cannot be undone now, or null: giving an order back its former state would take later words
 * along, of another import, of the API or of staff.
 */
export async function findUndoObstacle(tx: Tx, importId: string): Promise<AppError | null> {
  const later = await store.laterImport(tx, importId);
  if (later !== null) {
    return laterImportError(later);
  }
  const living = await livingOrders(tx, importId, SHOWN_OBSTACLES);
  if (living.length > 0) {
    return livingOrdersError(living);
  }
  const changed = await store.ordersChangedSince(tx, importId, SHOWN_OBSTACLES);
  return changed.length === 0 ? null : changedSinceError(changed);
}

function livingOrdersError(numbers: readonly string[]): AppError {
  const [zh, en] = [numbers.join('、'), numbers.join(', ')];
  return new AppError('import_orders_in_use', 409, {
    message: {
      'zh-CN': `这次导入的订单（如 ${zh}）之后登记了收款、退款、退货或物流，请先在订单上撤回`,
      en: `Orders of this import (${en}, for one) have payments, refunds, returns or shipments since; withdraw those on the orders first`,
    },
  });
}

function laterImportError(later: string): AppError {
  return new AppError('import_followed', 409, {
    message: {
      'zh-CN': `之后的导入 ${later} 又修改了同样的订单，请先撤销那一次`,
      en: `The later import ${later} changed the same orders; undo that one first`,
    },
  });
}

function changedSinceError(numbers: readonly string[]): AppError {
  return new AppError('import_orders_changed', 409, {
    message: {
      'zh-CN': `这次导入之后，员工或接口又修改了其中的订单（如 ${numbers.join('、')}），撤销会丢掉这些修改；员工改的状态可先在订单上撤回`,
      en: `Staff or the API changed orders of this import since (${numbers.join(', ')}, for one), and undoing it would lose that; steps of staff can be taken back on the order first`,
    },
  });
}
