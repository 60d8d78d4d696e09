import type { SendOutcome } from '../channel.ts';

/** What went wrong, as the mail library tells it. */
export interface MailFailure {
  readonly code: string | undefined;
  /** The command that was answered so; `API` where the library refused before it said anything. */
  readonly command: string | undefined;
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
  /** The server asked for the message (354): from then on it may have it. */
  readonly isHandedOver: boolean;
}

/** RFC 5321 and RFC 3463: no such mailbox, mailbox disabled, moved, or syntax of the address. */
const ADDRESS_CODES = new Set([550, 551, 553]);
const ENHANCED = /\b([245]\.\d{1,3}\.\d{1,3})\b/u;
/** What a failure means for the message. Where it cannot be told whether the server has it, nobody sends it again. */
export function judgeFailure(failure: MailFailure): Exclude<SendOutcome, { outcome: 'sent' }> {
  const { code, command, responseCode, isHandedOver } = failure;
  const detail = detailOf(failure);
  if (responseCode !== undefined && responseCode >= 500) {
    // Wrong credentials are ours to mend, not a fault of the message.
    return code === 'EAUTH'
      ? { outcome: 'try_later', detail }
      : { outcome: 'refused', isAddressFault: isAddressFault(failure), detail };
  }
  if (responseCode !== undefined && responseCode >= 400) {
    return { outcome: 'try_later', detail };
  }
  if (command === 'API') {
    return { outcome: 'refused', isAddressFault: code === 'EENVELOPE', detail };
  }
  return { outcome: isHandedOver ? 'unknown' : 'try_later', detail };
}

function isAddressFault({ command, responseCode, response }: MailFailure): boolean {
  const enhanced = ENHANCED.exec(response ?? '')?.[1];
  if (enhanced !== undefined) {
    // 5.1.x: the address; 5.2.1: the mailbox is disabled. 5.7.x is policy: the address may be well.
    return enhanced.startsWith('5.1.') || enhanced === '5.2.1';
  }
  return command?.toUpperCase() === 'RCPT TO' && responseCode !== undefined && ADDRESS_CODES.has(responseCode);
}

/** Codes only: what servers write besides may repeat the address. */
function detailOf({ code, command, responseCode, response }: MailFailure): string {
  const parts = [
    command,
    responseCode,
    ENHANCED.exec(response ?? '')?.[1],
    responseCode === undefined ? code : undefined,
  ];
  const said = parts.filter((part) => part !== undefined && part !== '').join(' ');
  return said === '' ? 'no answer' : said;
}
