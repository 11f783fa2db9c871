// The page of the service: asks /predict or /predict_batch like any other caller, shows the answer.
import { counts, markChosen, showTable, showTally, sortBy } from "./answer.js";
import { addArticle, articles, ask, fault, firstArticle, mend, mendAll, showRefusal } from "./asking.js";
import { toClipboard, written } from "./copies.js";
import { by, doubtful, element, groupOf, SIGNS, worded } from "./element.js";
import { textsOf } from "./files.js";
import { goTo, places, showText } from "./text.js";

const EXAMPLE = "France tabled the draft resolution demanding a ceasefire on Monday, and Ghana put its name to it on Tuesday. Bolivia said it would vote against the draft. \"We cannot carry a text that names one side,\" its ambassador, Rosario Quispe, told reporters.\n\nFrance is confident that Kenya will come along. Kenya's envoy, Amina Odhiambo, said only that she was waiting for the final text. The Red Cross reported that 40 trucks had crossed the line on Monday.";

let documents = []; // {name, text, field, prediction, error}
let shown = 0;
let chosen = null; // name of the actor whose words are lit up
let place = 0; // which of its words
let going = null; // stops the request that is under way

const actorsShown = () => documents[shown]?.prediction?.actors ?? [];

// ---- asking ----

async function read() {
  mendAll();
  stale(true);
  const asked = articles();
  if (!asked.length) { fault(firstArticle(), "Paste an article first."); return; }
  going?.abort();
  const mine = going = new AbortController();
  const progress = (done, wait) => { if (mine === going) tell(asked.length, done, wait); };
  progress(0, 0);
  try {
    documents = await ask(asked, mine.signal, progress);
    busy("");
    shown = Math.max(0, documents.findIndex((each) => each.prediction));
    chosen = null;
    stale(false);
    show();
    const actors = documents.reduce((n, each) => n + (each.prediction?.actors.length ?? 0), 0);
    by("status").textContent = actors ? `${actors} actor${actors === 1 ? "" : "s"} found.` : "No actors found.";
    const refused = documents.filter((each) => each.error);
    for (const each of refused) showRefusal(each.error, each.field, true);
    if (refused.length) by("error").textContent = `${refused.map((each) => each.name).join(", ")}: not read; see there.`;
    by("answer").focus({ preventScroll: true }); // focus alone puts a tall answer's middle on the screen
    by("answer").scrollIntoView({ block: "start" });
  } catch (error) {
    if (mine !== going) return; // a newer request is under way
    busy("");
    if (error.name === "AbortError") {
      by("status").textContent = "Stopped.";
      by("read").focus();
    } else showRefusal(error, asked[0].field);
  }
}

/** Says how far it is. The seconds stand apart: a screen reader should not say each of them. */
function tell(n, done, wait) {
  const so = n > 1 ? `Reading ${n} articles ... ${done ? `${done} read.` : ""}` : "Reading ...";
  busy(wait ? "The service has its hands full; it will be asked again." : so.trim());
  by("wait").textContent = wait ? `Asked again in ${wait} s.` : "";
}

function busy(said) {
  if (by("status").textContent !== said) by("status").textContent = said;
  by("status").classList.toggle("busy", said !== "");
  by("wait").textContent = "";
  by("read").disabled = said !== "";
  by("stop").hidden = said === "";
}

/** What stands there answers the text before, as long as no new answer does. */
function stale(is) {
  by("stale").hidden = !is;
  by("answer").classList.toggle("stale", is);
}

// ---- showing ----

function show() {
  by("answer").hidden = by("skip").hidden = false;
  const tabs = by("documents");
  tabs.hidden = documents.length < 2;
  tabs.replaceChildren(...documents.map((each, i) => element("button", {
    type: "button", role: "tab", id: `tab-${i}`, "aria-selected": String(i === shown), "aria-controls": "document",
    tabIndex: i === shown ? 0 : -1, onclick: () => { shown = i; chosen = null; show(); tabs.children[i].focus(); },
  }, element("span", { textContent: each.name }), " ", element("span", { className: "help", textContent: summary(each) }))));
  if (documents.length > 1) {
    by("document").setAttribute("role", "tabpanel");
    by("document").setAttribute("aria-labelledby", `tab-${shown}`);
  } else for (const name of ["role", "aria-labelledby"]) by("document").removeAttribute(name);
  by("copy-what").textContent = documents.length > 1 ? "Copy all articles as" : "Copy as";

  const { prediction, error } = documents[shown];
  by("resolution-found").textContent = error ? "This article was not read"
    : prediction.resolution.text ? `On: ${prediction.resolution.text}` : "No resolution was found in the text";
  const notes = error ? [error.message] : prediction.warnings;
  by("warnings").textContent = notes.join(" ");
  by("warnings").hidden = notes.length === 0;
  by("release").textContent = prediction ? `Read by ${prediction.release.name}.` : "";
  by("name-filter").value = "";
  by("look-filter").checked = false;
  by("actors-found").hidden = actorsShown().length === 0;
  showTally(actorsShown(), choose);
  table();
  light();
}

