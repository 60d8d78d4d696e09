const CHECK_EVERY_MS = 30 * 60_000;
const listeners = new Set<() => void>();
let waiting: ServiceWorker | null = null;
let isStale = false;

function tell(): void {
  isStale = true;
  for (const listener of listeners) {
    listener();
  }
}

/** Whether there is a newer version than the one that runs here. */
export const hasUpdate = (): boolean => isStale;

/** Hears when there is one. */
export function onUpdate(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Lets the new version take over, and loads the page anew from it. */
export function takeOver(): void {
  if (waiting === null) {
    window.location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
  waiting.postMessage('take-over');
}

/** Hears of a worker that is installed beside one that runs: the first of all is no news. */
function watch(registration: ServiceWorkerRegistration): void {
  const note = (worker: ServiceWorker | null): void => {
    if (worker?.state === 'installed' && navigator.serviceWorker.controller !== null) {
      waiting = worker;
      tell();
    }
  };
  note(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => note(worker));
  });
  const check = (): void => {
    if (document.visibilityState === 'visible' && navigator.onLine) {
      // A check that fails is made again: at the next look at the tab, or in half an hour.
      registration.update().catch(() => undefined);
    }
  };
  document.addEventListener('visibilitychange', check);
  window.setInterval(check, CHECK_EVERY_MS);
}

/** Keeps the shell for times without a connection, makes the app installable, and hears of new versions. */
export function startAppUpdates(): void {
  // A piece of an old version that the server no longer has.
  window.addEventListener('vite:preloadError', tell);
  // Browsers offer it on secure addresses alone; elsewhere the pages work as before.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) {
    return;
  }
  window.addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
    void navigator.serviceWorker.ready.then(watch);
  });
}
