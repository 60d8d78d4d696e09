import { useTranslation } from 'react-i18next';

const STEPS = ['stepChoose', 'stepMap', 'stepRun'] as const;

/** Where in the wizard one is. */
export function Steps({ current }: { readonly current: 0 | 1 | 2 }) {
  const { t } = useTranslation();
  return (
    <ol className="steps" aria-label={t('imports.steps')}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index === current ? 'is-current' : index < current ? 'is-past' : undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className="figures">{index + 1}</span>
          {t(`imports.${step}`)}
        </li>
      ))}
    </ol>
  );
}
