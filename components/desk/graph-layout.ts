export type LayoutNode = {
  readonly id: string /** 0 to 1: how much room it takes. */;
  readonly size: number;
};
export type LayoutTie = { readonly a: string; readonly b: string /** 0 to 1. */; readonly strength: number };
export type Place = { readonly x: number; readonly y: number };

const ROUNDS = 240;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** Hubs push each other away this much more than leaves do. */
const HUB_CHARGE = 5;
const PULL_TO_CENTRE = 0.02;

/**
 * Where the nodes of a graph lie in a box, in the nodes' order: a spring layout (Fruchterman and Reingold 1991) that
 * starts from a spiral instead of at random, so that the same graph is always the same picture. Fills the box.
 */
export function layoutGraph(
  nodes: readonly LayoutNode[],
  ties: readonly LayoutTie[],
  { width, height }: { readonly width: number; readonly height: number },
): Place[] {
  const x = Float64Array.from(nodes, (_, at) => spiral(at, nodes.length) * Math.cos(at * GOLDEN_ANGLE));
  const y = Float64Array.from(nodes, (_, at) => spiral(at, nodes.length) * Math.sin(at * GOLDEN_ANGLE));
  const charge = nodes.map((node) => 1 + (HUB_CHARGE - 1) * node.size);
  const indexOf = new Map(nodes.map((node, at) => [node.id, at]));
  const springs = ties.flatMap(({ a, b, strength }) => {
    const [from, to] = [indexOf.get(a), indexOf.get(b)];
    return from === undefined || to === undefined ? [] : [{ from, to, strength }];
  });
  const rest = 1 / Math.sqrt(Math.max(1, nodes.length));
  for (let round = 0; round < ROUNDS; round++) step(round, { x, y, charge, springs, rest });
  return fillBox(x, y, width, height);
}

const spiral = (at: number, count: number): number => 0.5 * Math.sqrt((at + 0.5) / Math.max(1, count));

type State = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly charge: readonly number[];
  readonly springs: readonly { readonly from: number; readonly to: number; readonly strength: number }[];
  readonly rest: number;
};

/** One round: everything pushes, ties pull, and nothing moves further than the round's heat allows. */
function step(round: number, { x, y, charge, springs, rest }: State): void {
  const count = x.length;
  const [dx, dy] = [new Float64Array(count), new Float64Array(count)];
  const move = (at: number, byX: number, byY: number) => {
    dx[at] = (dx[at] ?? 0) + byX;
    dy[at] = (dy[at] ?? 0) + byY;
  };
  const apart = (a: number, b: number) => ({ x: (x[a] ?? 0) - (x[b] ?? 0), y: (y[a] ?? 0) - (y[b] ?? 0) });
  for (let a = 0; a < count; a++) {
    move(a, -PULL_TO_CENTRE * (x[a] ?? 0), -PULL_TO_CENTRE * (y[a] ?? 0));
    for (let b = a + 1; b < count; b++) {
      const gap = apart(a, b);
      const square = Math.max(1e-6, gap.x * gap.x + gap.y * gap.y);
      const push = (rest * rest * Math.sqrt((charge[a] ?? 1) * (charge[b] ?? 1))) / square;
      move(a, gap.x * push, gap.y * push);
      move(b, -gap.x * push, -gap.y * push);
    }
  }
  for (const { from, to, strength } of springs) {
    const gap = apart(from, to);
    const pull = (Math.hypot(gap.x, gap.y) / rest) * (0.15 + 0.35 * strength);
    move(from, -gap.x * pull, -gap.y * pull);
    move(to, gap.x * pull, gap.y * pull);
  }
  const heat = 0.1 * (1 - round / ROUNDS);
  for (let at = 0; at < count; at++) {
    const length = Math.hypot(dx[at] ?? 0, dy[at] ?? 0);
    const scale = length > heat ? heat / length : 1;
    x[at] = (x[at] ?? 0) + (dx[at] ?? 0) * scale;
    y[at] = (y[at] ?? 0) + (dy[at] ?? 0) * scale;
  }
}

function fillBox(x: Float64Array, y: Float64Array, width: number, height: number): Place[] {
  const spread = (values: Float64Array, size: number) => {
    const low = Math.min(...values);
    const range = Math.max(...values) - low;
    return (value: number) => (range < 1e-9 ? size / 2 : ((value - low) / range) * size);
  };
  const [toX, toY] = [spread(x, width), spread(y, height)];
  return Array.from(x, (value, at) => ({ x: toX(value), y: toY(y[at] ?? 0) }));
}
