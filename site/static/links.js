// The state of a view is in its address: a link to it is that address. And a table as a file.
export async function copyLink(button) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "See the address";
  }
  setTimeout(() => {
    button.textContent = said;
  }, 2000);
}
// CSV: text that a spreadsheet would take for a formula gets a quote before it.
const cell = (value) => {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
export const csv = (rows) => `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
export function saved(name, text) {
  const link = document.createElement("a");
  // The first letter tells a spreadsheet how to read the others.
  const marked = encodeURIComponent(`\ufeff${text}`);
  link.href = `data:text/csv;charset=utf-8,${marked}`;
  link.download = name;
  link.click();
}
