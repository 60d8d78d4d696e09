import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FieldValue } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Failure } from '../../ui/states.tsx';
import { fieldChangesQuery, requestUndoChange } from '../fields/api.ts';
import { UndoLine } from '../people/undo-line.tsx';

interface FactSavedProps {
  readonly customerId: string;
  /** As it was saved. */
  readonly field: FieldValue;
  readonly onGone: () => void;
}

/** What a fact was changed to, with ten seconds to take it back. */
export function FactSaved({ customerId, field, onGone }: FactSavedProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: async () => {
      const { pages } = await client.fetchInfiniteQuery({ ...fieldChangesQuery(customerId, field.key), staleTime: 0 });
      const [last] = pages[0]?.items ?? [];
      if (last?.canUndo === true) {
        await requestUndoChange(customerId, last.id, `undo-${last.id}`);
      }
    },
    onSuccess: onGone,
    onSettled: () => client.invalidateQueries({ queryKey: ['customers'] }),
  });
  const name = field.label[currentLocale()];
  return (
    <>
      <UndoLine
        text={field.text === null ? t('profile.cleared', { name }) : t('profile.saved', { name, value: field.text })}
        onUndo={() => undo.mutateAsync()}
        onGone={onGone}
      />
      {undo.isError ? <Failure error={undo.error} /> : null}
    </>
  );
}
