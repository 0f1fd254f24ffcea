"use client";
import { useEffect, useRef } from "react";
import { Button } from "../ui/button.tsx";
import type { DrawnGraph } from "./campaign-graph-chart.ts";
import type { GraphNode, GraphTie } from "./campaign-graph-data.ts";

type Props = {
  nodes: readonly GraphNode[];
  ties: readonly GraphTie[];
  words: { zoomIn: string; zoomOut: string; reset: string };
};

const STEP = 1.3;

/**
 * The picture of a campaign, for the eye and for a mouse. All it says is in the tables of the page, so it is hidden
 * from assistive technology, and without script it is not there at all.
 */
export function CampaignGraph({ nodes, ties, words }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const graph = useRef<DrawnGraph>(null);
  const redraw = useRef<() => void>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let isGone = false;
    const themes = matchMedia("(prefers-color-scheme: dark)");
    const resized = new ResizeObserver(() => graph.current?.resize());
    const draw = async () => {
      const { drawGraph } = await import("./campaign-graph-chart.ts");
      if (isGone) return;
      graph.current?.dispose();
      graph.current = drawGraph(element, { nodes, ties }, (href) => location.assign(href));
    };
    redraw.current = () => void draw();
    void draw();
    resized.observe(element);
    themes.addEventListener("change", redraw.current);
    const listener = redraw.current;
    return () => {
      isGone = true;
      resized.disconnect();
      themes.removeEventListener("change", listener);
      graph.current?.dispose();
      graph.current = null;
    };
  }, [nodes, ties]);
  return (
    <div className="campaign-graph">
      <div ref={host} className="campaign-canvas" aria-hidden="true" />
      <div className="campaign-tools">
        <Button type="button" variant="plain" size="small" onClick={() => graph.current?.zoom(STEP)}>
          {words.zoomIn}
        </Button>
        <Button type="button" variant="plain" size="small" onClick={() => graph.current?.zoom(1 / STEP)}>
          {words.zoomOut}
        </Button>
        <Button type="button" variant="plain" size="small" onClick={() => redraw.current?.()}>
          {words.reset}
        </Button>
      </div>
    </div>
  );
}
