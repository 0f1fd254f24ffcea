import { GraphChart, type GraphSeriesOption } from "echarts/charts";
import { TooltipComponent, type TooltipComponentOption } from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import type { GraphNode, GraphTie } from "./campaign-graph-data.ts";
import { layoutGraph, type Place } from "./graph-layout.ts";

use([GraphChart, TooltipComponent, LabelLayout, CanvasRenderer]);

type Option = ComposeOption<GraphSeriesOption | TooltipComponentOption>;
type Colours = Readonly<Record<"ink" | "ink-2" | "card" | "line-2" | "primary" | "grey" | "seal", string>>;
type Mark = { readonly symbol: string; readonly colour: keyof Colours; readonly isHollow: boolean };

/** Shape before colour: colours keep the meaning they have everywhere else, seal red is for what is listed. */
const MARKS: Readonly<Record<GraphNode["kind"], Mark>> = {
  number: { symbol: "circle", colour: "primary", isHollow: false },
  payee: { symbol: "diamond", colour: "ink", isHollow: false },
  im: { symbol: "diamond", colour: "ink", isHollow: true },
  domain: { symbol: "rect", colour: "primary", isHollow: false },
  signature: { symbol: "rect", colour: "primary", isHollow: true },
  script: { symbol: "triangle", colour: "grey", isHollow: false },
  institution: { symbol: "circle", colour: "grey", isHollow: true },
};
const LABELLED = 24;
/** Labels stand to the right of their marks. */
const MARGINS = { left: 24, right: 110, top: 24, bottom: 24 } as const;

export type DrawnGraph = {
  zoom(factor: number): void;
  resize(): void;
  dispose(): void;
};

/** Draws the graph into `host`: no motion, no style of its own in the page, every run the same picture. */
export function drawGraph(
  host: HTMLElement,
  { nodes, ties }: { readonly nodes: readonly GraphNode[]; readonly ties: readonly GraphTie[] },
  onOpen: (href: string) => void,
): DrawnGraph {
  const chart = init(host, null, { renderer: "canvas" });
  const isWide = host.clientWidth >= 640;
  const most = Math.max(1, ...nodes.map((node) => node.complaints));
  const strongest = Math.max(1, ...ties.map((tie) => tie.complaints));
  const places = layoutGraph(
    nodes.map(({ id, complaints }) => ({ id, size: complaints / most })),
    ties.map(({ a, b, complaints }) => ({ a, b, strength: complaints / strongest })),
    {
      width: host.clientWidth - MARGINS.left - MARGINS.right,
      height: host.clientHeight - MARGINS.top - MARGINS.bottom,
    },
  );
  chart.setOption(optionOf({ nodes, ties, places, most, strongest, colours: readColours(host), isWide }));
  const hrefs = new Map(nodes.flatMap((node) => (node.href ? [[node.id, node.href]] : [])));
  chart.on("click", (event) => {
    const { id } = event.data as { readonly id?: string };
    const href = id === undefined ? undefined : hrefs.get(id);
    if (href) onOpen(href);
  });
  return {
    zoom: (factor) =>
      chart.dispatchAction({
        type: "graphRoam",
        seriesIndex: 0,
        zoom: factor,
        originX: chart.getWidth() / 2,
        originY: chart.getHeight() / 2,
      }),
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}

function optionOf({
  nodes,
  ties,
  places,
  most,
  strongest,
  colours,
  isWide,
}: {
  readonly nodes: readonly GraphNode[];
  readonly ties: readonly GraphTie[];
  readonly places: readonly Place[];
  readonly most: number;
  readonly strongest: number;
  readonly colours: Colours;
  readonly isWide: boolean;
}): Option {
  return {
    animation: false,
    tooltip: {
      // Drawn on the canvas: a tooltip made of HTML would carry styles that the page's policy refuses.
      renderMode: "richText",
      confine: true,
      formatter: (params) => (Array.isArray(params) ? "" : ((params.data as { tip?: string }).tip ?? "")),
      backgroundColor: colours.card,
      borderColor: colours["line-2"],
      textStyle: { color: colours.ink },
    },
    series: [
      {
        type: "graph",
        layout: "none",
        ...MARGINS,
        // A finger that scrolls the page must not be caught; there are buttons to zoom.
        roam: isWide ? "move" : false,
        draggable: false,
        labelLayout: { hideOverlap: true },
        label: { position: "right", color: colours.ink, fontSize: 12, width: 150, overflow: "truncate" },
        emphasis: { focus: "adjacency", label: { show: true } },
        lineStyle: { color: colours["line-2"], opacity: 1 },
        data: nodes.map((node, at) => {
          const mark = MARKS[node.kind];
          const colour = colours[node.isListed ? "seal" : mark.colour];
          return {
            id: node.id,
            name: node.label,
            ...places[at],
            tip: node.tip,
            symbol: mark.symbol,
            symbolSize: (isWide ? 8 : 6) + (isWide ? 24 : 16) * Math.sqrt(node.complaints / most),
            itemStyle: { color: mark.isHollow ? colours.card : colour, borderColor: colour, borderWidth: 2 },
            label: { show: at < (isWide ? LABELLED : LABELLED / 3) },
          };
        }),
        links: ties.map((tie) => ({
          source: tie.a,
          target: tie.b,
          tip: tie.tip,
          lineStyle: { width: 1 + 4 * (tie.complaints / strongest) },
        })),
      },
    ],
  };
}

/** Our colours as the canvas library reads them: resolved for the theme in force, as rgb. */
function readColours(host: HTMLElement): Colours {
  const probe = document.createElement("span");
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  host.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    const colour = getComputedStyle(probe).color;
    if (!pixel) return colour;
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const colours: Colours = {
    ink: read("ink"),
    "ink-2": read("ink-2"),
    card: read("card"),
    "line-2": read("line-2"),
    primary: read("primary"),
    grey: read("grey"),
    seal: read("seal"),
  };
  probe.remove();
  return colours;
}
