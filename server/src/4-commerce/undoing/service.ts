import type { ImportKind } from '#intake';
import { AppError } from '#kernel/errors.ts';
import * as store from './store.ts';

/** How many of the orders that stand in the way are named. */
const SHOWN_OBSTACLES = 5;

/**
 * The import kind of orders that is not undone under what others said later: giving an order back its former state
 * would take the word of the API or of staff along with that of the file.
 */
export function keepLaterChanges<Row, Prepared>(kind: ImportKind<Row, Prepared>): ImportKind<Row, Prepared> {
  return {
    ...kind,
    undoObstacle: async (tx, importId) => {
      const obstacle = await kind.undoObstacle(tx, importId);
      if (obstacle !== null) {
        return obstacle;
      }
      const numbers = await store.ordersChangedSince(tx, importId, SHOWN_OBSTACLES);
      return numbers.length === 0 ? null : changedSinceError(numbers);
    },
  };
}

function changedSinceError(numbers: readonly string[]): AppError {
  return new AppError('import_orders_changed', 409, {
    message: {
      'zh-CN': `这次导入之后，员工或接口又修改了其中的订单（如 ${numbers.join('、')}），撤销会丢掉这些修改；员工改的状态可先在订单上撤回`,
      en: `Staff or the API changed orders of this import since (${numbers.join(', ')}, for one), and undoing it would lose that; steps of staff can be taken back on the order first`,
    },
  });
}
