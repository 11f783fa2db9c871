// The form: one or several articles, what is asked about them, and what is wrong beside its field.
import { by } from "./element.js";
import { Refusal } from "./refusals.js";

const FIELDS = ["resolution", "body", "actors", "key"];
const MAX_AT_ONCE = 16; // the service takes more, but shows nothing meanwhile

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

/** Shows what the service refused: beside its field, or an article of several, or else above the answer. */
export function showRefusal(error, articleField, several = false) {
  const field = FIELDS.includes(error.field) ? by(error.field) : error.field === "text" || several ? articleField : null;
  if (field) fault(field, error.message);
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
    if (/[^\x20-\xff]/.test(key)) throw Object.assign(new Error("This key has letters that no header can carry: correct it."), { field: "key" });
    throw new Error("The service cannot be reached; is it running, and are you on its network?");
  }
  const content = await answer.json().catch(() => ({}));
  signal.throwIfAborted();
  if (!answer.ok) throw new Refusal({ ...content }, answer.status, answer.headers.get("retry-after"));
  return content;
}

/** Posts again as long as the service has its hands full, each time after the wait that it asks for. */
async function postInTurn(path, body, signal, wait) {
  for (;;) {
    try {
      return await post(path, body, signal);
    } catch (error) {
      if (error.code !== "too_many_requests") throw error;
      await countDown(error.retryAfterS, signal, wait);
    }
  }
}

async function countDown(seconds, signal, wait) {
  const end = Date.now() + 1000 * seconds; // a tab in the background is late with its timers
  for (let left = seconds; left > 0 && !signal.aborted; left = Math.ceil((end - Date.now()) / 1000)) {
    wait(left);
    await new Promise((done) => setTimeout(done, 200));
  }
  signal.throwIfAborted();
  wait(0);
}

/**
 * Asks about the articles: each comes back with its prediction, or with its error.
 * `progress(read, wait)` is told how many were read, and the seconds until the service is asked again.
 */
export async function ask(asked, signal, progress) {
  if (asked.length === 1) {
    const prediction = await postInTurn("predict", request(asked[0].text), signal, (wait) => progress(0, wait));
    return [{ ...asked[0], prediction }];
  }
  const answered = [];
  let most = MAX_AT_ONCE;
  while (answered.length < asked.length) {
    progress(answered.length, 0);
    const part = asked.slice(answered.length, answered.length + most);
    try {
      const documents = part.map((each) => request(each.text));
      const { results } = await postInTurn("predict_batch", { documents }, signal, (wait) => progress(answered.length, wait));
      answered.push(...part.map((each, i) => ({
        ...each, prediction: results[i].prediction, error: results[i].error && new Refusal(results[i].error),
      })));
    } catch (error) {
      const tooMany = error.field === "documents" || error.code === "too_large"; // an operator may allow fewer
      if (tooMany && part.length > 1) most = Math.ceil(part.length / 2);
      else if (tooMany) answered.push({ ...part[0], error });
      else if (!answered.length || error.name === "AbortError") throw error;
      else answered.push(...asked.slice(answered.length).map((each) => ({ ...each, error }))); // what was read stays
    }
  }
  return answered;
}
