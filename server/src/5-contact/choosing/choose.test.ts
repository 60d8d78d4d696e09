import { describe, expect, it } from 'vitest';
import { chooseChannel } from './choose.ts';

describe('[C003a] the channel of a message that names none', () => {
  const [email, sms] = [{ channel: 'email' }, { channel: 'sms' }] as const;
  it.each([
    ['sms', 'is preferred and goes now', ['now', 'now'], 'sms', 'sms'],
    ['sms', 'is preferred, though it waits', ['now', 'later'], 'sms', 'sms'],
    ['email', 'goes, where the preferred one never does', ['now', 'never'], 'sms', 'email'],
    ['sms', 'goes now, where nothing is preferred', ['later', 'now'], null, 'sms'],
    ['email', 'waits, where nothing goes now', ['later', 'later'], null, 'email'],
    [null, 'may be used', ['never', 'never'], 'sms', null],
  ] as const)('%s %s', (_, __, [byEmail, bySms], preferred, chosen) => {
    const answers = [
      { ...email, goes: byEmail },
      { ...sms, goes: bySms },
    ];
    expect(chooseChannel(answers, preferred)).toBe(chosen);
  });
});
