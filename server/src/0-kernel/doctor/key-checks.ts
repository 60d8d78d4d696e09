import type { Config } from '#kernel/config/config.ts';
import type { Postgres } from '#kernel/db/postgres.ts';
import { createSealer } from '#kernel/secrets/sealer.ts';
import { type DoctorCheck, fail, ok } from './doctor.ts';

const CHECK = 'keys.data';

/** Whether what is encrypted at rest can be read. */
export function keyChecks({
  config,
  postgres,
}: {
  readonly config: Config;
  readonly postgres: Postgres;
}): readonly DoctorCheck[] {
  return [
    {
      name: CHECK,
      run: async () => {
        const unreadable = await createSealer(config).unreadable(postgres.db);
        return unreadable === 0
          ? ok(CHECK, { 'zh-CN': '加密的资料可以读取', en: 'What is encrypted at rest can be read' })
          : fail(CHECK, {
              message: {
                'zh-CN': `${unreadable} 个数据密钥无法解开，用它们加密的资料和文件读不出来`,
                en: `${unreadable} data keys cannot be opened; what they encrypted cannot be read`,
              },
              remedy: {
                'zh-CN': '把备份时的 keys/secrets.key 放回数据目录（或设置 ZHIKE_SECRETS_KEY），再重启',
                en: 'Put the keys/secrets.key of the backup back into the data folder (or set ZHIKE_SECRETS_KEY), and start again',
              },
            });
      },
    },
  ];
}
