import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../api/problem.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Panel } from '../../ui/panel.tsx';
import { Failure, Notice, Skeleton } from '../../ui/states.tsx';
import { fieldsQuery, fieldValuesQuery, requestCustomer, requestEdit } from '../fields/api.ts';
import { Entry } from '../fields/entry.tsx';
import { faultsByField } from '../fields/faults.ts';
import { FieldControl } from '../fields/field-control.tsx';
import { FormFault } from '../fields/form-fault.tsx';
import { useDraft } from '../fields/use-draft.ts';
import { useFirstFocus } from '../fields/use-first-focus.ts';
import { bodyOf, CARD_KEYS, type FormLine, faultKey, hasContent, shownIn, type Touched } from './customer-draft.ts';
import './facts.css';

/** A key of its own for each content: sent again it is the same request, corrected another one. */
function useKeyOf(): (content: unknown) => string {
  const last = useRef({ content: '', key: '' });
  return (content) => {
    const text = JSON.stringify(content);
    if (text !== last.current.content) {
      last.current = { content: text, key: crypto.randomUUID() };
    }
    return last.current.key;
  };
}

interface CustomerFormProps {
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}

/** A new customer, by hand: every field that there is. */
export function NewCustomerForm({ onClose, onSaved }: CustomerFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fields = useQuery(fieldsQuery());
  const { draft, set, drop, wasKept } = useDraft<Touched>('customer:new', {});
  const keyOf = useKeyOf();
  const lines: FormLine[] = [
    ...useBasicLines(),
    ...(fields.data?.items ?? []).map((field) => ({ ...field, known: null })),
  ];
  const body = bodyOf(lines, draft);
  const save = useMutation({
    mutationFn: () => requestCustomer(body, keyOf(body)),
    onSuccess: async (made) => {
      if (made.created) {
        drop();
        await queryClient.invalidateQueries({ queryKey: ['customers'] });
        onSaved(made.id);
      }
    },
  });
  const matches = save.data?.created === false ? save.data.matches : [];
  return (
    <Panel label={t('customerForm.new')} onClose={onClose}>
      {fields.isPending ? <Skeleton shape="lines" /> : null}
      {fields.isError ? <Failure error={fields.error} onRetry={() => void fields.refetch()} /> : null}
      {fields.isSuccess ? (
        <FormBody
          title={t('customerForm.new')}
          lines={lines}
          touched={draft}
          wasKept={wasKept}
          onTouched={set}
          faults={faultsOf(save.error, body)}
          error={save.error}
          isSaving={save.isPending}
          submitLabel={t('customerForm.create')}
          onClose={onClose}
          onSubmit={() => {
            if (hasContent(body)) {
              save.mutate();
            }
          }}
        >
          {matches.length === 0 ? null : (
            <div className="form-matches" role="status">
              <p>{t('customerForm.exists')}</p>
              {matches.map((match) => (
                <Link key={match.id} to="/customers/$customerId" params={{ customerId: match.id }} onClick={onClose}>
                  {t('customerForm.match', {
                    name: match.name ?? t('customers.unnamed'),
                    by: match.by.map((kind) => t(`customerForm.by.${byOf(kind)}`)).join(t('customer.and')),
                  })}
                </Link>
              ))}
            </div>
          )}
        </FormBody>
      ) : null}
    </Panel>
  );
}

const BY = ['phone', 'email', 'member_card', 'wechat_unionid'] as const;
const byOf = (kind: string): (typeof BY)[number] | 'other' => BY.find((known) => known === kind) ?? 'other';

function faultsOf(error: unknown, body: Parameters<typeof faultKey>[1]): ReadonlyMap<string, string> {
  return new Map([...faultsByField(error)].map(([field, message]) => [faultKey(field, body), message]));
}

/** Name and contact, which have no definitions of their own. */
function useBasicLines(): FormLine[] {
  const { t } = useTranslation();
  const contact = t('customerForm.contact');
  const labels = {
    name: t('customers.name'),
    phone: t('customers.phone'),
    email: t('customers.email'),
    address: t('customer.address'),
    region: t('customers.region'),
  };
  return Object.entries(labels).map(([key, label]) => ({
    key,
    label: { 'zh-CN': label, en: label },
    type: 'text',
    group: 'contact',
    groupLabel: { 'zh-CN': contact, en: contact },
    options: [],
    openOptions: false,
    unit: null,
    purpose: null,
    known: null,
  }));
}

