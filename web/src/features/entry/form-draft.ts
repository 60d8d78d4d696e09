import type { FormBody, PublicBody } from './api.ts';
import { NO_PERSON, type PersonDraft, personOf } from './person-rows.ts';

/** A membership form as it is being filled in. */
export interface FormDraft {
  readonly person: PersonDraft;
  readonly age: string;
  readonly productType: string;
  readonly amount: string;
  readonly cardNumber: string;
  readonly consents: readonly string[];
  readonly guardianRelation: string;
  readonly guardianChecked: string;
}

export const NO_FORM: FormDraft = {
  person: NO_PERSON,
  age: '',
  productType: '',
  amount: '',
  cardNumber: '',
  consents: [],
  guardianRelation: '',
  guardianChecked: '',
};

/** What customers send themselves. */
export function publicBodyOf(id: string, draft: FormDraft, language: 'zh-CN' | 'en'): PublicBody {
  const { note: _note, ...person } = personOf(draft.person);
  const age = Number.parseInt(draft.age, 10);
  return {
    ...person,
    id,
    language,
    consents: [...draft.consents],
    ...(Number.isNaN(age) ? {} : { age }),
    ...(draft.productType === '' ? {} : { productType: draft.productType }),
    ...(draft.amount.trim() === '' ? {} : { amount: draft.amount.trim() }),
  };
}

/** What staff save. */
export function staffBodyOf(id: string, draft: FormDraft, language: 'zh-CN' | 'en'): FormBody {
  const { guardianRelation, guardianChecked, cardNumber } = draft;
  return {
    ...publicBodyOf(id, draft, language),
    ...(cardNumber.trim() === '' ? {} : { cardNumber }),
    ...(guardianRelation.trim() === '' || guardianChecked.trim() === ''
      ? {}
      : { guardian: { relation: guardianRelation, checkedBy: guardianChecked } }),
  };
}
