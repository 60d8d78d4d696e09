import { useState } from 'react';
import { truncateMiddle } from '../../i18n/format.ts';
import { useWidth } from '../use-width.ts';
import { type FlowBand, type FlowInput, flowOf } from './flow.ts';
import './flow-chart.css';
import { type Mark, markAttributes, onMarkKey } from './marks.ts';

interface FlowChartProps {
  readonly label: string;
  readonly flows: readonly FlowInput[];
  /** Stages from top to bottom, on both sides. */
  readonly stages: readonly { readonly id: string; readonly name: string; readonly colour: string }[];
  readonly left: string;
  readonly right: string;
  readonly format: (value: number) => string;
  /** A band in words. */
  readonly nameOf: (flow: FlowInput) => string;
  readonly onPick?: ((flow: FlowInput) => void) | undefined;
}

const HEIGHT = 340;
const NODE = 10;
/** So many Latin letters of a name stand beside a pile. */
const LETTERS = 17;

function pathOf(band: FlowBand, { x0, x1 }: { readonly x0: number; readonly x1: number }): string {
  const middle = (x0 + x1) / 2;
  const height = Math.max(1, band.height);
  const [a, b] = [band.fromY, band.toY];
  return [
    `M${x0},${a}C${middle},${a} ${middle},${b} ${x1},${b}`,
    `V${b + height}`,
    `C${middle},${b + height} ${middle},${a + height} ${x0},${a + height}Z`,
  ].join('');
}

/** Who was where and where they went: as wide as they are many. Arrows walk the bands, Enter opens their people. */
export function FlowChart(props: FlowChartProps) {
  const { flows, stages, format, nameOf, onPick } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const [looked, setLooked] = useState<number | null>(null);
  const { left, right, bands } = flowOf(flows, { order: stages.map(({ id }) => id), height: HEIGHT });
  const stage = new Map(stages.map((one) => [one.id, one]));
  // Where there is no room beside the piles, their names stand on the bands.
  const isTight = width < 520;
  const margin = isTight ? 0 : 168;
  const [x0, x1] = [margin + NODE, Math.max(margin + NODE + 40, width - margin - NODE)];
  const shown = looked === null ? undefined : bands[looked];
  const stop = looked ?? 0;
  const has = (x: number, y: number): boolean | null => (x !== 0 || y < 0 || y >= bands.length ? null : true);
  const sides = [
    { id: 'left', nodes: left, x: margin, anchor: isTight ? 'start' : 'end', textX: isTight ? x0 + 6 : margin - 8 },
    { id: 'right', nodes: right, x: x1, anchor: isTight ? 'end' : 'start', textX: isTight ? x1 - 6 : x1 + NODE + 8 },
  ] as const;
  return (
    <div ref={box} className="flow">
      <p className="flow-readout small figures">
        {shown === undefined ? (
          <span className="quiet">
            {props.left} → {props.right}
          </span>
        ) : (
          nameOf(shown)
        )}
      </p>
      {width === 0 ? (
        <div style={{ height: HEIGHT }} />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the marks inside; the role is one of two
        <svg
          width={width}
          height={HEIGHT + 8}
          role={onPick === undefined ? 'img' : 'group'}
          aria-label={props.label}
          onMouseLeave={() => setLooked(null)}
          onKeyDown={(event) =>
            onMarkKey(event, {
              has,
              onMove: ({ y }: Mark) => setLooked(y),
              onPick: ({ y }: Mark) => {
                const band = bands[y];
                if (band !== undefined) {
                  onPick?.(band);
                }
              },
            })
          }
        >
          {bands.map((band, index) => (
            <path
              key={`${band.from}:${band.to}`}
              d={pathOf(band, { x0, x1 })}
              fill={stage.get(band.from)?.colour}
              className={looked === index ? 'flow-band is-active' : 'flow-band'}
              onMouseEnter={() => setLooked(index)}
              {...(onPick === undefined
                ? {}
                : {
                    ...markAttributes({ x: 0, y: index }),
                    role: 'button',
                    tabIndex: stop === index ? 0 : -1,
                    'aria-label': nameOf(band),
                    onFocus: () => setLooked(index),
                    onClick: () => onPick(band),
                  })}
            />
          ))}
          {sides.map(({ id, nodes, x, anchor, textX }) => (
            <g key={id} aria-hidden="true">
              {nodes.map((node) => (
                <g key={node.id}>
                  <rect x={x} y={node.y} width={NODE} height={node.height} rx={2} fill={stage.get(node.id)?.colour} />
                  <text x={textX} y={node.labelY + 4} textAnchor={anchor} className="flow-name">
                    <title>{stage.get(node.id)?.name}</title>
                    {truncateMiddle(stage.get(node.id)?.name ?? '', LETTERS)}{' '}
                    <tspan className="flow-value">{format(node.value)}</tspan>
                  </text>
                </g>
              ))}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