/** What is known of a customer, to be changed. Masked values are not shown: what is typed replaces them. */
export function EditCustomerForm({
  customerId,
  onClose,
  onSaved,
}: CustomerFormProps & { readonly customerId: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const values = useQuery(fieldValuesQuery(customerId));
  const { draft, set, drop, wasKept } = useDraft<Touched>(`customer:${customerId}`, {});
  const keyOf = useKeyOf();
  const lines: FormLine[] = (values.data?.fields ?? []).map(({ value, text, masked, ...field }) => ({
    ...field,
    known: { value, text, masked },
  }));
  const body = bodyOf(lines, draft);
  const request = { ...body, version: values.data?.version ?? 0 };
  const save = useMutation({
    mutationFn: () => requestEdit(customerId, request, keyOf(request)),
    onSuccess: async () => {
      drop();
      await queryClient.invalidateQueries({ queryKey: ['customers'] });
      onSaved(customerId);
    },
    onError: async (error) => {
      // Somebody was faster: what they wrote is shown, what was typed here stays, saving again is a decision.
      if (statusOf(error) === 409) {
        await values.refetch();
      }
    },
  });
  return (
    <Panel label={t('customerForm.edit')} onClose={onClose}>
      {values.isPending ? <Skeleton shape="lines" /> : null}
      {values.isError ? <Failure error={values.error} onRetry={() => void values.refetch()} /> : null}
      {values.isSuccess ? (
        <FormBody
          title={t('customerForm.edit')}
          lines={lines}
          touched={draft}
          wasKept={wasKept}
          onTouched={set}
          faults={faultsOf(save.error, body)}
          error={save.error}
          isSaving={save.isPending}
          submitLabel={t('customerForm.save')}
          onClose={onClose}
          onSubmit={() => {
            if (hasContent(body)) {
              save.mutate();
            } else {
              drop();
              onClose();
            }
          }}
        />
      ) : null}
    </Panel>
  );
}

interface FormBodyProps {
  readonly title: string;
  readonly lines: readonly FormLine[];
  readonly touched: Touched;
  /** Whether what was typed stems from an earlier opening. */
  readonly wasKept: boolean;
  readonly onTouched: (touched: Touched) => void;
  readonly faults: ReadonlyMap<string, string>;
  readonly error: Error | null;
  readonly isSaving: boolean;
  readonly submitLabel: string;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children?: ReactNode;
}

function FormBody(props: FormBodyProps) {
  const { t } = useTranslation();
  const { lines, touched, onTouched, faults, error, onClose } = props;
  const form = useFirstFocus();
  // The first line at fault may lie far above the button that was pressed.
  useEffect(() => {
    if (error !== null) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [error, form]);
  const groups = Map.groupBy(lines, (line) => line.group);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!props.isSaving) {
      props.onSubmit();
    }
  };
  return (
    <form
      ref={form}
      className="entry-form"
      noValidate
      onSubmit={submit}
      // An open list of options closes first; the form closes with the next Escape.
      onKeyDownCapture={(event) => {
        if (event.key === 'Escape' && document.querySelector('.ant-select-open') !== null) {
          event.preventDefault();
        }
      }}
    >
      <h2>{props.title}</h2>
      {props.wasKept ? <Notice>{t('customerForm.kept')}</Notice> : null}
      {[...groups].map(([group, members]) => (
        <section key={group} className="entry-group" aria-label={members[0]?.groupLabel[currentLocale()]}>
          <h3>{members[0]?.groupLabel[currentLocale()]}</h3>
          {members.map((line) => (
            <Line
              key={line.key}
              line={line}
              touched={touched}
              fault={faults.get(line.key) ?? null}
              onTouched={onTouched}
            />
          ))}
          {group === 'contact'
            ? CARD_KEYS.map((key) => (
                <Entry
                  key={key}
                  label={t(`customerForm.cards.${key}`)}
                  fault={faults.get(key) ?? null}
                  note={t('customerForm.cardNote')}
                >
                  <Input
                    autoComplete="off"
                    maxLength={100}
                    value={typeof touched[key] === 'string' ? touched[key] : ''}
                    onChange={(event) => onTouched({ ...touched, [key]: event.target.value })}
                  />
                </Entry>
              ))
            : null}
        </section>
      ))}
      <div className="entry-foot">
        {props.children}
        <FormFault error={error} placed={faults.size} />
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={props.isSaving}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  );
}

interface LineProps {
  readonly line: FormLine;
  readonly touched: Touched;
  readonly fault: string | null;
  readonly onTouched: (touched: Touched) => void;
}

function Line({ line, touched, fault, onTouched }: LineProps) {
  const { t } = useTranslation();
  const { key, known } = line;
  const label = line.label[currentLocale()];
  const isHidden = known?.masked === true;
  const isCleared = isHidden && touched[key] === null;
  const placeholder = isCleared ? t('customerForm.willClear') : isHidden ? (known.text ?? undefined) : undefined;
  return (
    <Entry
      label={
        <>
          <span>{label}</span>
          {isHidden ? (
            <Button
              type="link"
              size="small"
              aria-label={t(isCleared ? 'customerForm.keepName' : 'customerForm.clearName', { name: label })}
              onClick={() => {
                const { [key]: _, ...rest } = touched;
                onTouched(isCleared ? rest : { ...rest, [key]: null });
              }}
            >
              {t(isCleared ? 'customerForm.keep' : 'customerForm.clear')}
            </Button>
          ) : null}
        </>
      }
      fault={fault}
      note={isHidden && !isCleared ? t('customerForm.maskedNote') : line.purpose?.[currentLocale()]}
    >
      <FieldControl
        field={line}
        value={shownIn(line, touched)}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(value) => onTouched({ ...touched, [key]: value })}
      />
    </Entry>
  );
}
