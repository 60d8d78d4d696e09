import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTempDir } from '#test/temp-dir.ts';
import type { SmtpAccount } from '../accounts/service.ts';
import type { Channel, ChannelMessage } from '../channel.ts';
import { createOutbox } from '../outbox/service.ts';
import { createEmail } from './service.ts';

const servers: SMTPServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(() => done()))));
});

interface Sink {
  readonly channel: Channel;
  /** Whole messages as they arrived. */
  readonly mails: string[];
}

/** A real server of the given manners with the channel in front of it. */
async function open(options: SMTPServerOptions = {}, account: Partial<SmtpAccount> = {}): Promise<Sink> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
    ...options,
  });
  servers.push(server);
  // A connection that is cut is what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.server.address() as AddressInfo;
  const smtp: SmtpAccount = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: null,
    password: null,
    fromAddress: 'news@shop.example',
    fromName: '知客 商店',
    ...account,
  };
  const outbox = createOutbox({ dataDir: await makeTempDir('outbox') }, 'email');
  return { channel: createEmail({ accounts: { smtp: async () => smtp }, outbox, timeoutMs: 1500 }), mails };
}

const message = (overrides: Partial<ChannelMessage> = {}): ChannelMessage => ({
  id: randomUUID(),
  to: 'li@example.com',
  subject: '新品上架',
  text: '您好',
  html: '<p>您好</p>',
  unsubscribeUrl: 'https://shop.example/m/unsubscribe?t=abc',
  language: 'zh-CN',
  ...overrides,
});

const refuse = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

describe('e-mail over SMTP', () => {
  it('hands over one message with both alternatives, our Message-ID and one-click unsubscribing', async () => {
    const { channel, mails } = await open();
    const sent = message();
    expect(await channel.send(sent)).toEqual({ outcome: 'sent', providerId: `<${sent.id}@shop.example>` });
    const [mail = ''] = mails;
    expect(mails).toHaveLength(1);
    expect(mail).toContain(`Message-ID: <${sent.id}@shop.example>`);
    expect(mail).toMatch(/^List-Unsubscribe: <https:\/\/shop\.example\/m\/unsubscribe\?t=abc>\r$/m);
    expect(mail).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(mail).toContain('multipart/alternative');
    expect(mail).toMatch(/^To: li@example\.com\r$/m);
    expect(mail).toMatch(/^Content-Language: zh-CN\r$/m);
  });

  it('says nothing of unsubscribing where there is nothing to end', async () => {
    const { channel, mails } = await open();
    await channel.send(message({ unsubscribeUrl: null, html: null }));
    expect(mails[0]).not.toContain('List-Unsubscribe');
    expect(mails[0]).not.toContain('text/html');
  });

  it.each([
    ['to', { to: 'li@example.com\r\nBcc: all@example.com' }, true],
    ['to', { to: 'li@example.com, wang@example.com' }, true],
    ['subject', { subject: '你好\r\nBcc: all@example.com' }, false],
    ['link', { unsubscribeUrl: 'https://x>\r\nBcc: all@example.com' }, false],
  ])('refuses a header that would hold another one (%s)', async (_, overrides, isAddressFault) => {
    const { channel, mails } = await open();
    expect(await channel.send(message(overrides))).toMatchObject({ outcome: 'refused', isAddressFault });
    expect(mails).toEqual([]);
  });

  it.each([
    [550, 'No such user', 'refused', true],
    [550, '5.7.1 blocked by policy', 'refused', false],
    [552, '5.2.2 mailbox full', 'refused', false],
    [450, '4.2.1 try again later', 'try_later', undefined],
  ])('takes %i %s for the recipient as %s', async (code, text, outcome, isAddressFault) => {
    const { channel } = await open({ onRcptTo: (_address, _session, done) => done(refuse(code, text)) });
    const answer = await channel.send(message());
    expect(answer).toMatchObject({ outcome, ...(isAddressFault === undefined ? {} : { isAddressFault }) });
    // What servers write may repeat the address; codes do not.
    expect(JSON.stringify(answer)).not.toContain('example.com');
  });

  it.each([
    [451, 'try_later'],
    [554, 'refused'],
  ])('takes %i for the whole message as %s', async (code, outcome) => {
    const { channel } = await open({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(refuse(code, 'no')));
      },
    });
    expect(await channel.send(message())).toMatchObject({ outcome });
  });

  it('does not know what became of a message whose connection was lost after it was asked for', async () => {
    const sink = await open({
      onData: (stream) => {
        stream.resume();
        stream.on('end', () => {
          for (const connection of servers.at(-1)?.connections ?? []) {
            (connection as { _socket: { destroy(): void } })._socket.destroy();
          }
        });
      },
    });
    expect(await sink.channel.send(message())).toMatchObject({ outcome: 'unknown' });
  });

  it('does not know it either when the server takes the message and then says nothing', async () => {
    const { channel } = await open({
      onData: (stream) => {
        stream.resume();
      },
    });
    expect(await channel.send(message())).toMatchObject({ outcome: 'unknown' });
  });

  it('knows that a server which hangs before the message has not got it', async () => {
    const { channel } = await open({ onRcptTo: () => undefined });
    expect(await channel.send(message())).toMatchObject({ outcome: 'try_later' });
  });

  it('tries again later when nobody answers, or the password is wrong', async () => {
    const { channel } = await open({}, { port: 1 });
    expect(await channel.send(message())).toMatchObject({ outcome: 'try_later' });
    const guarded = await open(
      {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => done(refuse(535, '5.7.8 wrong password')),
      },
      { user: 'u', password: 'p' },
    );
    expect(await guarded.channel.send(message())).toMatchObject({ outcome: 'try_later' });
  });
});

describe('the file outbox', () => {
  it('writes what would have been sent while no server is set', async () => {
    const outbox = createOutbox({ dataDir: await makeTempDir('outbox') }, 'email');
    const channel = createEmail({ accounts: { smtp: async () => null }, outbox });
    const sent = message();
    expect(await channel.send(sent)).toEqual({ outcome: 'sent', providerId: `outbox:${sent.id}` });
    const file = JSON.parse(await readFile(path.join(outbox.folder, `${sent.id}.json`), 'utf8'));
    expect(file).toMatchObject({ channel: 'email', to: 'li@example.com', subject: '新品上架' });
  });
});
