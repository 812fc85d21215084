import { Panel, useReactFlow, useViewport } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';

import { IconButton } from '../../ui/icon-button.tsx';
import { fitPadding, moveMs } from './use-system-camera.ts';

/** Nearer, farther, everything; how near it is now. */
export function SystemZoom() {
  const { zoomIn, zoomOut, fitView, zoomTo } = useReactFlow();
  const { zoom } = useViewport();
  return (
    <Panel position="bottom-left" className="system-zoom">
      <IconButton
        label="Zoom out"
        icon={Minus}
        shortcut="-"
        isSmall
        tooltipSide="top"
        onClick={() => void zoomOut({ duration: moveMs() })}
      />
      <button
        type="button"
        className="system-zoom-now num"
        aria-label={`Zoom ${String(Math.round(zoom * 100))} %; show at 100 %`}
        onClick={() => void zoomTo(1, { duration: moveMs() })}
      >
        {Math.round(zoom * 100)} %
      </button>
      <IconButton
        label="Zoom in"
        icon={Plus}
        shortcut="+"
        isSmall
        tooltipSide="top"
        onClick={() => void zoomIn({ duration: moveMs() })}
      />
      <IconButton
        label="Show everything"
        icon={Maximize}
        shortcut="1"
        isSmall
        tooltipSide="top"
        onClick={() => void fitView({ padding: fitPadding, maxZoom: 1, duration: moveMs() })}
      />
    </Panel>
  );
}
