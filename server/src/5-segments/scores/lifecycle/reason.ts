import { formatMoney } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type Life, type LifecycleLimits, type Spent, stageOf } from './stages.ts';

/** Why somebody is in the stage in which they are, in words with their own figures. */
export function whyStage(life: Life | null, limits: LifecycleLimits): Text {
  if (life === null) {
    return { 'zh-CN': '还没有购买过', en: 'has not bought yet' };
  }
  const { since, age } = life;
  switch (stageOf(life, limits)) {
    case 'lost':
      return {
        'zh-CN': `已 ${since} 天没有购买，达到流失的 ${limits.lostAfterDays} 天`,
        en: `no purchase for ${since} days; lost from ${limits.lostAfterDays} on`,
      };
    case 'won_back':
      return {
        'zh-CN': `流失后在 ${age} 天前重新购买，${limits.wonBackDays} 天内算挽回`,
        en: `bought again ${age} days ago after having been lost; within ${limits.wonBackDays} days`,
      };
    case 'new':
      return {
        'zh-CN': `${age} 天前首次购买，${limits.newDays} 天内算新客户`,
        en: `first bought ${age} days ago; within ${limits.newDays} days`,
      };
    case 'declining':
      return since >= life.silenceLimit ? silence(life, limits) : trend(life, limits);
    case 'growing':
      return trend(life, limits);
    default:
      return {
        'zh-CN': `${since} 天前刚买过，购买与消费平稳`,
        en: `last bought ${since} days ago; purchases and spending are steady`,
      };
  }
}

function silence({ since, usual, silenceLimit }: Life, { silenceTimes }: LifecycleLimits): Text {
  const limit = Math.ceil(silenceLimit);
  if (usual === null) {
    return {
      'zh-CN': `只在一天买过，已 ${since} 天没有再来（上限 ${limit} 天）`,
      en: `bought on one day only, and has not come for ${since} days (limit ${limit})`,
    };
  }
  const days = Math.round(usual);
  return {
    'zh-CN': `通常隔 ${days} 天购买，已 ${since} 天没有来（上限 ${limit} 天，约通常间隔的 ${silenceTimes} 倍）`,
    en: `usually buys every ${days} days, and has not come for ${since} (limit ${limit}, about ${silenceTimes} usual intervals)`,
  };
}

function trend({ recent, earlier, currency }: Life, { trendDays }: LifecycleLimits): Text {
  const text = ({ purchases, minor }: Spent, locale: 'zh-CN' | 'en'): string => {
    const money = formatMoney({ amountMinor: minor, currency }, locale);
    return locale === 'en' ? `${purchases} purchases, ${money}` : `${purchases} 单、${money}`;
  };
  return {
    'zh-CN': `近 ${trendDays} 天 ${text(recent, 'zh-CN')}，前 ${trendDays} 天 ${text(earlier, 'zh-CN')}`,
    en: `${text(recent, 'en')} in the last ${trendDays} days, ${text(earlier, 'en')} in the ${trendDays} before`,
  };
}
