import { useMutation, useQueryClient } from '@tanstack/react-query';
import { updateSegment } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { offerUndo } from '../../../ui/undo.ts';
import { type SegmentDetail, segmentsKey, type Version } from '../api.ts';
import { ownerText } from '../owner-text.ts';
import { sentenceDifference } from './sentence-difference.ts';

/** Every version of the rule in words, with what is other than in the one before; each can be brought back. */
export function VersionsSection({ segment }: { readonly segment: SegmentDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const locale = currentLocale();
  const { id, name, note, state, refresh } = segment;
  const put = (rule: Version['rule']) =>
    call(updateSegment, { params: { id }, body: { name, note, rule, state, refresh } });
  const restore = useMutation({
    mutationFn: ({ rule }: Version) => put(rule),
    onSuccess: async (_, { version }) => {
      await client.invalidateQueries({ queryKey: segmentsKey });
      offerUndo(t('segments.restored', { version }), {
        undo: async () => {
          await put(segment.rule);
          await client.invalidateQueries({ queryKey: segmentsKey });
        },
      });
    },
  });
  return (
    <div>
      {restore.isError ? (
        <p className="field-fault" role="alert">
          {explainFailure(restore.error)}
        </p>
      ) : null}
      <ol className="versions">
        {segment.versions.map((version, index) => {
          const before = segment.versions[index + 1];
          return (
            <li key={version.version}>
              <div className="version-head">
                <strong>{t('segments.version', { version: version.version })}</strong>
                <span className="quiet small figures">
                  {ownerText(version.changedBy, t)} · {formatInstant(version.changedAt)}
                </span>
                {index === 0 ? (
                  <span className="segment-mark">{t('segments.current')}</span>
                ) : segment.can.write ? (
                  <Button size="small" loading={restore.isPending} onClick={() => restore.mutate(version)}>
                    {t('segments.restore')}
                  </Button>
                ) : null}
              </div>
              <p className="version-words">
                {sentenceDifference(before?.sentence[locale] ?? null, version.sentence[locale]).map((piece, at) =>
                  piece.kind === 'same' ? (
                    <span key={at}>{piece.text}</span>
                  ) : piece.kind === 'added' ? (
                    <ins key={at}>{piece.text}</ins>
                  ) : (
                    <del key={at}>{piece.text}</del>
                  ),
                )}
              </p>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
