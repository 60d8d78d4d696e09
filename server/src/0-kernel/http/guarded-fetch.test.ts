import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from '#kernel/pure/public-address.ts';
import { createGuardedFetch, type GuardedRequest } from './guarded-fetch.ts';

const GET: GuardedRequest = { method: 'GET', timeoutMs: 5000, maxBytes: 1000 };
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

type Handler = Parameters<typeof createServer>[1];

async function listen(handler: Handler): Promise<{ readonly host: string; readonly asked: () => number }> {
  let asked = 0;
  server = createServer((request, reply) => {
    asked += 1;
    handler?.(request, reply);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  // Just listening: the address is one of the internet family.
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, asked: () => asked };
}

const guarded = (allowed: readonly string[] = [], addresses?: readonly string[]) =>
  createGuardedFetch({
    allowedHosts: async () => allowed,
    ...(addresses === undefined ? {} : { resolve: async () => addresses }),
  });

describe('a guarded request', () => {
  it.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'http://shop.example/',
    'ftp://shop.example/',
    'https://me:secret@shop.example/',
    'shop.example',
  ])('is refused to %s', async (url) => {
    const fetch = url.includes('shop.example') ? guarded([], ['93.184.216.34']) : guarded();
    await expect(fetch(url, GET)).rejects.toMatchObject({ code: 'address_refused' });
    await expect(fetch.requireAllowed(url)).rejects.toMatchObject({ code: 'address_refused', status: 422 });
  });

  it('is refused when one of several addresses of a name is internal', async () => {
    const fetch = guarded([], ['93.184.216.34', '192.168.1.1']);
    await expect(fetch('https://shop.example/', GET)).rejects.toMatchObject({ code: 'address_refused' });
  });

  it('goes to an internal host that is allowed by name, with or without the port', async () => {
    const { host } = await listen((_, reply) => reply.end('hello'));
    for (const allowed of [host, '127.0.0.1']) {
      const reply = await guarded([allowed])(`http://${host}/`, GET);
      expect(reply).toMatchObject({ status: 200, isCut: false });
      expect(reply.body.toString()).toBe('hello');
    }
    await expect(guarded(['127.0.0.1:1'])(`http://${host}/`, GET)).rejects.toMatchObject({ code: 'address_refused' });
  });

  it('connects to the address that was checked, whatever the name says later', async () => {
    const { host, asked } = await listen((request, reply) => reply.end(request.headers.host));
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    let times = 0;
    const fetch = createGuardedFetch({
      allowedHosts: async () => ['shop.example'],
      resolve: async () => answers[times++] ?? [],
    });
    const reply = await fetch(`http://shop.example:${host.split(':')[1]}/`, GET);
    expect(reply.body.toString()).toMatch(/^shop\.example:/);
    expect([times, asked()]).toEqual([1, 1]);
  });

  it('does not follow a redirect', async () => {
    const { host, asked } = await listen((_, reply) => {
      reply.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    expect(await guarded([host])(`http://${host}/`, GET)).toMatchObject({ status: 302 });
    expect(asked()).toBe(1);
  });

  it('ends after its time, whether the host is silent or only slow to end', async () => {
    const silent = await listen(() => undefined);
    await expect(guarded([silent.host])(`http://${silent.host}/`, { ...GET, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'host_timeout',
      status: 504,
    });
    const never = createGuardedFetch({ allowedHosts: async () => [], resolve: () => new Promise(() => undefined) });
    await expect(never('https://shop.example/', { ...GET, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'host_timeout',
    });
  });

  it('cuts an answer that is too long', async () => {
    const { host } = await listen((_, reply) => {
      reply.end('x'.repeat(1_000_000));
    });
    const reply = await guarded([host])(`http://${host}/`, GET);
    expect(reply.isCut).toBe(true);
    expect(reply.body).toHaveLength(1000);
  });

  it('says that a host cannot be reached', async () => {
    await expect(guarded(['127.0.0.1:1'])('http://127.0.0.1:1/', GET)).rejects.toMatchObject({
      code: 'host_unreachable',
      status: 502,
    });
  });
});

describe('a public address', () => {
  it('is never one of the internal ranges, in IPv4 or carried within IPv6', () => {
    const inner = fc.oneof(
      fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(0), fc.nat(255), fc.nat(255), fc.nat(255)),
    );
    fc.assert(
      fc.property(inner, (parts) => {
        const address = parts.join('.');
        expect(isPublicAddress(address)).toBe(false);
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
      }),
    );
  });

  it('is one of the internet', () => {
    expect(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'].every(isPublicAddress)).toBe(true);
    expect(['', 'shop.example', 'fe80::1', 'ff02::1', '2002:7f00:1::'].some(isPublicAddress)).toBe(false);
  });
});
