import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layOut } from './layout.ts';

const test = suite('picture of the graph');
const BOX = { width: 100, height: 40, gap: [50, 10], rows: 3 } as const;
const reader = (id: string, ...reads: string[]) => ({ id, reads });

test('an agent stands to the right of all whom it reads', () => {
  const { nodes, edges } = layOut([reader('a'), reader('b', 'a'), reader('c', 'a', 'b')], BOX);
  assert.equal(
    nodes.map(({ id, x }) => [id, x]),
    [
      ['a', 0],
      ['b', 150],
      ['c', 300],
    ],
  );
  assert.ok(edges.every(({ isBack }) => !isBack));
});

test('what is read as of the round before points back and moves nobody', () => {
  const { nodes, edges } = layOut([reader('a', 'b'), reader('b', 'a')], BOX);
  assert.is(nodes[0]?.x, 0);
  assert.equal(edges, [
    { from: 'b', to: 'a', isBack: true },
    { from: 'a', to: 'b', isBack: false },
  ]);
});

test('no two boxes overlap, and all of them fit', () => {
  const graphs = fc
    .integer({ min: 1, max: 20 })
    .chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) => fc.subarray(Array.from({ length: index }, (_, at) => `${at}`))),
      ),
    )
    .map((reads) => reads.map((before, index) => reader(String(index), ...before)));
  fc.assert(
    fc.property(graphs, fc.constantFrom(1, 3, Number.POSITIVE_INFINITY), (agents, rows) => {
      const { nodes, width, height } = layOut(agents, { ...BOX, rows });
      assert.is(nodes.length, agents.length);
      for (const [index, { x, y }] of nodes.entries()) {
        assert.ok(x >= 0 && y >= 0 && x + BOX.width <= width && y + BOX.height <= height);
        const isFree = nodes
          .slice(index + 1)
          .every((other) => Math.abs(other.x - x) >= BOX.width || Math.abs(other.y - y) >= BOX.height);
        assert.ok(isFree, JSON.stringify(nodes));
      }
    }),
  );
});

test.run();
