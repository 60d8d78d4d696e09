import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ImportOrder, type ImportRun, importQuery, isMoving, requestCancel, requestImport } from './api.ts';

/** Files up to here are tried out by themselves; larger ones when asked. */
const AUTOMATIC_BYTES = 3 * 1024 * 1024;
/** Who is still mapping columns does not start a run for each of them. */
const SETTLE_MS = 800;

export interface Forecast {
  /** The dry run of the settings as they are now; undefined before it is asked for. */
  readonly run: ImportRun | undefined;
  readonly isAutomatic: boolean;
  readonly error: unknown;
  readonly start: () => void;
  readonly cancel: () => void;
}

/** What importing the file with these settings would do: a dry run, started anew when they change. */
export function useForecast(wanted: ImportOrder | null, bytes: number): Forecast {
  const settings = wanted === null ? null : JSON.stringify(wanted);
  const [tried, setTried] = useState<{ readonly settings: string; readonly id: string } | null>(null);
  const request = useMutation({
    mutationFn: async (asked: string) => {
      // What JSON.stringify wrote above.
      const order = JSON.parse(asked) as ImportOrder;
      const { id } = await requestImport(order, { dryRun: true, idempotencyKey: crypto.randomUUID() });
      return { settings: asked, id };
    },
    onSuccess: setTried,
  });
  const isCurrent = tried !== null && tried.settings === settings;
  const query = useQuery({ ...importQuery(tried?.id ?? ''), enabled: isCurrent });
  const isAutomatic = bytes <= AUTOMATIC_BYTES;
  const { mutate } = request;
  useEffect(() => {
    if (settings === null || !isAutomatic) {
      return undefined;
    }
    const timer = window.setTimeout(() => mutate(settings), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [settings, isAutomatic, mutate]);
  const run = isCurrent ? query.data : undefined;
  const id = run !== undefined && isMoving(run.status) ? run.id : null;
  const running = useRef<string | null>(null);
  useEffect(() => {
    running.current = id;
  }, [id]);
  const cancel = useCallback(() => {
    if (running.current !== null) {
      // One that has ended meanwhile needs no stop.
      requestCancel(running.current).catch(() => undefined);
    }
  }, []);
  // Nobody looks at a run of settings that are no more, nor after the page is left.
  useEffect(() => cancel, [settings, cancel]);
  return {
    run,
    isAutomatic,
    error: request.error ?? query.error,
    start: () => (settings === null ? undefined : mutate(settings)),
    cancel,
  };
}
