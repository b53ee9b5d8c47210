// The list of changes by kind, seller and words; the choice in the address.
import { copyLink } from "./links.js";

const form = document.getElementById("filter");
if (form) {
  const items = [...document.querySelectorAll("#days .news > li")],
    days = [...document.querySelectorAll("#days .day")],
    count = document.getElementById("count");
  const all = items.reduce((sum, item) => sum + +item.dataset.count, 0);
  const words = items.map((item) => item.textContent.toLowerCase());
  const draw = () => {
    const { find, kind, seller } = Object.fromEntries(new FormData(form));
    let kept = 0;
    items.forEach((item, i) => {
      item.hidden = !(
        (!kind || item.dataset.kind === kind) &&
        (!seller || item.dataset.seller === seller) &&
        words[i].includes(find.toLowerCase())
      );
      if (!item.hidden) kept += +item.dataset.count;
    });
    for (const day of days) day.hidden = !day.querySelector(".news > li:not([hidden])");
    count.textContent = `${kept} of ${all} changes`;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };
  for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    copyLink(event.submitter ?? form.querySelector("[type=submit]"));
  });
  if (location.search) draw();
}
