// The page of the rivals, bundled by matrix-rivals.ts: `window.rival` says which one, and how many objects.
import '@glideapps/glide-data-grid/dist/index.css';

import { DataEditor, GridCellKind } from '@glideapps/glide-data-grid';
import type { GridCell, GridColumn, Item } from '@glideapps/glide-data-grid';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

type Rival = { readonly name: string; readonly count: number };

const words = ['', '', '', '1', '0..*', '1..*', '0..1', '–'];

function wordOf(row: number, column: number): string {
  return words[(row * 31 + column * 17) % words.length] ?? '';
}

function useZoom(): number {
  const [zoom, setZoom] = useState(1);
  Object.assign(window, { setZoom });
  return zoom;
}

function GlideGrid({ count }: { readonly count: number }) {
  const zoom = useZoom();
  const columns: GridColumn[] = useMemo(
    () =>
      Array.from({ length: count }, (_, index) => ({
        id: String(index),
        title: `Object ${String(index)}`,
        width: 46 * zoom,
      })),
    [count, zoom],
  );
  const getCell = useCallback(([column, row]: Item): GridCell => {
    const data = wordOf(row, column);
    return { kind: GridCellKind.Text, data, displayData: data, allowOverlay: false };
  }, []);
  return (
    <DataEditor
      width={1480}
      height={940}
      columns={columns}
      rows={count}
      rowHeight={28 * zoom}
      getCellContent={getCell}
      rowMarkers="number"
      rangeSelect="rect"
    />
  );
}

function DomGrid({ count }: { readonly count: number }) {
  const zoom = useZoom();
  const scroller = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState({ row: 0, column: 0 });
  const common = { count, getScrollElement: () => scroller.current, overscan: 2 };
  // What the React compiler would not memoize is what is measured here, as its users have it.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({ ...common, estimateSize: () => 28 * zoom });
  const columns = useVirtualizer({ ...common, horizontal: true, estimateSize: () => 46 * zoom });
  const measured = useRef(zoom);
  if (measured.current !== zoom) {
    measured.current = zoom;
    rows.measure();
    columns.measure();
  }
  return (
    <div
      id="dom-grid"
      ref={scroller}
      style={{ width: 1480, height: 940, overflow: 'auto', font: '12px sans-serif' }}
      onMouseMove={(event) => {
        if (event.buttons !== 1 || scroller.current === null) return;
        const { scrollTop, scrollLeft } = scroller.current;
        setSelected({
          row: Math.floor((event.clientY + scrollTop) / (28 * zoom)),
          column: Math.floor((event.clientX + scrollLeft) / (46 * zoom)),
        });
      }}
    >
      <div style={{ position: 'relative', width: columns.getTotalSize(), height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) =>
          columns.getVirtualItems().map((column) => (
            <div
              key={`${String(row.index)}/${String(column.index)}`}
              style={{
                position: 'absolute',
                left: column.start,
                top: row.start,
                width: column.size,
                height: row.size,
                borderRight: '1px solid #ddd',
                borderBottom: '1px solid #ddd',
                textAlign: 'center',
                background: row.index <= selected.row && column.index <= selected.column ? '#e6edfc' : '#fff',
              }}
            >
              {wordOf(row.index, column.index)}
            </div>
          )),
        )}
      </div>
    </div>
  );
}

const { name, count } = (window as unknown as { readonly rival: Rival }).rival;
const root = document.querySelector('#root');
if (root !== null) createRoot(root).render(name === 'DOM' ? <DomGrid count={count} /> : <GlideGrid count={count} />);
