import type { AnyRoute, AnyRouter } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { loadWords } from '../i18n/i18n.ts';

/** The first page has come by then. */
const AHEAD_AFTER_MS = 3_000;
/** A browser that is never idle for so long fetches the next piece all the same. */
const IDLE_MS = 2_000;

type Work = () => Promise<unknown> | undefined;
/** A component of `lazyRouteComponent`. */
type PreloadedComponent = { readonly preload?: () => Promise<unknown> };

/** Resolves when the page has nothing else to do; at once where the browser cannot say when that is. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) {
      window.requestIdleCallback(resolve, { timeout: IDLE_MS });
    } else {
      resolve(undefined);
    }
  });
}

/** The pieces of all pages that the reader may open, those of the rail's rooms first. */
function pagesOf(router: AnyRouter, may: (permission: string) => boolean): readonly Work[] {
  // `as`: the router keeps its routes by address, typed by the whole tree
  const routes = Object.values(router.routesByPath as Record<string, AnyRoute>);
  return routes
    .filter(({ options }) => options.staticData?.permission === undefined || may(options.staticData.permission))
    .toSorted((a, b) => a.fullPath.split('/').length - b.fullPath.split('/').length)
    .map(
      ({ options }) =>
        () =>
          (options.component as PreloadedComponent | undefined)?.preload?.(),
    );
}

/**
 * Fetches what the next press will open, one piece after the other while the page is quiet: a page that is there
 * already stands with the next picture.
 */
export function useChunksAhead(overlays: readonly Work[], may: (permission: string) => boolean): void {
  const router = useRouter();
  useEffect(() => {
    let isGone = false;
    const fetchAll = async (): Promise<void> => {
      for (const work of [() => loadWords(), ...overlays, ...pagesOf(router, may)]) {
        await idle();
        if (isGone) {
          return;
        }
        try {
          await work();
        } catch {
          // Without a connection the others fail too; who opens the page asks again.
          return;
        }
      }
    };
    const timer = window.setTimeout(() => void fetchAll(), AHEAD_AFTER_MS);
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- once for each visit, with what may be opened then
  }, []);
}
