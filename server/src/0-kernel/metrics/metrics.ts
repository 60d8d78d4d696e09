import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const PREFIX = 'zhike_';

/**
 * Figures for Prometheus, one registry per kernel. Asking twice for a name gives the same figure. Names are written
 * in full (`zhike_jobs_total`) so that a search finds them. Labels have few values: kinds, outcomes, route patterns,
 * never ids.
 */
export interface Metrics {
  readonly registry: Registry;
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  histogram(name: string, help: string, labels?: readonly string[], buckets?: readonly number[]): Histogram;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
}

export interface MetricsOptions {
  /** Figures of the process (memory, event loop, garbage collection). Default true; one kernel per process needs them. */
  readonly process?: boolean;
}

function checkName(name: string): string {
  if (!name.startsWith(PREFIX)) {
    throw new Error(`Metric ${name} must begin with ${PREFIX}`);
  }
  return name;
}

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (options.process ?? true) {
    collectDefaultMetrics({ register: registry, prefix: PREFIX });
  }
  const once = <M>(name: string, make: () => M): M => {
    // A name belongs to one call site, which always asks for the same type.
    const existing = registry.getSingleMetric(checkName(name)) as M | undefined;
    return existing ?? make();
  };
  return {
    registry,
    counter: (name, help, labels = []) =>
      once(name, () => new Counter({ name, help, labelNames: [...labels], registers: [registry] })),
    gauge: (name, help, labels = []) =>
      once(name, () => new Gauge({ name, help, labelNames: [...labels], registers: [registry] })),
    histogram: (name, help, labels = [], buckets) =>
      once(
        name,
        () =>
          new Histogram({
            name,
            help,
            labelNames: [...labels],
            registers: [registry],
            ...(buckets === undefined ? {} : { buckets: [...buckets] }),
          }),
      ),
    render: () => registry.metrics(),
  };
}
