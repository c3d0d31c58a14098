/** An agent on the picture of the graph; places and sizes in pixels. */
export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Read as of the round before: it points backwards. */
  readonly isBack: boolean;
}

export interface Layout {
  readonly nodes: readonly Placed[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

export interface BoxSize {
  readonly width: number;
  readonly height: number;
  /** Between columns, and between the boxes of one. */
  readonly gap: readonly [number, number];
  /** Boxes below each other, at most: a longer column is folded into several. */
  readonly rows: number;
}

interface Reader {
  readonly id: string;
  readonly reads: readonly string[];
}

/**
 * Columns by the longest way from a source; in a column, who reads neighbours stands beside them.
 * @param agents In topological order: an agent that is read by an earlier one is read as of the round before.
 */
export function layOut(agents: readonly Reader[], box: BoxSize): Layout {
  const order = new Map(agents.map(({ id }, index) => [id, index]));
  const edges = agents.flatMap(({ id, reads }, index) =>
    reads.map((from) => ({ from, to: id, isBack: (order.get(from) ?? 0) > index })),
  );
  const columns = columnsOf(agents, edges);
  const [across, down] = box.gap;
  const step = box.height + down;
  const tallest = Math.min(box.rows, Math.max(1, ...columns.map((column) => column.length)));
  const nodes: Placed[] = [];
  let x = 0;
  for (const column of columns) {
    const folds = Math.max(1, Math.ceil(column.length / box.rows));
    const rows = Math.ceil(column.length / folds);
    for (const [index, id] of column.entries()) {
      const [fold, row] = [Math.floor(index / rows), index % rows];
      nodes.push({ id, x: x + fold * (box.width + down), y: ((tallest - rows) * step) / 2 + row * step });
    }
    x += folds * (box.width + down) - down + across;
  }
  return { nodes, edges, width: Math.max(box.width, x - across), height: tallest * step - down };
}

function columnsOf(agents: readonly Reader[], edges: readonly Edge[]): string[][] {
  const depths = new Map<string, number>();
  const columns: string[][] = [];
  for (const { id } of agents) {
    const before = edges.filter(({ to, isBack }) => to === id && !isBack).map(({ from }) => depths.get(from) ?? 0);
    const depth = Math.max(-1, ...before) + 1;
    depths.set(id, depth);
    columns[depth] = [...(columns[depth] ?? []), id];
  }
  const rows = new Map<string, number>();
  for (const column of columns) {
    const middle = (id: string): number => {
      const places = edges.filter(({ to, isBack }) => to === id && !isBack).map(({ from }) => rows.get(from) ?? 0);
      return places.length === 0 ? 0 : places.reduce((sum, place) => sum + place, 0) / places.length;
    };
    column.sort((a, b) => middle(a) - middle(b));
    for (const [row, id] of column.entries()) rows.set(id, row - column.length / 2);
  }
  return columns;
}
