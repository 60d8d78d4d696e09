import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { purposesQuery } from '../consents/api.ts';
import { attemptQuery } from './api.ts';

/** One attempt: what was wanted, what the gate said, how it went on. */
export function AttemptPanel({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { data, isPending, isError, error, refetch } = useQuery(attemptQuery(id));
  const purposes = useQuery(purposesQuery());
  if (isPending) {
    return <Skeleton shape="lines" />;
  }
  if (isError) {
    return <Failure error={error} onRetry={() => void refetch()} />;
  }
  const purpose = purposes.data?.items.find(({ key }) => key === data.purpose)?.label[locale] ?? data.purpose;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('attempts.purpose'), purpose],
    [t('attempts.template'), t('attempts.templateText', { name: data.template.name, version: data.template.version })],
    [t('attempts.channel'), t(`channels.${data.channel}`)],
    [t('attempts.address'), data.address],
    [t('attempts.urgent'), data.isUrgent ? t('attempts.yes') : null],
    [t('attempts.until'), data.until === null ? null : formatInstant(data.until)],
    [t('attempts.tries'), data.tries > 1 ? String(data.tries) : null],
    [t('attempts.by'), data.requestedBy],
  ];
  return (
    <div className="attempt-panel">
      <h2>{t(`attempts.state.${data.state}`)}</h2>
      <p>{data.reasonText === null ? t('attempts.mayGo') : data.reasonText[locale]}</p>
      <Link to="/customers/$customerId" params={{ customerId: data.customerId }}>
        {t('attempts.open', { name: data.customerName ?? t('attempts.unnamed') })}
      </Link>
      <dl className="contact-facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
        {data.detail === null ? null : (
          <div>
            <dt>{t('attempts.detail')}</dt>
            <dd lang="zxx">{data.detail}</dd>
          </div>
        )}
      </dl>
      <Section title={t('attempts.steps')}>
        <ol className="contact-steps">
          {data.steps.map((step) => (
            <li key={`${step.at}:${step.state}`}>
              <span className="quiet small figures">{formatInstant(step.at)}</span>
              <span>
                {t(`attempts.state.${step.state}`)}
                {step.reasonText === null ? '' : ` · ${step.reasonText[locale]}`}
              </span>
            </li>
          ))}
        </ol>
      </Section>
    </div>
  );
}
