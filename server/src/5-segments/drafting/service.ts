import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { GuardedFetch } from '#kernel/http/guarded-fetch.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Rule } from '#kernel/pure/rules/tree.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import { chatModel } from './chat/service.ts';
import { grammarOf } from './grammar.ts';
import { localModel } from './local-model.ts';
import type { DraftModel, ModelName } from './model.ts';
import { namesSomebody } from './personal.ts';
import { DRAFT_ADDRESS, DRAFT_MODEL, DRAFT_MODEL_NAME, DRAFT_SECONDS } from './settings.ts';

export interface DraftParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'config'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly setting: (key: string) => Promise<unknown>;
  /** Reads a rule from words. Throws 400 for what it does not understand. */
  readonly readText: (
    context: Context,
    given: { readonly text: string; readonly locale: Locale },
  ) => Promise<{ readonly rule: Rule; readonly sentence: Text }>;
  /** The way to models outside; without it there is none. */
  readonly fetch: GuardedFetch | null;
}

export interface Sentence {
  readonly sentence: string;
  readonly locale: Locale;
}

export type Drafting = ReturnType<typeof createDrafting>;

/** Rules from sentences, by whichever model the settings name. What a model says is read as if anybody had sent it. */
export function createDrafting(parts: DraftParts) {
  const { kernel, engine, askings, readText } = parts;
  return {
    draft: async (context: Context, { sentence, locale }: Sentence) => {
      requirePermission(context, 'segments.write');
      requireAllScopes(context);
      const model = await modelOf(parts);
      if (namesSomebody(sentence)) {
        throw personal();
      }
      const answer = await model.draft({ sentence, locale, grammar: grammarOf(engine.conditions, locale) });
      if (answer.text.trim() === '') {
        throw unclear();
      }
      const read = await readText(context, { text: answer.text, locale: answer.locale });
      // Nothing that does not exist or that the asker may not ask, whoever wrote it.
      const rule = await askings.read(kernel.postgres.db, context, read.rule);
      return { rule, sentence: read.sentence, unread: [...answer.unread], model: model.name };
    },
  };
}

/** Whether some model is chosen. */
export async function isDrafting(setting: DraftParts['setting']): Promise<boolean> {
  return (await setting(DRAFT_MODEL.key)) !== 'off';
}

async function modelOf({ kernel, setting, fetch }: DraftParts): Promise<DraftModel> {
  // As their schemas have them.
  const name = (await setting(DRAFT_MODEL.key)) as ModelName;
  if (name === 'local') {
    return localModel;
  }
  const address = String(await setting(DRAFT_ADDRESS.key));
  if (name === 'off' || fetch === null || address === '') {
    throw new AppError('model_off', 409, {
      message: {
        'zh-CN': '没有启用起草规则的模型：在设置里选 local，或填好语言模型的地址',
        en: 'No model for drafting rules is on: choose local in the settings, or give the address of a language model',
      },
    });
  }
  return chatModel({
    fetch,
    address,
    model: String(await setting(DRAFT_MODEL_NAME.key)),
    key: kernel.config.modelKey,
    timeoutMs: Number(await setting(DRAFT_SECONDS.key)) * 1000,
  });
}

function personal(): AppError {
  return invalidInput([
    {
      field: 'sentence',
      code: 'sentence_personal',
      message: {
        'zh-CN': '请描述一群客户，不要写手机号、邮箱或证件号',
        en: 'should describe a group: without phone, e-mail or identity numbers',
      },
    },
  ]);
}

function unclear(): AppError {
  return invalidInput([
    {
      field: 'sentence',
      code: 'sentence_unclear',
      message: {
        'zh-CN': '没有读出任何条件，换个说法，例如“近 90 天没买的女客户”',
        en: 'no condition was found in it; say it otherwise, such as “women who have not bought for 90 days”',
      },
    },
  ]);
}
