// Shows the service's OpenAPI document with the copy of Swagger UI that BentoML ships.
"use strict";

addEventListener("DOMContentLoaded", async () => {
  const spec = await (await fetch("docs.json")).json();
  // BentoML's own introduction has pictures from outside, which this page does not load.
  spec.info.description = "Each actor's stance toward a pending resolution, and the words it rests on. Errors have one shape: code, message, field.";
  SwaggerUIBundle({ spec, dom_id: "#api", deepLinking: true });
});
