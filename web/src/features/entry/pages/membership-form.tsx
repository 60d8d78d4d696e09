import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, QRCode } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { CopyText } from '../../../ui/shown-once.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { overLimitIn } from '../../credit/api.ts';
import { CreditAlert } from '../../credit/credit-alert.tsx';
import {
  formQuery,
  linksQuery,
  type MembershipForm,
  requestForm,
  requestLink,
  requestLinkEnd,
  requestLogo,
} from '../api.ts';
import { EntryFrame } from '../entry-frame.tsx';
import { faultsByField } from '../faults-by-field.ts';
import { type FormDraft, NO_FORM, staffBodyOf } from '../form-draft.ts';
import { FormFields } from '../form-fields.tsx';
import { PrintSheet } from '../print-sheet.tsx';

/** The membership form at the counter: filled in, printed blank or filled in, or sent to the customer's own phone. */
export function MembershipFormPage() {
  const { t } = useTranslation();
  const form = useQuery(formQuery());
  return (
    <EntryFrame title={t('entry.form.title')} lead={t('entry.form.lead')}>
      {form.isPending ? <Skeleton shape="lines" /> : null}
      {form.isError ? <Failure error={form.error} onRetry={() => void form.refetch()} /> : null}
      {form.data === undefined ? null : <CounterForm form={form.data} />}
      <LinksSection />
    </EntryFrame>
  );
}

function CounterForm({ form }: { readonly form: MembershipForm }) {
  const { t } = useTranslation();
  const may = useMay();
  const [id, setId] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState<FormDraft>(NO_FORM);
  const [printed, setPrinted] = useState<FormDraft | null>(null);
  const save = useMutation({
    mutationFn: (creditReason: string | null) =>
      requestForm({
        ...staffBodyOf(id, draft, currentLocale()),
        ...(creditReason === null ? {} : { creditReason }),
      }),
  });
  const faults = faultsByField(save.error);
  const over = overLimitIn(save.error);
  const saved = save.data;
  const print = (what: FormDraft | null): void => {
    setPrinted(what);
    // Once the sheet is drawn.
    window.setTimeout(() => window.print(), 0);
  };
  const next = (): void => {
    setId(crypto.randomUUID());
    setDraft(NO_FORM);
    save.reset();
  };
  return (
    <Section
      title={t('entry.form.one')}
      actions={
        <>
          <Button size="small" onClick={() => print(null)}>
            {t('entry.form.printBlank')}
          </Button>
          {may('settings.manage') ? <LogoField /> : null}
        </>
      }
    >
      <PrintSheet
        form={form}
        draft={printed}
        cardNumber={printed === null ? null : (saved?.cardNumber ?? printed.cardNumber)}
      />
      {saved === undefined ? (
        <form
          className="entry-form"
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (!save.isPending) {
              save.mutate(null);
            }
          }}
        >
          <FormFields form={form} draft={draft} faults={faults} isStaff onChange={setDraft} />
          {over === null ? null : (
            <CreditAlert text={over} isBusy={save.isPending} onGoOn={(why) => save.mutate(why)} />
          )}
          {save.isError && Object.keys(faults).length === 0 ? <Failure error={save.error} /> : null}
          <div className="entry-bar">
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('entry.form.save')}
            </Button>
            <Button onClick={() => print(draft)}>{t('entry.form.printFilled')}</Button>
          </div>
        </form>
      ) : (
        <div className="entry-result" role="status">
          <p>{t(saved.joined ? 'entry.form.savedJoined' : 'entry.form.savedNew')}</p>
          <p className="entry-card-number figures">{saved.cardNumber}</p>
          {saved.settled === 0 ? null : <p>{t('entry.form.settled', { count: saved.settled })}</p>}
          <div className="entry-bar">
            <Button type="primary" onClick={next}>
              {t('entry.form.next')}
            </Button>
            <Button onClick={() => print(draft)}>{t('entry.form.printFilled')}</Button>
            <Link to="/customers/$customerId" params={{ customerId: saved.customerId }}>
              {t('entry.form.open')}
            </Link>
          </div>
        </div>
      )}
    </Section>
  );
}

const MAX_LOGO_BYTES = 150_000;

function LogoField() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const set = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MAX_LOGO_BYTES) {
        throw new Error(t('entry.form.logoLarge'));
      }
      return requestLogo(await dataUrlOf(file));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['entry', 'form'] }),
  });
  return (
    <label className="entry-file">
      {t('entry.form.logo')}
      <input
        type="file"
        accept="image/png,image/jpeg"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) {
            set.mutate(file);
          }
          event.target.value = '';
        }}
      />
      {set.isError ? <Failure error={set.error} /> : null}
    </label>
  );
}

function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(file);
  });
}

const addressOf = (token: string): string => `${window.location.origin}/m/join#${token}`;

/** Links that customers open on their own phones. */
function LinksSection() {
  const { t } = useTranslation();
  const id = useId();
  const queryClient = useQueryClient();
  const links = useQuery(linksQuery());
  const [label, setLabel] = useState('');
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['entry', 'links'] });
  const add = useMutation({
    mutationFn: () => requestLink(label.trim()),
    onSuccess: () => {
      setLabel('');
      return refresh();
    },
  });
  const end = useMutation({ mutationFn: requestLinkEnd, onSuccess: refresh });
  return (
    <Section title={t('entry.links.title')} note={t('entry.links.lead')}>
      <form
        className="entry-bar"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (label.trim() !== '' && !add.isPending) {
            add.mutate();
          }
        }}
      >
        <label htmlFor={id}>{t('entry.links.label')}</label>
        <Input
          id={id}
          className="entry-short"
          value={label}
          maxLength={100}
          onChange={(event) => setLabel(event.target.value)}
        />
        <Button htmlType="submit" disabled={label.trim() === ''} loading={add.isPending}>
          {t('entry.links.add')}
        </Button>
      </form>
      {add.isError ? <Failure error={add.error} /> : null}
      {add.data === undefined ? null : (
        <div className="entry-link" role="status">
          <p>{t('entry.links.once')}</p>
          <CopyText label={t('entry.links.title')} text={addressOf(add.data.token)} />
          <div className="entry-qr" role="img" aria-label={t('entry.links.picture')}>
            <QRCode
              type="svg"
              value={addressOf(add.data.token)}
              size={176}
              bordered={false}
              color="black"
              bgColor="white"
            />
          </div>
        </div>
      )}
      {links.isError ? <Failure error={links.error} onRetry={() => void links.refetch()} /> : null}
      <ul className="entry-lines">
        {(links.data?.items ?? []).map((link) => (
          <li key={link.id}>
            <span className="entry-what">
              <strong>{link.label}</strong>
              <span className="quiet small">
                {[
                  t('entry.links.uses', { count: link.uses }),
                  t('entry.links.until', { when: formatInstant(link.expiresAt) }),
                ].join(' · ')}
              </span>
            </span>
            {link.closedAt === null ? (
              <Button size="small" onClick={() => end.mutate(link.id)}>
                {t('entry.links.close')}
              </Button>
            ) : (
              <span className="quiet">{t('entry.links.closed')}</span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
