import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signWebhook, verifyWebhook } from './standard-webhooks.ts';

const NOW = new Date();
const message = (body: string, sentAt = NOW) => ({ id: 'msg_1', sentAt, body });

describe('signing of webhooks', () => {
  it('is understood by the library of the specification, whatever the body', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (data) => {
        const secret = newWebhookSecret();
        const body = JSON.stringify(data);
        const headers = signWebhook(message(body), [secret]);
        expect(new Webhook(secret).verify(body, headers)).toEqual(data);
        expect(verifyWebhook({ headers, body, now: NOW }, [secret])).toBe('ok');
      }),
    );
  });

  it('understands what the library of the specification signed', () => {
    const secret = newWebhookSecret();
    const signature = new Webhook(secret).sign('msg_1', NOW, '{"店":1}');
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(NOW.getTime() / 1000)),
      'webhook-signature': signature,
    };
    expect(verifyWebhook({ headers, body: '{"店":1}', now: NOW }, [secret])).toBe('ok');
  });

  it('lets a receiver with the old or the new secret verify while both are in force', () => {
    const [old, fresh, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const headers = signWebhook(message('{}'), [fresh, old]);
    expect(verifyWebhook({ headers, body: '{}', now: NOW }, [old])).toBe('ok');
    expect(verifyWebhook({ headers, body: '{}', now: NOW }, [fresh])).toBe('ok');
    expect(verifyWebhook({ headers, body: '{}', now: NOW }, [other])).toBe('signature_wrong');
  });

  it.each([
    ['another body', {}, '{"a":1}', 'signature_wrong'],
    ['another id', { 'webhook-id': 'msg_2' }, '{}', 'signature_wrong'],
    ['no signature', { 'webhook-signature': undefined }, '{}', 'headers_missing'],
    ['a timestamp that is none', { 'webhook-timestamp': 'today' }, '{}', 'headers_missing'],
    ['a signature of another version alone', { 'webhook-signature': 'v2,AAAA' }, '{}', 'signature_wrong'],
  ])('refuses %s', (_, changes, body, expected) => {
    const secret = newWebhookSecret();
    const headers = { ...signWebhook(message('{}'), [secret]), ...changes };
    expect(verifyWebhook({ headers, body, now: NOW }, [secret])).toBe(expected);
  });

  it.each([-301, 301])('refuses a message %i seconds apart, replayed or from a wrong clock', (seconds) => {
    const secret = newWebhookSecret();
    const headers = signWebhook(message('{}', new Date(NOW.getTime() + seconds * 1000)), [secret]);
    expect(verifyWebhook({ headers, body: '{}', now: NOW }, [secret])).toBe('timestamp_outside');
  });
});
