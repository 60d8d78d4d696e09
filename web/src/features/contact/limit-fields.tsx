import { useQuery } from '@tanstack/react-query';
import { CONTACT_CHANNELS, type ContactChannel, type previewLimits, type ReceivedOf } from '@zhike/server/contracts';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { purposesQuery } from '../consents/api.ts';
import type { Limits } from './api.ts';

type Preview = ReceivedOf<typeof previewLimits>;
type Quiet = Limits['quietHours'];
type Cap = Limits['caps'][number];

interface QuietFieldsProps {
  readonly quiet: Quiet;
  readonly now: Preview['quiet'] | undefined;
  readonly isOff: boolean;
  readonly onChange: (quiet: Quiet) => void;
}

/** From when until when, on which channels, and whether it is that time now. */
export function QuietFields({ quiet, now, isOff, onChange }: QuietFieldsProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const said =
    now === undefined
      ? null
      : now.until === null
        ? t('limits.awake')
        : t('limits.asleep', { when: formatInstant(now.until) });
  return (
    <div className="contact-form">
      <p className="quiet small">{t('limits.quietNote')}</p>
      <div className="contact-times">
        <Input
          inputMode="numeric"
          maxLength={5}
          placeholder="21:00"
          aria-label={t('limits.from')}
          value={quiet.from}
          disabled={isOff}
          onChange={(event) => onChange({ ...quiet, from: event.target.value })}
        />
        <span>{t('limits.to')}</span>
        <Input
          inputMode="numeric"
          maxLength={5}
          placeholder="21:00"
          aria-label={t('limits.until')}
          value={quiet.until}
          disabled={isOff}
          onChange={(event) => onChange({ ...quiet, until: event.target.value })}
        />
      </div>
      <Checkbox.Group<ContactChannel>
        aria-label={t('limits.channels')}
        value={quiet.channels}
        disabled={isOff}
        onChange={(channels) => onChange({ ...quiet, channels })}
        options={CONTACT_CHANNELS.map((value) => ({ value, label: t(`channels.${value}`) }))}
      />
      <p className="small" role="status">
        {said}
        {now === undefined || now.waiting === 0
          ? null
          : ` ${t('limits.waiting', { count: now.waiting, figure: formatNumber(now.waiting, locale) })}`}
      </p>
    </div>
  );
}

interface CapsFieldsProps {
  readonly caps: readonly Cap[];
  readonly now: Preview | undefined;
  readonly isOff: boolean;
  readonly onChange: (caps: Cap[]) => void;
}

const NEW_CAP: Cap = { purpose: null, channel: null, limit: 1, days: 7 };
const MOST_CAPS = 50;

/** At most so many messages within so many days, each with whom it holds back now. */
export function CapsFields({ caps, now, isOff, onChange }: CapsFieldsProps) {
  const { t } = useTranslation();
  const set = (at: number, cap: Cap): void => onChange(caps.map((one, index) => (index === at ? cap : one)));
  return (
    <div className="contact-form">
      <p className="quiet small">{t('limits.capsNote')}</p>
      <ul className="contact-caps">
        {caps.map((cap, at) => (
          // Caps have no names, and two may say the same.
          <li key={at}>
            <CapFields
              cap={cap}
              name={t('limits.cap', { number: at + 1 })}
              isOff={isOff}
              onChange={(changed) => set(at, changed)}
            />
            {isOff ? null : (
              <button
                type="button"
                className="icon-button"
                aria-label={t('common.remove', { what: t('limits.cap', { number: at + 1 }) })}
                onClick={() => onChange(caps.filter((_, index) => index !== at))}
              >
                <Icon name="close" size={12} />
              </button>
            )}
            <HeldBack now={now} at={at} />
          </li>
        ))}
      </ul>
      {isOff || caps.length >= MOST_CAPS ? null : (
        <div>
          <Button onClick={() => onChange([...caps, NEW_CAP])}>{t('limits.addCap')}</Button>
        </div>
      )}
    </div>
  );
}

function HeldBack({ now, at }: { readonly now: Preview | undefined; readonly at: number }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const part = now?.caps[at];
  if (now === undefined || part === undefined) {
    return null;
  }
  return (
    <span className="contact-now quiet small">
      {part.customers === null
        ? t('limits.everybody')
        : t('limits.heldBack', {
            count: part.customers,
            figure: formatNumber(part.customers, locale),
            reached: formatNumber(now.reached, locale),
          })}
    </span>
  );
}

interface CapFieldsProps {
  readonly cap: Cap;
  readonly name: string;
  readonly isOff: boolean;
  readonly onChange: (cap: Cap) => void;
}

function CapFields({ cap, name, isOff, onChange }: CapFieldsProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const purposes = useQuery(purposesQuery());
  const items = (purposes.data?.items ?? []).filter(
    ({ key, archivedAt }) => archivedAt === null || key === cap.purpose,
  );
  return (
    <>
      <select
        className="plain-select"
        aria-label={`${name} ${t('limits.purpose')}`}
        value={cap.purpose ?? ''}
        disabled={isOff}
        onChange={(event) => onChange({ ...cap, purpose: event.target.value === '' ? null : event.target.value })}
      >
        <option value="">{t('limits.allAsking')}</option>
        {items.map(({ key, label }) => (
          <option key={key} value={key}>
            {label[locale]}
          </option>
        ))}
      </select>
      <select
        className="plain-select"
        aria-label={`${name} ${t('limits.channel')}`}
        value={cap.channel ?? ''}
        disabled={isOff}
        onChange={(event) =>
          onChange({ ...cap, channel: CONTACT_CHANNELS.find((one) => one === event.target.value) ?? null })
        }
      >
        <option value="">{t('limits.everyChannel')}</option>
        {CONTACT_CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {t(`channels.${channel}`)}
          </option>
        ))}
      </select>
      <InputNumber
        controls={false}
        aria-label={`${name} ${t('limits.withinDays')}`}
        value={cap.days}
        disabled={isOff}
        onChange={(days) => onChange({ ...cap, days: days ?? Number.NaN })}
      />
      <span>{t('limits.daysAtMost')}</span>
      <InputNumber
        controls={false}
        aria-label={`${name} ${t('limits.limit')}`}
        value={cap.limit}
        disabled={isOff}
        onChange={(limit) => onChange({ ...cap, limit: limit ?? Number.NaN })}
      />
      <span>{t('limits.messages')}</span>
    </>
  );
}
