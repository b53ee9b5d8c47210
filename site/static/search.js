// What somebody types, held against what an offer is called: words in any order, and what is near where nothing fits.

const parts = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/×|(?<=\d):(?=\d)/g, "x")
    .split(/[^\p{L}\p{N}.]+|\.(?!\d)/u)
    .flatMap((part) => part.split(/(?<!\d)\./))
    .filter(Boolean);
// The words somebody types; "azure or openai" is one of them that either of two fits.
export const wordsOf = (text) =>
  parts(text)
    .join(" ")
    .replace(/(\S+) or (?=\S)/g, "$1|")
    .split(" ")
    .filter(Boolean);
// Every word an offer is found by, spelled when it is first asked for: apart, and beneath run together ("flux2").
export function words(grid, place) {
  const offer = grid.offers[place];
  const model = grid.models[offer.m];
  grid.words[place] ??= ((found) => ` ${found.join(" ")} \n${found.join("")}`)(
    parts(`${offer.n} ${model?.w ?? ""} ${model?.k ?? ""} ${grid.names[offer.p]} ${offer.p} ${offer.i}`),
  );
  return grid.words[place];
}
// Whether an offer is called so: a word begins one of its own, or stands in them run together; a number is one of them whole.
export function called(grid, place, asked) {
  const own = words(grid, place);
  const fits = (word, before) =>
    /^[\d.]+$/.test(word)
      ? own.includes(` ${word} `) || (before && own.includes(`${before}${word} `))
      : own.includes(` ${word}`) || (word.length > 3 && own.includes(word));
  return asked.every((word, at) => word.split("|").some((one) => fits(one, asked[at - 1])));
}
// The words that choose the image or the money, or choose nothing, where nobody is called by them: "gpt image 2 high at 1536x1024".
export function chosenBy(asked, axes) {
  const image = {};
  const names = asked.filter((word) => {
    if (!(word in axes)) return true;
    Object.assign(image, axes[word]);
    return false;
  });
  return { names, image };
}
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length];
}
// The words nearest to one that nothing is called by.
export function near(grid, word) {
  grid.vocabulary ??= new Set(grid.offers.flatMap((_, place) => words(grid, place).split("\n")[0].trim().split(" ")));
  const most = word.length > 6 ? 2 : 1;
  return [...grid.vocabulary]
    .filter((own) => own.length > 2)
    .map((own) => [distance(word, own, most), own])
    .filter(([far]) => far <= most)
    .sort(([a], [b]) => a - b)
    .slice(0, 2)
    .map(([, own]) => own);
}
