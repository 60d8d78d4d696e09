import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  acceptRelationSuggestion,
  addIntroductionStep,
  addRelation,
  changeHolder,
  changeHousehold,
  changeHouseholdMember,
  createHousehold,
  getHousehold,
  getOrderRecipients,
  getRelationGraph,
  type Household,
  type HouseholdMember,
  type HouseholdPage,
  type Introduction,
  type IntroductionResult,
  joinHousehold,
  leaveHousehold,
  listCustomerHouseholds,
  listHouseholdPurchases,
  listIntroductions,
  listRelationSuggestions,
  listRelations,
  type MemberPurchases,
  markRecipient,
  moveMember,
  type OrderRecipients,
  type ReceivedOf,
  type Relation,
  type RelationSuggestion,
  recordIntroduction,
  rejectRelationSuggestion,
  removeRelation,
  restoreRelation,
  type SuggestionReason,
  scanForRelations,
  undoHouseholdChange,
  undoRelationSuggestion,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type {
  Household,
  HouseholdMember,
  HouseholdPage,
  Introduction,
  IntroductionResult,
  MemberPurchases,
  OrderRecipients,
  Relation,
  RelationSuggestion,
  SuggestionReason,
};
export type Graph = ReceivedOf<typeof getRelationGraph>;

export const KINSHIPS = [
  'spouse',
  'child',
  'parent',
  'sibling',
  'grandparent',
  'grandchild',
  'parent_in_law',
  'child_in_law',
  'other',
] as const;
export type Kinship = (typeof KINSHIPS)[number];
export const SIZES = ['top', 'bottom', 'dress', 'underwear', 'shoes', 'hat', 'ring', 'other'] as const;
export const LINK_KINDS = ['family', 'friend', 'referrer', 'colleague', 'business'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];
export const REASONS = ['address', 'company', 'phone', 'goods'] as const;
export const WAYS = ['meeting', 'call', 'wechat', 'email', 'event', 'other'] as const;
export const RESULTS = ['talking', 'deal', 'no_deal', 'open'] as const;

export const householdsOfQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['relations', 'households-of', customerId],
    queryFn: ({ signal }) => call(listCustomerHouseholds, { params: { id: customerId }, signal }),
  });

export const householdQuery = (id: string) =>
  queryOptions({
    queryKey: ['relations', 'household', id],
    queryFn: ({ signal }) => call(getHousehold, { params: { id }, signal }),
  });

export const purchasesQuery = (householdId: string) =>
  queryOptions({
    queryKey: ['relations', 'purchases', householdId],
    queryFn: ({ signal }) => call(listHouseholdPurchases, { params: { id: householdId }, signal }),
  });

export const recipientsQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['relations', 'recipients', orderId],
    queryFn: ({ signal }) => call(getOrderRecipients, { params: { id: orderId }, signal }),
  });

export const linksQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['relations', 'links', customerId],
    queryFn: ({ signal }) => call(listRelations, { params: { id: customerId }, signal }),
  });

export const graphQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['relations', 'graph', customerId],
    queryFn: ({ signal }) => call(getRelationGraph, { params: { id: customerId }, query: { depth: 2 }, signal }),
  });

export type SuggestionState = RelationSuggestion['state'];
/** As many stand in the list at once. */
const SHOWN = 50;

export const suggestionsQuery = (state: SuggestionState, reason: SuggestionReason | 'all') =>
  queryOptions({
    queryKey: ['relations', 'suggestions', state, reason],
    queryFn: ({ signal }) =>
      call(listRelationSuggestions, {
        query: { state, limit: SHOWN, ...(reason === 'all' ? {} : { reason }) },
        signal,
      }),
  });

export const introductionsQuery = (state: 'open' | 'settled') =>
  queryOptions({
    queryKey: ['relations', 'introductions', state],
    queryFn: ({ signal }) => call(listIntroductions, { query: { state, limit: SHOWN }, signal }),
  });

