import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import staticPlugin from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '#kernel/http/security-headers.ts';

/**
 * Stands in the built index.html for the nonce of its styles (Vite: `html.cspNonce`). A page without it gets a
 * policy that allows inline styles instead.
 */
export const NONCE_PLACEHOLDER = '__ZHIKE_CSP_NONCE__';

/** What the service worker of the built web may do: fetch from here. */
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

export interface StaticFiles {
  /** Whether the request asks for a page of the web, whose address only the browser's router knows. */
  isPage(request: FastifyRequest, path: string): boolean;
  sendPage(reply: FastifyReply): FastifyReply;
}

/** Serves the built web: hashed assets for ever, the page itself always fresh. Throws when there is no index.html. */
export async function addStaticFiles(app: FastifyInstance, webDir: string): Promise<StaticFiles> {
  const page = await readFile(join(webDir, 'index.html'), 'utf8');
  const hasNonce = page.includes(NONCE_PLACEHOLDER);
  const sendPage = (reply: FastifyReply): FastifyReply => {
    const nonce = hasNonce ? randomBytes(16).toString('base64url') : null;
    return reply
      .code(200)
      .header('cache-control', 'no-cache')
      .header('content-security-policy', pagePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(nonce === null ? page : page.replaceAll(NONCE_PLACEHOLDER, nonce));
  };
  await app.register(staticPlugin, {
    root: webDir,
    index: false,
    // One route per file that is there at the start: no address ever becomes a path on the disk.
    wildcard: false,
    // `.br` and `.gz` that the build put beside the files.
    preCompressed: true,
    // Hidden files are never part of a build.
    dotfiles: 'ignore',
    cacheControl: false,
    allowedPath: (path) => path !== '/index.html',
    setHeaders: (response, path) => {
      const isHashed = path.startsWith(join(webDir, 'assets'));
      response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path.replace(/\.(?:br|gz)$/, '') === join(webDir, 'sw.js')) {
        // A service worker fetches under the policy of its own reply.
        response.header('content-security-policy', WORKER_POLICY);
      }
    },
  });
  return {
    isPage: (request, path) =>
      (request.method === 'GET' || request.method === 'HEAD') &&
      path !== '/api' &&
      !path.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html'),
    sendPage,
  };
}
