import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

const FAULTS: Readonly<Record<string, { readonly code: string; readonly say: (at: Address) => Text }>> = {
  EADDRINUSE: {
    code: 'port_in_use',
    say: ({ port }) => ({
      'zh-CN': `端口 ${port} 已被占用；请停止占用它的程序，或用 PORT 指定另一个端口，例如 PORT=8788 npm start`,
      en: `Port ${port} is in use; stop the program that has it, or choose another with PORT, such as PORT=8788 npm start`,
    }),
  },
  EACCES: {
    code: 'port_forbidden',
    say: ({ port }) => ({
      'zh-CN': `没有权限使用端口 ${port}；请用 PORT 指定 1024 以上的端口，例如 PORT=8788 npm start`,
      en: `Port ${port} is not open to this user; choose one above 1024 with PORT, such as PORT=8788 npm start`,
    }),
  },
  EADDRNOTAVAIL: {
    code: 'host_unknown',
    say: ({ host }) => ({
      'zh-CN': `本机没有地址 ${host}；请把 HOST 设为本机地址，例如 127.0.0.1 或 0.0.0.0`,
      en: `This machine has no address ${host}; set HOST to one it has, such as 127.0.0.1 or 0.0.0.0`,
    }),
  },
};

/** Why the server cannot listen there, as people should hear it; any other error as it is. */
export function listenFault(error: unknown, at: Address): unknown {
  const fault = error instanceof Error && 'code' in error ? FAULTS[String(error.code)] : undefined;
  return fault === undefined ? error : new AppError(fault.code, 500, { message: fault.say(at), cause: error });
}
