import type { Command } from 'commander';
import { ROLE_NAMES, sayFault } from '#access';
import { systemContext } from '#kernel/context.ts';
import { createMasterKeys } from '#kernel/secrets/master-keys.ts';
import { createSealer } from '#kernel/secrets/sealer.ts';
import { createProgress } from './progress.ts';
import { print, withPlatform } from './with-platform.ts';

interface KeyFlags {
  readonly name: string;
  readonly role: string;
  readonly source?: readonly string[];
  readonly json?: boolean;
}

/** `zhike api-key create`, `zhike audit verify`. */
export function addAccessCommands(program: Command): void {
  addAudit(program);
  const keys = program
    .command('keys')
    .description('密钥 keys: the master key outside the database, and those it wraps');
  addReseal(keys);
  keys
    .command('rotate')
    .description('换用新密钥，旧密钥保留以便解开旧内容 a new key from now on; older ones stay for what they sealed')
    .action(() =>
      withPlatform(async ({ kernel, access }) => {
        const context = systemContext('cli');
        const { id } = await createMasterKeys(kernel.config).rotate();
        // Afresh: what was read of the keys before is older than this one.
        const { rewrapped } = await createSealer(kernel.config).prepare(kernel.postgres);
        await kernel.transaction(context, (tx) =>
          access.audit(tx, context, {
            action: 'access.keys_rotated',
            subjectType: 'key',
            subjectId: id,
            detail: { rewrapped },
          }),
        );
        print({ id, rewrapped }, {}, [
          `${id} 已启用 is the key from now on`,
          `${rewrapped} 个数据密钥已用它重新包裹 data keys are wrapped by it now`,
        ]);
      }),
    );
  program
    .command('networks')
    .description('允许的网络 networks that roles and keys may come from')
    .command('clear')
    .description('取消全部限制，用于把自己锁在外面之后 lift all limits, after locking everybody out')
    .action(() =>
      withPlatform(async ({ kernel, access }) => {
        const context = systemContext('cli');
        const cleared = await kernel.transaction(context, (tx) => access.clearNetworks(tx, context));
        print({ cleared }, {}, [`${cleared} 个限制已取消 lists taken away`]);
      }),
    );
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

function addReseal(keys: Command): void {
  keys
    .command('reseal')
    .description(
      '换用新的数据密钥并重新加密敏感字段，可中断续做 encrypt sensitive fields with a new data key, resumable',
    )
    .action(() =>
      withPlatform(async ({ kernel, access, customers }) => {
        const context = systemContext('cli');
        const { keyId } = await kernel.transaction(context, async (tx) => {
          const renewed = await customers.resealing.renew(tx, context);
          await access.audit(tx, context, {
            action: 'access.data_key_renewed',
            subjectType: 'key',
            subjectId: renewed.keyId,
            detail: {},
          });
          return renewed;
        });
        let rows = 0;
        const progress = createProgress({ quiet: false });
        await customers.resealing.run(context, {
          progress: (share, done) => {
            rows = done;
            progress.update(share, `${done} 行 rows`);
          },
        });
        progress.end();
        print({ keyId, rows }, {}, [`${keyId}: ${rows} 行已重新加密 rows are encrypted with it`]);
      }),
    );
}

interface VerifyFlags {
  readonly head?: string;
  readonly json?: boolean;
}

function addAudit(program: Command): void {
  program
    .command('audit')
    .description('审计记录 the audit trail')
    .command('verify')
    .description('校验审计链，指出第一条被动过的记录 verify the chain and name the first broken row')
    .option('--head <number:hash>', '以前记下的链尾，用来查出末尾被删 a head written down before')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((flags: VerifyFlags) =>
      withPlatform(async ({ access }) => {
        const progress = createProgress({ quiet: flags.json === true });
        const result = await access.auditChain.verify(systemContext('cli'), {
          expectedHead: flags.head,
          progress: (share, rows) => progress.update(share, `${rows}`),
        });
        progress.end();
        const { broken, rows, head } = result;
        const said = broken === null ? null : sayFault(broken);
        print(
          result,
          flags,
          said === null
            ? [`✓ ${rows ?? 0} 条记录完整 rows, the chain is whole`, `head ${head ?? '-'}`]
            : [`✗ ${said['zh-CN']}`, `  ${said.en}`],
        );
        process.exitCode = broken === null ? 0 : 1;
      }),
    );
}
