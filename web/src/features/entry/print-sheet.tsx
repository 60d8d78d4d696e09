import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import type { MembershipForm } from './api.ts';
import type { FormDraft } from './form-draft.ts';
import './print-sheet.css';

interface PrintSheetProps {
  readonly form: MembershipForm;
  /** Null prints lines to write on. */
  readonly draft: FormDraft | null;
  readonly cardNumber: string | null;
}

/** The form on one sheet of A4, beside the page: the screen does not show it, the printer nothing else. */
export function PrintSheet({ form, draft, cardNumber }: PrintSheetProps) {
  const { t } = useTranslation();
  const { brand, productTypes, purposes } = form;
  const person = draft?.person;
  const gender = person?.gender ?? '';
  const rows: readonly (readonly [label: string, value: string])[] = [
    [t('entry.person.name'), person?.name ?? ''],
    [
      t('entry.person.gender'),
      gender === ''
        ? t('entry.sheet.genders')
        : gender === 'female' || gender === 'male' || gender === 'other'
          ? t(`entry.genders.${gender}`)
          : gender,
    ],
    [t('entry.form.fields.age'), draft?.age ?? ''],
    [t('entry.person.phone'), person?.phone ?? ''],
    [t('entry.person.occupation'), person?.occupation ?? ''],
    [t('entry.person.address'), person?.address ?? ''],
    [
      t('entry.form.fields.productType'),
      draft === null || draft.productType === ''
        ? productTypes.map((type) => `□ ${type}`).join('　')
        : draft.productType,
    ],
    [t('entry.form.fields.amount'), draft?.amount ?? ''],
    [t('entry.sheet.card'), cardNumber ?? ''],
  ];
  return createPortal(
    <section className="print-sheet" aria-hidden="true">
      <header>
        {brand.logo === '' ? null : <img src={brand.logo} alt="" />}
        <div>
          <h1>{[brand.name, t('entry.sheet.title')].filter((text) => text !== '').join(' ')}</h1>
          <p>
            {brand.hotline === '' ? null : t('entry.sheet.hotline', { number: brand.hotline })}
            {'　'}
            {brand.address === '' ? null : t('entry.sheet.address', { address: brand.address })}
          </p>
        </div>
      </header>
      <table>
        <tbody>
          {rows.map(([label, value]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {purposes.map((purpose) => (
        <p key={purpose.key} className="print-consent">
          {draft?.consents.includes(purpose.key) === true ? '☑' : '□'} {purpose.label[currentLocale()]}：
          {purpose.texts.find(({ language }) => language === currentLocale())?.body ?? purpose.note[currentLocale()]}
        </p>
      ))}
      <p className="print-minor">{t('entry.sheet.minor')}</p>
      <footer>
        <span>{t('entry.sheet.signature')}</span>
        <span>{t('entry.sheet.date')}</span>
        <span>{t('entry.sheet.staff')}</span>
      </footer>
    </section>,
    document.body,
  );
}
