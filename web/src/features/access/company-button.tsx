import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../api/problem.ts';
import { requestCompanySignIn, signInOptionsQuery } from './security-api.ts';

/** The way in through the company's own sign-in, where there is one. */
export function CompanyButton({ next }: { readonly next: string }) {
  const { t } = useTranslation();
  const options = useQuery(signInOptionsQuery());
  const begin = useMutation({
    mutationFn: () => requestCompanySignIn(next),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const company = options.data?.oidc ?? null;
  if (company === null) {
    return null;
  }
  return (
    <div className="door-company">
      <Button size="large" block loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('door.company', { label: company.label })}
      </Button>
      {begin.isError ? (
        <p className="field-fault" role="alert">
          {explainFailure(begin.error)}
        </p>
      ) : null}
    </div>
  );
}
