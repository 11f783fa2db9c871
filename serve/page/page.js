// The page of the service: asks /predict or /predict_batch and shows the answer.
// Text from users and from the service is only ever put in as text, never as HTML.
"use strict";

const STANCES = ["support", "undecided", "oppose"];
const SIGNS = { support: "▲", undecided: "◆", oppose: "▼" };
const EXAMPLE = {
  text: "France tabled the draft resolution demanding a ceasefire on Monday, and Ghana put its name to it on Tuesday. Bolivia said it would vote against the draft. \"We cannot carry a text that names one side,\" its ambassador, Rosario Quispe, told reporters.\n\nFrance is confident that Kenya will come along. Kenya's envoy, Amina Odhiambo, said only that she was waiting for the final text. The Red Cross reported that 40 trucks had crossed the line on Monday.",
  resolution: "",
};

const by = (id) => document.getElementById(id);
let documents = []; // {name, text, prediction, error}
let shown = 0;
let chosen = null; // name of the actor whose evidence is lit up

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// ---- asking ----

function request(text) {
  const asked = { text };
  const resolution = by("resolution").value.trim();
  const body = by("body").value.trim();
  const actors = by("actors").value.split("\n").map((name) => name.trim()).filter(Boolean);
  if (resolution) asked.resolution = resolution;
  if (body) asked.body = body;
  if (actors.length) asked.actors = actors;
  return asked;
}

async function post(path, body) {
  const headers = { "content-type": "application/json" };
  const key = by("key").value.trim();
  if (key) headers.authorization = `Bearer ${key}`;
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.message || `the service answered ${answer.status}`);
  return content;
}

async function ask(texts) {
  by("error").textContent = "";
  by("read").disabled = true;
  by("status").textContent = texts.length > 1 ? `Reading ${texts.length} articles ...` : "Reading ...";
  try {
    if (texts.length === 1) {
      documents = [{ ...texts[0], prediction: await post("predict", request(texts[0].text)) }];
    } else {
      const { results } = await post("predict_batch", { documents: texts.map((each) => request(each.text)) });
      documents = texts.map((each, i) => ({ ...each, prediction: results[i].prediction, error: results[i].error }));
    }
    shown = 0;
    chosen = null;
    show();
    const actors = documents.reduce((n, each) => n + (each.prediction ? each.prediction.actors.length : 0), 0);
    by("status").textContent = `${actors} actor${actors === 1 ? "" : "s"} found.`;
    by("answer").focus();
  } catch (error) {
    by("status").textContent = "";
    by("error").textContent = error instanceof TypeError ? "The service cannot be reached; is it running?" : error.message;
  } finally {
    by("read").disabled = false;
  }
}

// ---- showing ----

function show() {
  by("answer").hidden = false;
  const tabs = by("documents");
  tabs.hidden = documents.length < 2;
  tabs.replaceChildren(...documents.map((each, i) => element("button", {
    type: "button", role: "tab", "aria-selected": String(i === shown), "aria-controls": "document", tabIndex: i === shown ? 0 : -1,
    textContent: each.name, onclick: () => { shown = i; chosen = null; show(); tabs.children[i].focus(); },
  })));
  const { prediction, text, error } = documents[shown];
  by("error").textContent = error ? `${documents[shown].name}: ${error.message}` : "";
  const actors = prediction ? prediction.actors : [];
  by("resolution-found").textContent = !prediction ? "" : prediction.resolution.text
    ? `On: ${prediction.resolution.text}` : "No resolution was found in the text";
  by("warnings").textContent = prediction ? prediction.warnings.join(" ") : "";
  by("release").textContent = prediction ? `Read by ${prediction.release.name}.` : "";
  showTally(actors);
  showTable(actors);
  showText(text, actors);
}

// A person who speaks for a listed actor is the same voice: not counted twice, and shown beneath.
function spokespersons(actors) {
  const names = new Set(actors.map((actor) => actor.name));
  return new Set(actors.filter((actor) => actor.principal && names.has(actor.principal)));
}

function showTally(actors) {
  const beneath = spokespersons(actors);
  const counted = actors.filter((actor) => !beneath.has(actor));
  const groups = STANCES.map((stance) => [stance, counted.filter((actor) => actor.stance === stance)]);
  const bar = element("div", { className: "tally-bar", role: "img", "aria-label": groups.map(([stance, of]) => `${of.length} ${stance}`).join(", ") });
  for (const [stance, of] of groups) {
    if (!of.length) continue;
    const part = element("span", { className: stance, textContent: `${SIGNS[stance]} ${of.length}` });
    part.style.flexGrow = of.length;
    bar.append(part);
  }
  const names = element("ul", { className: "tally-names" }, ...groups.map(([stance, of]) => element("li", { className: stance },
    element("strong", { textContent: `${SIGNS[stance]} ${stance} (${of.length}) ` }), of.map((actor) => actor.name).join(", "))));
  by("tally").replaceChildren(...(counted.length ? [bar, names] : []));
}