export interface MemberForm {
  readonly relation: Kinship;
  readonly relationWord: string;
  readonly name: string;
  readonly birthday: string;
  readonly note: string;
  readonly sizes: Readonly<Partial<Record<(typeof SIZES)[number], string>>>;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

export const requestHousehold = (holderCustomerId: string, key: string) =>
  call(createHousehold, { body: { holderCustomerId }, idempotencyKey: key });

export const requestHouseholdChange = (
  id: string,
  form: {
    readonly name: string;
    readonly pooling: 'pooled' | 'separate';
    readonly address: string | null;
    readonly note: string | null;
  },
) =>
  call(changeHousehold, {
    params: { id },
    body: {
      name: orNull(form.name),
      pooling: form.pooling,
      // What was shown masked is not sent back.
      ...(form.address === null ? {} : { address: orNull(form.address) }),
      ...(form.note === null ? {} : { note: orNull(form.note) }),
    },
  });

export function requestMember(id: string, form: MemberForm, who: { customerId: string } | null, key: string) {
  const { relation, relationWord, name, birthday, note, sizes } = form;
  const details = { relation, relationWord: orNull(relationWord), note: orNull(note), sizes: { ...sizes } };
  const person = { name: name.trim(), ...(birthday.trim() === '' ? {} : { birthday: birthday.trim() }) };
  return call(joinHousehold, {
    params: { id },
    body: who === null ? { ...details, person } : { ...details, ...who },
    idempotencyKey: key,
  });
}

export function requestMemberChange(id: string, member: HouseholdMember, form: MemberForm, mayReveal: boolean) {
  const { relation, relationWord, name, birthday, note, sizes } = form;
  const isPerson = member.customer === null;
  return call(changeHouseholdMember, {
    params: { id, memberId: member.id },
    body: {
      relationWord: orNull(relationWord),
      sizes: { ...sizes },
      ...(member.relation === 'holder' ? {} : { relation }),
      ...(isPerson ? { name: name.trim() } : {}),
      // What was shown masked is not sent back; an empty field leaves it.
      ...(isPerson && (mayReveal || birthday.trim() !== '') ? { birthday: orNull(birthday) } : {}),
      ...(mayReveal || note.trim() !== '' ? { note: orNull(note) } : {}),
    },
  });
}

export const requestMemberLink = (id: string, memberId: string, customerId: string) =>
  call(changeHouseholdMember, { params: { id, memberId }, body: { customerId } });

export const requestLeave = (id: string, memberId: string, key: string) =>
  call(leaveHousehold, { params: { id, memberId }, body: {}, idempotencyKey: key });

export const requestMove = (id: string, memberId: string, to: string, relation: Kinship, key: string) =>
  call(moveMember, { params: { id, memberId }, body: { to, relation }, idempotencyKey: key });

export const requestHolder = (id: string, memberId: string, key: string) =>
  call(changeHolder, { params: { id, memberId }, body: {}, idempotencyKey: key });

export const requestHouseholdUndo = (id: string, changeId: string, key: string) =>
  call(undoHouseholdChange, { params: { id }, body: { changeId }, idempotencyKey: key });

export const requestRecipient = (orderId: string, lineNo: number, memberId: string | null) =>
  call(markRecipient, { params: { id: orderId, lineNo }, body: { memberId } });

export const requestLink = (
  customerId: string,
  given: {
    readonly otherId: string;
    readonly kind: LinkKind;
    readonly otherIs: 'from' | 'to';
    readonly word: string;
    readonly since: string;
    readonly note: string;
  },
  key: string,
) =>
  call(addRelation, {
    params: { id: customerId },
    body: {
      otherId: given.otherId,
      kind: given.kind,
      otherIs: given.otherIs,
      word: orNull(given.word),
      since: orNull(given.since),
      note: orNull(given.note),
    },
    idempotencyKey: key,
  });

export const requestLinkRemoval = (id: string) => call(removeRelation, { params: { id } });
export const requestLinkBack = (id: string) => call(restoreRelation, { params: { id }, body: {} });

const DECISIONS = {
  accept: acceptRelationSuggestion,
  reject: rejectRelationSuggestion,
  undo: undoRelationSuggestion,
} as const;
export type Decision = 'accept' | 'reject';

export const requestDecision = (id: string, decision: keyof typeof DECISIONS) =>
  call(DECISIONS[decision], { params: { id }, body: {}, idempotencyKey: crypto.randomUUID() });

export const requestRelationScan = () => call(scanForRelations, { body: {} });

export const requestIntroduction = (
  given: {
    readonly leftId: string;
    readonly rightId: string;
    readonly suggestionId: string;
    readonly goods: string | null;
    readonly how: (typeof WAYS)[number];
    readonly note: string;
    readonly nextStep: string;
    readonly nextOn: string;
  },
  key: string,
) =>
  call(recordIntroduction, {
    body: {
      ...given,
      note: orNull(given.note),
      nextStep: orNull(given.nextStep),
      nextOn: orNull(given.nextOn),
    },
    idempotencyKey: key,
  });

export const requestStep = (
  id: string,
  step: {
    readonly result: IntroductionResult;
    readonly note: string;
    readonly nextStep: string;
    readonly nextOn: string;
  },
  key: string,
) =>
  call(addIntroductionStep, {
    params: { id },
    body: {
      result: step.result,
      note: orNull(step.note),
      nextStep: orNull(step.nextStep),
      nextOn: orNull(step.nextOn),
    },
    idempotencyKey: key,
  });

/** One press of a button: one key; what others show of it is asked anew. */
export function useRelationDeed<Answer>(onDone?: (answer: Answer) => void) {
  const queryClient = useQueryClient();
  const deed = useMutation({
    mutationFn: ({ run }: { readonly run: () => Promise<Answer> }) => run(),
    onSuccess: (answer) => onDone?.(answer),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['relations'] }),
  });
  const press = (run: (key: string) => Promise<Answer>): void => {
    if (!deed.isPending) {
      const key = crypto.randomUUID();
      deed.mutate({ run: () => run(key) });
    }
  };
  return { press, isPending: deed.isPending, error: deed.error };
}
