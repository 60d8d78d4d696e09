import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Failure } from '../../ui/states.tsx';
import { type Approval, requestDecision, requestWithdraw } from './api.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useDeed } from './use-deed.ts';

/** Something that waits for consent, or had it. */
export function ApprovalCard({ approval }: { readonly approval: Approval }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [isRefusing, setIsRefusing] = useState(false);
  const deed = useDeed();
  const { id, can } = approval;
  return (
    <section className="approval" aria-label={approval.title}>
      <header>
        <strong>{approval.title}</strong>
        <span className={`approval-mark is-${approval.status}`}>{t(`work.approvalStatus.${approval.status}`)}</span>
      </header>
      <p className="quiet small">
        {[
          approval.kindLabel[locale],
          t('work.askedBy', { name: approval.askedBy, when: formatInstant(approval.createdAt) }),
          approval.expiresAt === null || approval.status !== 'pending'
            ? null
            : t('work.expires', { when: formatInstant(approval.expiresAt) }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      {approval.reason === null ? null : <p className="work-said">{approval.reason}</p>}
      {approval.facts.length === 0 ? null : (
        <dl className="approval-facts">
          {approval.facts.map(({ label, value }) => (
            <div key={label.en}>
              <dt className="quiet small">{label[locale]}</dt>
              <dd>{value[locale]}</dd>
            </div>
          ))}
        </dl>
      )}
      <ul className="approval-groups small">
        {approval.groups.map((group) => (
          <li key={group.name}>
            {t('work.agreed', { group: group.label[locale], agreed: group.agreed, count: group.count })}
          </li>
        ))}
        {approval.decisions.map((decision) => (
          <li key={decision.name}>
            {t(`work.decided.${decision.decision}`, {
              name:
                decision.forName === null
                  ? decision.name
                  : t('work.forSomebody', { name: decision.name, other: decision.forName }),
              when: formatInstant(decision.at),
            })}
            {decision.reason === null ? null : <span className="work-said">{decision.reason}</span>}
          </li>
        ))}
      </ul>
      {can.because === null ? null : <p className="quiet small">{t(`work.because.${can.because}`)}</p>}
      {can.decide || can.withdraw ? (
        <div className="work-actions">
          {can.decide ? (
            <>
              <Button
                type="primary"
                loading={deed.isPending}
                onClick={() => deed.press((key) => requestDecision(id, { decision: 'approve' }, key))}
              >
                {t('work.approve')}
              </Button>
              <Button danger onClick={() => setIsRefusing(true)}>
                {t('work.reject')}
              </Button>
            </>
          ) : null}
          {can.withdraw ? (
            <Button onClick={() => deed.press((key) => requestWithdraw(id, key))}>{t('work.withdraw')}</Button>
          ) : null}
        </div>
      ) : null}
      {deed.error === null ? null : <Failure error={deed.error} />}
      {isRefusing ? (
        <ReasonDialog
          title={t('work.reject')}
          label={t('work.whyReject')}
          isDanger
          run={(reason, key) => requestDecision(id, { decision: 'reject', reason }, key)}
          onClose={() => setIsRefusing(false)}
        />
      ) : null}
    </section>
  );
}
