/* global self, caches, fetch, URL, Response */
// The service worker: keeps the shell of the app (page, scripts, styles, fonts, icons) and nothing else. Answers of the
// API are never looked at, never kept: personal data stay where they are masked and logged.
// `vite build` puts the list of files and its fingerprint here (web/shell-worker.ts).
const FILES = __SHELL_FILES__;
const CACHE = `zhike-shell-${__SHELL_VERSION__}`;
const PAGE = '/';

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })));
      const page = await fetch(PAGE, { headers: { accept: 'text/html' }, cache: 'reload' });
      await cache.put(PAGE, page);
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith('zhike-shell-') && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') {
    self.skipWaiting();
  }
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(openPage(request));
  } else if (url.pathname.startsWith('/assets/') || FILES.includes(url.pathname)) {
    event.respondWith(openFile(request));
  }
});

/** The page of the server, so that a new version shows at the next visit; the kept one without a connection. */
async function openPage(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(PAGE);
    if (kept === undefined) {
      throw error;
    }
    return kept;
  }
}

/** Built files have their fingerprint in their name: what is kept is right for ever. */
async function openFile(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept !== undefined) {
    return kept;
  }
  const found = await fetch(request);
  if (found.ok && new URL(request.url).pathname.startsWith('/assets/')) {
    await cache.put(request, found.clone());
  }
  return found;
}
