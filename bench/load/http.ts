import http from 'node:http';

/** A caller that keeps its connections: what is measured is the server, not the making of connections. */
export interface HttpCaller {
  /** Resolves with the body of a 2xx answer; throws for any other. */
  (method: 'GET' | 'POST', path: string, body?: string): Promise<string>;
  close(): void;
}

/** Calls one server with an API key. */
export function createHttpCaller(url: string, options: { readonly key: string; readonly sockets: number }): HttpCaller {
  const { hostname, port } = new URL(url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: options.sockets });
  const call = (method: 'GET' | 'POST', path: string, body?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${options.key}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      };
      const request = http.request({ hostname, port, path, method, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) {
            resolve(text);
          } else {
            reject(new Error(`${method} ${path} answered ${status}: ${text.slice(0, 300)}`));
          }
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  return Object.assign(call, { close: () => agent.destroy() });
}
