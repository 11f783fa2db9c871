// The form: one or several articles, what is asked about them, and what is wrong beside its field.
import { by } from "./element.js";

const FIELDS = ["resolution", "body", "actors", "key"];

/** What the service refused: its sentence, the field, and which of the articles. */
export class Refusal extends Error {
  constructor({ code, message, field, request_id: id }, status) {
    super(status >= 500 && id ? `${message} (request ${id})` : message);
    this.field = code === "unauthorized" ? "key" : (field || "").split(".")[0];
  }
}

// ---- articles ----

const forms = () => [...by("articles").children];
const box = (form) => form.querySelector("textarea");

function renumber() {
  const all = forms();
  all.forEach((form, i) => {
    const label = form.querySelector("label");
    label.textContent = form.dataset.name || (all.length > 1 ? `Article ${i + 1}` : "Article");
    form.querySelector(".remove").hidden = all.length === 1;
    form.querySelector(".remove").setAttribute("aria-label", `Remove ${label.textContent}`);
    box(form).rows = all.length > 1 ? 4 : 10;
  });
  const sample = all.every((form) => !box(form).value.trim());
  by("example").hidden = !sample;
}

let made = 0;

/** Another article in the form; an empty one takes the text before a new one is made. */
export function addArticle(text = "", name = "") {
  let form = text && forms().find((each) => !box(each).value.trim());
  if (!form) {
    form = by("article-form").content.firstElementChild.cloneNode(true);
    const id = `article-${++made}`;
    box(form).id = id;
    form.querySelector("label").htmlFor = id;
    form.querySelector(".fault").id = `${id}-fault`;
    box(form).setAttribute("aria-describedby", `${id}-fault`);
    box(form).addEventListener("input", () => { count(form); mend(box(form)); renumber(); });
    form.querySelector(".remove").addEventListener("click", () => {
      form.remove();
      renumber();
      box(forms()[0]).focus();
    });
    by("articles").append(form);
  }
  form.dataset.name = name;
  box(form).value = text;
  count(form);
  renumber();
  return box(form);
}

function count(form) {
  const n = Array.from(box(form).value).length;
  form.querySelector(".count").textContent = n ? `${n.toLocaleString("en")} characters` : "";
}

/** The articles that hold any text: {name, text, field}. */
export function articles() {
  return forms().filter((form) => box(form).value.trim()).map((form) => ({
    name: form.querySelector("label").textContent, text: box(form).value, field: box(form),
  }));
}

export const firstArticle = () => box(forms()[0]);

/** Puts text files into the form; returns a sentence for each that cannot be read. */
export async function addFiles(files) {
  const refused = [];
  for (const file of files) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      if (text.includes("\0")) refused.push(`${file.name} is no text file; save it as plain text.`);
      else if (text.trim()) addArticle(text, file.name);
      else refused.push(`${file.name} is empty.`);
    } catch {
      refused.push(`${file.name} is not UTF-8 text; save it as UTF-8.`);
    }
  }
  return refused;
}

// ---- faults ----

export function mend(field) {
  field.removeAttribute("aria-invalid");
  by(`${field.id}-fault`).textContent = "";
}

export function mendAll() {
  for (const field of [...forms().map(box), ...FIELDS.map(by)]) mend(field);
  by("error").textContent = "";
}

/** Shows a sentence beside its field, and opens what hides the field. */
export function fault(field, message, focus = true) {
  const parts = field.closest("details");
  if (parts) parts.open = true;
  const hidden = field.closest("[hidden]");
  if (hidden) hidden.hidden = false;
  field.setAttribute("aria-invalid", "true");
  by(`${field.id}-fault`).textContent = message;
  if (focus) field.focus();
}

/** Shows what the service refused: beside its field where it has one on this page. */
export function showRefusal(error, articleField) {
  const field = error.field === "text" ? articleField : FIELDS.includes(error.field) ? by(error.field) : null;
  if (field) fault(field, error.message.replace(/^[\w.]+: /, "")); // it stands beside the field that it names
  else by("error").textContent = error.message;
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

async function post(path, body, signal) {
  const headers = { "content-type": "application/json" };
  const key = by("key").value.trim();
  if (key) headers.authorization = `Bearer ${key}`;
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    // A header can hold no letter beyond Latin-1; anything else is the network.
    if (/[^\x20-\xff]/.test(key)) throw new Refusal({ code: "unauthorized", message: "this key has letters that no header can carry; correct it" });
    throw new Error("The service cannot be reached; is it running, and are you on its network?");
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal({ message: `the service answered ${answer.status}`, ...content }, answer.status);
  return content;
}

/** Asks about the articles: each comes back with its prediction, or with its error. */
export async function ask(asked, signal) {
  if (asked.length === 1) return [{ ...asked[0], prediction: await post("predict", request(asked[0].text), signal) }];
  const { results } = await post("predict_batch", { documents: asked.map((each) => request(each.text)) }, signal);
  return asked.map((each, i) => ({
    ...each, prediction: results[i].prediction, error: results[i].error && new Refusal(results[i].error),
  }));
}
