// The list of plans, filtered and sorted by what a reader chooses; every answer stands in the page already.
const form = document.getElementById("plan-filters"),
  table = document.getElementById("plan-table");
const body = table?.tBodies[0],
  rows = body ? [...body.rows] : [];
const price = (row, place) => {
  const said = row.dataset.at.trim().split(" ")[place];
  return said === "-" ? Infinity : Number(said);
};
function shows(row, { words, unit, period }) {
  const asked = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return (
    asked.every((word) => row.dataset.words.includes(word)) &&
    (!unit.value || row.dataset.unit.trim().split(" ").includes(unit.value)) &&
    (!period.value || row.dataset.period === period.value)
  );
}
function draw() {
  const place = Number(form.elements.volume.value);
  const sorted = rows
    .map((row, at) => [row, at])
    .sort(([one, a], [other, b]) => price(one, place) - price(other, place) || a - b || 0)
    .map(([row]) => row);
  for (const row of rows) row.hidden = !shows(row, form.elements);
  body.replaceChildren(...sorted);
  document.getElementById("plan-count").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
}
if (form && body) {
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  draw();
}
