/** What a delivery status notification says of one message (RFC 3464, RFC 6522). */
export interface DsnReport {
  /** The Message-ID of the message that it is about, with its angle brackets. */
  readonly messageId: string | null;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463, such as 5.1.1. */
  readonly status: string | null;
}

const ACTIONS = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);
const MAX_CHARS = 500_000;

/** Reads a notification as mail servers send it; null when the text is none. */
export function parseDsn(raw: string): DsnReport | null {
  const text = raw.slice(0, MAX_CHARS).replaceAll('\r\n', '\n');
  const parts = partsOf(text);
  const report = parts.find(({ type }) => type.startsWith('message/delivery-status'));
  if (report === undefined) {
    return null;
  }
  const fields = unfolded(report.body);
  const action = field(fields, 'action')?.toLowerCase();
  if (action === undefined || !ACTIONS.has(action)) {
    return null;
  }
  const original = parts.find(
    ({ type }) => type.startsWith('message/rfc822') || type.startsWith('text/rfc822-headers'),
  );
  const id = original === undefined ? undefined : field(unfolded(original.body), 'message-id');
  return {
    messageId: /<[^<>\s]+@[^<>\s]+>/u.exec(id ?? '')?.[0] ?? null,
    // Looked up in the set above.
    action: action as DsnReport['action'],
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/u.exec(field(fields, 'status') ?? '')?.[0] ?? null,
  };
}

interface Part {
  readonly type: string;
  readonly body: string;
}

function partsOf(text: string): readonly Part[] {
  const head = unfolded(text.slice(0, headEnd(text)));
  const boundary = /boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/iu.exec(field(head, 'content-type') ?? '');
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) {
    return [];
  }
  return text
    .split(`--${mark}`)
    .slice(1)
    .map((piece) => {
      const part = piece.replace(/^-*[ \t]*\n/u, '');
      const end = headEnd(part);
      const type = field(unfolded(part.slice(0, end)), 'content-type') ?? 'text/plain';
      return { type: type.toLowerCase(), body: part.slice(end).replace(/^\n+/u, '') };
    });
}

function headEnd(text: string): number {
  const at = text.indexOf('\n\n');
  return at < 0 ? text.length : at;
}

/** Header fields may go on in the next line behind a blank. */
function unfolded(text: string): string {
  return text.replaceAll(/\n[ \t]+/gu, ' ');
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:\\s*(.*)$`, 'imu').exec(text)?.[1]?.trim();
}
