import { expect, it } from 'vitest';
import { readRoleMap, writeRoleMap } from './role-map.ts';

it('reads pairs a line and writes them back', () => {
  const map = readRoleMap('crm-agents = agent\n\nCN=vip,OU=x=store\nnonsense\n=agent');
  expect(map).toEqual({ 'crm-agents': 'agent', 'CN=vip,OU=x': 'store' });
  expect(readRoleMap(writeRoleMap(map))).toEqual(map);
});
