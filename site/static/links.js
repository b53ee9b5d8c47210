// The state of a view is in its address: a link to it is that address.
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
