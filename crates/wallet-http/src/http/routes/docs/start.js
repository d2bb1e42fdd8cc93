// Swagger UI, and what it lacks for readers with a keyboard or a screen reader; its colours are mended in page.css.

/** The path on the button that opens an operation is a link within it, which no key reaches. Opening one sets the address. */
const plainPaths = () => ({
  wrapComponents: {
    DeepLink: (_, { React }) => ({ text }) => React.createElement("span", null, text),
  },
});

function operationOf(part) {
  const operation = part.closest(".opblock");
  const method = operation.querySelector(".opblock-summary-method").textContent;
  return `${method} ${operation.querySelector("[data-path]").dataset.path}`;
}

/** What has no name of its own, and where its name is to be had. */
const NAMES = {
  "tr[data-param-name] :is(select, input, textarea)": (field) => field.closest("tr").dataset.paramName,
  ".examples-select-element": (select) => `Example of ${select.closest("tr[data-code]")?.dataset.code ?? "the request"}`,
  ".body-param__text": () => "Request body",
  ".opblock .responses-table[role=region]": (table) => `Responses of ${operationOf(table)}`,
  ".copy-to-clipboard > button": () => "Copy",
  ".close-modal": () => "Close",
  "button[aria-label='Apply credentials'], button[aria-label='Remove authorization']": (button) => button.textContent,
};

function mend(page) {
  for (const [selector, nameOf] of Object.entries(NAMES)) {
    for (const element of page.querySelectorAll(selector)) {
      element.ariaLabel = nameOf(element);
    }
  }
  // The title is of level 1, and those below it of 3 and more.
  for (const heading of page.querySelectorAll("h3, h4, h5")) {
    heading.ariaLevel = String(Number(heading.tagName[1]) - 1);
  }
  for (const code of page.querySelectorAll(".highlight-code > .microlight")) {
    code.tabIndex = code.scrollHeight > code.clientHeight || code.scrollWidth > code.clientWidth ? 0 : -1;
  }
}

const page = document.getElementById("ui");
new MutationObserver(() => mend(page)).observe(page, { childList: true, subtree: true });
addEventListener("resize", () => mend(page));

// validatorUrl: by default the document would be sent to another host to be judged.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [plainPaths],
});
