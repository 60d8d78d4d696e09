import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  it('are rendered for Prometheus, those of the process included', async () => {
    const metrics = createMetrics();
    metrics.counter('zhike_probe_total', 'Probes', ['kind']).inc({ kind: 'a' }, 2);
    metrics.gauge('zhike_probe_depth', 'Depth').set(7);
    metrics.histogram('zhike_probe_seconds', 'Seconds', [], [1, 2]).observe(1.5);
    const text = await metrics.render();
    expect(text).toContain('zhike_probe_total{kind="a"} 2');
    expect(text).toContain('zhike_probe_depth 7');
    expect(text).toContain('zhike_probe_seconds_bucket{le="2"} 1');
    expect(text).toContain('zhike_process_cpu_seconds_total');
  });

  it('of one name are one figure, and those of two kernels are two', async () => {
    const [one, two] = [createMetrics({ process: false }), createMetrics({ process: false })];
    one.counter('zhike_probe_total', 'Probes').inc();
    one.counter('zhike_probe_total', 'Probes').inc();
    two.counter('zhike_probe_total', 'Probes').inc(5);
    expect(await one.render()).toContain('zhike_probe_total 2');
    expect(await two.render()).toContain('zhike_probe_total 5');
  });

  it('have names that begin with zhike_', () => {
    expect(() => createMetrics({ process: false }).counter('probe_total', 'Probes')).toThrow(/zhike_/u);
  });
});
