// Two to five offers side by side: what each asks for every standard image, what it rests on, what it can.

import { el } from "./elements.js";
import { market, ratingOf } from "./engine.js";
import { shown } from "./exact.js";
import { asSold, evidence, idOf, marks, price, timesMaker } from "./ranking-rows.js";

const CAN = { t: "text in the image", r: "references", v: "vectors", o: "open weights" };
function limits({ references, edge, pixels }) {
  const found = [references !== undefined && `${references} reference${references === 1 ? "" : "s"}`];
  found.push(edge && `edges up to ${edge}`, pixels && `${(pixels / 1e6).toFixed(1)} megapixels`);
  return found.filter(Boolean).join(", ") || "not said";
}
export function sideBySide(section, rows, context, recipes) {
  section.hidden = !rows.length;
  if (!rows.length) return section.replaceChildren();
  const { grid, root, view, own, recipe } = context;
  const told = rows.length > 1 ? recipes.map((one) => [one.label, market(grid, one.recipe)]) : [];
  const placeIn = (answers, row) => [...answers.rows, ...answers.beside].find((other) => other.place === row.place);
  const model = (row) => grid.models[row.offer.m];
  const lines = [
    ["This image", (row) => el("b", {}, ...price(grid, row, view))],
    ["Standing", (row) => (row.because.length ? el("span", {}, ...marks(grid, row)) : "ranked")],
    ...told.map(([label, answers]) => [
      label,
      (row) => {
        const found = placeIn(answers, row);
        if (!found || found.dollars === null) return "no price";
        return `${shown(found.dollars)}${found.standing ? " (not ranked)" : ""}`;
      },
    ]),
    ["To maker’s", (row) => timesMaker(row, own) ?? "–"],
    ["Rating", (row) => ratingOf(grid, row, recipe, view.board) ?? "not rated"],
    ["As sold", (row) => asSold(grid, row)],
    ["Plan", (row) => row.answer.l ?? "none needed"],
    ["Limits", (row) => (model(row) ? limits(model(row).l) : "not said")],
    ["Can do", (row) => [...(model(row)?.a ?? "")].map((can) => CAN[can]).join(", ") || "–"],
    [
      "Proof",
      (row) =>
        evidence(root, row)
          ? el("a", { href: evidence(root, row) }, `${grid.standing.known[row.answer.b]}, ${row.answer.d}`)
          : grid.standing.known[row.answer.b],
    ],
  ];
  const heads = rows.map((row) => {
    const box = el("input", { type: "checkbox", class: "pick", value: idOf(row), "aria-label": `Compare ${row.offer.n}` });
    box.checked = true;
    return el("th", { scope: "col" }, box, ` ${row.offer.n}`, el("small", {}, ` ${grid.names[row.offer.p]}`));
  });
  const body = lines.map(([name, cell]) =>
    el("tr", {}, el("th", { scope: "row" }, name), ...rows.map((row) => el("td", {}, cell(row)))),
  );
  section.replaceChildren(
    el(
      "h2",
      {},
      "Side by side ",
      el("small", {}, rows.length > 1 ? "the link of this page has them" : "pick one to four more in the table"),
    ),
    el(
      "div",
      { class: "frame", tabindex: "0", role: "region", "aria-label": "The offers that are picked" },
      el("table", { class: "beside" }, el("thead", {}, el("tr", {}, el("td", {}), ...heads)), el("tbody", {}, ...body)),
    ),
  );
}
