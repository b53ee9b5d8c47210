// The chart of price by quality follows what is asked: dots move to the price of another image, those that fit are the dark ones,
// those that are picked have a ring. Names stand where the build puts them (pipeline/publish/site/quality_chart.py).
import { ratingOf, unbeaten } from "./engine.js";

const TALL = 14;
const WIDE = 7;
const between = (value, from, to, first, last) =>
  Math.round(first + Math.min(Math.max((value - from) / (to - from), 0), 1) * (last - first));
// Of names beside their dots, the dearest first, those that stand on no other and not off the chart.
function spaced(names, times, toTheLeft) {
  const kept = [];
  return names
    .slice()
    .reverse()
    .filter(({ x, y, name }) => {
      const wide = WIDE * times * name.length;
      const start = toTheLeft(x) ? x - wide : x;
      const free = kept.every(([from, to, at]) => Math.abs(y - at) >= TALL * times || start > to || start + wide < from);
      if (start >= 0 && free) kept.push([start, start + wide, y]);
      return start >= 0 && free;
    });
}
export function chart(figure, groups, context, fitting, picked) {
  const drawing = figure?.querySelector("svg");
  if (!drawing) return;
  const { grid, recipe, view } = context;
  const frame = Object.fromEntries(Object.entries(drawing.dataset).map(([name, value]) => [name, +value]));
  const { left, right, top, bottom, cheap, dear, low, high } = frame;
  const leads = groups.filter(([row]) => !row.standing && row.offer.m).map(([row]) => row);
  const points = leads.map((row) => [row.dollars, ratingOf(grid, row, recipe, view.board)]);
  const places = new Map(leads.map((row, at) => [row.offer.m, at]));
  const best = new Set(unbeaten(points));
  const toTheLeft = (x) => x > left + Math.floor((right - left) / 4);
  const names = [];
  for (const dot of drawing.querySelectorAll("[data-m]")) {
    const at = places.get(dot.dataset.m);
    const rating = points[at]?.[1];
    dot.classList.remove("said1", "said2");
    if (rating === undefined) {
      dot.setAttribute("display", "none");
      continue;
    }
    dot.removeAttribute("display");
    const x = between(Math.log10(+points[at][0]), cheap, dear, left, right);
    const y = between(+rating, low, high, bottom, top);
    dot.setAttribute("transform", `translate(${x} ${y})`);
    dot.classList.toggle("in", fitting.has(dot.dataset.m));
    dot.classList.toggle("picked", picked.has(dot.dataset.m));
    const label = dot.querySelector("text");
    label.setAttribute("x", toTheLeft(x) ? -9 : 9);
    label.setAttribute("text-anchor", toTheLeft(x) ? "end" : "start");
    if (best.has(at)) names.push({ at, x, y, dot, name: label.textContent });
  }
  names.sort((a, b) => a.at - b.at);
  for (const times of [1, 2]) for (const { dot } of spaced(names, times, toTheLeft)) dot.classList.add(`said${times}`);
  drawing.classList.add("asked");
}
