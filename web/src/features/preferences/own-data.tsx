import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../api/problem.ts';
import { formatDate } from '../../i18n/format.ts';
import { type OwnRequest, requestOwnData } from './api.ts';

/** Consent is withdrawn by the switches above. */
const KINDS = ['access', 'copy', 'correction', 'deletion'] as const satisfies readonly OwnRequest[];

/** What people may ask about their own data; staff check who asks before anything happens. */
export function OwnData({ token }: { readonly token: string }) {
  const { t } = useTranslation();
  const asking = useMutation({ mutationFn: (kind: OwnRequest) => requestOwnData(token, kind) });
  return (
    <section className="member-part">
      <h2>{t('preferences.own')}</h2>
      <p className="quiet">{t('preferences.ownNote')}</p>
      <div className="member-asks">
        {KINDS.map((kind) => (
          <Button key={kind} size="large" disabled={asking.isPending} onClick={() => asking.mutate(kind)}>
            {t(`preferences.ownKind.${kind}`)}
          </Button>
        ))}
      </div>
      <p className="member-said" role="status">
        {asking.data === undefined
          ? null
          : t('preferences.ownTaken', { number: asking.data.number, date: formatDate(asking.data.dueAt) })}
      </p>
      {asking.error === null ? null : (
        <p className="field-fault" role="alert">
          {explainFailure(asking.error)}
        </p>
      )}
    </section>
  );
}
