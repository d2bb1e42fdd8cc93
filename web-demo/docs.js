// Swagger UI, and what it lacks: the reader's choice of dark or light, one list of an operation's problems, and what
// readers with a keyboard or a screen reader need. Its colours are mended in docs.css.

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

/** The path on the button that opens an operation is a link within it, which no key reaches. Opening one sets the address. */
const plainPaths = () => ({
  wrapComponents: {
    DeepLink: (_, { React }) => ({ text }) => React.createElement("span", null, text),
  },
});

/** The document names one server: the one that it is from. */
const noServers = () => ({ components: { ServersContainer: () => null } });

/** The document's example of each problem, by its code. */
function examplesOf(document) {
  const responses = document.getIn(["components", "responses"]).valueSeq();
  const lists = responses.map((response) => response.getIn(["content", "application/problem+json", "examples"]));
  return new Map(lists.filter(Boolean).flatMap((list) => list.map((example) => example.get("value"))));
}

/** An operation's answers, and the list of its problems, folded: the document has a response a status for all operations. */
const problemsOfEach = () => ({
  wrapComponents: {
    responses: (Responses, { React: { createElement: h }, specSelectors }) => (props) => {
      const document = specSelectors.specJson();
      const problems = document.getIn(["paths", props.path, props.method, "x-problems"]);
      const examples = examplesOf(document);
      const answers = props.responses.filter((_, status) => /^[23]/.test(status));
      const line = (code) => {
        const example = examples.get(code);
        return h("li", { key: code }, `${example.get("status")} `, h("code", null, code), ` ${example.get("title")}`);
      };
      return h(
        "div",
        null,
        h(Responses, { ...props, responses: answers }),
        problems &&
          h(
            "details",
            { className: "problems" },
            h("summary", null, `Problems (${problems.size})`),
            h("p", null, "Each is application/problem+json: see the schema Problem."),
            h("ul", null, problems.map(line)),
          ),
      );
    },
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
  // The title and its words stand before Swagger UI's own main part.
  for (const head of page.querySelectorAll(".information-container")) head.role = "banner";
  for (const dialog of page.querySelectorAll(".dialog-ux")) Object.assign(dialog, { role: "dialog", ariaLabel: "Authorize" });
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
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [plainPaths, noServers, problemsOfEach],
});
