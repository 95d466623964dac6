// What the theme and its extensions leave wrong for a screen reader (axe-core finds each of these).
"use strict";

function label(selector, text) {
  for (const element of document.querySelectorAll(selector)) element.setAttribute("aria-label", text(element));
}

// A button's name must contain the text it shows: the search button shows its key, the other the mode in force.
label(".search-button-field", () => "Search, Ctrl + K");
label(".theme-switch-button", () => "Color mode: Light, Dark, System Settings");
// The arrows that unfold a chapter in the sidebar have no name.
label(".bd-sidebar .has-children > details > summary", (arrow) =>
  `Pages of ${arrow.closest("li").querySelector("a").textContent.trim()}`);
// "Show code" is the name that readers see; "Toggle hidden content" is not.
for (const summary of document.querySelectorAll("summary[aria-label]"))
  if (summary.textContent.trim() && !summary.closest(".bd-sidebar")) summary.removeAttribute("aria-label");
// A list of references whose items are not list items.
for (const list of document.querySelectorAll('.citation-list[role="list"]'))
  for (const item of list.children) item.setAttribute("role", "listitem");
