// A long page or list: of what its filter is for, only that stays in sight which holds all the words somebody types.
const form = document.querySelector("form[data-filters]");
if (form) {
  const lines = [...document.querySelectorAll(form.dataset.filters)].map((line) => [line, line.textContent.toLowerCase()]);
  const inIndex = new Map(
    [...document.querySelectorAll("nav.index li a")].map((link) => [link.getAttribute("href").slice(1), link.parentElement]),
  );
  const filter = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [line, text] of lines) {
      const fits = words.every((word) => text.includes(word));
      line.hidden = !fits;
      const entry = inIndex.get(line.id);
      if (entry) entry.hidden = !fits;
      shown += fits;
    }
    form.querySelector("output").textContent = words.length ? `${shown} of ${lines.length}` : "";
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
