// Shows the service's OpenAPI document with the copy of Swagger UI that BentoML ships.
"use strict";

addEventListener("DOMContentLoaded", async () => {
  const spec = await (await fetch("docs.json")).json();
  SwaggerUIBundle({ spec, dom_id: "#api", deepLinking: true });
});
