import type { Command } from 'commander';
import { ROLE_NAMES } from '#access';
import { systemContext } from '#kernel/context.ts';
import { print, withPlatform } from './with-platform.ts';

interface KeyFlags {
  readonly name: string;
  readonly role: string;
  readonly source?: readonly string[];
  readonly json?: boolean;
}

/** `zhike api-key create`. */
export function addAccessCommands(program: Command): void {
  program
    .command('api-key')
    .description('API 密钥 API keys')
    .command('create')
    .description('新建密钥，只显示这一次 make a key, shown this once')
    .requiredOption('--name <name>', '名称 what it is for')
    .requiredOption('--role <role>', `角色 one of ${ROLE_NAMES.join(', ')}`)
    .option('--source <names...>', '来源 the only sources it may write as (default: any)')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((flags: KeyFlags) =>
      withPlatform(async ({ access }) => {
        // The module checks name and role and says what would be right.
        const created = await access.createApiKey(systemContext('cli'), {
          name: flags.name,
          role: flags.role as (typeof ROLE_NAMES)[number],
          ...(flags.source === undefined ? {} : { sources: [...flags.source] }),
        });
        print(created, flags, [`id  ${created.id}`, `key ${created.key}`]);
      }),
    );
}
