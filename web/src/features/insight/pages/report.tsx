import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { REPORT_PARTS, type ReportPart } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { ChangeMark } from '../change-mark.tsx';
import { ExportMenu } from '../export-menu.tsx';
import '../report.css';
import { REPORT_COLUMNS, REPORT_FILE_COLUMNS, reportRows } from '../report-parts.ts';
import { type Report, reportQuery } from '../reports-api.ts';

const route = getRouteApi('/shell/insight/reports/$reportId');

function Part({ report, part }: { readonly report: Report; readonly part: ReportPart }) {
  const { t } = useTranslation();
  const rows = reportRows(report, part, currentLocale());
  return (
    <Section
      title={t(`seeing.reports.parts.${part}`)}
      actions={
        rows.length === 0 ? undefined : (
          <ExportMenu
            title={t(`seeing.reports.parts.${part}`)}
            files={[
              {
                name: part,
                kind: 'reports',
                columns: [...REPORT_FILE_COLUMNS[part]],
                filter: { reportId: report.id, part },
              },
            ]}
          />
        )
      }
    >
      {rows.length === 0 ? (
        <p className="quiet">{t('seeing.reports.nothing')}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
        <div className="report-part" role="group" aria-label={t(`seeing.reports.parts.${part}`)} tabIndex={0}>
          <table className={`plain-table figures is-${part}`}>
            <thead>
              <tr>
                <th scope="col">{t('seeing.dimensions.channel')}</th>
                {REPORT_COLUMNS[part].map((column) => (
                  <th key={column} scope="col">
                    {t(`seeing.reports.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">{row.name}</th>
                  {row.cells.map((cell, index) => (
                    <td key={REPORT_COLUMNS[part][index]}>
                      {cell.text}
                      {cell.change === undefined ? null : (
                        <div className="small">
                          <ChangeMark change={cell.change} span={t('seeing.reports.before')} />
                        </div>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

/** One weekly channel report: four parts to read, print and take along. */
export function ReportPage() {
  const { t } = useTranslation();
  const { reportId } = route.useParams();
  const query = useQuery(reportQuery(reportId));
  const report = query.data;
  const week = report === undefined ? '' : `${report.from} – ${report.to}`;
  return (
    <Page
      title={report === undefined ? t('seeing.reports.title') : t('seeing.reports.report', { week })}
      note={report === undefined ? undefined : t('seeing.reports.madeAt', { when: formatInstant(report.madeAt) })}
      actions={
        <span className="report-actions">
          <Link to="/insight/reports">{t('seeing.reports.back')}</Link>
          {report === undefined ? null : <Button onClick={() => window.print()}>{t('seeing.reports.print')}</Button>}
        </span>
      }
    >
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {report === undefined ? null : REPORT_PARTS.map((part) => <Part key={part} report={report} part={part} />)}
    </Page>
  );
}
