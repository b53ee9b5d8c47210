// The chart of price by quality follows what is asked: dots move to the price of another image, those that fit are the dark ones,
// those that are picked have a ring. Names stand as the build puts them, by its measures (pipeline/publish/site/quality_chart.py).
import { ratingOf, unbeaten } from "./engine.js";
import { apart } from "./exact.js";
import { svg } from "./ranking-rows.js";

const between = (value, from, to, first, last) =>
  Math.round(first + Math.min(Math.max((value - from) / (to - from), 0), 1) * (last - first));
// Names beside their dots, each beneath the one of the next higher dot; none off the chart or more than so many lines from its dot.
function write(highestFirst, times, { tall, wide, drift, turn }) {
  let free = 0;
  for (const { x, y, dot } of highestFirst) {
    const name = dot.firstChild.textContent;
    const at = Math.max(y, free);
    const left = x > turn;
    if ((left && x < wide * times * name.length) || at > y + drift * tall * times) continue;
    free = at + tall * times;
    const side = left ? { x: -9, "text-anchor": "end" } : { x: 9 };
    dot.append(svg("text", { class: `said${times}`, ...side, y: at - y - 5 }, name));
  }
}
export function chart(figure, groups, context, fitting, picked) {
  const drawing = figure?.querySelector("svg");
  if (!drawing) return;
  const { grid, recipe, view } = context;
  const frame = Object.fromEntries(Object.entries(drawing.dataset).map(([name, value]) => [name, +value]));
  const { left, right, top, bottom, cheap, dear, low, high } = frame;
  const rating = (row) => ratingOf(grid, row, recipe, view.board);
  const rated = groups
    .flatMap((group) => group.filter((row) => row.offer.m && rating(row) !== undefined).slice(0, 1))
    .sort((a, b) => apart(a.dollars, b.dollars));
  const places = new Map(rated.map((row, at) => [row.offer.m, at]));
  const best = new Set(unbeaten(rated.map((row) => [row.dollars, row.standing ? undefined : rating(row)])));
  const highest = Math.max(0, ...[...best].map((at) => rating(rated[at])));
  const names = [];
  for (const dot of drawing.querySelectorAll("[data-m]")) {
    const at = places.get(dot.dataset.m);
    const row = rated[at];
    for (const text of dot.querySelectorAll("text")) text.remove();
    if (!row) {
      dot.setAttribute("display", "none");
      continue;
    }
    dot.removeAttribute("display");
    const x = between(Math.log10(+row.dollars), cheap, dear, left, right);
    const y = between(+rating(row), low, high, bottom, top);
    dot.classList.toggle("ring", row.standing > 0);
    dot.setAttribute("transform", `translate(${x} ${y})`);
    dot.classList.toggle("in", fitting.has(dot.dataset.m));
    dot.classList.toggle("picked", picked.has(dot.dataset.m));
    if (best.has(at) || rating(row) > highest) names.push({ x, y, dot });
  }
  names.sort((a, b) => a.y - b.y);
  for (const times of [1, 2]) write(names, times, frame);
  drawing.classList.add("asked");
}
