import { describe, expect, it } from 'vitest';
import { parseDsn } from './parse-dsn.ts';

const dsn = (action: string, status: string): string =>
  [
    'From: MAILER-DAEMON@mx.example.net',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="=_b1"',
    'Subject: Undelivered Mail Returned to Sender',
    '',
    '--=_b1',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry. Action: none.',
    '--=_b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    'Final-Recipient: rfc822; li@example.com',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 no such user',
    '',
    '--=_b1',
    'Content-Type: message/rfc822',
    '',
    'Message-ID:',
    ' <0190-abc@shop.example>',
    'Subject: hello',
    '',
    'Message-ID: <not-this@one>',
    '--=_b1--',
    '',
  ].join('\r\n');

describe('a delivery status notification', () => {
  it('tells which message, what became of it and the code', () => {
    expect(parseDsn(dsn('failed', '5.1.1'))).toEqual({
      messageId: '<0190-abc@shop.example>',
      action: 'failed',
      status: '5.1.1',
    });
    expect(parseDsn(dsn('Delayed', '4.4.1 (timeout)'))).toMatchObject({ action: 'delayed', status: '4.4.1' });
  });

  it.each([['nothing'], ['Content-Type: text/plain\n\nAction: failed'], [dsn('lost', '5.0.0')]])(
    'is none: %#',
    (text) => {
      expect(parseDsn(text)).toBeNull();
    },
  );
});
