import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/** The time, by the minute: what is due moves on while the page stays open. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
