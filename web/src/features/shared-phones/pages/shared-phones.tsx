import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReassignedPhone } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { PagedList } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { reassignedPhonesQuery, type SharedPhone, sharedPhonesQuery } from '../api.ts';
import { AddDialog, AttachDialog, TakeOffDialog } from '../phone-dialogs.tsx';
import '../../privacy/privacy.css';

type Open = { readonly add: true } | { readonly off: SharedPhone } | { readonly attach: ReassignedPhone } | null;

/** Numbers that join nobody: because many people state them, or because they changed hands. */
export function SharedPhonesPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const done = async (): Promise<void> => {
    close();
    await queryClient.invalidateQueries({ queryKey: ['shared-phones'] });
  };
  return (
    <SettingsFrame
      title={t('sharedPhones.title')}
      lead={t('sharedPhones.lead')}
      actions={
        <Button type="primary" onClick={() => setOpen({ add: true })}>
          {t('sharedPhones.new')}
        </Button>
      }
    >
      <SharedSection onTakeOff={(phone) => setOpen({ off: phone })} />
      <ReassignedSection onAttach={(phone) => setOpen({ attach: phone })} />
      {open !== null && 'add' in open ? <AddDialog onClose={close} onDone={done} /> : null}
      {open !== null && 'off' in open ? <TakeOffDialog phone={open.off} onClose={close} onDone={done} /> : null}
      {open !== null && 'attach' in open ? <AttachDialog phone={open.attach} onClose={close} onDone={done} /> : null}
    </SettingsFrame>
  );
}

function SharedSection({ onTakeOff }: { readonly onTakeOff: (phone: SharedPhone) => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(sharedPhonesQuery());
  return (
    <Section title={t('sharedPhones.shared')}>
      <PagedList list={list} className="privacy-lines" none={<p className="quiet">{t('sharedPhones.noneShared')}</p>}>
        {(phone) => <SharedLine key={phone.id} phone={phone} onTakeOff={() => onTakeOff(phone)} />}
      </PagedList>
    </Section>
  );
}

function SharedLine({ phone, onTakeOff }: { readonly phone: SharedPhone; readonly onTakeOff: () => void }) {
  const { t } = useTranslation();
  const { reason, note, records, customers, notedAt, notedBy } = phone;
  const facts = [
    t('sharedPhones.records', { count: records, figure: formatNumber(records, currentLocale()) }),
    formatInstant(notedAt),
    notedBy ?? t('sharedPhones.byItself'),
  ];
  return (
    <li>
      <span className="privacy-what">
        <span>
          <strong className="figures">{phone.phone}</strong> · {t(`sharedPhones.why.${reason}`)}
        </span>
        {note === null ? null : <span>{note}</span>}
        {customers.length === 0 ? null : (
          <span className="is-warning">
            {t('sharedPhones.check')}{' '}
            {customers.map(({ id, name }, at) => (
              <span key={id}>
                {at === 0 ? '' : ' · '}
                <Link to="/customers/$customerId" params={{ customerId: id }}>
                  {name ?? t('sharedPhones.unnamed')}
                </Link>
              </span>
            ))}
          </span>
        )}
        <span className="quiet small figures">{facts.join(' · ')}</span>
      </span>
      <Button size="small" onClick={onTakeOff}>
        {t('sharedPhones.takeOff')}
      </Button>
    </li>
  );
}

function ReassignedSection({ onAttach }: { readonly onAttach: (phone: ReassignedPhone) => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(reassignedPhonesQuery());
  return (
    <Section title={t('sharedPhones.reassigned')}>
      <p className="quiet small">{t('sharedPhones.reassignedNote')}</p>
      <PagedList
        list={list}
        className="privacy-lines"
        none={<p className="quiet">{t('sharedPhones.noneReassigned')}</p>}
      >
        {(phone) => <ReassignedLine key={phone.recordId} phone={phone} onAttach={() => onAttach(phone)} />}
      </PagedList>
    </Section>
  );
}

function ReassignedLine({ phone, onAttach }: { readonly phone: ReassignedPhone; readonly onAttach: () => void }) {
  const { t } = useTranslation();
  const { customer, holders, withheldAt } = phone;
  return (
    <li>
      <span className="privacy-what">
        <strong className="figures">{phone.phone}</strong>
        <span>
          {t('sharedPhones.statedBy')}{' '}
          <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
            {customer.name ?? t('sharedPhones.unnamed')}
          </Link>
          {holders.length === 0 ? null : (
            <>
              {' '}
              · {t('sharedPhones.heldBy')}{' '}
              {holders.map(({ id, name }, at) => (
                <span key={id}>
                  {at === 0 ? '' : ' · '}
                  <Link to="/customers/$customerId" params={{ customerId: id }}>
                    {name ?? t('sharedPhones.unnamed')}
                  </Link>
                </span>
              ))}
            </>
          )}
        </span>
        <span className="quiet small figures">{formatInstant(withheldAt)}</span>
      </span>
      <Button size="small" onClick={onAttach}>
        {t('sharedPhones.attach')}
      </Button>
    </li>
  );
}
