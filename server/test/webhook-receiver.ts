import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedMessage {
  readonly id: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Somebody else's server that takes webhooks; how it answers is up to the test. */
export interface WebhookReceiver {
  readonly url: string;
  /** `127.0.0.1:port`, for the list of allowed hosts. */
  readonly host: string;
  /** Everything that arrived, whatever was answered. */
  readonly received: readonly ReceivedMessage[];
  answer(how: (message: ReceivedMessage, reply: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** Starts a receiver on a free port; it answers 204 until told otherwise. */
export async function openReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = [];
  let respond = (_: ReceivedMessage, reply: ServerResponse): void => {
    reply.writeHead(204).end();
  };
  const server = createServer((request, reply) => {
    void take(request).then((message) => {
      received.push(message);
      respond(message, reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Just listening: the address is one of the internet family.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    host: `127.0.0.1:${port}`,
    received,
    answer: (how) => {
      respond = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function take(request: IncomingMessage): Promise<ReceivedMessage> {
  const body = await text(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  return { id: headers['webhook-id'] ?? '', headers, body };
}
