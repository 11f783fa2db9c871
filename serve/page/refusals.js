// What the service refused, in the page's own words: its sentences are for those who write programs.

const CODES = { 401: "unauthorized", 413: "too_large", 422: "invalid_field", 429: "too_many_requests", 503: "overloaded", 504: "timeout" };
const SENTENCES = {
  unauthorized: "Enter the key that your desk was given.",
  too_large: "This is more than the service takes at once: read fewer or shorter articles.",
  overloaded: "The service is busy or not ready yet: read again in a moment.",
  timeout: "Reading took too long: read a shorter text, or fewer articles at once.",
};
const RETRY_AFTER_S = 5; // where a proxy refuses and does not say when to come back

/** An error answer: its code, a sentence, the field, and the seconds after which to ask again. */
export class Refusal extends Error {
  constructor({ code, message, field, request_id: id }, status, retryAfter) {
    const kind = code ?? CODES[status]; // a proxy before the service answers without a code
    const said = kind === "invalid_field" ? invalid(field ?? "", message ?? "")
      : SENTENCES[kind] ?? message ?? `The service answered ${status}.`;
    super(status >= 500 && id ? `${said} (request ${id})` : said);
    this.code = kind;
    this.field = kind === "unauthorized" ? "key" : (field || "").split(".")[0];
    this.retryAfterS = Number(retryAfter) > 0 ? Math.ceil(Number(retryAfter)) : RETRY_AFTER_S;
  }
}

function invalid(field, message) {
  const [name, place] = field.split(".");
  const which = name === "actors" && place ? `Name ${Number(place) + 1}: ` : "";
  const [, most, unit] = message.match(/at most (\d+) (\w+)/) ?? [];
  if (!most) return `${which}The service cannot take this: ${message.replace(/^[\w.]+: /, "")}`;
  return `${which}Too long: at most ${Number(most).toLocaleString("en")} ${unit} can be read here.`;
}
