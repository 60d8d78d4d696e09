import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { truncateMiddle } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { type Graph, graphQuery } from './api.ts';
import { laidOut } from './graph-layout.ts';
import './relations.css';

type Node = Graph['nodes'][number];
type Edge = Graph['edges'][number];

const HEIGHT = 420;
const NARROW = 440;

/** Who is around a customer, two steps far: a picture, and the same as a list for everybody who does not see it. */
export function RelationGraph({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const graph = useQuery(graphQuery(customerId));
  return (
    <Section title={t('relations.graph')}>
      {graph.isPending ? <Skeleton shape="block" /> : null}
      {graph.isError ? <Failure error={graph.error} onRetry={() => void graph.refetch()} /> : null}
      {graph.isSuccess && graph.data.edges.length === 0 ? <p className="quiet">{t('relations.graphEmpty')}</p> : null}
      {graph.isSuccess && graph.data.edges.length > 0 ? (
        <>
          <Picture graph={graph.data} />
          <List graph={graph.data} />
        </>
      ) : null}
      {graph.isSuccess && graph.data.hidden > 0 ? (
        <p className="quiet small">{t('relations.hidden', { count: graph.data.hidden })}</p>
      ) : null}
    </Section>
  );
}

function Picture({ graph }: { readonly graph: Graph }) {
  const { t } = useTranslation();
  const [element, width] = useWidth<HTMLDivElement>();
  const isNarrow = width < NARROW;
  // Names stand beside their points: the sides are left free for them.
  const margin = isNarrow ? 44 : 72;
  const places = laidOut(graph.nodes, graph.edges, { width: Math.max(0, width - 2 * margin), height: HEIGHT - 64 });
  const at = (key: string) => {
    const place = places.get(key) ?? { x: 0, y: 0 };
    return { x: place.x + margin, y: place.y + 28 };
  };
  return (
    // The list below says the same.
    <div ref={element} className="relation-picture" aria-hidden="true">
      {width === 0 ? null : (
        <svg width={width} height={HEIGHT} focusable="false">
          <title>{t('relations.graph')}</title>
          {graph.edges.map((edge) => (
            <Line key={edge.key} edge={edge} from={at(edge.from)} to={at(edge.to)} isNamed={!isNarrow} />
          ))}
          {graph.nodes.map((node) => (
            <Mark key={node.key} node={node} at={at(node.key)} isNarrow={isNarrow} />
          ))}
        </svg>
      )}
    </div>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface LineProps {
  readonly edge: Edge;
  readonly from: Place;
  readonly to: Place;
  readonly isNamed: boolean;
}

function Line({ edge, from, to, isNamed }: LineProps) {
  const classes = ['relation-line', `is-${edge.kind}`, ...(edge.isOver ? ['is-over'] : [])].join(' ');
  return (
    <g className={classes}>
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      {isNamed ? (
        <text x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 - 4} textAnchor="middle">
          {edge.word ?? edge.label[currentLocale()]}
        </text>
      ) : null}
    </g>
  );
}

interface MarkProps {
  readonly node: Node;
  readonly at: Place;
  readonly isNarrow: boolean;
}

function Mark({ node, at, isNarrow }: MarkProps) {
  const { t } = useTranslation();
  const name = node.name ?? t('customers.unnamed');
  const size = node.depth === 0 ? 11 : 7;
  return (
    <g className={`relation-mark is-${node.type}${node.depth === 0 ? ' is-root' : ''}`}>
      <title>{name}</title>
      {node.type === 'organisation' ? (
        <rect x={at.x - size} y={at.y - size} width={2 * size} height={2 * size} rx={2} />
      ) : (
        <circle cx={at.x} cy={at.y} r={size} />
      )}
      <text x={at.x} y={at.y + size + 15} textAnchor="middle">
        {truncateMiddle(name, isNarrow ? 6 : 12)}
      </text>
    </g>
  );
}

/** Every line of the picture in words. */
function List({ graph }: { readonly graph: Graph }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const root = graph.nodes.find(({ depth }) => depth === 0)?.key;
  return (
    <details className="relation-lines">
      <summary>{t('relations.asList', { count: graph.edges.length })}</summary>
      <ul>
        {graph.edges.map((edge) => {
          // Read away from whoever the page is about.
          const [near, far] = edge.to === root ? [edge.to, edge.from] : [edge.from, edge.to];
          const one = nodes.get(near);
          const other = nodes.get(far);
          return one === undefined || other === undefined ? null : (
            <li key={edge.key}>
              <NodeName node={one} />
              <span className="quiet small">
                {edge.word ?? edge.label[locale]}
                {edge.isOver ? ` · ${t('relations.over')}` : ''}
              </span>
              <NodeName node={other} />
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** A name that leads to whoever or whatever it names. */
function NodeName({ node }: { readonly node: Node }) {
  const { t } = useTranslation();
  const name = node.name ?? t('customers.unnamed');
  const words = node.isMinor ? `${name} · ${t('relations.minor')}` : name;
  if (node.depth === 0) {
    return <span>{words}</span>;
  }
  switch (node.type) {
    case 'organisation':
      return (
        <Link to="/organisations/$organisationId" params={{ organisationId: node.id }}>
          {words}
        </Link>
      );
    case 'person':
      return (
        <Link to="/households/$householdId" params={{ householdId: node.id }}>
          {words}
        </Link>
      );
    default:
      return (
        <Link to="/customers/$customerId" params={{ customerId: node.id }}>
          {words}
        </Link>
      );
  }
}
