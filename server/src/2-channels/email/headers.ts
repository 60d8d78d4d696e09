/** What may not stand in a header: a line of its own would be a header of its own. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const LINE_BREAK = /[\u0000-\u001f\u007f\u2028\u2029]/u;
/** One address, no list, no name, nothing to quote. */
const ADDRESS = /^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+$/u;
const MAX_SUBJECT = 500;

/** Why these cannot be the headers of an e-mail, or null. */
export function headerFault({
  to,
  subject,
  unsubscribeUrl,
}: {
  readonly to: string;
  readonly subject: string;
  readonly unsubscribeUrl: string | null;
}): 'address_invalid' | 'subject_invalid' | 'link_invalid' | null {
  if (!ADDRESS.test(to) || LINE_BREAK.test(to)) {
    return 'address_invalid';
  }
  if (LINE_BREAK.test(subject) || subject.length > MAX_SUBJECT) {
    return 'subject_invalid';
  }
  return unsubscribeUrl !== null && (LINE_BREAK.test(unsubscribeUrl) || /[<>\s]/u.test(unsubscribeUrl))
    ? 'link_invalid'
    : null;
}

/** Our own Message-ID: the attempt at the sender's domain, so that a receipt finds it again. */
export function messageIdOf(attemptId: string, from: string): string {
  return `<${attemptId}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** One-click unsubscribing, RFC 2369 and RFC 8058. */
export function unsubscribeHeaders(url: string | null): Readonly<Record<string, string>> {
  return url === null ? {} : { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