let order = { key: "place", up: true };
const KEYS = {
  place: (row) => row.place,
  stance: (row) => STANCES.indexOf(row.actor.stance),
  sure: (row) => -Math.max(...Object.values(row.actor.probabilities)),
  basis: (row) => row.actor.basis,
  look: (row) => row.actor.prediction_set.length,
};

// Spokespersons stay beneath whom they speak for, however the table is sorted.
function rows(actors) {
  const all = actors.map((actor, place) => ({ actor, place }));
  const beneath = spokespersons(actors);
  const key = KEYS[order.key];
  const compare = (a, b) => {
    const [x, y] = [key(a), key(b)];
    return (x < y ? -1 : x > y ? 1 : a.place - b.place) * (order.up ? 1 : -1);
  };
  return all.filter((row) => !beneath.has(row.actor)).sort(compare).flatMap((row) => [
    row, ...all.filter((other) => beneath.has(other.actor) && other.actor.principal === row.actor.name),
  ]);
}

function showTable(actors) {
  const beneath = spokespersons(actors);
  const body = by("actors-table").tBodies[0];
  body.replaceChildren(...rows(actors).map(({ actor }) => {
    const choose = element("button", {
      type: "button", className: "choose", textContent: actor.name, "aria-pressed": String(chosen === actor.name),
      onclick: () => choice(actor.name),
    });
    const kind = actor.principal ? `${actor.kind}, speaks for ${actor.principal}` : actor.kind;
    const bars = element("div", { className: "bars" }, ...STANCES.flatMap((stance) => {
      const p = actor.probabilities[stance];
      return [
        element("span", { textContent: stance }),
        element("progress", { className: `p-${stance}`, max: 1, value: p, "aria-label": `${stance} ${p.toFixed(2)}` }),
        element("span", { textContent: p.toFixed(2) }),
      ];
    }));
    const sure = actor.prediction_set.length < 2;
    return element("tr", { className: beneath.has(actor) ? "spokesperson" : "" },
      element("td", {}, choose, element("div", { className: "kind", textContent: actor.mentioned ? kind : `${kind}; not named in the text` })),
      element("td", {}, element("span", { className: `stance ${actor.stance}`, textContent: `${SIGNS[actor.stance]} ${actor.stance}` })),
      element("td", {}, bars),
      element("td", {}, actor.basis, ...actor.evidence.map((part) => element("q", { className: "words", textContent: part.text }))),
      element("td", { textContent: sure ? "yes" : `have a person look: ${actor.prediction_set.join(" or ")}` }));
  }));
}

