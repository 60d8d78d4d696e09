import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, InputNumber } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import { ChoiceField } from '../privacy/text-field.tsx';
import { brandsQuery, categoriesQuery } from '../products/api.ts';
import type { ShownPlace } from './api.ts';

const POWERS = ['high', 'middle', 'low'] as const;
const OLDEST = 150;

interface PlaceDialogProps {
  /** Null: a new one. */
  readonly place: ShownPlace | null;
  readonly taken: readonly ShownPlace[];
  readonly onClose: () => void;
  readonly onSave: (place: ShownPlace) => void;
}

/** For whom a brand or category is meant. */
export function PlaceDialog({ place, taken, onClose, onSave }: PlaceDialogProps) {
  const { t } = useTranslation();
  const brands = useQuery(brandsQuery());
  const categories = useQuery(categoriesQuery());
  const [goods, setGoods] = useState(place === null ? '' : `${place.kind} ${place.id}`);
  const [tier, setTier] = useState(String(place?.tier ?? 2));
  const [powers, setPowers] = useState<readonly string[]>(place?.powers ?? ['middle']);
  const [ageFrom, setAgeFrom] = useState(place?.ageFrom ?? null);
  const [ageTo, setAgeTo] = useState(place?.ageTo ?? null);
  const [wasSent, setWasSent] = useState(false);
  const isFree = (key: string): boolean => key === goods || !taken.some(({ kind, id }) => `${kind} ${id}` === key);
  const choices = [
    ...(brands.data?.items ?? []).map(({ id, name }) => ({ value: `brand ${id}`, label: name, name })),
    ...(categories.data?.items ?? []).map(({ id, name }) => ({
      value: `category ${id}`,
      label: t('pyramid.ofCategory', { name }),
      name,
    })),
  ].filter(({ value }) => isFree(value));
  const chosen = choices.find(({ value }) => value === goods);
  const isReversed = ageFrom !== null && ageTo !== null && ageTo < ageFrom;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    const kept = POWERS.filter((power) => powers.includes(power));
    if (chosen === undefined || kept.length === 0 || isReversed) {
      return;
    }
    const [kind = '', id = ''] = chosen.value.split(' ');
    const level = tier === '1' ? 1 : tier === '2' ? 2 : 3;
    onSave({
      tier: level,
      kind: kind === 'category' ? 'category' : 'brand',
      id,
      name: chosen.name,
      powers: kept,
      ageFrom,
      ageTo,
    });
  };
  return (
    <Dialog label={t(place === null ? 'pyramid.add' : 'pyramid.change')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        {brands.isError ? <Failure error={brands.error} onRetry={() => void brands.refetch()} /> : null}
        <ChoiceField
          label={t('pyramid.goods')}
          value={goods}
          options={[{ value: '', label: t('pyramid.choose') }, ...choices]}
          onChange={setGoods}
        />
        <p className="field-fault" aria-live="polite">
          {wasSent && chosen === undefined ? t('pyramid.needGoods') : null}
        </p>
        <ChoiceField
          label={t('pyramid.tier')}
          value={tier}
          options={(['1', '2', '3'] as const).map((value) => ({ value, label: t(`pyramid.names.t${value}`) }))}
          onChange={setTier}
        />
        <fieldset className="pyramid-powers">
          <legend>{t('pyramid.power')}</legend>
          {POWERS.map((power) => (
            <Checkbox
              key={power}
              checked={powers.includes(power)}
              onChange={({ target }) =>
                setPowers(target.checked ? [...powers, power] : powers.filter((one) => one !== power))
              }
            >
              {t(`pyramid.powers.${power}`)}
            </Checkbox>
          ))}
          <p className="field-fault" aria-live="polite">
            {wasSent && powers.length === 0 ? t('pyramid.needPower') : null}
          </p>
        </fieldset>
        <div className="form-pair">
          <Entry label={t('pyramid.from')} note={t('pyramid.ageNote')}>
            <InputNumber controls={false} min={0} max={OLDEST} precision={0} value={ageFrom} onChange={setAgeFrom} />
          </Entry>
          <Entry label={t('pyramid.to')} fault={wasSent && isReversed ? t('pyramid.reversed') : null}>
            <InputNumber controls={false} min={0} max={OLDEST} precision={0} value={ageTo} onChange={setAgeTo} />
          </Entry>
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit">
            {t('pyramid.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