const summary = (each) => (each.error ? "not read"
  : counts(each.prediction.actors).filter(([, of]) => of.length).map(([group, of]) => {
    const unsure = of.filter(doubtful).length;
    return `${SIGNS[group]}${of.length}${unsure ? ` (${unsure}?)` : ""}`;
  }).join(" "));

const table = () => showTable(actorsShown(), chosen, choose);

// ---- lighting up ----

function light() {
  showText(documents[shown].text, actorsShown(), chosen, choose);
  const actor = actorsShown().find((each) => each.name === chosen);
  by("chosen").hidden = !actor;
  by("legend").hidden = Boolean(actor);
  place = 0;
  if (!actor) return;
  by("chosen-name").textContent = `${actor.name}: ${SIGNS[groupOf(actor)]} ${worded(actor)}`;
  const found = places();
  by("next").hidden = found.length < 2;
  by("chosen-place").textContent = actor.evidence.length ? "" : found.length ? "named, but no words show a stance" : "not named in the text";
  if (found.length) visit(found);
}

function visit(found) {
  if (found.length > 1) by("chosen-place").textContent = `${place + 1} of ${found.length}`;
  goTo(found[place]);
}

/** Lights up one actor's words; chosen a second time, everybody's. */
function choose(name, keep = false) {
  chosen = chosen === name && !keep ? null : name;
  markChosen(chosen);
  light();
  const actor = actorsShown().find((each) => each.name === chosen);
  by("status").textContent = actor ? `${actor.name}: ${worded(actor)}, basis ${actor.basis}.` : "All actors' words are lit up.";
}

// ---- wiring ----

addArticle();
by("ask").addEventListener("submit", (event) => { event.preventDefault(); read(); });
by("ask").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) read();
});
by("stop").addEventListener("click", () => going?.abort());
by("add").addEventListener("click", () => addArticle().focus());
by("example").addEventListener("click", () => { addArticle(EXAMPLE); read(); });
for (const id of ["resolution", "body", "actors", "key"]) by(id).addEventListener("input", () => mend(by(id)));

async function take(files) {
  const { texts, refused, notes } = await textsOf(files);
  for (const { name, text } of texts) addArticle(text, name);
  by("files").value = "";
  by("error").textContent = refused.join(" ");
  const n = articles().length;
  by("status").textContent = [n ? `${n} article${n === 1 ? "" : "s"} to read.` : "", ...notes].join(" ");
}
by("files").addEventListener("change", () => take(by("files").files));
for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    document.body.classList.toggle("over", kind === "dragover");
    if (kind === "drop") take(event.dataTransfer.files);
  });
}

for (const head of document.querySelectorAll("#actors-table th")) {
  head.firstElementChild.addEventListener("click", () => { sortBy(head.dataset.key); table(); });
}
by("name-filter").addEventListener("input", table);
by("look-filter").addEventListener("change", table);
by("next").addEventListener("click", () => {
  const found = places();
  place = (place + 1) % found.length;
  visit(found);
});
by("back").addEventListener("click", () => {
  const button = document.querySelector("#actors-table [aria-pressed=true]") ?? document.querySelector("#actors-table .choose");
  button?.focus();
  button?.scrollIntoView({ block: "center" });
});
by("show-all").addEventListener("click", () => { choose(chosen); by("shown").focus({ preventScroll: true }); });

by("documents").addEventListener("keydown", (event) => {
  const tabs = [...by("documents").children];
  const next = { ArrowRight: shown + 1, ArrowLeft: shown - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  tabs[(next + tabs.length) % tabs.length].click();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    try {
      await toClipboard(written(button.dataset.copy, documents));
      by("status").textContent = "Copied.";
    } catch {
      by("error").textContent = "The browser did not allow copying.";
    }
  });
}
