import type { BusinessDate } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { isMinorOn } from '../consents/minor.ts';
import { KINSHIP_WORDS, type RelationToHolder } from '../households/kinship.ts';
import { DIRECTED_KINDS, type RelationKind, relationLabel } from './kinds.ts';
import type { GraphEdge, GraphNode } from './schema.ts';

/** What leads from some customers and organisations to others, as it is stored. */
export interface TableOfEdges {
  readonly links: readonly {
    readonly id: string;
    readonly kind: RelationKind;
    readonly fromId: string;
    readonly fromName: string | null;
    readonly fromBorn: string | null;
    readonly toId: string;
    readonly toName: string | null;
    readonly toBorn: string | null;
    readonly word: string | null;
    readonly until: string | null;
  }[];
  readonly members: readonly {
    readonly memberId: string;
    readonly householdId: string;
    readonly customerId: string | null;
    readonly relation: RelationToHolder;
    readonly word: string | null;
    readonly name: string | null;
    readonly born: string | null;
  }[];
  readonly contacts: readonly {
    readonly organisationId: string;
    readonly organisation: string;
    readonly scopeId: string | null;
    readonly customerId: string;
    readonly name: string | null;
    readonly born: string | null;
    readonly word: string | null;
  }[];
}

export type FoundNode = Omit<GraphNode, 'depth'>;
export interface Found {
  readonly nodes: readonly FoundNode[];
  readonly edges: readonly GraphEdge[];
}

const CONTACT: Text = { 'zh-CN': '联系人', en: 'Contact' };

/** Rows as nodes and edges. In a household everybody is drawn with the holder: a ray each, not a knot. */
export function found(table: TableOfEdges, today: BusinessDate): Found {
  const parts = [ofLinks(table.links, today), ofMembers(table.members, today), ofContacts(table.contacts, today)];
  return { nodes: parts.flatMap(({ nodes }) => nodes), edges: parts.flatMap(({ edges }) => edges) };
}

function customerNode(
  id: string,
  name: string | null,
  { born, today }: { readonly born: string | null; readonly today: BusinessDate },
): FoundNode {
  return { key: `c:${id}`, type: 'customer', id, name, isMinor: isMinorOn(fullDate(born), today) };
}

function fullDate(text: string | null): string | null {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/u.test(text) ? text : null;
}

function ofLinks(links: TableOfEdges['links'], today: BusinessDate): Found {
  return {
    nodes: links.flatMap(({ fromId, fromName, fromBorn, toId, toName, toBorn }) => [
      customerNode(fromId, fromName, { born: fromBorn, today }),
      customerNode(toId, toName, { born: toBorn, today }),
    ]),
    edges: links.map(({ id, kind, fromId, toId, word, until }) => ({
      key: `r:${id}`,
      from: `c:${fromId}`,
      to: `c:${toId}`,
      kind,
      label: { ...relationLabel(kind, 'to') },
      word,
      isDirected: DIRECTED_KINDS.has(kind),
      isOver: until !== null && until < today,
    })),
  };
}

function ofMembers(members: TableOfEdges['members'], today: BusinessDate): Found {
  const nodeOf = ({ memberId, householdId, customerId, name, born }: TableOfEdges['members'][number]): FoundNode =>
    customerId === null
      ? { key: `p:${memberId}`, type: 'person', id: householdId, name, isMinor: isMinorOn(fullDate(born), today) }
      : customerNode(customerId, name, { born, today });
  const homes = Map.groupBy(members, ({ householdId }) => householdId);
  const edges = [...homes.values()].flatMap((inside): GraphEdge[] => {
    const holder = inside.find(({ relation }) => relation === 'holder');
    return holder === undefined
      ? []
      : inside
          .filter((member) => nodeOf(member).key !== nodeOf(holder).key)
          .map((member) => ({
            key: `h:${member.memberId}`,
            from: nodeOf(holder).key,
            to: nodeOf(member).key,
            kind: 'household',
            label: { ...KINSHIP_WORDS[member.relation] },
            word: member.word,
            isDirected: false,
            isOver: false,
          }));
  });
  return { nodes: members.map(nodeOf), edges };
}

function ofContacts(contacts: TableOfEdges['contacts'], today: BusinessDate): Found {
  return {
    nodes: contacts.flatMap(({ organisationId, organisation, customerId, name, born }) => [
      {
        key: `o:${organisationId}`,
        type: 'organisation' as const,
        id: organisationId,
        name: organisation,
        isMinor: false,
      },
      customerNode(customerId, name, { born, today }),
    ]),
    edges: contacts.map(({ organisationId, customerId, word }) => ({
      key: `k:${organisationId}:${customerId}`,
      from: `o:${organisationId}`,
      to: `c:${customerId}`,
      kind: 'contact',
      label: { ...CONTACT },
      word,
      isDirected: false,
      isOver: false,
    })),
  };
}

/** So many stand in a picture that can still be read. */
export const MAX_NODES = 60;

interface Reaching {
  readonly known: ReadonlyMap<string, FoundNode>;
  readonly edges: readonly GraphEdge[];
  readonly depth: number;
}

/** Ring by ring, who is how many steps away. */
function reached(root: string, { known, edges, depth }: Reaching): ReadonlyMap<string, number> {
  const depths = new Map<string, number>([[root, 0]]);
  let ring: ReadonlySet<string> = new Set([root]);
  for (let step = 1; step <= depth; step += 1) {
    const inside = ring;
    const beyond = edges
      .flatMap(({ from, to }) => [...(inside.has(from) ? [to] : []), ...(inside.has(to) ? [from] : [])])
      .filter((key) => !depths.has(key) && known.has(key));
    ring = new Set(beyond);
    for (const key of ring) {
      depths.set(key, step);
    }
  }
  return depths;
}

/**
 * The part of what was found that lies within `depth` steps of the root, nearest first and at most `MAX_NODES`.
 * Two edges of one kind between the same two are one.
 */
export function within(
  root: FoundNode,
  all: Found,
  depth: number,
): { readonly nodes: GraphNode[]; readonly edges: GraphEdge[]; readonly left: number } {
  const known = new Map(all.nodes.map((node) => [node.key, node]));
  const depths = reached(root.key, { known, edges: all.edges, depth });
  const kept = [...depths].slice(0, MAX_NODES);
  const shown = new Set(kept.map(([key]) => key));
  const seen = new Set<string>();
  const edges = all.edges.filter(({ kind, from, to }) => {
    const pair = `${kind}:${[from, to].toSorted().join('|')}`;
    const isNew = shown.has(from) && shown.has(to) && from !== to && !seen.has(pair);
    seen.add(pair);
    return isNew;
  });
  return {
    nodes: kept.map(([key, at]) => ({ ...(known.get(key) ?? root), depth: at })),
    edges,
    left: depths.size - kept.length,
  };
}
