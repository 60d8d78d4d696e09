import { useTranslation } from 'react-i18next';
import { explainFailure, statusOf } from '../../api/problem.ts';

/** Why a form was not saved: in one line where its fields say the rest themselves. */
export function FormFault({ error, placed }: { readonly error: Error | null; readonly placed: number }) {
  const { t } = useTranslation();
  if (error === null) {
    return null;
  }
  return (
    <p className="field-fault" role="alert">
      {statusOf(error) === 400 && placed > 0 ? t('fields.toCorrect', { count: placed }) : explainFailure(error)}
    </p>
  );
}
