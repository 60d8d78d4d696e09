import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { AnyRoute, AnyRouter } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { loadBothLanguages } from '../i18n/i18n.ts';

/** A page that has asked nothing for so long has come, with its charts. */
const QUIET_MS = 3_000;
const LOOK_EVERY_MS = 250;
/** A browser that is never idle for so long fetches the next piece all the same. */
const IDLE_MS = 2_000;

type Work = () => Promise<unknown> | undefined;
/** A component of `lazyRouteComponent`. */
type PreloadedComponent = { readonly preload?: () => Promise<unknown> };

/** Whoever pays by the byte has told the browser to fetch nothing that was not asked for. */
function savesData(): boolean {
  // `as`: not in every browser, and in no type of theirs
  return (navigator as { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true;
}

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

/** Resolves when nothing has been asked for a while; answers of a large base may take longer than any fixed time. */
async function quiet(client: QueryClient, isGone: () => boolean): Promise<void> {
  let since = performance.now();
  while (!isGone() && performance.now() - since < QUIET_MS) {
    await new Promise((resolve) => window.setTimeout(resolve, LOOK_EVERY_MS));
    since = client.isFetching() > 0 ? performance.now() : since;
  }
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
 * already stands with the next picture. Not for those who save data.
 */
export function useChunksAhead(overlays: readonly Work[], may: (permission: string) => boolean): void {
  const router = useRouter();
  const client = useQueryClient();
  useEffect(() => {
    if (savesData()) {
      return undefined;
    }
    let isGone = false;
    const fetchAll = async (): Promise<void> => {
      await quiet(client, () => isGone);
      for (const work of [loadBothLanguages, ...overlays, ...pagesOf(router, may)]) {
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
    void fetchAll();
    return () => {
      isGone = true;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- once for each visit, with what may be opened then
  }, []);
}
