import { Command, CommanderError } from 'commander';
import { AppError } from '#kernel/errors.ts';
import { VERSION } from '#kernel/version.ts';
import { addAccessCommands } from './cli/access-commands.ts';
import { addBasketCommands } from './cli/basket-commands.ts';
import { addClvCommands } from './cli/clv-commands.ts';
import { addExportCommands } from './cli/export-commands.ts';
import { addIdentityCommands } from './cli/identity-commands.ts';
import { addImportCommands } from './cli/import-commands.ts';
import { addOperationCommands } from './cli/operation-commands.ts';
import { addScoreCommands } from './cli/score-commands.ts';
import { addSegmentCommands } from './cli/segment-commands.ts';
import { addSimulateCommands } from './cli/simulate-commands.ts';

// Whoever reads may have seen enough: `zhike … | head` is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit(0);
});

const program = new Command('zhike')
  .description('知客 Zhike: commands of the customer platform 客户关系平台的命令')
  .version(VERSION)
  .showHelpAfterError()
  .exitOverride();

addImportCommands(program);
addExportCommands(program);
addScoreCommands(program);
addClvCommands(program);
addBasketCommands(program);
addIdentityCommands(program);
addSegmentCommands(program);
addAccessCommands(program);
addOperationCommands(program);
addSimulateCommands(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof CommanderError) {
    // Commander has said it already; help and version are no failure.
    process.exitCode = error.exitCode;
  } else if (error instanceof AppError) {
    process.stderr.write(`${error.say('zh-CN')}\n${error.say('en')}\n`);
    for (const fault of error.faults) {
      const row = fault.row === undefined ? '' : `第 ${fault.row} 行 row ${fault.row}, `;
      process.stderr.write(`  ${row}${fault.field}: ${fault.message['zh-CN']} / ${fault.message.en}\n`);
    }
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}
