"""How the HTML report looks and filters."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2128; --dim: #57606a; --paper: #fff; --card: #f6f8fa; --line: #d0d7de;
  --critical: #8250df; --high: #cf222e; --medium: #9a6700; --low: #0969da; --other: #57606a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9198a1; --paper: #0d1117; --card: #161b22;
  --line: #30363d; --critical: #c297ff; --high: #ff7b72; --medium: #e3b341; --low: #79c0ff; --other: #9198a1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
header p { margin: .25rem 0 0; color: var(--dim); }
form { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center;
  padding: .75rem 0; margin-top: 1rem; background: var(--paper); border-bottom: 1px solid var(--line); }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
legend { position: absolute; clip-path: inset(50%); }
select, input[type=search] { font: inherit; max-width: 22rem; padding: .2rem .4rem; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: 4px; }
output { margin-left: auto; color: var(--dim); }
article { margin: .75rem 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line);
  border-left: 4px solid var(--tone); border-radius: 6px; }
article, label { --tone: var(--other); }
.critical { --tone: var(--critical); } .high, .error { --tone: var(--high); } .medium { --tone: var(--medium); }
.low { --tone: var(--low); }
.badge { color: var(--tone); text-transform: uppercase; font-size: .75rem; letter-spacing: .04em;
  margin-right: .25rem; }
fieldset label { color: var(--tone); }
.where { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; margin: .25rem 0; color: var(--dim);
  overflow-wrap: anywhere; }
.rule { margin-left: auto; font-family: ui-monospace, monospace; font-size: .85rem; }
code, pre { font: .85rem/1.4 ui-monospace, monospace; }
pre { margin: .5rem 0; padding: .5rem .75rem; overflow-x: auto; background: var(--paper);
  border: 1px solid var(--line); border-radius: 4px; }
.number { color: var(--dim); border-right: 1px solid var(--line); padding-right: .5rem; user-select: none; }
mark { color: var(--tone); background: none; font-weight: bold; text-decoration: underline wavy;
  text-decoration-thickness: 1px; text-underline-offset: 3px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .5rem 0; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--dim); } details p { margin: .5rem 0; } a { color: var(--low); }
.problems { border: 1px solid var(--high); border-radius: 6px; padding: .25rem 1rem; margin-top: 1rem; }
.problems h2 { margin: .5rem 0; color: var(--high); }
[hidden] { display: none; }
@media print { form { display: none; } details > * { display: block; } }
"""

SCRIPT = """
const form = document.getElementById("filters");
if (form) {
  const articles = [...document.querySelectorAll("article")];
  const texts = new Map(articles.map((article) => [article, article.textContent.toLowerCase()]));
  const filter = () => {
    const data = new FormData(form);
    const severities = new Set(data.getAll("severity"));
    const rule = data.get("rule");
    const words = data.get("text").toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const article of articles) {
      const file = article.parentElement.firstElementChild.textContent.toLowerCase();
      const fits = severities.has(article.dataset.severity) && (!rule || rule === article.dataset.rule)
        && words.every((word) => texts.get(article).includes(word) || file.includes(word));
      article.hidden = !fits;
      count += fits;
    }
    for (const section of document.querySelectorAll("main > section")) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    document.getElementById("none").hidden = count > 0;
    document.getElementById("count").textContent = `${count} of ${articles.length} shown`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
"""
