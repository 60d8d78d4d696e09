import { useQueryClient } from '@tanstack/react-query';
import { archiveSegment, restoreSegment } from '@zhike/server/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { explainFailure } from '../../api/problem.ts';
import { offerUndo } from '../../ui/undo.ts';
import { segmentsKey } from './api.ts';

interface Archived {
  readonly id: string;
  readonly name: string;
}

/** Puts a segment away, with ten seconds to take it back; says why where others need it. */
export function useArchive(): (segment: Archived) => Promise<boolean> {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useCallback(
    async ({ id, name }: Archived) => {
      const again = (): Promise<void> => client.invalidateQueries({ queryKey: [...segmentsKey, 'list'] });
      try {
        await call(archiveSegment, { params: { id } });
      } catch (error) {
        offerUndo(explainFailure(error));
        return false;
      }
      await again();
      offerUndo(t('segments.archived', { name }), {
        undo: async () => {
          try {
            await call(restoreSegment, { params: { id } });
            await again();
          } catch (error) {
            offerUndo(explainFailure(error));
          }
        },
      });
      return true;
    },
    [client, t],
  );
}
