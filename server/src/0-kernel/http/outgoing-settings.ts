import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** Hosts inside the own network that webhooks and connectors may talk to. */
export const ALLOWED_INTERNAL_HOSTS = {
  key: 'outgoing.allowed_internal_hosts',
  label: { 'zh-CN': '允许访问的内部主机', en: 'Internal hosts that may be reached' },
  unit: null,
  note: {
    'zh-CN': '默认没有：外发通知和连接器只访问互联网上的 https 地址。写主机名或主机名:端口',
    en: 'None by default: webhooks and connectors reach https addresses of the internet only. Host, or host:port',
  },
  schema: z.array(z.string().regex(/^[\w.:[\]-]{1,255}$/)).max(100),
  defaultValue: [],
} as const satisfies SettingDefinition;
