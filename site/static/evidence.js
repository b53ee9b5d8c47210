// Evidence of a provider with many offers: only those stay in sight whose name or quoted words hold all that is asked for.
const form = document.getElementById("evidence-filter");
if (form) {
  const offers = [...document.querySelectorAll("section.offer")].map((section) => [section, section.textContent.toLowerCase()]);
  const inIndex = new Map(
    [...document.querySelectorAll("nav.index li a")].map((link) => [link.getAttribute("href").slice(1), link.parentElement]),
  );
  const filter = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [section, text] of offers) {
      const fits = words.every((word) => text.includes(word));
      section.hidden = !fits;
      const line = inIndex.get(section.id);
      if (line) line.hidden = !fits;
      shown += fits;
    }
    document.getElementById("evidence-count").textContent = words.length ? `${shown} of ${offers.length} offers` : "";
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
}
