import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/page.tsx';
import { CopyText } from '../../ui/shown-once.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestChangeSite, requestRotateSite, type Site } from './api.ts';

interface SitePanelProps {
  readonly site: Site;
  readonly canManage: boolean;
  readonly onSecret: (secret: string) => void;
}

/** The line for the page, and what can be done with the site. */
export function SitePanel({ site, canManage, onSecret }: SitePanelProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: (run: () => Promise<void>) => run(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['connections'] }),
  });
  return (
    <>
      <Section title={t('connections.snippet')} note={t('connections.snippetNote')}>
        <CopyText label={t('connections.snippet')} text={snippetOf(site, location.origin)} />
      </Section>
      {canManage ? (
        <div className="connection-actions">
          <Button onClick={() => act.mutate(() => requestChangeSite(site.id, { enabled: !site.enabled }))}>
            {site.enabled ? t('connections.stop') : t('connections.resume')}
          </Button>
          <Button
            onClick={() =>
              act.mutate(async () => {
                const secret = await requestRotateSite(site.id, 'secret');
                if (secret !== null) {
                  onSecret(secret);
                }
              })
            }
          >
            {t('connections.rotateProof')}
          </Button>
          <Button
            danger
            onClick={() =>
              act.mutate(async () => {
                await requestRotateSite(site.id, 'writeKey');
              })
            }
          >
            {t('connections.rotateWriteKey')}
          </Button>
        </div>
      ) : null}
      {act.isError ? <Failure error={act.error} /> : null}
    </>
  );
}

/** What goes into the head of every page of the site. */
function snippetOf(site: Site, origin: string): string {
  const consent = site.consentRequired ? ' data-consent="required"' : '';
  return `<script>window.zhike=window.zhike||function(){(zhike.q=zhike.q||[]).push(arguments)}</script>
<script async src="${origin}/t.js" data-key="${site.writeKey}"${consent}></script>`;
}
