import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalRule, RULE_VERSION, type Rule } from '#kernel/pure/rules/tree.ts';
import { compareFaces } from '#test/compare-faces.ts';
import { allCustomers, changeFacts, createChance, fillHistories, fillScores } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { withParts } from '#test/http.ts';
import { argsArbitrary, type Pools, ruleArbitrary } from '#test/random-rules.ts';
import { expandRule, segmentsOf } from './5-segments/definitions/expand.ts';
import { createPlatform, type Platform } from './wiring.ts';

const CUSTOMERS = 80;
const RULES_PER_DAY = 10;
/** Leap days and the days after, days on which clocks change, ends of years. */
const DAYS = ['2024-02-29', '2025-02-28', '2025-03-09', '2025-11-02', '2025-12-31', '2026-03-01'] as const;

/** Each of a fact that is changed after everything was copied. */
const CHANGING = [
  { is: 'orders.full_price_share', percent: { max: 99 } },
  { is: 'relation.has', kinds: ['family'] },
  { is: 'referral.made', count: { min: 1 } },
  { is: 'referral.received' },
  { is: 'household.size', size: { min: 2 } },
  { is: 'household.role', roles: ['child'] },
  { is: 'consent.state', purpose: 'marketing', channels: ['email'], states: ['given'] },
  { is: 'profile.verified_channel', channels: ['email'] },
  { is: 'profile.identifier', kinds: ['wecom_id'] },
  { is: 'work.task_state', states: ['open'], kinds: ['work.manual'] },
  { is: 'behaviour.custom_property', property: 'colour', anyOf: ['Red'], count: { min: 2 } },
] as const;

describe.each(['Asia/Shanghai', 'America/New_York'])('the two faces of rules in the zone %s', (timeZone) => {
  const kernel = useKernel();
  let platform: Platform;
  let pools: Pools;
  let customerIds: readonly string[];
  beforeAll(async () => {
    const config = { ...kernel.config, timeZone };
    const own = withParts(kernel, { config });
    platform = createPlatform(own);
    pools = await fillHistories({ kernel: own, platform, chance: createChance(timeZone.length) }, CUSTOMERS);
    customerIds = await allCustomers({ kernel });
    await fillScores(platform, DAYS);
  }, 120_000);

  const compare = async (rules: readonly Rule[], date: string, isEach = false) => {
    const own = withParts(kernel, { config: { ...kernel.config, timeZone } });
    const result = await compareFaces({ kernel: own, engine: platform.segments.rules, customerIds }, rules, {
      date,
      isEach,
    });
    expect(result.differences.slice(0, 3)).toEqual([]);
    return result;
  };

  it('agree on every condition by itself', { timeout: 120_000 }, async () => {
    const { conditions } = platform.segments.rules;
    // Rules of segments stand in their places before they are asked.
    const askable = [...conditions.values()].filter(({ is }) => is !== 'segment.in');
    // Each condition is a question of its own: hundreds of rules in one take the engine longer than the same rules apart.
    for (const [index, condition] of askable.entries()) {
      const { is } = condition;
      const rules = fc
        .sample(argsArbitrary(condition, pools), { numRuns: 24, seed: index })
        .map((node): Rule => ({ v: RULE_VERSION, all: [node] }));
      const { yes, cases } = await compare(rules, DAYS[index % DAYS.length] ?? DAYS[0]);
      // A condition that is never or always true would prove nothing.
      expect({ is, tells: yes > 0 && yes < cases }).toEqual({ is, tells: true });
    }
  });

  it('agree on random rules, written as they are and in their canonical form', { timeout: 120_000 }, async () => {
    let cases = 0;
    for (const [index, date] of DAYS.entries()) {
      const sampled = fc.sample(ruleArbitrary(platform.segments.rules.conditions, pools), {
        numRuns: RULES_PER_DAY,
        seed: index + 1,
      });
      // Rules that name no segment themselves stand for the segments that others name.
      const known = new Map(
        sampled.filter((rule) => segmentsOf(rule).length === 0).map((rule, at) => [String(at), rule]),
      );
      const whole = (rule: Rule): Rule => ({ v: RULE_VERSION, all: [expandRule(rule, known)] });
      const written = await compare(sampled.map(whole), date);
      const canonical = await compare(
        sampled.map((rule) => whole(canonicalRule(rule))),
        date,
      );
      // As a preview asks: one rule at a time.
      const each = await compare(sampled.slice(0, 1).map(whole), date, true);
      expect(canonical.yes).toBe(written.yes);
      cases += written.cases + canonical.cases + each.cases;
    }
    expect(cases).toBeGreaterThan(5000);
  });

  it('go on agreeing when prices, households, links, consent, identifiers, tasks and events change', {
    timeout: 120_000,
  }, async () => {
    const own = withParts(kernel, { config: { ...kernel.config, timeZone } });
    const rules = CHANGING.map((node): Rule => ({ v: RULE_VERSION, all: [node] }));
    const before = await compare(rules, '2026-03-01');
    await changeFacts({ kernel: own, platform, chance: createChance(1) });
    const after = await compare(rules, '2026-03-01');
    const same = rules.filter((_, index) => before.yesOf[index] === after.yesOf[index]);
    expect(same).toEqual([]);
  });
});