function choice(name) {
  chosen = chosen === name ? null : name;
  const { text, prediction } = documents[shown];
  showTable(prediction.actors);
  showText(text, prediction.actors);
  const button = [...by("actors-table").querySelectorAll(".choose")].find((each) => each.textContent === name);
  if (button) button.focus({ preventScroll: true });
  if (chosen === null) return;
  const first = by("shown").querySelector(".evidence") || by("shown").querySelector(".mention");
  if (first) first.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

// Offsets count code points; a JavaScript string counts UTF-16 units.
function showText(text, actors) {
  const letters = Array.from(text);
  const lit = actors.filter((actor) => chosen === null || actor.name === chosen);
  const borders = new Set([0, letters.length]);
  for (const actor of lit) for (const part of [...actor.mentions, ...actor.evidence]) borders.add(part.start).add(part.end);
  const ordered = [...borders].sort((a, b) => a - b);
  // One pass over the pieces with the spans that are open: linear in text and spans.
  const opens = new Map();
  const closes = new Map();
  const note = (map, at, span) => map.set(at, [...(map.get(at) || []), span]);
  for (const actor of lit) {
    for (const part of actor.mentions) {
      const span = { mention: true, actor };
      note(opens, part.start, span); note(closes, part.end, span);
    }
    for (const part of actor.evidence) {
      const span = { mention: false, actor };
      note(opens, part.start, span); note(closes, part.end, span);
    }
  }
  const open = new Set();
  const pieces = [];
  ordered.slice(0, -1).forEach((start, i) => {
    for (const span of closes.get(start) || []) open.delete(span);
    for (const span of opens.get(start) || []) open.add(span);
    const piece = letters.slice(start, ordered[i + 1]).join("");
    const evidence = [...open].filter((span) => !span.mention);
    const mention = [...open].some((span) => span.mention);
    if (!evidence.length && !mention) { pieces.push(piece); return; }
    const made = element(evidence.length ? "mark" : "span", { textContent: piece });
    if (mention) made.classList.add("mention");
    if (evidence.length) {
      const stances = new Set(evidence.map((span) => span.actor.stance));
      made.classList.add("evidence", stances.size > 1 ? "mixed" : evidence[0].actor.stance);
      made.title = evidence.map((span) => `${span.actor.name}: ${span.actor.stance}`).join("; ");
    }
    pieces.push(made);
  });
  by("shown").replaceChildren(...pieces);
}

// ---- copying ----

const COPIES = {
  json: (each) => JSON.stringify(each.prediction, null, 1),
  csv: (each) => [
    ["actor", "kind", "principal", "stance", "support", "oppose", "undecided", "basis", "prediction_set", "evidence"],
    ...each.prediction.actors.map((actor) => [
      actor.name, actor.kind, actor.principal || "", actor.stance, ...["support", "oppose", "undecided"].map((s) => actor.probabilities[s].toFixed(4)),
      actor.basis, actor.prediction_set.join(" "), actor.evidence.map((part) => part.text).join(" ... "),
    ]),
  ].map((row) => row.map(csvCell).join(",")).join("\r\n"),
  markdown: (each) => [
    `**${each.prediction.resolution.text || "no resolution found"}**`, "",
    "| actor | stance | probability | basis | words |", "|---|---|--:|---|---|",
    ...each.prediction.actors.map((actor) => `| ${[
      actor.name, actor.stance, actor.probabilities[actor.stance].toFixed(2), actor.basis, actor.evidence.map((part) => part.text).join(" ... "),
    ].map((cell) => cell.replace(/[\\|]/g, "\\$&").replace(/\s+/g, " ")).join(" | ")} |`),
  ].join("\n"),
};

// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
function csvCell(value) {
  const cell = /^[=+\-@\t\r]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

async function copy(form) {
  const each = documents[shown];
  if (!each || !each.prediction) return;
  try {
    await navigator.clipboard.writeText(COPIES[form](each));
    by("status").textContent = "Copied.";
  } catch {
    by("error").textContent = "The browser did not allow copying; open the page over https or on this machine.";
  }
}

// ---- wiring ----

async function readFiles(files) {
  const texts = [];
  const refused = [];
  for (const file of files) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      if (text.trim()) texts.push({ name: file.name, text });
      else refused.push(`${file.name} is empty.`);
    } catch {
      refused.push(`${file.name} is not UTF-8 text; save it as UTF-8.`);
    }
  }
  if (texts.length === 1) { by("text").value = texts[0].text; by("text").dispatchEvent(new Event("input")); }
  if (texts.length) await ask(texts);
  if (refused.length) by("error").textContent = [by("error").textContent, ...refused].filter(Boolean).join(" ");
}

by("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = by("text").value;
  if (text.trim()) ask([{ name: "article", text }]);
  else { by("error").textContent = "Paste an article first."; by("text").focus(); }
});
by("text").addEventListener("input", () => {
  const n = Array.from(by("text").value).length;
  by("count").textContent = n ? `${n.toLocaleString("en")} characters` : "";
});
by("example").addEventListener("click", () => {
  by("text").value = EXAMPLE.text;
  by("resolution").value = EXAMPLE.resolution;
  by("text").dispatchEvent(new Event("input"));
  ask([{ name: "example", text: EXAMPLE.text }]);
});
by("files").addEventListener("change", () => readFiles(by("files").files));
for (const kind of ["dragover", "dragleave", "drop"]) {
  by("text").addEventListener(kind, (event) => {
    if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    by("text").classList.toggle("over", kind === "dragover");
    if (kind === "drop") readFiles(event.dataTransfer.files);
  });
}
by("show-all").addEventListener("click", () => {
  if (chosen === null) return;
  choice(chosen);
  by("show-all").focus();
});
by("documents").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...by("documents").children];
  tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length].click();
});
for (const head of document.querySelectorAll("#actors-table th")) {
  head.firstElementChild.addEventListener("click", () => {
    const key = head.dataset.key;
    order = { key, up: order.key === key ? !order.up : true };
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order.up ? "ascending" : "descending");
    showTable(documents[shown].prediction ? documents[shown].prediction.actors : []);
  });
}
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button.dataset.copy));
