// The keyboard's place. A button often goes away with the work that it was pressed for; the browser then puts the focus on
// the document, and whoever has no mouse begins again at the top of the page.
import { useLayoutEffect } from "./ui.js";

/** Where the focus goes within a section whose button is gone, the first that is there. */
const PLACES = [".foot", "h2", "input:checked"];

/** Called by the view that draws all others: it sees what had the focus before the drawing, and what was left of it after. */
export function useFocusKept() {
  const focused = document.activeElement;
  const section = focused.closest("section");
  useLayoutEffect(() => {
    if (focused.isConnected) return;
    const place = section?.isConnected && PLACES.map((one) => section.querySelector(one)).find(Boolean);
    const heir = place || document.querySelector("input:checked");
    if (!heir.matches("input")) heir.tabIndex = -1;
    heir.focus();
  });
}
